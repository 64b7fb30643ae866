"""The activity log, on both databases."""

from dataclasses import replace

import pytest
from sqlalchemy import text
from telling import START, after, batch

from slawatch.errors import StoreError
from slawatch.ingest.source import Batch
from slawatch.model.correction import Correction, TimerExcluded
from slawatch.model.deed import Actor, Deed, ValueChange, Way
from slawatch.model.outage import Exclusion
from slawatch.runtime.operator_facts import approve_exclusion, state_exclusion
from slawatch.store.connecting import connected, parsed, writing
from slawatch.store.contract import OPERATOR
from slawatch.store.deed_contract import AskedDeeds, acting
from slawatch.store.opening import open_for_appending
from slawatch.store.sql import SqlStore

ADA = Actor(user="ada", way=Way.PAGE)
BO = Actor(user="bo", way=Way.COMMAND)
FLOOD = Exclusion(id="", service="mail", started_at=START, ended_at=after(60), reason="Flood\0", author="Ada")


def test_each_statement_is_noted_with_who_is_acting_and_what_it_changed(store: SqlStore) -> None:
    with acting(ADA):
        stated = state_exclusion(store, FLOOD, at=START)
    with acting(BO):
        approve_exclusion(store, stated.id, by="Bo", at=after(5))
    approved, first = store.log.listed()
    assert first == Deed(
        number=1,
        at=START,
        actor=ADA,
        action="stated",
        kind="exclusion",
        name=stated.id,
        changes={
            "service": ValueChange(before=None, after="mail"),
            "started_at": ValueChange(before=None, after="2026-03-02T08:00:00Z"),
            "ended_at": ValueChange(before=None, after="2026-03-02T08:01:00Z"),
            "reason": ValueChange(before=None, after="Flood\ufffd"),
            "author": ValueChange(before=None, after="Ada"),
        },
    )
    assert (approved.actor, approved.action, approved.at) == (BO, "approved", after(5))
    assert approved.changes == {
        "approved_at": ValueChange(before=None, after="2026-03-02T08:00:05Z"),
        "approved_by": ValueChange(before=None, after="Bo"),
    }


def test_what_a_source_tells_and_what_changes_nothing_is_nobodys_deed(store: SqlStore) -> None:
    store.commit("desk", replace(batch("1"), exclusions=(replace(FLOOD, id="7"),)), at=START, config_hash="")
    correction = Correction(
        id="1", source="desk", subject="7", told=TimerExcluded(), author="Ada", reason="r", stated_at=START
    )
    for _ in range(2):
        store.correct(correction, at=START)
    assert [(each.kind, each.action, each.actor.way) for each in store.log.listed()] == [
        ("correction", "stated", Way.DAEMON)
    ]


def test_a_statement_that_is_refused_leaves_no_line(store: SqlStore) -> None:
    state_exclusion(store, FLOOD, at=START)
    with pytest.raises(StoreError):
        store.commit(
            OPERATOR, Batch(cursor="", exclusions=(replace(FLOOD, id="9"),)), at=START, config_hash="", known=7
        )
    assert [each.number for each in store.log.listed()] == [1]


def test_lines_are_asked_for_by_whom_about_what_and_when(store: SqlStore) -> None:
    for second, (kind, name, user) in enumerate((("report", "a", "ada"), ("report", "b", "bo"), ("user", "a", "ada"))):
        with acting(Actor(user=user, way=Way.API)):
            store.log.note(kind=kind, name=name, action="changed", at=after(second))

    def told(**asked: object) -> list[int]:
        return [each.number for each in store.log.listed(AskedDeeds(**asked))]  # type: ignore[arg-type]

    assert (told(user="ada"), told(kind="report"), told(kind="report", name="b")) == ([3, 1], [2, 1], [2])
    assert (told(before=3), told(since=after(1)), told(until=after(1))) == ([2, 1], [3, 2], [1])
    assert [each.number for each in store.log.listed(most=1)] == [3]


def test_two_writers_beside_each_other_lose_no_line(store: SqlStore, url: str) -> None:
    beside = open_for_appending(url)
    for number in range(3):
        state_exclusion(store, replace(FLOOD, reason=f"a{number}"), at=START)
        state_exclusion(beside, replace(FLOOD, reason=f"b{number}"), at=START)
    beside.close()
    assert [each.changes["reason"].after for each in store.log.listed()] == ["b2", "a2", "b1", "a1", "b0", "a0"]


@pytest.mark.parametrize("sentence", ["UPDATE deeds SET action = 'x'", "DELETE FROM deeds"])
def test_the_database_itself_refuses_to_change_a_line(store: SqlStore, url: str, sentence: str) -> None:
    store.log.note(kind="user", name="", action="changed", at=START)
    engine = connected(parsed(url), read_only=False)
    with pytest.raises(StoreError, match="stay as they are"), writing(engine) as connection:
        connection.execute(text(sentence))
    engine.dispose()
    assert [each.action for each in store.log.listed()] == ["changed"]
