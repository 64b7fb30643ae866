"""iCalendar (RFC 5545) as dated events: the only place that works out recurrences, their exceptions and zones."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from functools import lru_cache
from typing import Any, Final
from zoneinfo import ZoneInfo

import recurring_ical_events
from icalendar import Calendar, Event

from slawatch.model.feed import AllDay, FeedEvents, Timed

FIRST_YEAR: Final = 2000
LAST_YEAR: Final = 2050
"""Not included. What repeats for ever is written out for these years, whenever the feed is read: the same text
gives the same events, and so the same figures, in every year."""
MOST_REPEATING: Final = 1000
"""Events that repeat; each may happen on every day of fifty years."""

_OFTEN: Final = frozenset({"HOURLY", "MINUTELY", "SECONDLY"})
_WITHIN_A_DAY: Final = frozenset({"BYHOUR", "BYMINUTE", "BYSECOND"})
_DAY: Final = timedelta(days=1)
_LONGEST_SUMMARY: Final = 120
_NAMELESS: Final = "an event without a name"


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
        told = [_event(each, zone) for each in found if str(each.get("STATUS", "")).upper() != "CANCELLED"]
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
    except ValueError as error:
        raise NoCalendarError(f"it is no calendar: {_first_line(error)}") from error
    _refuse_unreadable(calendar)
    return calendar


def _refuse_unreadable(calendar: Calendar) -> None:
    """Refuse what the library would leave out, take for local time, or work at for hours."""
    repeating = 0
    for event in calendar.events:
        if event.errors:
            name, fault = event.errors[0]
            raise NoCalendarError(f"{name or 'a line'} of {_called(event)} can't be read: {fault}")
        _refuse_unknown_zone(event)
        repeating += "RRULE" in event
        for rule in _each(event.get("RRULE")):
            if _OFTEN & set(rule.get("FREQ", ())) or _WITHIN_A_DAY & rule.keys() or 0 in rule.get("INTERVAL", ()):
                raise NoCalendarError(f"{_called(event)} repeats within a day; dates and hours repeat by days")
    if repeating > MOST_REPEATING:
        raise NoCalendarError(f"{repeating} events repeat; more than {MOST_REPEATING} are not read")


def _refuse_unknown_zone(event: Event) -> None:
    for name in ("DTSTART", "DTEND", "RECURRENCE-ID", "RDATE", "EXDATE"):
        for told in _each(event.get(name)):
            zone = told.params.get("TZID")
            first = told.dts[0].dt if hasattr(told, "dts") else told.dt
            if zone is not None and isinstance(first, datetime) and first.tzinfo is None:
                raise NoCalendarError(
                    f'{_called(event)} is in the zone "{zone}", which nobody knows and nothing explains'
                )


def _each(told: Any) -> Iterator[Any]:  # noqa: ANN401  a property that may stand there never, once or several times
    if told is not None:
        yield from told if isinstance(told, list) else (told,)


def _event(event: Event, zone: tzinfo) -> AllDay | Timed:
    first, after = event.start, event.end
    if isinstance(first, datetime):
        return Timed(_instant(first, zone), _instant(after, zone), _summary(event), _created(event))
    # Some write the last date where RFC 5545 wants the one after it; some mean for ever.
    after = min(max(after, first + _DAY), date(LAST_YEAR, 1, 1))
    return AllDay(max(first, date(FIRST_YEAR, 1, 1)), after, _summary(event), _created(event))


def _instant(at: date, zone: tzinfo) -> int:
    """Return epoch seconds; a time without a zone, or a date that ends an event of hours, is meant in `zone`."""
    local = at if isinstance(at, datetime) else datetime.combine(at, time())
    return int((local.replace(tzinfo=zone) if local.tzinfo is None else local).timestamp())


def _created(event: Event) -> int | None:
    told = event.get("CREATED")
    return _instant(told.dt, UTC) if told is not None else None


def _summary(event: Event) -> str:
    return " ".join(str(event.get("SUMMARY", "")).split())[:_LONGEST_SUMMARY] or _NAMELESS


def _called(event: Event) -> str:
    return f'"{_summary(event)}"'


def _order(event: AllDay | Timed) -> tuple[date | int, date | int, str]:
    if isinstance(event, AllDay):
        return event.first, event.after, event.summary
    return event.start, event.end, event.summary


def _nature(body: str) -> str:
    if not body:
        return "nothing"
    return "HTML (a login page, or a proxy's words?)" if body.startswith("<") else "something else"


def _first_line(error: Exception) -> str:
    return str(error).strip().partition("\n")[0][:_LONGEST_SUMMARY]
