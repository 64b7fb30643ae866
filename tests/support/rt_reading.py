"""Reads a Request Tracker, real or fake, into a store and says what the store then holds."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import UTC, datetime

from slawatch.clock import Clock, SystemClock
from slawatch.ingest.server_told import ServerTold
from slawatch.ingest.source import Batch, Limits
from slawatch.model.event import Event, EventType
from slawatch.sources.request_tracker import KIND
from slawatch.sources.request_tracker.source import RequestTracker
from slawatch.store.sql import SqlStore

NAME = "rt"
VARIABLE = "SLAWATCH_TEST_RT_TOKEN"
AT = datetime(2026, 3, 2, tzinfo=UTC)


class Unobserved:
    """Counts nothing."""

    def on_request(self, code_class: str) -> None:
        """Take no note."""

    def on_retry(self) -> None:
        """Take no note."""

    def on_answer(self, told: ServerTold) -> None:
        """Take no note."""


def reader(url: str, *, clock: Clock | None = None, **options: object) -> RequestTracker:
    """Return a source that reads pages of five with the token of VARIABLE."""
    said = {"url": url, "token": f"env:{VARIABLE}", "page_size": 5, "custom_fields": ["Service"], **options}
    return KIND.factory(KIND.options.model_validate(said), clock=clock or SystemClock(), observer=Unobserved())


def poll(source: RequestTracker, store: SqlStore) -> list[Batch]:
    """Read what changed into the store, batch by batch, and return the batches."""
    told = []
    for batch in source.poll(store.state(NAME).cursor, Limits()):
        store.commit(NAME, batch, at=AT, config_hash="options")
        told.append(batch)
    return told


def whole(batches: Iterable[Batch]) -> dict[str, list[Event]]:
    """Return the events that batches tell, by ticket and in their order, each in its last version."""
    return _newest(event for batch in batches for event in batch.events)


def held(store: SqlStore, source: str = NAME) -> dict[str, list[Event]]:
    """Return the events that the store holds, by ticket and in their order, each in its last version."""
    return _newest(stored.event for stored in store.events(source))


def statuses(events: dict[str, list[Event]]) -> dict[str, list[tuple[str | None, str | None]]]:
    """Return every change of status by ticket, in the order of the events."""
    moves = {
        id_: [(event.old, event.new) for event in told if event.type is EventType.STATUS]
        for id_, told in events.items()
    }
    return {id_: moved for id_, moved in moves.items() if moved}


def _newest(told: Iterable[Event]) -> dict[str, list[Event]]:
    versions = {event.identity(): event for event in told}
    events = defaultdict(list)
    for event in sorted(versions.values(), key=lambda event: (event.at, event.order)):
        events[event.ticket_id].append(event)
    return dict(events)
