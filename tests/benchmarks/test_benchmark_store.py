"""Filling and reading the store, as ratios taken in one run beside SQLAlchemy Core's own executemany."""

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import Any

import pytest
from postgresql import running
from sqlalchemy import select
from telling import START, batch, history

from slawatch.model.instant import from_epoch
from slawatch.store.bulk import load
from slawatch.store.connecting import writing
from slawatch.store.opening import open_for_writing
from slawatch.store.rows import event_row
from slawatch.store.sql import SqlStore
from slawatch.store.tables import events, tickets

pytestmark = pytest.mark.benchmark

TICKETS = 10_000
EVENTS = 6
BATCH = 2_500
WORDS = ("open", "stalled", "open", "resolved", "closed")

Row = tuple[Any, ...]


@contextmanager
def database(kind: str, folder: Path) -> Iterator[Callable[[], str]]:
    """Give a maker of empty databases."""
    if kind == "sqlite":
        numbers = iter(range(9))
        yield lambda: f"sqlite:///{folder}/{next(numbers)}.db"
    else:
        with running() as server:
            yield server.database


def seconds(work: Callable[[], object]) -> float:
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


def parts() -> list[Any]:
    ids = iter([str(n) for n in range(TICKETS)])
    return [
        batch(*some, events=tuple(event for id_ in some for event in history(id_, *WORDS)))
        for some in iter(lambda: list(islice(ids, BATCH)), [])
    ]


def event_rows(store: SqlStore, told: Sequence[Any]) -> list[Row]:
    """Return the rows of all events, for tickets that the store knows."""
    with writing(store._engine) as connection:
        numbers = dict(connection.execute(select(tickets.c.id, tickets.c.number)).all())
    rows = (event_row(numbers[e.ticket_id], e.identity(), e) for part in told for e in part.events)
    return [(1, sequence, 0, *row) for sequence, row in enumerate(rows, 1)]


def core(store: SqlStore, rows: Sequence[Row]) -> float:
    names = [column.name for column in events.c]
    said = [dict(zip(names, row, strict=True)) | {"at": from_epoch(row[6])} for row in rows]
    with writing(store._engine) as connection:
        return seconds(lambda: connection.execute(events.insert(), said))


def driver(store: SqlStore, rows: Sequence[Row]) -> float:
    with writing(store._engine) as connection:
        return seconds(lambda: load(connection, events, rows))


def with_tickets(url: str, told: Sequence[Any]) -> SqlStore:
    store = open_for_writing(url)
    for part in told:
        store.commit("desk", batch(tickets=part.tickets), at=START, config_hash="h")
    return store


@pytest.mark.parametrize(("kind", "floor"), [("sqlite", 1.5), ("postgresql", 3.0)])
def test_filling_the_store_beside_core_executemany(kind: str, floor: float, tmp_path: Path) -> None:
    told = parts()
    with database(kind, tmp_path) as new:
        ways = {}
        for way in (core, driver):
            store = with_tickets(new(), told)
            ways[way.__name__] = way(store, event_rows(store, told))
            store.close()
        store = open_for_writing(new())
        ways["door"] = seconds(lambda: [store.commit("desk", p, at=START, config_hash="h") for p in told])
        ways["again"] = seconds(lambda: [store.commit("desk", p, at=START, config_hash="h") for p in told])
        ways["read"] = seconds(lambda: sum(len(facts.events) for facts in store.facts("desk")))
        store.close()
    rows = TICKETS * EVENTS
    speeds = ", ".join(f"{name} {rows / spent:,.0f} events/s" for name, spent in ways.items())
    rows_ratio, door_ratio = ways["core"] / ways["driver"], ways["core"] / ways["door"]
    print(f"\n{kind}: {speeds}; beside Core: rows {rows_ratio:.1f} x, door {door_ratio:.1f} x")  # noqa: T201  its purpose
    assert rows_ratio >= floor
