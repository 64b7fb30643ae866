"""iCalendar (RFC 5545) as dated events: the only place that works out recurrences, their exceptions and zones."""

from collections.abc import Collection, Mapping
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from functools import lru_cache
from typing import Final
from zoneinfo import ZoneInfo

import recurring_ical_events
from icalendar import Calendar, Event

from slawatch.ingest.ical_faults import LONGEST_SUMMARY, faults, summary
from slawatch.model.feed import AllDay, FeedEvents, Timed

FIRST_YEAR: Final = 2000
LAST_YEAR: Final = 2050
"""Not included. What repeats for ever is written out for these years, whenever the feed is read: the same text
gives the same events, and so the same figures, in every year."""

_DAY: Final = timedelta(days=1)

Durations = Mapping[str, frozenset[timedelta]]
"""By UID: how long events last that tell it in the place of their end."""


class NoCalendarError(ValueError):
    """The text is no calendar, or one that can't be read whole; what is known of it must stay as it is."""


@lru_cache(maxsize=32)
def events(text: str, *, timezone: str) -> FeedEvents:
    """Return the events of a calendar, those without a zone of their own meant in the zone given.

    Cancelled events and such of no length are left out. Raises NoCalendarError where anything can't be read: a
    calendar that lacks one holiday is worse than yesterday's.
    """
    calendar = _calendar(text)
    zone = ZoneInfo(timezone)
    try:
        found = recurring_ical_events.of(calendar).between((FIRST_YEAR,), (LAST_YEAR,))
        lasting = _durations(calendar)
        told = [_event(each, zone, lasting) for each in found if str(each.get("STATUS", "")).upper() != "CANCELLED"]
    except (ValueError, KeyError, TypeError, AttributeError, OverflowError) as error:  # as many as there are ways
        raise NoCalendarError(f"an event in it can't be read: {_first_line(error)}") from error
    return FeedEvents(
        all_day=tuple(sorted({each for each in told if isinstance(each, AllDay)}, key=_order)),
        timed=tuple(sorted({each for each in told if isinstance(each, Timed) and each.start < each.end}, key=_order)),
    )


def _calendar(text: str) -> Calendar:
    body = text.strip()
    if not body.upper().startswith("BEGIN:VCALENDAR"):
        raise NoCalendarError(f"{_nature(body)} instead of a calendar (iCalendar, BEGIN:VCALENDAR)")
    if not body.upper().endswith("END:VCALENDAR"):
        raise NoCalendarError(f"it breaks off after {len(body)} characters, before END:VCALENDAR")
    try:
        calendar = Calendar.from_ical(body)
        told = next(faults(calendar), None)
    except ValueError as error:
        raise NoCalendarError(f"it is no calendar: {_first_line(error)}") from error
    if told is not None:
        raise NoCalendarError(told)
    return calendar


def _durations(calendar: Calendar) -> Durations:
    found: dict[str, frozenset[timedelta]] = {}
    for event in calendar.events:
        if event.DURATION is not None:
            name = str(event.get("UID", ""))
            found[name] = found.get(name, frozenset()) | {event.DURATION}
    return found


def _event(event: Event, zone: tzinfo, lasting: Durations) -> AllDay | Timed:
    first, after = event.start, event.end
    if isinstance(first, datetime):
        lengths = lasting.get(str(event.get("UID", "")), frozenset())
        return Timed(_instant(first, zone), _end(first, after, zone, lengths), summary(event), _created(event))
    # Some write the last date where RFC 5545 wants the one after it; some mean for ever.
    after = min(max(after, first + _DAY), date(LAST_YEAR, 1, 1))
    return AllDay(max(first, date(FIRST_YEAR, 1, 1)), after, summary(event), _created(event))


def _end(start: datetime, end: date, zone: tzinfo, lasting: Collection[timedelta]) -> int:
    """Return when an event of hours ends: eight hours are eight hours, also while clocks change; days are the clock's.

    The library makes an end by the clock out of every duration.
    """
    length = end.replace(tzinfo=None) - start.replace(tzinfo=None) if isinstance(end, datetime) else None
    if length is None or length not in lasting:
        return _instant(end, zone)
    return _instant(start + timedelta(days=length.days), zone) + length.seconds


def _instant(at: date, zone: tzinfo) -> int:
    """Return epoch seconds; a time without a zone, or a date that ends an event of hours, is meant in `zone`."""
    local = at if isinstance(at, datetime) else datetime.combine(at, time())
    return int((local.replace(tzinfo=zone) if local.tzinfo is None else local).timestamp())


def _created(event: Event) -> int | None:
    told = event.get("CREATED")
    return _instant(told.dt, UTC) if told is not None else None


def _order(event: AllDay | Timed) -> tuple[date | int, date | int, str]:
    if isinstance(event, AllDay):
        return event.first, event.after, event.summary
    return event.start, event.end, event.summary


def _nature(body: str) -> str:
    if not body:
        return "nothing"
    return "HTML (a login page, or a proxy's words?)" if body.startswith("<") else "something else"


def _first_line(error: Exception) -> str:
    return str(error).strip().partition("\n")[0][:LONGEST_SUMMARY]
