"""Calendar periods in words: October 2026, 2026年10月."""

import re
from collections.abc import Callable
from datetime import date
from typing import Final

from babel.dates import format_date, format_skeleton

_HALF: Final = {"zh": "{year}年{half}半年", "en": "H{number} {year}"}
_WEEK: Final = {"zh": "{year}年第{week}周", "en": "week {week} of {year}"}
_HALVES: Final = {1: "上", 2: "下"}


def period_told(period: str, locale: str) -> str | None:
    """Return a year, half-year, quarter, month, week or day in words; None for any other stretch."""
    for form, told in _FORMS:
        if found := form.fullmatch(period):
            return told(*map(int, found.groups()), locale)
    return None


def month_told(period: str, locale: str) -> str:
    """Return a month in short, without its year; any other period as it is."""
    found = _MONTH.fullmatch(period)
    return format_skeleton("MMM", date(int(found[1]), int(found[2]), 1), locale=locale) if found else period


def _year(year: int, locale: str) -> str:
    return format_skeleton("y", date(year, 1, 1), locale=locale)


def _half(year: int, half: int, locale: str) -> str:
    return _HALF[locale[:2]].format(year=year, number=half, half=_HALVES[half])


def _quarter(year: int, quarter: int, locale: str) -> str:
    return format_skeleton("yQQQ", date(year, quarter * 3, 1), locale=locale)


def _month(year: int, month: int, locale: str) -> str:
    return format_skeleton("yMMMM", date(year, month, 1), locale=locale)


def _week(year: int, week: int, locale: str) -> str:
    return _WEEK[locale[:2]].format(year=year, week=week)


def _day(year: int, month: int, day: int, locale: str) -> str:
    return format_date(date(year, month, day), "long", locale=locale)


_MONTH: Final = re.compile(r"(\d{4})-(\d\d)")
_FORMS: Final[tuple[tuple[re.Pattern[str], Callable[..., str]], ...]] = (
    (re.compile(r"(\d{4})"), _year),
    (re.compile(r"(\d{4})-H([12])"), _half),
    (re.compile(r"(\d{4})-Q([1-4])"), _quarter),
    (_MONTH, _month),
    (re.compile(r"(\d{4})-W(\d\d)"), _week),
    (re.compile(r"(\d{4})-(\d\d)-(\d\d)"), _day),
)
