"""An evaluator that takes corrections in as they come says what a fresh one says of everything."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from empty_store import empty_store
from telling import START, after, created, status, ticket
from three_promises import DAY, a_plan

from slawatch.ingest.source import Batch
from slawatch.model.correction import Correction, FieldHeld, NoOutage, TimerExcluded, Told
from slawatch.model.outage import Outage
from slawatch.model.result import Outcome, Snapshot
from slawatch.runtime.evaluator import Evaluator
from slawatch.store.contract import OPERATOR, Store
from slawatch.store.past import Past
from slawatch.testing.clock import ManualClock

FIELDS = {"status": "new", "service": "mail"}
NOW = after(9 * DAY)


class Desk:
    """Three tickets, resolved after five days where three are allowed, and an outage of a day."""

    def __init__(self, folder: Path) -> None:
        self.store: Store = empty_store(folder)
        self.plan, self.clock = a_plan(), ManualClock(NOW)
        events = [(created(id_, fields=FIELDS), status(id_, "resolved", 5 * DAY)) for id_ in "123"]
        told = Batch(
            cursor="1",
            tickets=tuple(ticket(id_) for id_ in "123"),
            events=tuple(event for own in events for event in own),
            outages=(Outage(id="o", service="mail", started_at=START, ended_at=after(DAY)),),
            complete_through=NOW,
        )
        self.store.commit("desk", told, at=NOW, config_hash="")
        self.standing = Evaluator(self.plan, self.store, self.clock)

    def state(self, told: Told, subject: str, *, approved: bool = True, withdrawn: bool = False) -> None:
        correction = Correction(
            id=f"{subject}-{told.kind}", source="desk", subject=subject, told=told, author="Ada", reason="r",
            stated_at=NOW, approved_at=NOW if approved else None, withdrawn_at=NOW if withdrawn else None,
        )  # fmt: skip
        self.store.correct(correction, at=NOW)

    def told(self, as_of: datetime | None = None) -> Snapshot:
        """Return what the standing evaluator says, which is what a fresh one says."""
        snapshot = self.standing.evaluate(as_of)
        assert snapshot == Evaluator(self.plan, self.store, self.clock).evaluate(as_of)
        return snapshot

    def timers(self, as_of: datetime | None = None) -> dict[Outcome, int]:
        (figure,) = [
            each for each in self.told(as_of).objectives if (each.objective, each.period) == ("resolution", "current")
        ]
        return {count.outcome: count.timers for count in figure.outcomes}

    def lost(self) -> int:
        return next(each.lost_seconds for each in self.told().services if each.period == "current")


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


EARLIER = FieldHeld(field="status", value="resolved", starts_at=after(2 * DAY))


def test_a_correction_has_its_ticket_judged_again_when_it_is_approved_and_when_it_is_withdrawn(desk: Desk) -> None:
    assert desk.timers() == {Outcome.MISSED: 3}
    desk.state(EARLIER, "2", approved=False)
    assert desk.timers() == {Outcome.MISSED: 3}
    desk.state(EARLIER, "2")
    assert desk.timers() == {Outcome.MET: 1, Outcome.MISSED: 2}
    desk.state(TimerExcluded(), "3")
    assert desk.timers() == {Outcome.MET: 1, Outcome.MISSED: 1, Outcome.EXCLUDED: 1}
    desk.state(EARLIER, "2", withdrawn=True)
    assert desk.timers() == {Outcome.MISSED: 2, Outcome.EXCLUDED: 1}


def test_a_correction_that_was_stated_before_the_ticket_came_counts_when_it_comes(desk: Desk) -> None:
    desk.state(EARLIER, "4")
    assert desk.timers() == {Outcome.MISSED: 3}
    told = (created("4", fields=FIELDS), status("4", "resolved", 5 * DAY))
    desk.store.commit("desk", Batch(cursor="2", tickets=(ticket("4"),), events=told), at=NOW, config_hash="")
    assert desk.timers() == {Outcome.MET: 1, Outcome.MISSED: 3}


def test_a_correction_lies_over_what_its_source_tells_later(desk: Desk) -> None:
    desk.state(EARLIER, "1")
    assert desk.timers() == {Outcome.MET: 1, Outcome.MISSED: 2}
    again = (status("1", "open", 6 * DAY), status("2", "open", 6 * DAY))
    desk.store.commit("desk", Batch(cursor="2", events=again), at=NOW, config_hash="")
    assert desk.timers()[Outcome.MET] == 1


def test_a_corrected_ticket_that_waits_for_the_horizon_is_told_with_its_correction(desk: Desk) -> None:
    standing = desk.standing.evaluate(after(3 * DAY))
    assert standing.as_of == after(3 * DAY)
    desk.state(EARLIER, "1")
    assert desk.timers(after(4 * DAY)) == {Outcome.MET: 1, Outcome.MISSED: 2}
    assert desk.timers() == {Outcome.MET: 1, Outcome.MISSED: 2}


def test_a_snapshot_is_made_again_from_what_it_knew(desk: Desk) -> None:
    before = desk.told()
    desk.state(EARLIER, "1")
    desk.state(NoOutage(), "o")
    late = Batch(cursor="2", events=(status("2", "resolved", DAY),), complete_through=after(10 * DAY))
    desk.store.commit("desk", late, at=NOW, config_hash="")
    assert desk.told() != before
    assert Evaluator(desk.plan, Past.behind(desk.store, before), desk.clock).evaluate() == before


class NewsMeanwhile:
    """A store to which an outage is told while somebody reads."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401  whatever the store has
        return getattr(self._store, name)

    def outages(self, source: str, **window: int) -> Sequence[tuple[int, Outage]]:
        late = Outage(id=f"late {source}", service="mail", started_at=after(2 * DAY), ended_at=after(3 * DAY))
        self._store.commit(source, Batch(cursor="", outages=(late,)), at=NOW, config_hash="")
        return self._store.outages(source, **window)


def test_what_is_told_during_an_evaluation_belongs_to_the_next_one(desk: Desk) -> None:
    stated = Outage(id="s", service="mail", started_at=after(4 * DAY), ended_at=after(5 * DAY))
    desk.store.commit(OPERATOR, Batch(cursor="", outages=(stated,)), at=NOW, config_hash="")
    before = desk.told()
    standing = Evaluator(desk.plan, NewsMeanwhile(desk.store), desk.clock)
    assert standing.evaluate() == before
    assert standing.evaluate().known_through != before.known_through


def test_an_outage_that_never_was_costs_nothing(desk: Desk) -> None:
    assert desk.lost() == DAY
    desk.state(NoOutage(), "o")
    assert desk.lost() == 0
    desk.state(NoOutage(), "o", withdrawn=True)
    assert desk.lost() == DAY


def test_an_excluded_timer_that_is_open_is_neither_running_nor_urgent(desk: Desk) -> None:
    new = (replace(created("5", fields=FIELDS), at=after(8 * DAY)),)
    told = Batch(cursor="2", tickets=(ticket("5", created_at=after(8 * DAY)),), events=new)
    desk.store.commit("desk", told, at=NOW, config_hash="")
    assert desk.timers()[Outcome.RUNNING] == 1
    desk.state(TimerExcluded(), "5")
    assert desk.timers() == {Outcome.MISSED: 3, Outcome.EXCLUDED: 1}
    assert {each.running for each in desk.told().objectives if each.objective == "resolution"} == {()}
