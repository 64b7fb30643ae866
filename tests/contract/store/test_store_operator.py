"""What operators state, beside a daemon that holds the store."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from telling import START, after, batch, created, ticket
from three_promises import DAY, a_plan

from slawatch.errors import StoreError
from slawatch.ingest.source import Batch
from slawatch.model.outage import Exclusion, Outage
from slawatch.runtime.evaluator import Evaluator
from slawatch.runtime.operator_facts import StatementError, approve_exclusion, state_exclusion, stated_exclusions
from slawatch.runtime.stated_outages import end_outage, start_outage, stated_outages, withdraw_outage
from slawatch.store.contract import OPERATOR
from slawatch.store.opening import open_for_appending
from slawatch.store.sql import SqlStore
from slawatch.testing.clock import ManualClock

HOUR = 3600
FLOOD = Exclusion(
    id="", service="mail", started_at=after(DAY), ended_at=after(DAY + HOUR), reason="Flood", author="Ada"
)


def test_an_exclusion_is_stated_and_approved_beside_the_daemon(store: SqlStore, url: str) -> None:
    beside = open_for_appending(url)
    stated = state_exclusion(beside, FLOOD, at=after(2 * DAY))
    approved = approve_exclusion(beside, stated.id, by="Bo", at=after(3 * DAY))
    beside.close()

    assert (stated.approved_at, stated.approved_by, stated.retrospective) == (None, None, False)
    assert (approved.approved_at, approved.approved_by, approved.retrospective) == (after(3 * DAY), "Bo", True)
    assert stated_exclusions(store) == [approved]
    assert store.state(OPERATOR).sequence == 2


class Crossed:
    """A store to which somebody else writes right after it was looked at, the first time."""

    def __init__(self, store: SqlStore, meanwhile: Callable[[], object]) -> None:
        self._store = store
        self._meanwhile = [meanwhile]

    def __getattr__(self, name: str) -> object:
        return getattr(self._store, name)

    def exclusions(self, source: str) -> object:
        found = self._store.exclusions(source)
        while self._meanwhile:
            self._meanwhile.pop()()
        return found


def test_an_approval_that_another_one_overtook_is_refused_and_writes_nothing_over(store: SqlStore) -> None:
    stated = state_exclusion(store, FLOOD, at=after(0))
    crossed = Crossed(store, lambda: approve_exclusion(store, stated.id, by="Bo", at=after(1)))
    with pytest.raises(StatementError, match="approved by Bo already"):
        approve_exclusion(crossed, stated.id, by="Cy", at=after(1))
    assert [each.approved_by for each in stated_exclusions(store)] == ["Bo"]
    assert store.state(OPERATOR).sequence == 2


def test_what_is_stated_or_approved_already_is_refused(store: SqlStore) -> None:
    stated = state_exclusion(store, FLOOD, at=after(0))
    with pytest.raises(StatementError, match=f"stated already, as {stated.id}"):
        state_exclusion(store, FLOOD, at=after(1))
    approve_exclusion(store, stated.id, by="Bo", at=after(2))
    with pytest.raises(StatementError, match="approved by Bo already"):
        approve_exclusion(store, stated.id, by="Cy", at=after(3))
    with pytest.raises(StatementError, match='there is no exclusion "other"'):
        approve_exclusion(store, "other", by="Cy", at=after(3))


def test_nothing_is_appended_where_no_daemon_has_made_a_database(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="there is no database"):
        open_for_appending(f"sqlite:///{tmp_path}/none.db")


def test_the_next_evaluation_takes_a_statement_in(store: SqlStore) -> None:
    """An hour of downtime on the second day; approved on the fourth, it counts from then on."""
    down = Outage(id="1", started_at=after(DAY), ended_at=after(DAY + 2 * HOUR), service="mail")
    told = Batch(
        cursor="1",
        tickets=(ticket("1", created_at=START),),
        events=(created("1", at=START, fields={"status": "new", "service": "mail"}),),
        outages=(down,),
        complete_through=after(5 * DAY),
    )
    store.commit("desk", told, at=after(5 * DAY), config_hash="")
    evaluator = Evaluator(a_plan(), store, ManualClock(after(5 * DAY)))

    def lost(as_of: int) -> list[tuple[int, int]]:
        snapshot = evaluator.evaluate(after(as_of))
        figures = [each for each in snapshot.services if each.starts_at <= after(DAY) < each.ends_at]
        return [(each.excluded_seconds, each.lost_seconds) for each in figures]

    before = lost(5 * DAY)
    stated = state_exclusion(store, FLOOD, at=after(3 * DAY))
    assert lost(5 * DAY) == before
    approve_exclusion(store, stated.id, by="Bo", at=after(4 * DAY))
    assert [lost_ for _, lost_ in lost(5 * DAY)] == [2 * HOUR - HOUR for _ in before]
    assert [out for out, _ in lost(5 * DAY)] == [HOUR for _ in before]
    assert dict(evaluator.evaluate().known_through)[OPERATOR] == 2
    assert (
        Evaluator(a_plan(), store, ManualClock(after(5 * DAY)))
        .evaluate(after(4 * DAY) - timedelta(seconds=1))
        .services[0]
        .excluded_seconds
        == 0
    )


def test_operators_and_the_daemon_write_at_the_same_time_and_nothing_is_lost(store: SqlStore, url: str) -> None:
    beside = open_for_appending(url)

    def stated(nth: int) -> None:
        state_exclusion(beside, replace(FLOOD, reason=f"Flood {nth}"), at=after(nth))

    def polled(nth: int) -> None:
        store.commit("desk", batch(str(nth), cursor=str(nth)), at=after(nth), config_hash="")

    with ThreadPoolExecutor(2) as pool:
        for done in [pool.submit(work, nth) for nth in range(15) for work in (stated, polled)]:
            done.result()
    beside.close()
    assert {told.reason for told in stated_exclusions(store)} == {f"Flood {nth}" for nth in range(15)}
    assert (store.state(OPERATOR).sequence, store.state("desk").sequence) == (15, 45)


FIRE = Outage(
    id="",
    service="mail",
    started_at=after(DAY),
    severity="down",
    ticket_id="INC-7",
    users=40,
    reason="Fire",
    author="Ada",
)


def test_an_outage_is_stated_ended_and_withdrawn_beside_the_daemon(store: SqlStore, url: str) -> None:
    beside = open_for_appending(url)
    stated = start_outage(beside, FIRE, at=after(2 * DAY))
    assert stated_outages(store) == [replace(FIRE, id=stated.id)]
    ended = end_outage(beside, stated.id, ended_at=after(DAY + HOUR), at=after(2 * DAY))
    assert stated_outages(store) == [ended] == [replace(stated, ended_at=after(DAY + HOUR))]
    withdrawn = withdraw_outage(beside, stated.id, reason="A drill", author="Bo", at=after(3 * DAY))
    beside.close()

    assert stated_outages(store) == [withdrawn]
    assert (withdrawn.severity, withdrawn.reason, withdrawn.author) == ("withdrawn", "A drill", "Bo")
    assert (withdrawn.users, withdrawn.ticket_id, store.state(OPERATOR).sequence) == (40, "INC-7", 3)


def test_the_next_evaluation_takes_a_stated_outage_in_and_a_withdrawn_one_out(store: SqlStore) -> None:
    told = Batch(
        cursor="1",
        tickets=(ticket("1", created_at=START),),
        events=(created("1", at=START, fields={"status": "new", "service": "mail"}),),
        complete_through=after(5 * DAY),
    )
    store.commit("desk", told, at=after(5 * DAY), config_hash="")
    evaluator = Evaluator(a_plan(), store, ManualClock(after(5 * DAY)))

    def lost() -> set[int]:
        snapshot = evaluator.evaluate(after(5 * DAY))
        return {each.lost_seconds for each in snapshot.services if each.starts_at <= after(DAY) < each.ends_at}

    assert lost() == {0}
    stated = start_outage(store, FIRE, at=after(4 * DAY))
    assert lost() == {4 * DAY}
    end_outage(store, stated.id, ended_at=after(DAY + HOUR), at=after(4 * DAY))
    assert lost() == {HOUR}
    withdraw_outage(store, stated.id, reason="A drill", author="Bo", at=after(4 * DAY))
    assert lost() == {0}
