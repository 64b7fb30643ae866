"""Figures of the improvement register in words: what was, what is meant, what came of it."""

import math
from fractions import Fraction
from typing import Final

from slawatch.engine.comparison import Change, Comparison
from slawatch.model.measurement import Goal, Measurement, Quantity
from slawatch.speech import words
from slawatch.speech.speech import Speech
from slawatch.speech.wording import CHANGES

DECIMALS: Final = 2
EXPLAINED: Final = {
    Change.BETTER: "Chance alone would rarely make it look so much better.",
    Change.WORSE: "Chance alone would rarely make it look so much worse.",
    Change.NONE_SHOWN: "Chance alone often makes such a difference; that does not say that there is none.",
    Change.TOO_FEW: "Even if all since then had been as promised, so few could not have shown a change.",
    Change.NOT_TESTED: "There is no test for figures of this kind; look at both.",
}


def value_told(speech: Speech, measured: Measurement, *, inverted: bool = False) -> str:
    """Return a figure alone; a dash where there is none. An inverted share is told by what it lacks."""
    if measured.value is None:
        return words.NONE
    if measured.quantity is Quantity.RATIO:
        exact = Fraction(repr(measured.value)) if measured.good is None else Fraction(measured.good, measured.count)
        return words.percent(exact - 1, DECIMALS).removeprefix("-") if inverted else words.percent(exact, DECIMALS)
    return _amount(speech, measured.quantity, measured.value)


def basis_told(speech: Speech, measured: Measurement) -> str:
    """Return the n behind a figure, or why there is none."""
    if measured.value is None:
        return speech.say(measured.reason or "no data")
    if measured.good is not None:
        return speech.say("{good} of {n}", good=f"{measured.good:,}", n=f"{measured.count:,}")
    if measured.exposure_seconds is not None:
        up = speech.working(measured.exposure_seconds)
        return speech.say("{outages} in {time} up", outages=speech.counted(measured.count, "outage"), time=up)
    return f"n = {measured.count:,}"


def measurement_told(speech: Speech, measured: Measurement | None, *, inverted: bool = False) -> str:
    """Return a figure with the n behind it; a dash where nothing was measured."""
    if measured is None:
        return words.NONE
    return f"{value_told(speech, measured, inverted=inverted)} ({basis_told(speech, measured)})"


def goal_told(speech: Speech, goal: Goal | None, *, inverted: bool = False) -> str:
    """Return what a figure is meant to come to."""
    if goal is None:
        return words.NONE
    if goal.quantity is Quantity.RATIO and not inverted:
        return speech.say("at least {limit}", limit=words.written(goal.value))
    limit = _share_lacking(goal.value) if inverted else _amount(speech, goal.quantity, goal.value)
    return speech.say("at most {limit}", limit=limit)


def comparison_told(speech: Speech, compared: Comparison | None) -> str:
    """Return what a comparison shows, with its p-value."""
    if compared is None:
        return words.NONE
    told = speech.say(CHANGES[compared.change])
    return told if compared.p_value is None else f"{told} (p {_probability(compared.p_value)})"


def _amount(speech: Speech, quantity: Quantity, value: float) -> str:
    return speech.to_the_second(math.ceil(value), has_days=False) if quantity is Quantity.SECONDS else f"{value:,.0f}"


def _share_lacking(value: float) -> str:
    return words.written(float(1 - Fraction(repr(value))))


def _probability(p_value: float) -> str:
    return "< 0.001" if p_value < 0.001 else f"= {p_value:.3f}"  # noqa: PLR2004  nobody decides by more digits
