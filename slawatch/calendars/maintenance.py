"""When maintenance that comes back is open."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from itertools import takewhile
from typing import NamedTuple

from dateutil.rrule import rrulestr

from slawatch.calendars.zones import midnight, zone
from slawatch.model.feed import AllDay, FeedEvents, Timed
from slawatch.model.maintenance import Maintenance

_DAY = timedelta(days=1)


class Opening(NamedTuple):
    """[start, end) in epoch seconds."""

    start: int
    end: int
    entered: int | None
    """When a feed's event was entered, where it says so; no approval of it can be older."""


def occurrences(maintenance: Maintenance, last: date) -> tuple[tuple[int, int], ...]:
    """Return [start, end) in epoch seconds of every window that opens up to a last day, in order."""
    return tuple((opening.start, opening.end) for opening in openings(maintenance, last))


@lru_cache(maxsize=1024)
def openings(maintenance: Maintenance, last: date) -> tuple[Opening, ...]:
    """Return every window that opens up to a last day, in order.

    A start that a clock change skips comes as much later as the clock jumped; of a repeated hour the first counts.
    Each lasts its full duration, whatever the clock does meanwhile. What a feed tells is meant as it stands there.
    """
    final = last if maintenance.until is None else min(last, maintenance.until)
    if maintenance.feed is not None:
        return tuple(sorted(_told(maintenance, final)))
    starts = [_start(day, maintenance) for day in _days(maintenance, final)]
    return tuple(Opening(start, start + maintenance.duration, None) for start in starts)


def _told(maintenance: Maintenance, final: date) -> Iterator[Opening]:
    """Yield the windows of a feed that open from the first day to the final one."""
    begin, end = (_midnight(day, maintenance) for day in (maintenance.since, final + _DAY))
    events = (maintenance.feed.events if maintenance.feed else None) or FeedEvents()
    told: tuple[AllDay | Timed, ...] = (*events.all_day, *events.timed)
    for event in told:
        opening = Opening(*_edges(event, maintenance), event.created)
        if begin <= opening.start < end:
            yield opening


def _edges(event: AllDay | Timed, maintenance: Maintenance) -> tuple[int, int]:
    if isinstance(event, Timed):
        return event.start, event.end
    return _midnight(event.first, maintenance), _midnight(event.after, maintenance)


def _days(maintenance: Maintenance, final: date) -> Iterator[date]:
    for day in _by_rule(maintenance, final) if maintenance.rule else _by_weekday(maintenance, final):
        # A date that its zone skipped altogether never was a day.
        if _midnight(day, maintenance) < _midnight(day + _DAY, maintenance):
            yield day


def _by_weekday(maintenance: Maintenance, final: date) -> Iterator[date]:
    day = maintenance.since
    while day <= final:
        if day.weekday() in maintenance.days:
            yield day
        day += _DAY


def _by_rule(maintenance: Maintenance, final: date) -> Iterator[date]:
    first = datetime.combine(maintenance.since, time())
    starts: Iterator[datetime] = iter(rrulestr(maintenance.rule, dtstart=first))
    return (start.date() for start in takewhile(lambda start: start.date() <= final, starts))


def _start(day: date, maintenance: Maintenance) -> int:
    local = datetime.combine(day, time(), zone(maintenance.timezone)) + timedelta(seconds=maintenance.opens)
    return int(local.timestamp())


def _midnight(day: date, maintenance: Maintenance) -> int:
    return int(midnight(day, maintenance.timezone).timestamp())
