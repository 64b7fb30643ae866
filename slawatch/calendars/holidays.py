"""Statutory holidays by country, and the weekend days that a country decrees to be worked instead."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Final

import holidays as almanac

from slawatch.model.hours import Holidays
from slawatch.model.service import Names

_LANGUAGE: Final = "en_US"
_CHINESE: Final = "zh_CN"
_NAMED_HOLIDAY: Final = 3
"""Fields of an almanac entry (month, day, name); an entry that swaps two days has more."""


@dataclass(frozen=True, slots=True)
class StatutoryDays:
    """Dates that the law treats unlike others."""

    closed: dict[date, str]
    """Holidays with their names."""
    worked: frozenset[date]
    """Make-up working days: weekend days decreed to be worked."""


@lru_cache(maxsize=1024)
def statutory_days(holidays: Holidays, year: int) -> StatutoryDays:
    """Return the holidays and make-up working days of a year; both are empty where the almanac knows nothing.

    Raises ValueError for a country or subdivision that the almanac does not know.
    """
    # A December weekend may be worked for a holiday of the January after it.
    found = _country(holidays, (year, year + 1))
    return StatutoryDays(
        closed={day: name for day, name in found.items() if day.year == year},
        worked=frozenset(day for day in found.weekend_workdays if day.year == year and day not in found),
    )


@lru_cache(maxsize=64)
def holiday_names(holidays: Holidays, year: int) -> Mapping[str, Names]:
    """Return what the holidays of a year are called by language, by the names that statutory_days tells."""
    found = _country(holidays, (year,))
    if _CHINESE not in found.supported_languages:
        return {}
    chinese = almanac.country_holidays(holidays.country, subdiv=holidays.subdivision, years=(year,), language=_CHINESE)
    return {name: {"en": name, "zh": chinese[day]} for day, name in found.items() if day in chinese}


def known_until(holidays: Holidays) -> date | None:
    """Return the last date for which the decreed exchanges of days are known; None where the law needs no decrees.

    After it the holidays follow from their rules, but make-up working days and bridging days are missing.
    """
    decrees = getattr(_country(holidays, ()), "special_public_holidays", {})
    years = [year for year, entries in decrees.items() if any(len(e) > _NAMED_HOLIDAY for e in _entries(entries))]
    return date(max(years), 12, 31) if years else None


def _country(holidays: Holidays, years: tuple[int, ...]) -> almanac.HolidayBase:
    try:
        found = almanac.country_holidays(holidays.country, subdiv=holidays.subdivision, years=years)
    except NotImplementedError as error:
        raise ValueError(f"no holidays are known for {_place(holidays)}: {error}") from error
    if _LANGUAGE in found.supported_languages and found.language != _LANGUAGE:
        return almanac.country_holidays(holidays.country, subdiv=holidays.subdivision, years=years, language=_LANGUAGE)
    return found


def _place(holidays: Holidays) -> str:
    return f"{holidays.country}-{holidays.subdivision}" if holidays.subdivision else holidays.country


def _entries(entries: tuple[object, ...]) -> tuple[tuple[object, ...], ...]:
    """Return the entries of a year; the almanac writes a single one without the outer tuple."""
    return entries if entries and isinstance(entries[0], tuple) else (entries,)  # type: ignore[return-value]
