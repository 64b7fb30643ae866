"""The dates on which something counts, and when each of them closes."""

from typing import Final

import numpy as np

from slawatch.calendars.hours import Intervals, local_windows, told_hours
from slawatch.calendars.local_time import LocalTime
from slawatch.calendars.table import NEVER, Ints
from slawatch.model.feed import FeedKind
from slawatch.model.hours import WorkingHours

_DAY: Final = 86400
_EDGE: Final = 3
"""Dates at either end of a stretch of UTC that may lie in it only in part: by offset and by an overnight window."""

MARGIN: Final = (_EDGE + 2) * _DAY
"""Seconds by which a table must begin before the first start."""


class WorkingDates:
    """The working dates of [first, last): local dates of which at least one window leaves a second that counts.

    A window belongs to the date on which it starts. A date closes when its last window ends, be it past midnight.
    """

    def __init__(self, hours: WorkingHours, first: int, last: int) -> None:
        self.first, self.last = first, last
        self._clock = LocalTime.of(hours.timezone, first, last)
        windows = local_windows(hours, first // _DAY + _EDGE, last // _DAY - _EDGE)
        opens, closes = self._clock.first(windows[:, 0]), self._clock.end(windows[:, 1])
        days = windows[:, 0] // _DAY
        if hours.feeds:
            closes = _uncut(opens, closes, told_hours(hours, FeedKind.CLOSED, first, last))
            added = told_hours(hours, FeedKind.OPEN, first, last)
            days = np.concatenate((days, self._clock.local(added[:, 0]) // _DAY))
            opens, closes = (np.concatenate(each) for each in ((opens, added[:, 0]), (closes, added[:, 1])))
        exists = opens < closes
        self._days, place = np.unique(days[exists], return_inverse=True)
        # Two look-ups by date are five times as fast as a search for each start.
        self._dawn = first // _DAY - 1
        every = np.arange(self._dawn, last // _DAY + 2)
        self._before = np.searchsorted(self._days, every, side="left")
        self._until = np.searchsorted(self._days, every, side="right")
        self._closes = np.full(len(self._days) + 1, NEVER)
        self._closes[:-1] = 0
        np.maximum.at(self._closes, place, closes[exists])

    def reach(self, start: Ints, days: int) -> bool:
        """Tell whether the table knows the date `days` working dates from every start."""
        return bool((self._position(start, days) < len(self._days)).all())

    def same_time(self, start: Ints, days: int) -> Ints:
        """Return the instants at which the clock shows the time of the start, `days` working dates from its date.

        Of a time that the clock shows twice it is the first, of one that it jumps over the jump; for no days the
        start itself. NEVER where the table knows no such date.
        """
        if days == 0:
            return start.copy()
        place = self._position(start, days)
        known = place < len(self._days)
        at = np.full(start.shape, NEVER)
        time = self._clock.local(start[known]) % _DAY
        at[known] = self._clock.first(self._days[place[known]] * _DAY + time)
        return at

    def closing(self, start: Ints, days: int) -> Ints:
        """Return when the date closes that lies `days` working dates from the start's; NEVER where none is known.

        No days from a date on which nothing counts lies the next working date.
        """
        return self._closes[self._position(start, days)]

    def _position(self, start: Ints, days: int) -> Ints:
        """Return positions among the dates; their number stands for one that is not known."""
        day = self._clock.local(start) // _DAY - self._dawn
        place = self._until[day] + (days - 1) if days > 0 else self._before[day] + days
        return np.where((place >= 0) & (place < len(self._days)), place, len(self._days))


def _uncut(opens: Ints, closes: Ints, cuts: Intervals) -> Ints:
    """Return when windows close after sorted disjoint cuts; a window of which nothing is left, as it opens."""
    if not len(cuts):
        return closes
    last = np.maximum(np.searchsorted(cuts[:, 0], closes, side="left") - 1, 0)
    start, end = cuts[last, 0], cuts[last, 1]
    return np.where((start < closes) & (closes <= end), np.maximum(start, opens), closes)
