"""Counters of what the desk does, each change counted once, when it is first seen."""

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Final

from slawatch.engine.labels import Labels, described
from slawatch.engine.plan import Plan
from slawatch.model.event import EventType
from slawatch.model.mapping import SourceMapping
from slawatch.model.ticket import DONE, VOID
from slawatch.store.contract import Change, Store

CREATED: Final = "created"
RESOLVED: Final = "resolved"
REOPENED: Final = "reopened"
COUNTER: Final = "tickets"
CORRECTIONS: Final = "corrections"


def meaning(change: Change, mapping: SourceMapping) -> str | None:
    """Return what a change adds to: created, resolved, reopened or nothing."""
    if change.type is EventType.CREATED:
        return CREATED
    before, after = mapping.status_class(change.old), mapping.status_class(change.new)
    if after in DONE and before not in DONE:
        return RESOLVED
    return REOPENED if before in DONE and after not in DONE | VOID else None


def counted(
    changes: Iterable[Change], labels: Mapping[int, Labels], mapping: SourceMapping
) -> Counter[tuple[str, ...]]:
    """Return how much to add, by (what, service_id, kind, priority)."""
    added: Counter[tuple[str, ...]] = Counter()
    for change in changes:
        what = meaning(change, mapping)
        if what is not None and change.ticket in labels:
            added[(what, *labels[change.ticket])] += 1
    return added


def count(store: Store, plan: Plan, source: str, *, through: int) -> None:
    """Add what a source told since the last count up to a change sequence, exactly once."""
    after = store.counted_through(COUNTER).get(source, 0)
    if after < through:
        labels: dict[int, Labels] = {}
        for facts in store.facts(source, after=after, through=through):
            labels.update(described(facts, plan))
        mapping = plan.definitions.mappings[source]
        added = counted(store.changes(source, after=after, through=through), labels, mapping)
        store.add_counts(COUNTER, added, through={source: through})


def totals(store: Store) -> Mapping[str, Mapping[tuple[str, ...], int]]:
    """Return the counters by family, then by labels."""
    told: dict[str, dict[tuple[str, ...], int]] = {}
    for (what, *labels), so_far in store.counts(COUNTER).items():
        told.setdefault(f"tickets_{what}", {})[tuple(labels)] = so_far
    corrections = store.counts(CORRECTIONS)
    return {**told, CORRECTIONS: corrections} if corrections else told
