"""Where a calendar departs from its plain week, date by date, for programs that know weeks and dates only."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from slawatch.calendars.calendar import Calendar
from slawatch.calendars.hours import Intervals, clipped, week_intervals, without
from slawatch.calendars.reasons import CLOSED, OPEN, segments
from slawatch.calendars.zones import midnight, offsets

Span = tuple[int, int]
"""[start, end) in epoch seconds."""

_DAY: Final = timedelta(days=1)
_SECONDS: Final = 86400


@dataclass(frozen=True, slots=True, kw_only=True)
class Departure:
    """A local date on which other seconds count than in a plain week."""

    day: date
    start: int
    """Its first instant, in epoch seconds."""
    opened: tuple[Span, ...]
    """What counts and would not in a plain week."""
    closed: tuple[Span, ...]
    """What would count in a plain week and does not."""
    shut: bool
    """Nothing of it counts."""
    steady: bool
    """The clock is not changed on it: seconds since its first instant are its wall time."""
    reasons: tuple[str, ...]


def departures(calendar: Calendar, first: date, last: date) -> Iterator[Departure]:
    """Yield the dates from the first to the last (included) that depart from the plain week, in order."""
    place = calendar.hours.timezone
    start, end = _instant(first, place), _instant(last + _DAY, place)
    actual, usual = calendar.intervals(start, end), week_intervals(calendar.hours, start, end)
    opened, closed = without(actual, usual), without(usual, actual)
    for n in range((last - first).days + 1):
        day = first + n * _DAY
        a, b = _instant(day, place), _instant(day + _DAY, place)
        more, less = _spans(opened, a, b), _spans(closed, a, b)
        if more or less:
            yield Departure(
                day=day,
                start=a,
                opened=more,
                closed=less,
                shut=not _spans(actual, a, b),
                # A clock that jumps over midnight changes before the date begins: then the date is short.
                steady=b - a == _SECONDS and len(offsets(place, a, b)) == 1,
                reasons=_reasons(calendar, a, b),
            )


def _instant(day: date, place: str) -> int:
    return int(midnight(day, place).timestamp())


def _spans(intervals: Intervals, start: int, end: int) -> tuple[Span, ...]:
    return tuple((a, b) for a, b in clipped(intervals, start, end).tolist())


def _reasons(calendar: Calendar, start: int, end: int) -> tuple[str, ...]:
    told = (segment.reason for segment in segments(calendar, start, end))
    return tuple(dict.fromkeys(reason for reason in told if reason not in {OPEN, CLOSED}))
