"""Why a stretch of time counts or does not, in words, for people who ask."""

from bisect import bisect_right
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from typing import Final

from slawatch.calendars.calendar import Calendar
from slawatch.calendars.dates import SpecialDate, special_dates
from slawatch.calendars.feeds import feed_hours
from slawatch.calendars.hours import Intervals, open_intervals, week_intervals
from slawatch.calendars.zones import midnight, zone
from slawatch.model.feed import Feed, FeedEvents, FeedKind
from slawatch.model.hours import WorkingHours

OPEN: Final = "working hours"
CLOSED: Final = "outside hours"

_DAY: Final = timedelta(days=1)
_TELLING: Final = {False: FeedKind.CLOSED, True: FeedKind.OPEN}


@dataclass(frozen=True, slots=True)
class Segment:
    """[start, end) in epoch seconds, all of which counts or none, for one reason."""

    start: int
    end: int
    active: bool
    reason: str
    """A holiday's or exception's name, else OPEN or CLOSED."""


def segments(calendar: Calendar, start: int, end: int) -> list[Segment]:
    """Return the segments of [start, end), in order and without gaps; neighbours differ in their reasons."""
    found: list[Segment] = []
    for segment in _Reasons(calendar, start, end).pieces():
        if found and (found[-1].active, found[-1].reason) == (segment.active, segment.reason):
            segment = replace(segment, start=found.pop().start)  # noqa: PLW2901  it grows to the left
        found.append(segment)
    return found


class _Reasons:
    """Reasons within [start, end): cut so fine that each piece has one."""

    def __init__(self, calendar: Calendar, start: int, end: int) -> None:
        self.start, self.end = start, end
        self.zone = zone(calendar.hours.timezone)
        self.actual = calendar.intervals(start, end)
        self.usual = week_intervals(calendar.hours, start, end)
        self.by_dates = open_intervals(_without_feed_hours(calendar.hours), start, end)
        self.told = {active: feed_hours(calendar.hours, kind, start, end) for active, kind in _TELLING.items()}
        self.first, self.last = self._date(start) - _DAY, self._date(end) + _DAY
        self.special = special_dates(calendar.hours, self.first.year, self.last.year)

    def pieces(self) -> list[Segment]:
        told = (edge for events in self.told.values() for event, _ in events for edge in (event.start, event.end))
        edges = {self.start, self.end, *self.actual.flat, *self.usual.flat, *told, *self._midnights()}
        inside = sorted(int(edge) for edge in edges if self.start <= edge <= self.end)
        return [self._segment(a, b) for a, b in pairwise(inside)]

    def _segment(self, start: int, end: int) -> Segment:
        active = _within(self.actual, start)
        return Segment(start, end, active, self._reason(start, active=active))

    def _reason(self, at: int, *, active: bool) -> str:
        if _within(self.by_dates, at) != active:
            return next(name for event, name in self.told[active] if event.start <= at < event.end)
        day = self._date(at)
        own, eve = self.special.get(day), self.special.get(day - _DAY)
        if own is not None and _explains(own, active=active):
            return own.reason
        # What the week alone would have made otherwise is the work of the night shift of the day before.
        if eve is not None and _explains(eve, active=active) and _within(self.usual, at) != active:
            return eve.reason
        return OPEN if active else CLOSED

    def _midnights(self) -> list[float]:
        days = (self.first + timedelta(days=n) for n in range((self.last - self.first).days + 1))
        return [midnight(day, self.zone.key).timestamp() for day in days]

    def _date(self, at: int) -> date:
        return datetime.fromtimestamp(at, UTC).astimezone(self.zone).date()


def _without_feed_hours(hours: WorkingHours) -> WorkingHours:
    return replace(hours, feeds=tuple(_of_dates(feed) for feed in hours.feeds))


def _of_dates(feed: Feed) -> Feed:
    return replace(feed, events=FeedEvents(all_day=feed.events.all_day) if feed.events else None)


def _explains(special: SpecialDate, *, active: bool) -> bool:
    return bool(special.windows) == active


def _within(intervals: Intervals, at: int) -> bool:
    k = bisect_right(intervals[:, 0], at)
    return k > 0 and at < intervals[k - 1, 1]
