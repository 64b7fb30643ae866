"""A source that reads a fake over HTTP, as one poll or pass, for tests of what is asked and told."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

from slawatch.clock import Clock
from slawatch.ingest.source import Batch, Limits
from slawatch.model.event import Event
from slawatch.testing.clock import ManualClock
from slawatch.testing.conformance import System
from slawatch.testing.http_faults import FaultyServer

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)


class Reading:
    """One source at one fake."""

    def __init__(self, server: FaultyServer, source: object) -> None:
        self.server, self.source = server, source

    def poll(self, cursor: str | None = None) -> list[Batch]:
        return list(self.source.poll(cursor, Limits()))

    def hydrate(self, *ids: str) -> list[Batch]:
        return list(self.source.hydrate(ids, Limits()))

    def asked(self) -> list[str]:
        """Return the addresses that were asked, without their host, and forget them."""
        paths = [each.path for each in self.server.asked]
        self.server.asked.clear()
        return paths


@contextmanager
def reading(system: System, source: Callable[[str, Clock], object]) -> Iterator[Reading]:
    """Start a server for a fake and make a source of its address."""
    system.now = NOW
    with FaultyServer(system.answer) as server:
        made = source(server.url, ManualClock(NOW))
        yield Reading(server, made)
        made.close()


def events(batches: list[Batch]) -> list[Event]:
    """Return the events of batches, by time."""
    return sorted((event for batch in batches for event in batch.events), key=lambda each: (each.at, each.order))
