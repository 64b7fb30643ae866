"""Changes of columns in the order in which they were made. Pure."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One column that got another value."""

    id: str
    at: datetime
    checkpoint: int
    """How many times the record had been written: tells apart what was done within a second."""
    field: str
    old: str | None
    new: str | None
    by: str
    """The login of who did it."""


Step = Sequence[Change]
"""What one writing of a record changed: no column twice."""


def steps(changes: Iterable[Change]) -> Sequence[Step]:
    """Return the writings of a record, the oldest first."""
    found: dict[tuple[datetime, int, int], list[Change]] = defaultdict(list)
    for (at, checkpoint, _), same in _by_column(changes).items():
        for nth, change in enumerate(_chained(same)):
            found[at, checkpoint, nth].append(change)
    return [sorted(found[key], key=lambda change: change.field) for key in sorted(found)]


def _by_column(changes: Iterable[Change]) -> dict[tuple[datetime, int, str], list[Change]]:
    found: dict[tuple[datetime, int, str], list[Change]] = defaultdict(list)
    for change in changes:
        found[change.at, change.checkpoint, change.field].append(change)
    return found


def _chained(changes: Sequence[Change]) -> Sequence[Change]:
    """Return changes of one column so that each replaces what the one before it set, as far as that can be."""
    left = sorted(changes, key=lambda change: change.id)
    made = {change.new for change in left}
    told: list[Change] = []
    while left:
        wanted = [each for each in left if each.old == told[-1].new] if told else [x for x in left if x.old not in made]
        told.append((wanted or left)[0])
        left.remove(told[-1])
    return told
