"""Counters of what the desk does, each change counted once, when it is first seen."""

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Final

from slawatch.engine.labels import Labels, described
from slawatch.engine.plan import Plan
from slawatch.model.event import Event, EventType
from slawatch.model.mapping import SourceMapping
from slawatch.model.ticket import DONE, VOID
from slawatch.store.contract import Store, StoredEvent

CREATED: Final = "created"
RESOLVED: Final = "resolved"
REOPENED: Final = "reopened"
COUNTER: Final = "tickets"


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


def count(store: Store, plan: Plan, source: str, *, through: int) -> None:
    """Add what a source told since the last count up to a change sequence, exactly once."""
    after = store.counted_through(COUNTER).get(source, 0)
    if after < through:
        labels: dict[int, Labels] = {}
        for facts in store.facts(source, after=after, through=through):
            labels.update(described(facts, plan))
        mapping = plan.definitions.mappings[source]
        added = counted(store.events(source, after=after, through=through), labels, mapping)
        store.add_counts(COUNTER, added, through={source: through})


def totals(store: Store) -> Mapping[str, Mapping[tuple[str, ...], int]]:
    """Return the counters by family, then by labels."""
    told: dict[str, dict[tuple[str, ...], int]] = {}
    for (what, *labels), so_far in store.counts(COUNTER).items():
        told.setdefault(f"tickets_{what}", {})[tuple(labels)] = so_far
    return told
