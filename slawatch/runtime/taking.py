"""Batches on their way into the store: looked over, committed, counted."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Final

import structlog

from slawatch.clock import Clock
from slawatch.ingest.quarantine import refuse_too_many
from slawatch.ingest.source import Batch, Gone
from slawatch.store.contract import Committed, Store

log = structlog.get_logger(__name__)

UNKNOWN_FIELD: Final = "unknown_field"
"""What a poll counts beside what it committed; it changes no figure."""
UNCHANGING: Final = frozenset({"bad", UNKNOWN_FIELD})

Progress = Callable[[Batch, Committed], None]


@dataclass(slots=True, kw_only=True)
class Taking:
    """Commits what one source tells."""

    source: str
    store: Store
    clock: Clock
    basis: str
    progress: Progress = lambda _batch, _committed: None
    records: Counter[str] = field(default_factory=Counter)
    """Rows by outcome since the poll began."""
    _named: set[str] = field(default_factory=set)

    def take(self, batch: Batch) -> Committed:
        """Commit a batch with its cursor; FatalSourceError where too much of it can't be read."""
        refuse_too_many(batch.bad, rows=_rows(batch))
        committed = self.store.commit(self.source, batch, at=self.clock.now(), config_hash=self.basis)
        self._count(committed)
        self._look_at_fields(batch)
        self.progress(batch, committed)
        return committed

    def add(self, batch: Batch, *, gone: tuple[Gone, ...] = ()) -> Committed:
        """Commit a batch of another pass than the tail: it moves no cursor, and who is gone is decided elsewhere."""
        return self.take(replace(batch, cursor=None, complete_through=None, gone=gone))

    def _count(self, committed: Committed) -> None:
        self.records["ticket_new"] += committed.tickets_new
        self.records["ticket_changed"] += committed.tickets_changed
        self.records["event_new"] += committed.events_new
        self.records["outage_changed"] += committed.outages_changed
        self.records["bad"] += committed.quarantined

    def _look_at_fields(self, batch: Batch) -> None:
        """Count what the source does not know, and name each field once: the system may have changed."""
        if batch.unknown_fields:
            self.records[UNKNOWN_FIELD] += sum(batch.unknown_fields.values())
            fresh = sorted(batch.unknown_fields.keys() - self._named)
            if fresh:
                log.info("the source sends fields that are not known", source=self.source, fields=fresh[:20])
            self._named.update(fresh)


def _rows(batch: Batch) -> int:
    """Return of how many rows a batch was made, as well as it can be told."""
    told = max(len(batch.tickets), len(batch.events)) + len(batch.outages) + len(batch.exclusions)
    return told + len(batch.gone) + len(batch.bad)
