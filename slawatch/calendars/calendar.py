"""Working hours ready for use: how much counts between two instants, and when so much will have counted."""

from datetime import UTC, datetime
from typing import Final, overload

import numpy as np
from numpy.typing import NDArray

from slawatch.calendars.hours import Intervals, open_intervals
from slawatch.calendars.table import NEVER, Ints, Table
from slawatch.calendars.working_dates import MARGIN, WorkingDates
from slawatch.model.business_days import DayMode
from slawatch.model.hours import WorkingHours

FIRST_YEAR: Final = 1900
LAST_YEAR: Final = 2400
"""Not included."""
REACH: Final = 20 * 31_557_600
"""Seconds of 20 years: how far a search goes from its start."""

_ORIGIN: Final = 2020
"""Working seconds are counted from the start of this year (UTC); they are negative before it."""
_AT_ONCE: Final = (2018, 2031)
"""Years that every calendar is compiled for at birth; others follow when they are asked for."""
_MARGIN: Final = 2
"""Years compiled beyond those asked for, since the next question is seldom far."""


class Calendar:
    """Which instants count. Instants are epoch seconds, durations working seconds; one number or an array of them.

    Years are compiled when they are first asked for. What is compiled is never changed, only replaced as a whole
    in one assignment by a table that knows more years, so readers in several threads need no lock. Instants
    outside the years 1900-2399 raise ValueError.
    """

    def __init__(self, hours: WorkingHours) -> None:
        self.hours = hours
        self._table = _table(hours, *_AT_ONCE)
        self._dates: WorkingDates | None = None

    def __repr__(self) -> str:
        return f"Calendar({self.hours.id!r})"

    @overload
    def worked(self, at: int) -> int: ...
    @overload
    def worked(self, at: Ints) -> Ints: ...
    def worked(self, at: int | Ints) -> int | Ints:
        """Return working seconds from the start of 2020 to an instant, negative before; it never falls."""
        if isinstance(at, int):
            return self._knowing(at, at).worked(at)
        return self._knowing_all(at).many_worked(at)

    @overload
    def between(self, start: int, end: int) -> int: ...
    @overload
    def between(self, start: Ints, end: int | Ints) -> Ints: ...
    @overload
    def between(self, start: int, end: Ints) -> Ints: ...
    def between(self, start: int | Ints, end: int | Ints) -> int | Ints:
        """Return working seconds in [start, end), 0 where the end is not after the start."""
        if isinstance(start, int) and isinstance(end, int):
            return self._knowing(start, end).between(start, end) if start < end else 0
        gained: Ints = np.maximum(self.worked(end) - self.worked(start), 0)
        return gained

    @overload
    def add(self, start: int, seconds: int) -> int: ...
    @overload
    def add(self, start: Ints, seconds: int | Ints) -> Ints: ...
    @overload
    def add(self, start: int, seconds: Ints) -> Ints: ...
    def add(self, start: int | Ints, seconds: int | Ints) -> int | Ints:
        """Return the earliest t >= start with between(start, t) == seconds; the start itself for 0.

        Where no such t lies within 20 years a number raises ValueError; in an array NEVER stands there, since
        one timer that can't end must not stop the others.
        """
        if isinstance(start, int) and isinstance(seconds, int):
            return self._added(start, seconds)
        return self._many_added(*np.broadcast_arrays(start, seconds))

    @overload
    def sub(self, start: int, seconds: int) -> int: ...
    @overload
    def sub(self, start: Ints, seconds: int | Ints) -> Ints: ...
    @overload
    def sub(self, start: int, seconds: Ints) -> Ints: ...
    def sub(self, start: int | Ints, seconds: int | Ints) -> int | Ints:
        """Return the latest t <= start with between(t, start) == seconds; the start itself for 0.

        Where no such t lies within 20 years a number raises ValueError; in an array NEVER stands there.
        """
        if isinstance(start, int) and isinstance(seconds, int):
            return self._subtracted(start, seconds)
        return self._many_subtracted(*np.broadcast_arrays(start, seconds))

    @overload
    def add_days(self, start: int, days: int, *, mode: DayMode = ...) -> int: ...
    @overload
    def add_days(self, start: Ints, days: int, *, mode: DayMode = ...) -> Ints: ...
    def add_days(self, start: int | Ints, days: int, *, mode: DayMode = DayMode.NEXT_OPENING) -> int | Ints:
        """Return the instant `days` working dates from the start's date (back where negative), as the mode says.

        Where no such date lies within 20 years a number raises ValueError; in an array NEVER stands there.
        """
        if not isinstance(start, int):
            return self._days_added(start, days, mode)
        found = int(self._days_added(np.array([start]), days, mode)[0])
        if found == NEVER:
            raise ValueError(f"calendar {self.hours.id} has no {days} working dates in the 20 years from {start}")
        return found

    @overload
    def active(self, at: int) -> bool: ...
    @overload
    def active(self, at: Ints) -> NDArray[np.bool_]: ...
    def active(self, at: int | Ints) -> bool | NDArray[np.bool_]:
        """Tell whether an instant counts."""
        if isinstance(at, int):
            return self._knowing(at, at).active(at)
        return self._knowing_all(at).many_active(at)

    def next_opening(self, at: int) -> int:
        """Return the first instant from `at` on that counts, `at` itself if it does; ValueError: none in 20 years."""
        return self.add(at, 1) - 1

    def intervals(self, start: int, end: int) -> Intervals:
        """Return the open intervals cut to [start, end): shape (k, 2), sorted, disjoint, not touching."""
        return self._knowing(start, max(start, end)).intervals(start, end)

    def _added(self, start: int, seconds: int) -> int:
        if seconds <= 0:
            return _itself(start, seconds)
        table = self._knowing(start, start)
        goal = table.worked(start) + seconds
        found = table.earliest(goal)
        if found is None:
            found = self._knowing(start, start + REACH).earliest(goal)
        if found is None or found > start + REACH:
            raise ValueError(f"calendar {self.hours.id} has no {seconds} working seconds in the 20 years after {start}")
        return found

    def _subtracted(self, start: int, seconds: int) -> int:
        if seconds <= 0:
            return _itself(start, seconds)
        table = self._knowing(start, start)
        goal = table.worked(start) - seconds
        found = table.latest(goal)
        if found is None:
            found = self._knowing(start - REACH, start).latest(goal)
        if found is None or found < start - REACH:
            raise ValueError(
                f"calendar {self.hours.id} has no {seconds} working seconds in the 20 years before {start}"
            )
        return found

    def _many_added(self, start: Ints, seconds: Ints) -> Ints:
        none = _none_wanted(seconds)
        table = self._knowing_all(start)
        goal = table.many_worked(start) + seconds
        found = table.many_earliest(goal)
        beyond = start[found == NEVER]
        if beyond.size:
            found = self._knowing(int(start.min()), int(beyond.max()) + REACH).many_earliest(goal)
        return np.where(none, start, np.where(found - start > REACH, NEVER, found))

    def _many_subtracted(self, start: Ints, seconds: Ints) -> Ints:
        none = _none_wanted(seconds)
        table = self._knowing_all(start)
        goal = table.many_worked(start) - seconds
        found = table.many_latest(goal)
        beyond = start[found == NEVER]
        if beyond.size:
            found = self._knowing(int(beyond.min()) - REACH, int(start.max())).many_latest(goal)
        return np.where(none, start, np.where(start - found > REACH, NEVER, found))

    def _days_added(self, start: Ints, days: int, mode: DayMode) -> Ints:
        if not start.size:
            return start.copy()
        dates = self._dates_from(start, days)
        closing = dates.closing(start, days)
        at = closing if mode is DayMode.END_OF_DAY else self._open_at(dates.same_time(start, days), closing, mode)
        return np.where(np.abs(at - start) > REACH, NEVER, at)

    def _open_at(self, at: Ints, closing: Ints, mode: DayMode) -> Ints:
        """Return the instants (NEVER: none) that count; for the others the closing, or the next opening."""
        known = np.flatnonzero(at != NEVER)
        shut = known[~self.active(at[known])]
        later = self.add(at[shut], 1)
        opening = np.where(later == NEVER, NEVER, later - 1)
        at[shut] = closing[shut] if mode is DayMode.CLAMP_TO_CLOSE else opening
        return at

    def _dates_from(self, start: Ints, days: int) -> WorkingDates:
        """Return working dates that count from the starts, of 20 years where fewer do not do."""
        first, last = int(start.min()), int(start.max())
        near = self._dates_knowing(first - MARGIN, last)
        if near.reach(start, days):
            return near
        return self._dates_knowing(first - MARGIN - REACH * (days < 0), last + REACH * (days >= 0))

    def _dates_knowing(self, first: int, last: int) -> WorkingDates:
        table, dates = self._knowing(first, last), self._dates
        if dates is None or (dates.first, dates.last) != (table.first, table.last):
            dates = self._dates = WorkingDates(self.hours, table.first, table.last)
        return dates

    def _knowing_all(self, at: Ints) -> Table:
        return self._knowing(int(at.min()), int(at.max())) if at.size else self._table

    def _knowing(self, first: int, last: int) -> Table:
        """Return a table that knows all instants of [first, last], compiling more years where it must."""
        table = self._table
        if table.first <= first and last < table.last:
            return table
        _refuse_other_ages(first, last)
        years = min(_year(table.first), _year(first) - _MARGIN), max(_year(table.last), _year(last) + 1 + _MARGIN)
        table = self._table = _table(self.hours, *years)
        return table


def compiled(hours: WorkingHours) -> Calendar:
    """Return the calendar of working hours; ValueError where the zone or the holidays' country is not known."""
    return Calendar(hours)


def _table(hours: WorkingHours, first_year: int, end_year: int) -> Table:
    first, last = _new_year(max(first_year, FIRST_YEAR)), _new_year(min(end_year, LAST_YEAR))
    return Table(open_intervals(hours, first, last), first=first, last=last, origin=_new_year(_ORIGIN))


def _new_year(year: int) -> int:
    return int(datetime(year, 1, 1, tzinfo=UTC).timestamp())


def _year(at: int) -> int:
    return datetime.fromtimestamp(at, UTC).year


def _refuse_other_ages(first: int, last: int) -> None:
    for at in (first, last):
        if not _new_year(FIRST_YEAR) <= at < _new_year(LAST_YEAR):
            raise ValueError(f"the instant {at} (epoch seconds) is outside the years {FIRST_YEAR}-{LAST_YEAR - 1}")


def _itself(start: int, seconds: int) -> int:
    if seconds < 0:
        raise ValueError(f"{seconds} working seconds: a duration is never negative")
    return start


def _none_wanted(seconds: Ints) -> NDArray[np.bool_]:
    if (seconds < 0).any():
        raise ValueError("a duration is never negative")
    none: NDArray[np.bool_] = seconds == 0
    return none
