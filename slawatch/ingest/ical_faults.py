"""What the library that reads iCalendar would leave out, turn round, take for local time, or work at for hours."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any, Final

from icalendar import Calendar, Event

MOST_REPEATING: Final = 1000
"""Events that repeat; each may happen on every day of fifty years."""
LONGEST_SUMMARY: Final = 120

_OFTEN: Final = frozenset({"HOURLY", "MINUTELY", "SECONDLY"})
_WITHIN_A_DAY: Final = frozenset({"BYHOUR", "BYMINUTE", "BYSECOND"})
_NAMELESS: Final = "an event without a name"


def faults(calendar: Calendar) -> Iterator[str]:
    """Yield why a calendar can't be read whole."""
    editions: dict[tuple[str, str], Event] = {}
    repeating = 0
    for event in calendar.events:
        if event.errors:
            name, fault = event.errors[0]
            yield f"{name or 'a line'} of {_called(event)} can't be read: {fault}"
            continue
        yield from _of_zones(event)
        yield from _of_rules(event)
        yield from _of_its_end(event)
        yield from _of_its_name(event, editions)
        repeating += "RRULE" in event
    if repeating > MOST_REPEATING:
        yield f"{repeating} events repeat; more than {MOST_REPEATING} are not read"


def summary(event: Event) -> str:
    """Return what an event is called, in one line of bounded length."""
    return " ".join(str(event.get("SUMMARY", "")).split())[:LONGEST_SUMMARY] or _NAMELESS


def _of_zones(event: Event) -> Iterator[str]:
    for name in ("DTSTART", "DTEND", "RECURRENCE-ID", "RDATE", "EXDATE"):
        for told in _each(event.get(name)):
            zone = told.params.get("TZID")
            first = told.dts[0].dt if hasattr(told, "dts") else told.dt
            if zone is not None and isinstance(first, datetime) and first.tzinfo is None:
                yield f'{_called(event)} is in the zone "{zone}", which nobody knows and nothing explains'


def _of_rules(event: Event) -> Iterator[str]:
    for rule in _each(event.get("RRULE")):
        if _OFTEN & set(rule.get("FREQ", ())) or _WITHIN_A_DAY & rule.keys() or 0 in rule.get("INTERVAL", ()):
            yield f"{_called(event)} repeats within a day; dates and hours repeat by days"
    if "EXRULE" in event:
        yield f"{_called(event)} takes dates out by a rule (EXRULE), which iCalendar no longer has; use EXDATE"


def _of_its_end(event: Event) -> Iterator[str]:
    first, last = event.DTSTART, event.DTEND
    if isinstance(first, datetime) and isinstance(last, datetime):
        backwards = (first.tzinfo is None) == (last.tzinfo is None) and last < first
    else:
        backwards = type(first) is type(last) is date and last < first
    if backwards or any(told.dt < timedelta() for told in _each(event.get("DURATION"))):
        yield f"{_called(event)} ends before it begins"


def _of_its_name(event: Event, editions: dict[tuple[str, str], Event]) -> Iterator[str]:
    """Yield events that share their UID with another one; of those of different editions the newest is meant."""
    if "UID" not in event or "RECURRENCE-ID" in event:
        return
    edition = str(event["UID"]), str(event.get("SEQUENCE", 0))
    if editions.setdefault(edition, event) != event:
        yield f"{_called(event)} has the UID of {_called(editions[edition])}, and one of them would be left out"


def _each(told: Any) -> Iterator[Any]:  # noqa: ANN401  a property that may stand there never, once or several times
    if told is not None:
        yield from told if isinstance(told, list) else (told,)


def _called(event: Event) -> str:
    return f'"{summary(event)}"'
