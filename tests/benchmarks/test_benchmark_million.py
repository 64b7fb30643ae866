"""A million generated tickets in SQLite: all of them judged, and then a cycle's worth of changes."""

import resource
import sqlite3
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from itertools import islice
from pathlib import Path
from statistics import median
from time import perf_counter, process_time

import pytest
from generated import batches, generated

from slawatch.engine.plan import Plan
from slawatch.ingest.source import Batch
from slawatch.model.agreement import Indicator, Objective
from slawatch.model.event import Event, EventType
from slawatch.model.mapping import FieldMap, SourceMapping
from slawatch.model.ticket import StatusClass
from slawatch.runtime.evaluator import Evaluator
from slawatch.store.opening import open_for_writing
from slawatch.store.sql import SqlStore
from slawatch.testing.clock import ManualClock
from slawatch.testing.plans import agreement, definitions, planned

pytestmark = [pytest.mark.benchmark, pytest.mark.timeout(1800)]

MANY, FEW, CHANGED = 1_000_000, 10_000, 100
PART = 10_000
ROWS = "SELECT ticket, at, type, actor, field, new, fields FROM events WHERE stream = 1"
PRIORITIES = ("1 - Critical", "2 - High", "3 - Moderate", "4 - Low")
MAPPING = SourceMapping(
    attributes={"service": FieldMap(field="service", default="mail")},
    status=FieldMap(field="status", values={name: name for name in StatusClass}),
)


def a_plan() -> Plan:
    solve = (
        Objective(
            id=f"solve-{nth}",
            indicator=Indicator.RESOLUTION,
            target=Fraction(9, 10),
            within=hours * 3600,
            when={"priority": frozenset({priority})},
            pause=frozenset({StatusClass.PENDING_REQUESTER}),
        )
        for nth, (priority, hours) in enumerate(zip(PRIORITIES, (4, 8, 72, 120), strict=True))
    )
    take = Objective(id="take", indicator=Indicator.ACKNOWLEDGEMENT, target=Fraction(9, 10), within=3600)
    return planned(definitions(agreement(take, *solve), mapping=MAPPING))


def stored(folder: Path, parts: Iterator[Batch]) -> tuple[SqlStore, datetime]:
    """Return a store with the tickets, told up to the last event, and that instant."""
    store, last = open_for_writing(f"sqlite:///{folder / 'slawatch.db'}"), datetime.min.replace(tzinfo=UTC)
    for part in parts:
        last = max(last, *(event.at for event in part.events))
        store.commit("desk", part, at=last, config_hash="h")
    store.commit("desk", Batch(cursor="end", complete_through=last), at=last, config_hash="h")
    return store, last


@pytest.fixture(scope="module")
def million(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[SqlStore, datetime, Path]]:
    folder = tmp_path_factory.mktemp("million")
    begun = perf_counter()
    store, last = stored(folder, batches(generated(MANY, folder), size=PART))
    print(f"\n{MANY:,} tickets stored in {perf_counter() - begun:.0f} s")
    yield store, last, folder
    store.close()


def seconds(work: object) -> float:
    """Return processor time: what else the machine does matters less to it."""
    begun = process_time()
    work()  # type: ignore[operator]
    return process_time() - begun


def test_judging_all_of_them_beside_fetching_their_rows(million: tuple[SqlStore, datetime, Path]) -> None:
    store, last, folder = million
    plan, clock = a_plan(), ManualClock(last)
    facts = seconds(lambda: [len(part.events) for part in store.facts("desk")])
    whole = seconds(lambda: Evaluator(plan, store, clock).evaluate())
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    connection = sqlite3.connect(folder / "slawatch.db")
    rows: list[Sequence[object]] = []
    fetchall = seconds(lambda: rows.extend(connection.execute(ROWS).fetchall()))
    connection.close()
    print(
        f"\n{MANY:,} tickets, {len(rows):,} events: evaluated in {whole:.1f} s, of that facts {facts:.1f} s; "
        f"fetchall of their rows {fetchall:.1f} s; {whole / fetchall:.2f} x (aim 0.5); peak {peak} MB (aim 1,500)"
    )
    assert len(rows) > 4 * MANY


def cycles(store: SqlStore, last: datetime) -> tuple[float, float, int]:
    """Return the median seconds of a cycle with changes and of one in which only time went on, and the open timers."""
    clock = ManualClock(last)
    evaluator = Evaluator(a_plan(), store, clock)
    evaluator.evaluate()
    changed, idle = [], []
    for nth in range(1, 8):
        at = last + timedelta(minutes=nth)
        clock.set(at)
        store.commit("desk", news(at, nth), at=at, config_hash="h")
        changed.append(seconds(evaluator.evaluate))
        later = at + timedelta(seconds=30)
        clock.set(later)
        store.commit("desk", Batch(cursor=str(later), complete_through=later), at=later, config_hash="h")
        idle.append(seconds(evaluator.evaluate))
    is_open = evaluator.rows.timers.phase <= 1
    return median(changed), median(idle), int(is_open.sum())


def news(at: datetime, nth: int) -> Batch:
    ids = [f"GEN{number:08d}" for number in range(nth * CHANGED, (nth + 1) * CHANGED)]
    events = tuple(
        Event(ticket_id=id_, type=EventType.STATUS, at=at, native_id=f"{id_}/{at}", field="status", new="open")
        for id_ in ids
    )
    return Batch(cursor=str(at), events=events, complete_through=at)


def test_a_cycle_costs_what_changed_and_not_what_there_is(
    million: tuple[SqlStore, datetime, Path], tmp_path: Path
) -> None:
    store, last, folder = million
    parts = batches((folder / "tickets.csv", folder / "states.csv"), size=PART)
    few, last_of_few = stored(tmp_path, islice(parts, FEW // PART))
    small, small_idle, small_open = cycles(few, last_of_few)
    few.close()
    large, large_idle, large_open = cycles(store, last)
    print(
        f"\n{CHANGED} changed tickets: {large * 1e3:.1f} ms at {MANY:,} tickets, {small * 1e3:.1f} ms at {FEW:,}: "
        f"{large / small:.2f} x (aim 1.5); idle {large_idle * 1e3:.1f} ms with {large_open:,} open timers, "
        f"{small_idle * 1e3:.1f} ms with {small_open:,} (aim 10)"
    )
    assert large_open > 0
