"""What an evaluation says of a source that is late, and of facts that lie ahead of it."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from telling import START, after, created, history, ticket
from three_promises import DAY, a_plan

from slawatch.ingest.source import Batch
from slawatch.model.result import ObjectiveFigure, Relative, Snapshot
from slawatch.runtime.evaluator import Evaluator
from slawatch.store.opening import open_for_writing
from slawatch.store.sql import SqlStore
from slawatch.testing.clock import ManualClock


@pytest.fixture
def store(tmp_path: Path) -> Iterator[SqlStore]:
    opened = open_for_writing(f"sqlite:///{tmp_path}/slawatch.db")
    yield opened
    opened.close()


def resolution(snapshot: Snapshot) -> ObjectiveFigure:
    return next(
        each for each in snapshot.objectives if (each.objective, each.period) == ("resolution", Relative.CURRENT)
    )


def told(watermark: int, *, cursor: str, **facts: object) -> Batch:
    return Batch(**{"cursor": cursor, "complete_through": after(watermark), **facts})


def test_what_lies_beyond_the_watermark_is_judged_when_the_watermark_has_come_there(store: SqlStore) -> None:
    clock = ManualClock(after(700))
    evaluator = Evaluator(a_plan(), store, clock)
    events = history("1", "open", "resolved")  # resolved 120 s after the start
    events = (replace(events[0], fields={"status": "new", "service": "mail"}), *events[1:])
    store.commit("desk", told(90, cursor="1", tickets=(ticket("1"),), events=events), at=START, config_hash="h")
    first = evaluator.evaluate()
    assert (first.as_of, resolution(first).events) == (after(90), 0)
    store.commit("desk", told(600, cursor="2"), at=START, config_hash="h")
    second = evaluator.evaluate()
    assert second.known_through == first.known_through, "no fact has changed"
    assert (resolution(second).events, resolution(second).good) == (1, 1)


def test_a_source_that_is_late_no_longer_says_what_instant_it_is(store: SqlStore) -> None:
    store.commit("desk", told(0, cursor="1"), at=START, config_hash="h")
    clock = ManualClock(after(3600))
    evaluator = Evaluator(a_plan(), store, clock)
    assert evaluator.evaluate().as_of == START
    clock.advance(1)
    assert evaluator.evaluate().as_of == after(3601)


def test_an_open_timer_of_a_silent_source_is_not_breached_by_the_silence(store: SqlStore) -> None:
    event = created("1", fields={"status": "new", "service": "mail"})
    store.commit("desk", told(60, cursor="1", tickets=(ticket("1"),), events=(event,)), at=START, config_hash="h")
    late = Evaluator(a_plan(), store, ManualClock(after(20 * DAY))).evaluate()
    assert (resolution(late).events, resolution(late).attained_ratio) == (0, None)
    assert resolution(late).running
