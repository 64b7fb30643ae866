"""Actions and acceptances, and both as they were known, on both databases."""

from dataclasses import replace
from datetime import date

import pytest
from telling import START, after

from slawatch.errors import ConflictError
from slawatch.model.action import Acceptance, Action, Stage
from slawatch.model.measurement import Goal, Measurement, Quantity
from slawatch.model.reference import BreachRef, ObjectiveRef, OutageRef, ServiceRef
from slawatch.store.contract import OPERATOR, Mark
from slawatch.store.past import Past
from slawatch.store.sql import SqlStore

BREACH = BreachRef(sla="gold", objective="p1", service_id="mail", period="2026-02")
OUTAGE = OutageRef(service_id="mail", started_at=START, ended_at=after(60))
BARE = Action(
    id="A-1",
    title="Second relay",
    about=(BREACH,),
    owner="Ada",
    due_on=date(2026, 3, 31),
    author="Bo",
    stated_at=START,
    changed_by="Bo",
    changed_at=START,
)
FULL = replace(
    BARE,
    about=(BREACH, OUTAGE, ObjectiveRef(sla="gold", objective="p1", service_id="mail"), ServiceRef(service_id="mail")),
    stage=Stage.CLOSED,
    cause="eine Ursache\n第二行",
    plan="=cmd|' /C calc'!A0 <script>",
    check_on=date(2026, 5, 1),
    measure=ObjectiveRef(sla="gold", objective="p1", service_id="mail"),
    baseline=Measurement(
        starts_at=START, ends_at=after(86_400), quantity=Quantity.RATIO, value=0.1 + 0.2, count=10, good=3
    ),
    goal=Goal(quantity=Quantity.RATIO, value=0.99),
    done_at=after(90),
    result=Measurement(
        starts_at=START, ends_at=after(60), quantity=Quantity.RATIO, value=None, count=0, reason="no tickets"
    ),
    ended_at=after(120),
    reason="done",
)
ACCEPTED = Acceptance(
    id="C-1", about=(BREACH, OUTAGE), accepted_by="Cy", reason="a drill", author="Bo", stated_at=START
)


@pytest.mark.parametrize("told", [BARE, FULL], ids=["bare", "full"])
def test_an_action_comes_back_as_it_was_stated(store: SqlStore, told: Action) -> None:
    assert store.enter(told, at=START) == 1
    assert store.actions() == [(1, told)]


@pytest.mark.parametrize(
    "told",
    [
        ACCEPTED,
        replace(ACCEPTED, until=date(2026, 12, 31), withdrawn_by="Di", withdrawn_at=after(5)),
    ],
    ids=["for good", "withdrawn"],
)
def test_an_acceptance_comes_back_as_it_was_stated(store: SqlStore, told: Acceptance) -> None:
    assert store.enter(told, at=START) == 1
    assert store.acceptances() == [(1, told)]


def test_what_no_database_takes_is_replaced_and_nothing_is_refused(store: SqlStore) -> None:
    told = replace(BARE, title="a\0b", plan="x" * 10_000, owner="\u202eAda")
    store.enter(told, at=START)
    assert [each for _, each in store.actions()] == [replace(told, title="a\ufffdb")]


def test_every_version_is_kept_and_the_newest_by_then_counts(store: SqlStore) -> None:
    doing = replace(BARE, stage=Stage.DO, changed_by="Cy", changed_at=after(60))
    ended = replace(doing, stage=Stage.CANCELLED, reason="too dear", ended_at=after(90), changed_at=after(90))
    store.enter(BARE, at=START)
    store.enter(replace(BARE, id="A-2"), at=START)
    store.enter(ACCEPTED, at=after(30))
    for version in (doing, doing, ended):
        store.enter(version, at=after(60))
    assert [(sequence, each.stage) for sequence, each in store.actions()] == [(2, "plan"), (5, "cancelled")]
    assert store.action_versions("A-1") == [(1, BARE), (4, doing), (5, ended)]
    assert store.action_versions("A-1", through=4) == [(1, BARE), (4, doing)]
    assert store.action_versions("A-9") == []
    assert store.actions(through=4) == [(2, replace(BARE, id="A-2")), (4, doing)]
    assert store.acceptances(through=2) == []
    assert store.known_at(after(60))[OPERATOR] == Mark(sequence=5, complete_through=None)


def test_the_past_sees_the_register_as_it_was_then(store: SqlStore) -> None:
    store.enter(BARE, at=START)
    store.enter(replace(BARE, stage=Stage.DO), at=after(60))
    store.enter(ACCEPTED, at=after(60))
    then, now = Past.at(store, START), Past.at(store, after(60))
    assert [each.stage for _, each in then.actions()] == ["plan"]
    assert [each.stage for _, each in then.action_versions("A-1")] == ["plan"]
    assert then.acceptances() == []
    assert [each.stage for _, each in now.actions()] == ["do"]
    assert now.acceptances() == [(3, ACCEPTED)]


def test_nothing_is_entered_on_ground_that_has_moved(store: SqlStore) -> None:
    store.enter(BARE, at=START, known=0)
    with pytest.raises(ConflictError):
        store.enter(replace(BARE, title="other"), at=START, known=0)
    assert [each.title for _, each in store.actions()] == ["Second relay"]


def test_a_store_that_nobody_stated_anything_to_has_an_empty_register(store: SqlStore) -> None:
    assert (store.actions(), store.acceptances(), store.action_versions("A-1")) == ([], [], [])
