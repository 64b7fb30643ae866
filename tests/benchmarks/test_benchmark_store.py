"""Filling and reading the store, as ratios taken in one run beside SQLAlchemy Core's own executemany."""

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import Any, TypeVar

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
T = TypeVar("T")


@contextmanager
def database(kind: str, folder: Path) -> Iterator[Callable[[], str]]:
    """Give a maker of empty databases."""
    if kind == "sqlite":
        numbers = iter(range(9))
        yield lambda: f"sqlite:///{folder}/{next(numbers)}.db"
    else:
        with running() as server:
            yield server.database


def timed(work: Callable[[], T]) -> tuple[float, T]:
    begun = time.perf_counter()
    done = work()
    return time.perf_counter() - begun, done


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
        return timed(lambda: connection.execute(events.insert(), said))[0]


def driver(store: SqlStore, rows: Sequence[Row]) -> float:
    with writing(store._engine) as connection:
        return timed(lambda: load(connection, events, rows))[0]


def with_tickets(url: str, told: Sequence[Any]) -> SqlStore:
    store = open_for_writing(url)
    for part in told:
        store.commit("desk", batch(tickets=part.tickets), at=START, config_hash="h")
    return store


def fill(store: SqlStore, told: Sequence[Any]) -> int:
    """Return how many events were new."""
    return sum(store.commit("desk", part, at=START, config_hash="h").events_new for part in told)


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_filling_the_store_beside_core_executemany(kind: str, tmp_path: Path) -> None:
    told = parts()
    spent: dict[str, float] = {}
    with database(kind, tmp_path) as new:
        for way in (core, driver):
            store = with_tickets(new(), told)
            spent[way.__name__] = way(store, event_rows(store, told))
            store.close()
        store = open_for_writing(new())
        spent["door"], filled = timed(lambda: fill(store, told))
        spent["again"], filled_again = timed(lambda: fill(store, told))
        spent["read"], read = timed(lambda: sum(len(facts.events) for facts in store.facts("desk")))
        store.close()
    rows = TICKETS * EVENTS
    speeds = ", ".join(f"{name} {rows / one:,.0f} events/s" for name, one in spent.items())
    rows_ratio, door_ratio = spent["core"] / spent["driver"], spent["core"] / spent["door"]
    print(f"\n{kind}: {speeds}; beside Core: rows {rows_ratio:.1f} x, door {door_ratio:.1f} x")
    assert (filled, filled_again, read) == (rows, 0, rows)
