"""Durations and percentages as people write them."""

import re
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from typing import Final

from slawatch.config.faults import choice
from slawatch.model.agreement import Period, PeriodKind, Rolling
from slawatch.model.business_days import BusinessDays, DayMode

SECONDS: Final = {"s": 1, "m": 60, "h": 3600}
_PARTS: Final = re.compile(r"(\d+)([smh])\s*")
_BUSINESS_DAYS: Final = re.compile(r"(\d{1,3})bd(!eod|!clamp)?")
_BARE_DAYS: Final = re.compile(r"(\d+)\s*d")
_ROLLING: Final = re.compile(r"rolling\s+(\d{1,3})\s+(days?|weeks?)")
_MOST_DAYS: Final = 366
_MOST_HOURS: Final = 876_000
_CALENDAR: Final = re.compile(r"(\d{1,4})\s*(day|week)s?")
_CALENDAR_UNITS: Final = {"day": 86400, "week": 7 * 86400}
MODES: Final = {None: DayMode.NEXT_OPENING, "!eod": DayMode.END_OF_DAY, "!clamp": DayMode.CLAMP_TO_CLOSE}


def duration(text: str) -> int:
    """Return the seconds of `90s`, `15m`, `4h` or `1h30m`; raise ValueError where the unit is missing or unclear."""
    text = text.strip()
    parts = _PARTS.findall(text)
    if not parts or _PARTS.sub("", text):
        raise ValueError(_reason(text))
    seconds = sum(int(number) * SECONDS[unit] for number, unit in parts)
    if seconds == 0:
        raise ValueError(f'"{text}" is no time at all; write at least 1s')
    if seconds > _MOST_HOURS * 3600:
        raise ValueError(f'"{text}" is more than a century; write at most {_MOST_HOURS}h')
    return seconds


def time_allowed(text: str) -> int | BusinessDays:
    """Return the working seconds of a duration, or the business days of `2bd`, `2bd!eod` or `2bd!clamp`."""
    text = text.strip()
    days = _BUSINESS_DAYS.fullmatch(text)
    if days and int(days[1]):
        return BusinessDays(int(days[1]), MODES[days[2]])
    if "bd" in text:
        raise ValueError(f'"{text}" are no business days; write 1bd to 999bd, and !eod or !clamp after it')
    bare = _BARE_DAYS.fullmatch(text)
    if bare:
        raise ValueError(_two_readings(text, int(bare[1])))
    return duration(text)


def calendar_duration(text: str) -> int:
    """Return the elapsed seconds of `30 days` or `8 weeks`, days of 24 hours; raise ValueError for anything else."""
    parts = _CALENDAR.fullmatch(text.strip())
    if not parts or not int(parts[1]):
        end = f"write {text} days or {text} weeks" if re.fullmatch(r"\d+", text) else "write e.g. 30 days or 8 weeks"
        raise ValueError(f'"{text}" are no days or weeks; {end}')
    return int(parts[1]) * _CALENDAR_UNITS[parts[2]]


def _two_readings(text: str, days: int) -> str:
    noun = "business day" if days == 1 else "business days"
    return f'"{text}" has two readings, {24 * days}h of working time and {days} {noun}; write {24 * days}h or {days}bd'


def _reason(text: str) -> str:
    if re.fullmatch(r"\d+", text):
        return f'"{text}" has no unit; write {text}m for minutes or {text}h for hours'
    days = _BARE_DAYS.fullmatch(text)
    if days:
        return f'"{text}": there are no days here; write {24 * int(days[1])}h'
    if "bd" in text:
        return f'"{text}": business days are for "within" only; write hours, e.g. 24h'
    return f'"{text}" is not a duration; write whole numbers with a unit, e.g. 90s, 15m, 4h or 1h30m'


def period(text: str) -> Period:
    """Return the kind of periods that a text names: `month`, `rolling 28 days`; raise ValueError for any other."""
    text = text.strip()
    rolling = _ROLLING.fullmatch(text)
    if rolling:
        return _rolling(text, int(rolling[1]) * (7 if rolling[2].startswith("week") else 1))
    if text not in set(PeriodKind):
        raise ValueError(f'"{text}" is not allowed{choice(text, (*PeriodKind, "rolling 28 days"))}')
    return PeriodKind(text)


def _rolling(text: str, days: int) -> Rolling:
    if not 1 <= days <= _MOST_DAYS:
        raise ValueError(f'"{text}" is too {"long" if days else "short"}; write 1 to {_MOST_DAYS} days')
    return Rolling(days)


def percentage(text: str) -> Fraction:
    """Return the exact share (0..1) of `99.9%`; raise ValueError for a number without % and outside (0 %, 100 %]."""
    value = _percent(text)
    if not 0 < value <= 1:
        raise ValueError(f'"{text}" is outside 0% to 100%; a target is above 0% and at most 100%')
    return value


def share(text: str) -> Fraction:
    """Return the exact share (0..1) of `50%`; raise ValueError for a number without % and outside [0 %, 100 %]."""
    value = _percent(text)
    if not 0 <= value <= 1:
        raise ValueError(f'"{text}" is outside 0% to 100%')
    return value


def _percent(text: str) -> Fraction:
    number, sign, rest = text.strip().partition("%")
    try:
        value = Decimal(number.strip())
    except InvalidOperation:
        raise ValueError(f'"{text}" is not a percentage; write e.g. 99.9%') from None
    if not sign or rest:
        raise ValueError(_without_sign(text, value))
    if not value.is_finite():
        raise ValueError(f'"{text}" is outside 0% to 100%')
    return Fraction(value) / 100


def _without_sign(text: str, value: Decimal) -> str:
    if value.is_finite() and 0 < value <= 1:
        return (
            f'"{text}" has no %; write {(value * 100).normalize():f}%, or {value}% if you do mean less than one percent'
        )
    return f'"{text}" has no %; write {text.strip()}%'
