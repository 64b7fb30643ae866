"""An evaluator that takes in what changed says what a fresh one says of everything."""

from dataclasses import replace
from datetime import datetime, timedelta
from tempfile import TemporaryDirectory
from typing import NamedTuple

import pytest
from empty_store import empty_store
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from telling import START, after, created, status, ticket
from three_promises import DAY, a_plan

from slawatch.engine.packed_rows import packed, unpacked
from slawatch.ingest.source import Batch
from slawatch.model.outage import Outage
from slawatch.model.result import Snapshot
from slawatch.runtime.evaluator import Evaluator
from slawatch.testing.clock import ManualClock

STATUSES = ("open", "pending_requester", "resolved", "closed", "cancelled")


class Change(NamedTuple):
    """A ticket's status from an instant on; one with a number that was there already is an edit."""

    ticket: int
    number: int
    at: int
    status: str


class News(NamedTuple):
    """What one batch brings, and how far the watermark moves."""

    changes: list[Change]
    outage: tuple[int, int] | None
    moves: int


CHANGES = st.builds(Change, st.integers(0, 4), st.integers(0, 3), st.integers(0, 60 * DAY), st.sampled_from(STATUSES))
NEWS = st.builds(
    News,
    st.lists(CHANGES, max_size=4),
    st.none() | st.tuples(st.integers(0, 40 * DAY), st.integers(1, 3 * DAY)),
    st.integers(0, 20 * DAY),
)


def batch_of(news: News, watermark: datetime, nth: int) -> Batch:
    ids = {f"{change.ticket}" for change in news.changes}
    begun = {id_: after(int(id_) * 9 * DAY) for id_ in ids}
    fields = {"status": "new", "service": "mail"}
    creations = [created(id_, at=begun[id_], native_id=f"{id_}/created", fields=fields) for id_ in sorted(ids)]
    moves = [
        status(str(told.ticket), told.status, told.at, native_id=f"{told.ticket}/{told.number}")
        for told in news.changes
        if after(told.at) > begun[str(told.ticket)]
    ]
    outages = ()
    if news.outage is not None:
        begin, length = news.outage
        outages = (Outage(id=f"o{nth % 2}", started_at=after(begin), ended_at=after(begin + length), service="mail"),)
    tickets = tuple(ticket(id_, created_at=begun[id_]) for id_ in sorted(ids))
    return Batch(
        cursor=str(nth), tickets=tickets, events=(*creations, *moves), outages=outages, complete_through=watermark
    )


def compared(snapshot: Snapshot) -> Snapshot:
    """Return the snapshot with its lists in one order."""
    states = tuple(
        replace(state, open_tickets=tuple(sorted(state.open_tickets, key=repr))) for state in snapshot.states
    )
    return replace(snapshot, states=states, unjudged=tuple(sorted(snapshot.unjudged, key=repr)))


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(NEWS, min_size=1, max_size=6))
def test_after_any_news_the_figures_are_those_of_a_fresh_evaluation(stories: list[News]) -> None:
    plan, clock, watermark = a_plan(), ManualClock(START), START
    with TemporaryDirectory() as folder:
        store = empty_store(folder)
        standing = Evaluator(plan, store, clock)
        for nth, news in enumerate(stories):
            watermark += timedelta(seconds=news.moves)
            store.commit("desk", batch_of(news, watermark, nth), at=clock.now(), config_hash="h")
            clock.set(watermark + timedelta(seconds=60))
            assert compared(standing.evaluate()) == compared(Evaluator(plan, store, clock).evaluate())
        store.close()


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(NEWS, min_size=2, max_size=6))
def test_a_restart_between_any_news_changes_no_figure(stories: list[News]) -> None:
    clock, watermark, kept = ManualClock(START), START, b""
    with TemporaryDirectory() as folder:
        store = empty_store(folder)
        for nth, news in enumerate(stories):
            watermark += timedelta(seconds=news.moves)
            store.commit("desk", batch_of(news, watermark, nth), at=clock.now(), config_hash="h")
            clock.set(watermark + timedelta(seconds=60))
            plan = a_plan()
            restarted = Evaluator(plan, store, clock)
            assert nth == 0 or restarted.resume(kept)
            assert compared(restarted.evaluate()) == compared(Evaluator(plan, store, clock).evaluate())
            kept = restarted.kept()
        store.close()


def test_an_instant_before_the_last_one_is_judged_as_it_was_then() -> None:
    with TemporaryDirectory() as folder:
        store, clock, plan = empty_store(folder), ManualClock(after(9 * DAY)), a_plan()
        news = News([Change(0, 0, 5 * DAY, "resolved")], None, 0)
        store.commit("desk", batch_of(news, after(9 * DAY), 0), at=clock.now(), config_hash="h")
        standing = Evaluator(plan, store, clock)
        standing.evaluate()
        restarted = Evaluator(plan, store, clock)
        assert restarted.resume(standing.kept())
        fresh = compared(Evaluator(plan, store, clock).evaluate(after(DAY)))
        assert [compared(each.evaluate(after(DAY))) for each in (standing, restarted)] == [fresh, fresh]
        store.close()


def test_what_other_definitions_judged_is_not_taken_over() -> None:
    with TemporaryDirectory() as folder:
        store, clock = empty_store(folder), ManualClock(START)
        store.commit("desk", Batch(cursor="1", complete_through=START), at=START, config_hash="h")
        evaluator = Evaluator(a_plan(), store, clock)
        evaluator.evaluate()
        plan = a_plan()
        fewer = replace(plan, promises=plan.promises[:-1])
        assert not Evaluator(fewer, store, clock).resume(evaluator.kept())
        store.close()


def test_what_was_kept_with_other_notes_is_not_taken_over() -> None:
    with TemporaryDirectory() as folder:
        store, clock, plan = empty_store(folder), ManualClock(START), a_plan()
        store.commit("desk", Batch(cursor="1", complete_through=START), at=START, config_hash="h")
        evaluator = Evaluator(plan, store, clock)
        evaluator.evaluate()
        rows, notes = unpacked(evaluator.kept(), plan) or pytest.fail("nothing was kept")
        assert Evaluator(plan, store, clock).resume(packed(rows, plan, notes))
        fewer = {name: each for name, each in notes.items() if name != "horizons"}
        assert not Evaluator(plan, store, clock).resume(packed(rows, plan, fewer))
        store.close()
