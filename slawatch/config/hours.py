"""Working hours as people write them: days, windows, dates, zones."""

import re
from collections.abc import Mapping
from datetime import date
from itertools import pairwise
from typing import Final
from zoneinfo import available_timezones

from slawatch.calendars.zones import zone
from slawatch.config.faults import suggestion
from slawatch.model.hours import Window
from slawatch.model.instant import EARLIEST, LATEST

DAYS: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
DAY_SECONDS: Final = 86400
WINDOW_PATTERN: Final = r"^\d{1,2}:\d{2}\s*-\s*\d{1,2}:\d{2}$"
ALL_WEEK: Final = {"mon-sun": ["00:00-24:00"]}
_LAST_MINUTE: Final = 23 * 3600 + 59 * 60


def days(text: str) -> tuple[int, ...]:
    """Return the days (0 is Monday) of `mon`, `mon-fri`, `sun-thu` or `sat,sun`."""
    found: list[int] = []
    for part in text.lower().split(","):
        first, dash, last = part.strip().partition("-")
        start = _day(first.strip(), text)
        end = _day(last.strip(), text) if dash else start
        found += [(start + n) % 7 for n in range((end - start) % 7 + 1)]
    if len(set(found)) < len(found):
        raise ValueError(f'"{text}" names a day twice')
    return tuple(found)


def _day(name: str, text: str) -> int:
    if name not in DAYS:
        raise ValueError(f'"{text}" is not a day or a range of days; write e.g. mon, mon-fri or sat,sun')
    return DAYS.index(name)


def window(text: str) -> Window:
    """Return the seconds of the day of `09:00-18:00`; `22:00-06:00` runs past midnight, 23:59 as an end is 24:00."""
    if not re.fullmatch(WINDOW_PATTERN, text.strip()):
        raise ValueError(f'"{text}" is not a window; write "HH:MM-HH:MM", e.g. "09:00-18:00"')
    first, last = text.split("-")
    opens, closes = _second(first, text), _second(last, text)
    if closes == _LAST_MINUTE:
        closes = DAY_SECONDS
    if opens in {DAY_SECONDS, closes}:
        raise ValueError(f'the window "{text}" has no length; a whole day is "00:00-24:00"')
    return opens, closes if closes > opens else closes + DAY_SECONDS


def clock_time(text: str) -> int:
    """Return the second of the day of `02:00`."""
    if not re.fullmatch(r"\d{1,2}:\d{2}", text.strip()):
        raise ValueError(f'"{text}" is not a time of day; write "HH:MM", e.g. "02:00"')
    return _second(text, text) % DAY_SECONDS


def _second(text: str, whole: str) -> int:
    hour, minute = map(int, text.strip().split(":"))
    if hour > 24 or minute > 59 or (hour == 24 and minute):  # noqa: PLR2004  a day's clock
        raise ValueError(f'"{whole}": {text.strip()} is not a time of day; it runs from 00:00 to 24:00')
    return hour * 3600 + minute * 60


def ends_a_minute_early(text: str) -> bool:
    """Tell whether a window was written to end at 23:59 where midnight is meant."""
    return text.strip().endswith("-23:59")


def apart(windows: tuple[Window, ...]) -> tuple[Window, ...]:
    """Return a day's windows in order; raise ValueError where two of them overlap."""
    ordered = tuple(sorted(windows))
    for (_, closes), (opens, _) in pairwise(ordered):
        if opens < closes:
            raise ValueError(f"two windows of one day overlap at {opens // 3600:02}:{opens % 3600 // 60:02}; join them")
    return ordered


def week(by_days: Mapping[str, tuple[Window, ...]]) -> tuple[tuple[Window, ...], ...]:
    """Return seven days of windows, Monday first; raise ValueError where a day is told twice or none ever opens."""
    entries: dict[int, str] = {}
    for text in by_days:
        for day in days(text):
            if day in entries:
                raise ValueError(
                    f'{DAYS[day]} stands in two entries, "{entries[day]}" and "{text}"; take it out of one'
                )
            entries[day] = text
    return tuple(by_days[entries[day]] if day in entries else () for day in range(7))


def closed_date(text: str) -> date | tuple[int, int]:
    """Return a date, or (month, day) for a yearly one such as `--10-01`."""
    try:
        if text.startswith("--"):
            leap = date.fromisoformat(f"2024-{text[2:]}")
            return leap.month, leap.day
        return calendar_date(text)
    except ValueError:
        raise ValueError(f'"{text}" is not a date; write 2026-12-31, or --12-31 for every year') from None


def calendar_date(text: str) -> date:
    """Return a date written as 2026-12-31; other tools write 9999-12-31 and 1900-01-01 where they mean no date."""
    if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", text):
        raise ValueError(f'"{text}" is not a date; write year-month-day, e.g. 2026-12-31')
    try:
        told = date.fromisoformat(text)
    except ValueError:
        raise ValueError(f'"{text}" is not in the calendar; write year-month-day, e.g. 2026-12-31') from None
    if not EARLIEST.year <= told.year < LATEST.year:
        raise ValueError(f'"{text}" is outside {EARLIEST.year}-{LATEST.year - 1}; where no date is meant, leave it out')
    return told


def timezone(text: str) -> str:
    """Return the name of an IANA zone; fixed offsets are refused, they know no change of clocks."""
    try:
        zone(text)
    except ValueError as error:
        raise ValueError(f"{error}{suggestion(text, available_timezones())}") from None
    return text
