"""A zone's local time as a function of the instant and back, for many instants at once."""

from typing import Self

import numpy as np

from slawatch.calendars.table import Ints
from slawatch.calendars.zones import offsets


class LocalTime:
    """Local time in seconds since 1970-01-01T00:00 by the wall clock, over a stretch of instants.

    A zone's offsets hold for days and change by a day at the most, so the local ends and starts of their stretches
    rise, and the stretch that a local time falls into is found by one search.
    """

    def __init__(self, starts: Ints, ends: Ints, ahead: Ints) -> None:
        self._starts, self._ends, self._ahead = starts, ends, ahead
        self._local_starts, self._local_ends = starts + ahead, ends + ahead

    @classmethod
    def of(cls, zone: str, start: int, end: int) -> Self:
        """Return the local time of a zone over [start, end)."""
        columns = np.array(offsets(zone, start, end), np.int64).T
        return cls(*columns)

    def local(self, at: Ints) -> Ints:
        """Return the local time of instants."""
        return at + self._ahead[np.searchsorted(self._starts, at, side="right") - 1]

    def first(self, local: Ints) -> Ints:
        """Return the first instant at which the clock shows a local time; where it jumps over it, the jump."""
        k = np.minimum(np.searchsorted(self._local_ends, local, side="right"), len(self._ends) - 1)
        instants: Ints = np.maximum(local - self._ahead[k], self._starts[k])
        return instants

    def end(self, local: Ints) -> Ints:
        """Return the instant before which the clock shows the times before a local time for the last time."""
        k = np.maximum(np.searchsorted(self._local_starts, local, side="left") - 1, 0)
        instants: Ints = np.minimum(local - self._ahead[k], self._ends[k])
        return instants
