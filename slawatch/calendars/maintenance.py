"""When maintenance that comes back is open."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from functools import lru_cache

from slawatch.calendars.zones import midnight, zone
from slawatch.model.maintenance import Maintenance

_DAY = timedelta(days=1)


@lru_cache(maxsize=1024)
def occurrences(maintenance: Maintenance, last: date) -> tuple[tuple[int, int], ...]:
    """Return [start, end) in epoch seconds of every window that opens up to a last day, in order.

    A start that a clock change skips comes as much later as the clock jumped; of a repeated hour the first counts.
    Each lasts its full duration, whatever the clock does meanwhile.
    """
    final = last if maintenance.until is None else min(last, maintenance.until)
    starts = [_start(day, maintenance) for day in _days(maintenance, final)]
    return tuple((start, start + maintenance.duration) for start in starts)


def _days(maintenance: Maintenance, final: date) -> Iterator[date]:
    day = maintenance.since
    while day <= final:
        # A date that its zone skipped altogether never was a day.
        if day.weekday() in maintenance.days and midnight(day, maintenance.timezone) < midnight(
            day + _DAY, maintenance.timezone
        ):
            yield day
        day += _DAY


def _start(day: date, maintenance: Maintenance) -> int:
    local = datetime.combine(day, time(), zone(maintenance.timezone)) + timedelta(seconds=maintenance.opens)
    return int(local.timestamp())
