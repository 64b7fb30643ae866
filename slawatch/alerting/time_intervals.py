"""Alertmanager's time intervals from calendars: the plain week, and the dates that depart from it.

A calendar becomes two intervals, since Alertmanager adds up what it is told and takes nothing away: the hours (the
week for ever, and what single dates open beside it) and what single dates take out of them. A route that keeps the
hours names the first in active_time_intervals and the second in mute_time_intervals.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from slawatch.alerting.dated_intervals import DAY, DatedHours, Minutes, dated_entries, ranges, times
from slawatch.alerting.yaml_text import Noted
from slawatch.calendars.calendar import compiled
from slawatch.calendars.departures import departures
from slawatch.model.hours import WorkingHours

_WEEK: Final = ("sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday")
"""Alertmanager's week begins on Sunday, and a range does not run over its end."""
CLOSED: Final = ":closed"
"""Ends the name of what dates take out of a calendar's hours; no calendar's own id holds a colon."""
_NEVER: Final = Noted({"years": ["1970"]}, "No hour of these years counts.")


@dataclass(frozen=True, slots=True)
class TimeInterval:
    """A named interval: the union of its entries."""

    name: str
    entries: tuple[Noted, ...]


@dataclass(frozen=True, slots=True)
class Hours:
    """A calendar as Alertmanager knows it; None stands for a part that is not needed."""

    active: TimeInterval | None
    """The hours; None: every minute counts, but for those of `mute`."""
    mute: TimeInterval | None
    """What single dates take out of them."""

    @property
    def intervals(self) -> tuple[TimeInterval, ...]:
        """Return the entries of `time_intervals`."""
        return tuple(each for each in (self.active, self.mute) if each is not None)

    @property
    def kept_by(self) -> dict[str, list[str]]:
        """Return what a route says to keep these hours."""
        told = {"active_time_intervals": self.active, "mute_time_intervals": self.mute}
        return {key: [each.name] for key, each in told.items() if each is not None}


def hours_of(calendar: WorkingHours, first: date, last: date) -> Hours:
    """Return a calendar's hours, exact to the minute on all dates from the first to the last (included)."""
    special, zone = list(departures(compiled(calendar), first, last)), calendar.timezone
    opened = [DatedHours(each, each.opened) for each in special if each.opened]
    closed = [DatedHours(each, None if each.shut else each.closed) for each in special if each.closed]
    week = list(_week(calendar))
    active = (*week, *dated_entries(opened, zone)) or (_NEVER,)
    return Hours(
        active=None if [entry.data for entry in week] == [{"location": zone}] else TimeInterval(calendar.id, active),
        mute=TimeInterval(calendar.id + CLOSED, tuple(dated_entries(closed, zone))) if closed else None,
    )


def _week(calendar: WorkingHours) -> Iterator[Noted]:
    """Yield an entry for all days with the same windows."""
    by_day = [_windows(calendar, nth - 1) for nth in range(len(_WEEK))]
    for windows in dict.fromkeys(by_day):
        days = [nth for nth, told in enumerate(by_day) if told == windows]
        if windows:
            yield Noted({**_weekdays(days), **times(windows), "location": calendar.timezone})


def _weekdays(days: list[int]) -> dict[str, Any]:
    if len(days) == len(_WEEK):
        return {}
    return {"weekdays": [":".join(dict.fromkeys((_WEEK[a], _WEEK[b]))) for a, b in ranges(days)]}


def _windows(calendar: WorkingHours, weekday: int) -> tuple[Minutes, ...]:
    """Return a day's windows, with what is left of the night before; they neither overlap nor touch."""
    own = [(opens, min(closes, DAY)) for opens, closes in calendar.weekly[weekday]]
    night = [(0, closes - DAY) for _, closes in calendar.weekly[weekday - 1] if closes > DAY]
    joined: list[Minutes] = []
    for opens, closes in sorted((opens // 60, closes // 60) for opens, closes in own + night):
        if joined and opens <= joined[-1][1]:
            joined[-1] = joined[-1][0], max(joined[-1][1], closes)
        else:
            joined.append((opens, closes))
    return tuple(joined)
