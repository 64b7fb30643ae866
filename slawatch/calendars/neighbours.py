"""Stretches beside a period, by the wall clock: never so many times 86,400 seconds."""

from datetime import UTC, date, datetime, timedelta
from typing import Final

from slawatch.calendars.zones import midnight, zone
from slawatch.model.interval import Interval

_WEEK: Final = timedelta(weeks=1)
_YEAR_OF_WEEKS: Final = 52 * _WEEK


def stretch_before(period: Interval, *, timezone: str) -> Interval:
    """Return the stretch that ends where a period begins and is as long: in whole months, else in days or seconds."""
    first, after = _date(period.start, timezone), _date(period.end, timezone)
    if midnight(first, timezone) != period.start or midnight(after, timezone) != period.end:
        return Interval(period.start - (period.end - period.start), period.start)
    if first.day == after.day == 1:
        months = (after.year - first.year) * 12 + after.month - first.month
        return Interval(midnight(_months_before(first, months), timezone), period.start)
    return Interval(midnight(first - (after - first), timezone), period.start)


def stretch_a_year_before(period: Interval, *, timezone: str) -> Interval:
    """Return the stretch of the same dates a year earlier; of a week, the same weekdays 52 weeks earlier."""
    first, after = _date(period.start, timezone), _date(period.end, timezone)
    if midnight(first, timezone) != period.start or midnight(after, timezone) != period.end:
        return Interval(_wall_year_before(period.start, timezone), _wall_year_before(period.end, timezone))
    if after - first == _WEEK:
        edges = first - _YEAR_OF_WEEKS, after - _YEAR_OF_WEEKS
    else:
        edges = _months_before(first, 12), _months_before(after, 12)
    return Interval(midnight(edges[0], timezone), midnight(edges[1], timezone))


def year_until(end: datetime, *, timezone: str) -> Interval:
    """Return the twelve months that end at an instant, from the local midnight that begins them."""
    return Interval(midnight(_months_before(_date(end, timezone), 12), timezone), end)


def _date(at: datetime, timezone: str) -> date:
    return at.astimezone(zone(timezone)).date()


def _wall_year_before(at: datetime, timezone: str) -> datetime:
    local = at.astimezone(zone(timezone))
    day = _months_before(local.date(), 12)
    return datetime.combine(day, local.timetz()).astimezone(UTC)


def _months_before(day: date, months: int) -> date:
    """Return the same day of an earlier month, the first of the next where that month is shorter."""
    month = day.year * 12 + day.month - 1 - months
    try:
        return day.replace(year=month // 12, month=month % 12 + 1)
    except ValueError:
        return date((month + 1) // 12, (month + 1) % 12 + 1, 1)
