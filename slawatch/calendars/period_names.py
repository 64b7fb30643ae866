"""What a period is called, so that it is found again whatever is learnt of it later."""

from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime, timedelta
from typing import Final

from slawatch.calendars.periods import period_containing
from slawatch.calendars.zones import zone
from slawatch.model.agreement import Period, PeriodKind, Rolling
from slawatch.model.interval import Interval

_SECOND: Final = timedelta(seconds=1)


def period_name(kind: Period, period: Interval, *, timezone: str) -> str:
    """Return 2026, 2026-H1, 2026-Q3, 2026-10 or 2026-W47; of a rolling period the month of its last date."""
    first = period.start.astimezone(zone(timezone)).date()
    if isinstance(kind, Rolling):
        return f"{(period.end - _SECOND).astimezone(zone(timezone)):%Y-%m}"
    return _NAMES[kind](first)


def periods_back(kind: Period, at: datetime, *, timezone: str) -> Iterator[Interval]:
    """Yield the period in which an instant lies and those before it, without end.

    A rolling period moves on every day and has no calendar of its own: of the months before, the one that ended with
    the month is told.
    """
    while True:
        period = period_containing(kind, at, timezone=timezone)
        yield period
        cut = period_containing(PeriodKind.MONTH, at, timezone=timezone) if isinstance(kind, Rolling) else period
        at = cut.start - _SECOND


def _week(first: date) -> str:
    year, week, _ = first.isocalendar()
    return f"{year}-W{week:02}"


_NAMES: Final[Mapping[PeriodKind, Callable[[date], str]]] = {
    PeriodKind.WEEK: _week,
    PeriodKind.MONTH: lambda first: f"{first:%Y-%m}",
    PeriodKind.QUARTER: lambda first: f"{first.year}-Q{(first.month + 2) // 3}",
    PeriodKind.HALF_YEAR: lambda first: f"{first.year}-H{1 if first.month == 1 else 2}",
    PeriodKind.YEAR: lambda first: f"{first.year}",
}
