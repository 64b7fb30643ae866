"""Promises and what became of them as cells; they read as pages and commands tell them (see speech.words)."""

import math
from decimal import Decimal
from fractions import Fraction

from slawatch.model.agreement import Indicator, Objective, Statistic
from slawatch.model.business_days import BusinessDays, DayMode
from slawatch.model.result import ObjectiveFigure
from slawatch.reports.cells import Cell, Clock, Count, Phrase, Ratio, Seconds, Spark, Unknown
from slawatch.reports.reasons import why_none
from slawatch.speech.wording import PROMISES, STATISTICS, TIMERS, UNTIL_CLOSING


def promise(objective: Objective) -> Phrase:
    """Return what is promised in words, without the share of it."""
    if objective.within is None:
        return Phrase(PROMISES[objective.indicator])
    told = Phrase(TIMERS[objective.indicator], {"time": allowed(objective.within)})
    return (
        told if objective.statistic is Statistic.SHARE else Phrase(STATISTICS[objective.statistic], {"promise": told})
    )


def allowed(within: int | BusinessDays) -> Cell:
    """Return how long a ticket may take."""
    if not isinstance(within, BusinessDays):
        return Seconds(within)
    days = Phrase("{n} business days" if within.days != 1 else "{n} business day", {"n": Count(within.days)})
    return Phrase(UNTIL_CLOSING, {"days": days}) if within.mode is DayMode.END_OF_DAY else days


def target(objective: Objective, decimals: int) -> Cell:
    """Return the promised share just as it was written, or the limit."""
    if objective.target is not None:
        if objective.indicator is Indicator.REOPENED:
            return _at_most(Ratio(1 - objective.target, decimals, is_limit=True))
        return Ratio(objective.target, decimals, is_limit=True)
    if isinstance(objective.within, int):
        return _at_most(Seconds(objective.within))
    if objective.at_most is None:
        return Unknown(Phrase("nothing promised"))
    if _is_length(objective):
        return _at_most(Seconds(objective.at_most, _clock(objective.indicator)))
    return _at_most(Count(objective.at_most))


def result(figure: ObjectiveFigure) -> Cell:
    """Return what was attained, or why that is not known."""
    if figure.attained_events is not None:
        return Count(figure.attained_events)
    if figure.attained_seconds is not None:
        return Seconds(math.ceil(figure.attained_seconds), _clock(figure.indicator))
    if figure.attained_ratio is None:
        return why_none(figure)
    return Ratio(share(figure), figure.decimals)


def share(figure: ObjectiveFigure) -> Fraction:
    """Return the exact share that was attained; of what is to stay below a limit the rest, never cut off."""
    kept = Fraction(figure.good, figure.events) if figure.events else exact(figure.attained_ratio or 0.0)
    if figure.indicator is not Indicator.REOPENED:
        return kept
    scale = 100 * 10**figure.decimals
    return Fraction(math.ceil((1 - kept) * scale), scale)


def exact(ratio: float) -> Fraction:
    """Return a share that is told as a decimal number, without what binary numbers add to it."""
    return Fraction(repr(ratio))


def left(figure: ObjectiveFigure) -> Cell:
    """Return what is left of the error budget, in seconds or things; below 0 what is over it."""
    budget = figure.budget
    if budget is None:
        return why_none(figure) if attained(figure) is None else Unknown(Phrase("has no error budget"))
    if not figure.events:
        return why_none(figure)
    rest = math.floor(Decimal(repr(budget.allowed)) - Decimal(repr(budget.consumed)))
    return Seconds(rest) if budget.unit == "seconds" else Count(rest)


def seconds(value: Fraction | float) -> Seconds:
    """Return a length of working time, whole where it is."""
    return Seconds(int(value) if value == int(value) else float(value))


def basis(figure: ObjectiveFigure) -> Cell:
    """Return how many things, or how much time, a figure stands on."""
    if figure.indicator is Indicator.AVAILABILITY:
        return Seconds(figure.events)
    return Count(figure.events)


def attained(figure: ObjectiveFigure) -> float | None:
    """Return what was attained as a plain number: a share, seconds or a count; None where it is not known."""
    if figure.attained_events is not None:
        return float(figure.attained_events)
    if figure.attained_seconds is not None:
        return figure.attained_seconds
    return None if figure.attained_ratio is None else float(share(figure))


def limit(objective: Objective) -> float | None:
    """Return what is promised as a plain number."""
    if objective.target is not None:
        return float(1 - objective.target if objective.indicator is Indicator.REOPENED else objective.target)
    if isinstance(objective.within, int):
        return float(objective.within)
    return None if objective.at_most is None else float(objective.at_most)


def spark(figures: tuple[ObjectiveFigure | None, ...], objective: Objective) -> Spark:
    """Return a figure over periods, the oldest first, against the promise."""
    return Spark(tuple(None if each is None else attained(each) for each in figures), limit(objective))


def _at_most(cell: Cell) -> Phrase:
    return Phrase("at most {limit}", {"limit": cell})


def _is_length(objective: Objective) -> bool:
    return objective.indicator in (Indicator.LONGEST_OUTAGE, Indicator.BACKLOG_AGE)


def _clock(indicator: Indicator) -> Clock:
    """An age is elapsed time; all else is told in working time."""
    return Clock.ELAPSED if indicator is Indicator.BACKLOG_AGE else Clock.WORKING
