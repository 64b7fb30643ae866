"""Figures of several services or objectives together: sums, never means of percentages."""

from collections.abc import Iterable, Sequence
from fractions import Fraction

from slawatch.engine.outage_cost import OutageCost
from slawatch.model.agreement import Indicator, Statistic
from slawatch.model.result import ObjectiveFigure, State
from slawatch.reports.cells import Cell, Count, Phrase, Ratio, Unknown
from slawatch.reports.promise_cells import seconds
from slawatch.reports.reasons import NOTHING_STORED

_JUDGED = frozenset({State.MET, State.AT_RISK, State.BREACHED, State.INDETERMINATE})


def failed(figures: Iterable[OutageCost]) -> Cell:
    """Return how many outages began to cost agreed time."""
    told = [each.outages for each in figures if each.outages is not None]
    return Count(sum(told)) if told else Unknown(NOTHING_STORED)


def lost(figures: Iterable[OutageCost]) -> Cell:
    """Return how much agreed time was lost."""
    told = [each.lost_seconds for each in figures if each.availability_ratio is not None]
    return seconds(sum(told)) if told else Unknown(NOTHING_STORED)


def availability(figures: Iterable[ObjectiveFigure]) -> Cell:
    """Return which share of the agreed time of all availabilities together was not lost."""
    return _share([each for each in figures if each.indicator is Indicator.AVAILABILITY])


def in_time(figures: Iterable[ObjectiveFigure]) -> Cell:
    """Return which share of all timers together was in time."""
    return _share([each for each in figures if each.is_timer and each.statistic is Statistic.SHARE])


def breached(figures: Iterable[ObjectiveFigure]) -> Cell:
    """Return how many objectives were breached; nothing where none could be judged."""
    states = [each.state for each in figures]
    return Count(states.count(State.BREACHED)) if _JUDGED & set(states) else Unknown(_why(states))


def judged(figures: Iterable[ObjectiveFigure]) -> Sequence[ObjectiveFigure]:
    """Return the figures that say anything of their promises."""
    return [each for each in figures if each.state in _JUDGED]


def _share(figures: Sequence[ObjectiveFigure]) -> Cell:
    events = sum(each.events for each in figures)
    if not events:
        return Unknown(_why(figures))
    decimals = max(each.decimals for each in figures)
    return Ratio(Fraction(sum(each.good for each in figures), events), decimals)


def _why(figures: Sequence[object]) -> Phrase:
    return Phrase("no data") if figures else NOTHING_STORED
