"""What feeds do to a calendar: dates closed or opened, hours cut out or added, each with its event's name.

Events of whole dates close the date, or open it with its weekday's windows (Monday's where the weekday has none).
Events of hours take them out of what is open, or add them, whatever else is said of their date; where feeds
contradict each other the opening wins.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from slawatch.model.feed import Feed, FeedKind, Timed
from slawatch.model.hours import Window, WorkingHours

_MONDAY: Final = 0
_DAY: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class FeedDate:
    """What a feed says of a date."""

    day: date
    windows: tuple[Window, ...]
    reason: str


def feed_dates(hours: WorkingHours) -> Iterator[FeedDate]:
    """Yield dates that feeds close or open; of several the last one decides."""
    for kind in (FeedKind.CLOSED, FeedKind.OPEN):
        # The first feed that names a date gives it its name.
        for feed in reversed(_of_kind(hours, kind)):
            yield from _dates(hours, feed)


def feed_hours(hours: WorkingHours, kind: FeedKind, start: int, end: int) -> list[tuple[Timed, str]]:
    """Return the events of hours of one kind that touch [start, end), each with the name of its feed."""
    feeds = _of_kind(hours, kind)
    return [(event, reason(event.summary, feed)) for feed in feeds for event in _touching(feed, start, end)]


def reason(summary: str, feed: Feed) -> str:
    """Return an event's name and where it is from."""
    return f"{summary} ({feed.name})"


def _of_kind(hours: WorkingHours, kind: FeedKind) -> list[Feed]:
    return [feed for feed in hours.feeds if feed.kind is kind]


def _dates(hours: WorkingHours, feed: Feed) -> Iterator[FeedDate]:
    for event in feed.events.all_day if feed.events else ():
        day = event.first
        while day < event.after:
            windows = () if feed.kind is FeedKind.CLOSED else hours.weekly[day.weekday()] or hours.weekly[_MONDAY]
            yield FeedDate(day, windows, reason(event.summary, feed))
            day += _DAY


def _touching(feed: Feed, start: int, end: int) -> Iterator[Timed]:
    return (event for event in (feed.events.timed if feed.events else ()) if event.start < end and event.end > start)
