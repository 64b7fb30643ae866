"""Figures in words and digits, as a person reads them.

Nothing reads better than it is: a share that is to be kept is floored (99.899 % never reads 99.9 %), what is to stay
below a limit is never cut off.
"""

import math
from datetime import datetime, timedelta
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from fractions import Fraction
from functools import lru_cache
from typing import Final
from zoneinfo import ZoneInfo

from slawatch.model.agreement import LENGTHS, AgreementKind, Indicator, Statistic
from slawatch.model.business_days import BusinessDays, DayMode
from slawatch.model.outlook import Forecast
from slawatch.model.result import ObjectiveFigure
from slawatch.speech.wording import PROMISES, STATISTICS, TIMERS, UNTIL_CLOSING

NONE: Final = "—"
KINDS: Final = {AgreementKind.SLA: "SLA", AgreementKind.OLA: "OLA", AgreementKind.CONTRACT: "contract"}
Units = tuple[tuple[int, str], ...]
_UNITS: Final[Units] = ((86400, "d"), (3600, "h"), (60, "min"), (1, "s"))
HOURS: Final[Units] = _UNITS[1:]
"""A working day is not 24 hours long."""
_RARE: Final = 0.01
_KEPT: Final = 1024
"""Promises, targets and periods are few, and a page tells each of them many times."""
_EVENTS: Final = {
    Indicator.NEXT_REPLY: "answer",
    Indicator.PERIODIC_UPDATE: "update",
    Indicator.SATISFACTION: "answer",
    Indicator.OUTAGES: "outage",
    Indicator.LONGEST_OUTAGE: "outage",
    Indicator.BACKLOG: "open ticket",
    Indicator.BACKLOG_AGE: "open ticket",
}
"""What is judged one by one where it is not a ticket."""


def percent(share: Fraction, decimals: int) -> str:
    """Return a share as a percentage, floored to the decimals."""
    scale = 10**decimals
    floored = share.numerator * 100 * scale // share.denominator
    whole, rest = divmod(abs(floored), scale)
    sign, fraction = "-" if floored < 0 else "", f".{rest:0{decimals}}" if decimals else ""
    return f"{sign}{whole}{fraction} %"


def attained(figure: ObjectiveFigure) -> str:
    """Return what was attained, shares to the agreement's decimals; a dash where there is no basis to judge."""
    if figure.attained_events is not None:
        return str(figure.attained_events)
    if figure.attained_seconds is not None:
        return to_the_second(math.ceil(figure.attained_seconds), _units(figure))
    if figure.attained_ratio is None:
        return NONE
    exact = Fraction(figure.good, figure.events) if figure.events else Fraction(repr(figure.attained_ratio))
    if figure.indicator is Indicator.REOPENED:
        return percent(exact - 1, figure.decimals).removeprefix("-")
    return percent(exact, figure.decimals)


def target(figure: ObjectiveFigure) -> str:
    """Return the promised share with just the digits that it was written with, or the limit."""
    if figure.target_events is not None:
        return f"at most {figure.target_events}"
    if figure.target_seconds is not None and figure.target_ratio is None:
        return f"at most {to_the_second(figure.target_seconds, _units(figure))}"
    if figure.target_ratio is None:
        return NONE
    if figure.indicator is Indicator.REOPENED:
        return f"at most {written(float(1 - Decimal(repr(figure.target_ratio))))}"
    return written(figure.target_ratio)


@lru_cache(maxsize=_KEPT)
def written(share: float) -> str:
    """Return a share as a percentage with just the digits that it was written with."""
    return f"{(Decimal(repr(share)) * 100).normalize():f} %"


def subject(figure: ObjectiveFigure) -> str:
    """Return of what a figure is: of a service, or of services together."""
    return f"{', '.join(figure.services)} together" if figure.services else figure.service_id


def promise(figure: ObjectiveFigure) -> str:
    """Return an objective in words."""
    within = figure.target_days or figure.target_seconds or 0
    return promised(figure.indicator, within if figure.is_timer else None, figure.statistic)


@lru_cache(maxsize=_KEPT)
def promised(indicator: Indicator, within: int | BusinessDays | None, statistic: Statistic) -> str:
    """Return an objective in words; `within` is what a timer may take, None for what is no timer."""
    if within is None:
        return PROMISES[indicator]
    return STATISTICS[statistic].format(promise=TIMERS[indicator].format(time=time_allowed(within)))


def time_allowed(within: int | BusinessDays) -> str:
    """Return how long a ticket may take, given in working seconds or business days."""
    if not isinstance(within, BusinessDays):
        return working(within)
    days = counted(within.days, "business day")
    return UNTIL_CLOSING.format(days=days) if within.mode is DayMode.END_OF_DAY else days


def duration(seconds: float, units: Units = _UNITS) -> str:
    """Return seconds as at most two units, cut off: "1 d 2 h", "45 min"."""
    left = int(seconds)
    parts = []
    for size, unit in units:
        amount, left = divmod(left, size)
        if amount:
            parts.append(f"{amount} {unit}")
        if len(parts) == 2 or (parts and not amount):  # noqa: PLR2004  "1 d 5 s" says more than anybody asks
            break
    return " ".join(parts) or "0 s"


def working(seconds: float) -> str:
    """Return working time: in hours at the most, because a working day is not 24 hours long."""
    return duration(seconds, HOURS)


def basis(figure: ObjectiveFigure) -> str:
    """Return the n behind a figure."""
    if figure.indicator is not Indicator.AVAILABILITY:
        return _counts(figure)
    if figure.events:
        worst = f", worst {figure.worst_service}" if figure.worst_service else ""
        return f"of {working(figure.events)}{worst}"
    return "no agreed time" if figure.coverage_ratio is None else "nothing known"


def _counts(figure: ObjectiveFigure) -> str:
    n = counted(figure.events, _event(figure))
    if figure.attained_events is not None:
        return n.removeprefix(f"{figure.events} ")
    if not figure.events:
        return f"no {_event(figure)}" if figure.indicator in LENGTHS else "none judged"
    if figure.attained_seconds is not None:
        return f"of {n}"
    told = figure.events - figure.good if figure.indicator is Indicator.REOPENED else figure.good
    return f"{told} of {n}"


def _units(figure: ObjectiveFigure) -> Units:
    """An age is elapsed time; all else is told in working time."""
    return _UNITS if figure.indicator is Indicator.BACKLOG_AGE else HOURS


def to_the_second(seconds: int, units: Units = _UNITS) -> str:
    """Return seconds in all their units, nothing cut off: "1 h 2 min 5 s"."""
    parts = []
    for size, unit in units:
        amount, seconds = divmod(seconds, size)
        parts += [f"{amount} {unit}"] * bool(amount)
    return " ".join(parts) or "0 s"


def _event(figure: ObjectiveFigure) -> str:
    return _EVENTS.get(figure.indicator, "ticket")


def forgives(figure: ObjectiveFigure) -> bool:
    """Tell whether an error budget has room for anything at all: a single missed ticket, or a second."""
    return figure.budget is not None and figure.budget.allowed >= 1


def budget_left(figure: ObjectiveFigure) -> str:
    """Return what is left of an error budget, in minutes or tickets, floored; over it, by how much."""
    budget = figure.budget
    if budget is None or not figure.events:
        return NONE
    left = Decimal(repr(budget.allowed)) - Decimal(repr(budget.consumed))
    if left >= 0 and not forgives(figure):
        return "no miss allowed" if budget.unit == "events" else "no outage allowed"
    if budget.unit == "seconds":
        left /= 60
    whole = int(abs(left).to_integral_value(ROUND_FLOOR if left >= 0 else ROUND_CEILING))
    amount = f"{whole} min" if budget.unit == "seconds" else counted(whole, _event(figure))
    return f"{amount} left" if left >= 0 else f"{amount} over"


def likely(forecast: Forecast | None) -> str:
    """Return how likely a promise is broken at the period's end; a dash where there is no forecast."""
    if forecast is None:
        return NONE
    chance = forecast.breach_probability
    if _RARE < chance < 1 - _RARE or chance in (0, 1):
        return f"breach {round(chance * 100)} %"
    return "breach <1 %" if chance <= _RARE else "breach >99 %"


def counted(number: int, noun: str) -> str:
    """Return a number with its noun."""
    return f"{number} {noun}" if abs(number) == 1 else f"{number} {noun}s"


def age(at: datetime | None, now: datetime) -> str:
    """Return how long ago an instant was; clocks that differ never make it negative."""
    return "never" if at is None else f"{duration(max((now - at).total_seconds(), 0))} ago"


def utc(at: datetime) -> str:
    """Return an instant as people read it."""
    return f"{at:%Y-%m-%d %H:%M:%S} UTC"


def iso(at: datetime | None) -> str:
    """Return an instant as programs read it, nothing for one that is not known."""
    return "" if at is None else at.strftime("%Y-%m-%dT%H:%M:%SZ")


def period(figure: ObjectiveFigure) -> str:
    """Return a period's first and last local day, in the agreement's zone."""
    return _days(figure.starts_at, figure.ends_at, figure.timezone)


@lru_cache(maxsize=_KEPT)
def _days(starts_at: datetime, ends_at: datetime, timezone: str) -> str:
    zone = ZoneInfo(timezone)
    first = starts_at.astimezone(zone).date()
    last = (ends_at - timedelta(seconds=1)).astimezone(zone).date()
    return f"{first} to {last}"
