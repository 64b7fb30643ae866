"""Counters of what the desk does, each change counted once, when it is first seen."""

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Final

from slawatch.model.event import Event, EventType
from slawatch.model.mapping import SourceMapping
from slawatch.model.ticket import DONE, VOID
from slawatch.store.contract import Store, StoredEvent

CREATED: Final = "created"
RESOLVED: Final = "resolved"
REOPENED: Final = "reopened"
COUNTER: Final = "tickets"

Labels = tuple[str, str, str]
"""service_id, kind, priority as the ticket has them when it is counted."""


def change(event: Event, mapping: SourceMapping) -> str | None:
    """Return what an event adds to: created, resolved, reopened or nothing."""
    if event.type is EventType.CREATED:
        return CREATED
    if event.type is not EventType.STATUS:
        return None
    before, after = mapping.status_class(event.old), mapping.status_class(event.new)
    if after in DONE and before not in DONE:
        return RESOLVED
    return REOPENED if before in DONE and after not in DONE | VOID else None


def counted(
    events: Iterable[StoredEvent], labels: Mapping[int, Labels], mapping: SourceMapping
) -> Counter[tuple[str, ...]]:
    """Return how much to add, by (what, service_id, kind, priority)."""
    added: Counter[tuple[str, ...]] = Counter()
    for stored in events:
        what = change(stored.event, mapping)
        if what is not None and stored.ticket in labels:
            added[(what, *labels[stored.ticket])] += 1
    return added


def count(store: Store, source: str, labels: Mapping[int, Labels], *, through: int, mapping: SourceMapping) -> None:
    """Add what changed since the last count up to a change sequence, exactly once."""
    after = store.counted_through(COUNTER).get(source, 0)
    if after < through:
        added = counted(store.events(source, after=after, through=through), labels, mapping)
        store.add_counts(COUNTER, added, through={source: through})
