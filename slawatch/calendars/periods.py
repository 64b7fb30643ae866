"""The stretches that are judged, cut at the midnights of a zone."""

import re
from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Final

from slawatch.calendars.zones import midnight, zone
from slawatch.model.agreement import Period, PeriodKind, Rolling
from slawatch.model.interval import Interval

FORMS: Final = (
    "2026, 2026-H1, 2026-Q3, 2026-10, 2026-W47, 2026-10-05, current, previous or A..B "
    "(dates, or instants such as 2026-10-05T08:00:00Z; B is not included)"
)

_MONTHS: Final = {PeriodKind.MONTH: 1, PeriodKind.QUARTER: 3, PeriodKind.HALF_YEAR: 6, PeriodKind.YEAR: 12}
_DATE: Final = re.compile(r"\d{4}-\d\d-\d\d")

Dates = tuple[date, date]
"""The first date, and the first one after."""


def period_containing(kind: Period, at: datetime, *, timezone: str) -> Interval:
    """Return the period of a kind in which an instant lies; a rolling one is the one that ends with its date."""
    first, after = _around(kind, at.astimezone(zone(timezone)).date())
    if at >= midnight(after, timezone):
        # A clock set back over midnight shows the old date again, after the new one has begun.
        first, after = _around(kind, after)
    return _interval((first, after), timezone)


def previous(kind: Period, at: datetime, *, timezone: str) -> Interval:
    """Return the period of a kind before the one in which an instant lies."""
    this = period_containing(kind, at, timezone=timezone)
    return period_containing(kind, this.start - timedelta(seconds=1), timezone=timezone)


def parse_period(text: str, *, as_of: datetime, kind: Period, timezone: str) -> Interval:
    """Return the period that a text names; "current" and "previous" are of `kind`, seen from `as_of`.

    Raises ValueError, with the forms that there are, for a text that names none.
    """
    if text in _RELATIVE:
        return _RELATIVE[text](kind, as_of, timezone=timezone)
    try:
        if ".." in text:
            start, _, end = text.partition("..")
            return _stretch(_edge(start, timezone), _edge(end, timezone))
        return _interval(_dates(text), timezone)
    except ValueError as error:
        raise ValueError(f'"{text}" is not a period ({error}); write {FORMS}') from error


_RELATIVE: Final = {"current": period_containing, "previous": previous}


def _around(kind: Period, day: date) -> Dates:
    if isinstance(kind, Rolling):
        return day - timedelta(days=kind.days - 1), day + timedelta(days=1)
    if kind is PeriodKind.WEEK:
        monday = day - timedelta(days=day.weekday())
        return monday, monday + timedelta(days=7)
    return _months(day, _MONTHS[kind])


def _months(day: date, count: int) -> Dates:
    """Return the stretch of `count` months, counted from January, in which a date lies."""
    month = day.month - 1 - (day.month - 1) % count
    return _first_of(day.year, month), _first_of(day.year, month + count)


def _first_of(year: int, month: int) -> date:
    """Return the first date of a month numbered from 0, which may be past December."""
    return date(year + month // 12, month % 12 + 1, 1)


def _dates(text: str) -> Dates:
    for pattern, dates in _FORMS:
        if found := pattern.fullmatch(text):
            return dates(*(int(number) for number in found.groups()))
    raise ValueError("none of the forms")


def _day(year: int, month: int, day: int) -> Dates:
    return date(year, month, day), date(year, month, day) + timedelta(days=1)


_FORMS: Final[tuple[tuple[re.Pattern[str], Callable[..., Dates]], ...]] = (
    (re.compile(r"(\d{4})"), lambda year: _around(PeriodKind.YEAR, date(year, 1, 1))),
    (re.compile(r"(\d{4})-H([12])"), lambda year, half: _months(date(year, 6 * half, 1), 6)),
    (re.compile(r"(\d{4})-Q([1-4])"), lambda year, quarter: _months(date(year, 3 * quarter, 1), 3)),
    (re.compile(r"(\d{4})-(\d\d)"), lambda year, month: _months(date(year, month, 1), 1)),
    (re.compile(r"(\d{4})-W(\d\d)"), lambda year, week: _around(PeriodKind.WEEK, date.fromisocalendar(year, week, 1))),
    (re.compile(r"(\d{4})-(\d\d)-(\d\d)"), _day),
)


def _edge(text: str, timezone: str) -> datetime:
    if _DATE.fullmatch(text):
        return midnight(date.fromisoformat(text), timezone)
    at = datetime.fromisoformat(text)
    if at.tzinfo is None:
        raise ValueError(f'the instant "{text}" has no offset, such as Z or +08:00')
    return at


def _interval(dates: Dates, timezone: str) -> Interval:
    return _stretch(*(midnight(day, timezone) for day in dates))


def _stretch(start: datetime, end: datetime) -> Interval:
    if not start < end:
        raise ValueError("it ends before it has begun")
    return Interval(start, end)
