"""What a date is: the windows that start on it, and why they are not the weekday's."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final

from slawatch.calendars.feeds import feed_dates
from slawatch.calendars.holidays import statutory_days
from slawatch.model.hours import Window, WorkingHours

MONDAY: Final = 0


@dataclass(frozen=True, slots=True)
class SpecialDate:
    """A date that does not keep the weekly hours."""

    windows: tuple[Window, ...]
    reason: str


def special_dates(hours: WorkingHours, first_year: int, last_year: int) -> dict[date, SpecialDate]:
    """Return the dates of the years (both included) that do not keep the weekly hours.

    A dated opening wins over what feeds say, that over a closed date, that over a make-up working day or a holiday,
    that over the week.
    """
    years = range(first_year, last_year + 1)
    return {
        **{day: special for year in years for day, special in _statutory(hours, year)},
        **{day: SpecialDate((), "closed every year on this date") for day in _yearly(hours, years)},
        **{day: SpecialDate((), "closed date") for day in hours.closed if day.year in years},
        **{each.day: SpecialDate(each.windows, each.reason) for each in feed_dates(hours) if each.day.year in years},
        **{day: SpecialDate(windows, "dated hours") for day, windows in hours.openings.items() if day.year in years},
    }


def _statutory(hours: WorkingHours, year: int) -> Iterator[tuple[date, SpecialDate]]:
    if hours.holidays is None:
        return
    days = statutory_days(hours.holidays, year)
    for day, name in days.closed.items():
        yield day, SpecialDate((), name)
    for day in days.worked:
        yield day, SpecialDate(hours.weekly[MONDAY], "make-up working day")


def _yearly(hours: WorkingHours, years: range) -> Iterator[date]:
    for year in years:
        for month, day in hours.closed_yearly:
            if (month, day) != (2, 29) or _is_leap(year):
                yield date(year, month, day)


def _is_leap(year: int) -> bool:
    return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
