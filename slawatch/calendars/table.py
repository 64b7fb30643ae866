"""Open intervals with prefix sums: working time by look-up, for one instant and for many."""

from bisect import bisect_left, bisect_right
from functools import cached_property
from typing import Final

import numpy as np
from numpy.typing import NDArray

from slawatch.calendars.hours import Intervals, clipped

Ints = NDArray[np.int64]
Positions = NDArray[np.int32]

NEVER: Final = int(np.iinfo(np.int64).max)
"""Stands in arrays of instants for one that there is not."""

_BUCKET: Final = 900
"""Seconds; offsets and opening times are nearly always multiples of it."""
_PIECE: Final = 1 << 17
"""Instants looked up at a time: what they need stays in the processor's cache, which is twice as fast."""
_FEW: Final = 1 << 8
"""Fewer instants are searched for: to make buckets of decades takes longer, and to look into them hardly less."""
_FAR: Final = 1 << 60
"""Beyond every instant, and can be added to one without an overflow."""


class Table:
    """The working seconds of [first, last) as a function that rises in open intervals and stands still between.

    Before interval 0 lies position 0; from the start of interval k - 1 to that of interval k lies position k.
    At position k worked(t) = min(t + shift[k], total[k]): `total` is what is worked when interval k - 1 has
    ended, `shift` leads from an instant inside it to what is worked by then. `worked` is 0 at the origin and
    negative before it, so tables of more or fewer years agree.
    """

    def __init__(self, intervals: Intervals, *, first: int, last: int, origin: int) -> None:
        self.first = first
        self.last = last
        self._intervals = intervals
        before = clipped(intervals, first, origin)
        self._totals: Ints = np.concatenate(([0], _lengths(intervals).cumsum())) - _lengths(before).sum()
        self._shifts: Ints = np.concatenate(([_FAR], self._totals[:-1] - intervals[:, 0]))
        # A search in a list is four times as fast as one call of numpy's.
        self._start: list[int] = intervals[:, 0].tolist()
        self._total: list[int] = self._totals.tolist()
        self._shift: list[int] = self._shifts.tolist()

    def worked(self, at: int) -> int:
        """Return the seconds worked from the origin to an instant."""
        k = bisect_right(self._start, at)
        worked, total = at + self._shift[k], self._total[k]
        return worked if worked < total else total  # noqa: FURB136  a call of min costs a third of the look-up

    def between(self, start: int, end: int) -> int:
        """Return the seconds worked in [start, end)."""
        return self.worked(end) - self.worked(start)

    def many_worked(self, at: Ints) -> Ints:
        """Return the seconds worked from the origin to each instant."""
        worked = np.empty(at.shape, dtype=np.int64)
        into, flat = worked.reshape(-1), at.reshape(-1)
        for first in range(0, flat.size, _PIECE):
            piece = flat[first : first + _PIECE]
            k = self._positions(piece)
            np.minimum(piece + self._shifts[k], self._totals[k], out=into[first : first + _PIECE])
        return worked

    def active(self, at: int) -> bool:
        """Tell whether an instant counts."""
        k = bisect_right(self._start, at)
        return at + self._shift[k] < self._total[k]

    def many_active(self, at: Ints) -> NDArray[np.bool_]:
        """Tell of each instant whether it counts."""
        k = self._positions(at)
        return at + self._shifts[k] < self._totals[k]

    def earliest(self, worked: int) -> int | None:
        """Return the first instant by which so much is worked; None when that lies beyond the table."""
        k = bisect_left(self._total, worked)
        return worked - self._shift[k] if 0 < k < len(self._total) else None

    def many_earliest(self, worked: Ints) -> Ints:
        """Return the first instant by which so much is worked; NEVER when that lies beyond the table."""
        k = np.searchsorted(self._totals, worked, side="left")
        known = (k > 0) & (k < len(self._totals))
        return np.where(known, worked - self._shifts[np.where(known, k, 0)], NEVER)

    def latest(self, worked: int) -> int | None:
        """Return the last instant by which no more is worked; None when that lies beyond the table."""
        k = bisect_right(self._total, worked)
        return worked - self._shift[k] if 0 < k < len(self._total) else None

    def many_latest(self, worked: Ints) -> Ints:
        """Return the last instant by which no more is worked; NEVER when that lies beyond the table."""
        k = np.searchsorted(self._totals, worked, side="right")
        known = (k > 0) & (k < len(self._totals))
        return np.where(known, worked - self._shifts[np.where(known, k, 0)], NEVER)

    def intervals(self, start: int, end: int) -> Intervals:
        """Return what of the open intervals lies in [start, end)."""
        return clipped(self._intervals, start, end)

    def _positions(self, at: Ints) -> Ints | Positions:
        """Return bisect_right(starts, t) of each instant; of many by bucket: two look-ups instead of a search."""
        if at.size < _FEW:
            return np.searchsorted(self._intervals[:, 0], at, side="right")
        position, steps = self._buckets
        k = position[(at - self.first) // _BUCKET]
        for _ in range(steps):
            k += at >= self._next_starts[k]
        return k

    @cached_property
    def _buckets(self) -> tuple[Positions, int]:
        """The position at the start of each bucket, and the most starts that lie inside one."""
        buckets = -(-(self.last - self.first) // _BUCKET)
        after = self._intervals[:, 0] - self.first
        by_edge = np.bincount(np.maximum(-(-after // _BUCKET), 0), minlength=buckets)[:buckets]
        inside = np.bincount(after[(after > 0) & (after % _BUCKET > 0)] // _BUCKET, minlength=1)
        return by_edge.cumsum(dtype=np.int32), int(inside.max())

    @cached_property
    def _next_starts(self) -> Ints:
        return np.append(self._intervals[:, 0], NEVER)


def _lengths(intervals: Intervals) -> Ints:
    lengths: Ints = intervals[:, 1] - intervals[:, 0]
    return lengths
