"""Changes of columns in the order in which they were made. Pure."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from slawatch.sources.servicenow.tables import STATE


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


def without_insert(changes: Iterable[Change]) -> Sequence[Change]:
    """Return the changes but those by which the record got its first values.

    An instance writes them only where `glide.sys.audit_inserts` is on; they are known by a state that replaces none.
    """
    all_ = list(changes)
    first = min((each for each in all_ if each.field == STATE and each.old is None), key=_moment, default=None)
    if first is None or any(each.field == STATE and _moment(each) < _moment(first) for each in all_):
        return all_
    return [each for each in all_ if each.old is not None or _moment(each) != _moment(first)]


def steps(changes: Iterable[Change], *, now: Mapping[str, str | None]) -> Sequence[Step]:
    """Return the writings of a record, the oldest first; `now` is what its columns hold after all of them."""
    found: dict[tuple[datetime, int, int], list[Change]] = defaultdict(list)
    after = dict(now)
    for (at, checkpoint, field), same in sorted(_by_column(changes).items(), reverse=True):
        chain = _chained(same, after.get(field))
        after[field] = chain[0].old
        for nth, change in enumerate(chain):
            found[at, checkpoint, nth].append(change)
    return [sorted(found[key], key=lambda change: change.field) for key in sorted(found)]


def _moment(change: Change) -> tuple[datetime, int]:
    return change.at, change.checkpoint


def _by_column(changes: Iterable[Change]) -> dict[tuple[datetime, int, str], list[Change]]:
    found: dict[tuple[datetime, int, str], list[Change]] = defaultdict(list)
    for change in changes:
        found[change.at, change.checkpoint, change.field].append(change)
    return found


def _chained(changes: Sequence[Change], after: str | None) -> Sequence[Change]:
    """Return changes of one column so that each replaces what the one before it set, and the last one sets `after`.

    As far as that can be: the record may have been written again since the log was read, or lines be missing.
    """
    left = sorted(changes, key=lambda change: change.id)
    if len(left) == 1:
        return left
    if not any(each.new == after for each in left):
        replaced = {each.old for each in left}
        after = next((each.new for each in left if each.new not in replaced), left[-1].new)
    told: list[Change] = []
    wanted = after
    while left:
        fits = [each for each in left if each.new == wanted]
        # One that leads to others is taken before one that leads to none, else those would be left over.
        told.append(
            next((each for each in fits if any(x.new == each.old for x in left if x is not each)), (fits or left)[-1])
        )
        left.remove(told[-1])
        wanted = told[-1].old
    return told[::-1]
