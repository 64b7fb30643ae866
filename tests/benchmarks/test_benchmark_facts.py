"""Reading every fact through the store's door, beside sqlite3's own fetchall of the same facts, a row an event."""

import resource
import sqlite3
import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import pytest
from telling import START, batch, history

from slawatch.store.opening import open_for_writing
from slawatch.store.sql import SqlStore

pytestmark = pytest.mark.benchmark

TICKETS = 100_000
BATCH = 10_000
WORDS = ("open", "stalled", "open", "resolved", "closed")
EVENTS = 1 + len(WORDS)
ROWS = "SELECT ticket, at, type, actor, field, new, fields FROM events WHERE stream = 1"

T = TypeVar("T")


def timed(work: Callable[[], T]) -> tuple[float, T]:
    begun = time.perf_counter()
    done = work()
    return time.perf_counter() - begun, done


def filled(url: str) -> SqlStore:
    store = open_for_writing(url)
    for first in range(0, TICKETS, BATCH):
        ids = [str(number) for number in range(first, first + BATCH)]
        events = tuple(event for id_ in ids for event in history(id_, *WORDS))
        store.commit("desk", batch(*ids, cursor=str(first), events=events), at=START, config_hash="h")
    return store


def read(store: SqlStore) -> tuple[int, int]:
    """Return how many events there are, and the sum of their instants."""
    parts = [(len(facts.events), int(facts.events["at"].sum())) for facts in store.facts("desk")]
    return sum(count for count, _ in parts), sum(instants for _, instants in parts)


def test_reading_every_fact_beside_fetchall_of_event_rows(tmp_path: Path) -> None:
    path = tmp_path / "slawatch.db"
    filling, store = timed(lambda: filled(f"sqlite:///{path}"))
    door, (events, instants) = min(timed(lambda: read(store)) for _ in range(3))
    store.close()
    connection = sqlite3.connect(path)
    fetchall, rows = min((timed(lambda: connection.execute(ROWS).fetchall()) for _ in range(2)), key=lambda one: one[0])
    connection.close()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(
        f"\nfacts of {TICKETS:,} tickets, {events:,} events: door {door:.2f} s, fetchall {fetchall:.2f} s, "
        f"{door / fetchall:.2f} x; filled in {filling:.0f} s; peak {peak} MB with the rows"
    )
    assert (events, instants) == (len(rows), sum(row[1] for row in rows))
    assert events == TICKETS * EVENTS
