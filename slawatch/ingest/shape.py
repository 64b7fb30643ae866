"""Which fields a row must have, which it may have, and which nobody expected."""

from collections import Counter
from collections.abc import Mapping
from typing import Any

from slawatch.errors import SkippableRow


class Shape:
    """Looks over rows of one kind: a missing field makes a row bad, an unknown one is counted.

    An update of the system adds fields now and then, which harms nobody; it shows that something changed.
    """

    def __init__(self, *, required: frozenset[str], optional: frozenset[str] = frozenset()) -> None:
        self._required = required
        self._known = required | optional
        self.unknown: Counter[str] = Counter()
        """In how many rows each unknown field was met since `told` was last asked."""

    def look_over(self, row: Any, *, row_id: str) -> Mapping[str, Any]:  # noqa: ANN401  whatever the server sent
        """Return the row; SkippableRow where it is none, or lacks a field."""
        if not isinstance(row, Mapping):
            raise SkippableRow(f"it is no object but {type(row).__name__}", row_id=row_id)
        missing = sorted(self._required - row.keys())
        if missing:
            raise SkippableRow(f"it lacks {', '.join(missing)}", row_id=row_id)
        self.unknown.update(row.keys() - self._known)
        return row

    def told(self) -> Mapping[str, int]:
        """Return the unknown fields since this was asked last, for a batch."""
        unknown, self.unknown = self.unknown, Counter()
        return dict(unknown)
