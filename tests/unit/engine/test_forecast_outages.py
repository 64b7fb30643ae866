"""Forecasts of outages: certain cases by hand, the rest against futures drawn one by one, and against what happened."""

from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest
from support.outage_worlds import DAY, MONTH, TARGET, YEAR, moments

from slawatch.engine.forecast import OutageHistory, Remainder, outage_forecast

SIX = OutageHistory(exposure=YEAR, failures=6, lengths=(300.0, 600.0, 900.0, 1200.0, 2400.0, 3600.0))
HALF = Remainder(planned=MONTH, lost=Fraction(1800), ahead=MONTH // 2)


def drawn(history: OutageHistory, rest: Remainder, *, times: int = 100_000) -> np.ndarray:
    """Return what is lost in the end in so many futures, each drawn by the words of the model."""
    numbers = np.random.default_rng(7)
    outages = numbers.poisson(numbers.gamma(history.failures + 0.5, rest.ahead / history.exposure, times))
    spread = 0.6 * len(history.lengths) ** -0.2
    lengths = numbers.choice(history.lengths, outages.sum()) * np.exp(numbers.logistic(0, spread, outages.sum()))
    lengths = np.minimum(lengths, numbers.random(outages.sum()) * rest.ahead)
    return float(rest.lost) + np.bincount(np.repeat(np.arange(times), outages), weights=lengths, minlength=times)


@pytest.mark.parametrize(
    "rest",
    [
        HALF,
        Remainder(planned=MONTH, lost=Fraction(0), ahead=MONTH),
        Remainder(planned=MONTH, lost=Fraction(2400), ahead=3 * DAY),
        Remainder(planned=MONTH, lost=Fraction(0), ahead=2700),
    ],
    ids=["half", "whole", "last days", "last minutes"],
)
def test_a_forecast_is_what_drawn_futures_come_to(rest: Remainder) -> None:
    found, lost = outage_forecast(TARGET, SIX, rest), drawn(SIX, rest)
    assert found.breach_probability == pytest.approx((lost > MONTH / 1000).mean(), abs=0.005)
    bounds = 1 - np.quantile(lost, [0.95, 0.5, 0.05]) / MONTH
    assert (found.low, found.expected, found.high) == pytest.approx(tuple(bounds), abs=2e-5)


def test_once_more_is_lost_than_the_target_bears_the_breach_is_certain() -> None:
    assert outage_forecast(TARGET, SIX, replace(HALF, lost=Fraction(2593))).breach_probability == 1
    assert outage_forecast(TARGET, SIX, replace(HALF, lost=Fraction(2592))).breach_probability < 1


def test_what_is_left_of_the_period_may_be_too_short_to_break_the_promise() -> None:
    assert outage_forecast(TARGET, SIX, replace(HALF, ahead=792)).breach_probability == 0


def test_at_the_end_the_forecast_is_the_figure() -> None:
    found = outage_forecast(TARGET, SIX, replace(HALF, ahead=0))
    attained = 1 - 1800 / MONTH
    assert (found.breach_probability, found.low, found.expected, found.high) == (0, attained, attained, attained)


def test_an_open_outage_costs_more_the_longer_it_has_lasted() -> None:
    asked = [outage_forecast(TARGET, SIX, replace(HALF, open_for=each)) for each in (None, 60.0, 1800.0)]
    probabilities = [each.breach_probability for each in asked]
    assert probabilities == sorted(probabilities)
    assert probabilities[0] < 0.2
    assert probabilities[2] > 0.7


def test_a_promise_of_all_time_is_broken_by_any_outage() -> None:
    found = outage_forecast(Fraction(1), SIX, Remainder(planned=MONTH, lost=Fraction(0), ahead=MONTH))
    # No outage at all in a twelfth of the time in which six were seen, after Jeffreys: (1 + 1/12)^-6.5.
    assert found.breach_probability == pytest.approx(1 - (13 / 12) ** -6.5, abs=0.002)


def test_many_lengths_are_told_by_their_quantiles() -> None:
    many = replace(SIX, failures=600, lengths=SIX.lengths * 100)
    found, lost = outage_forecast(Fraction(95, 100), many, HALF), drawn(many, HALF)
    assert found.expected == pytest.approx(1 - np.median(lost) / MONTH, rel=0.002)
    assert found.low < found.expected < found.high


def test_twenty_minutes_more_change_nothing_while_nothing_happens() -> None:
    later = replace(HALF, ahead=HALF.ahead - 1200)
    assert outage_forecast(TARGET, SIX, later) is outage_forecast(TARGET, SIX, HALF)
    assert outage_forecast(TARGET, SIX, replace(later, lost=Fraction(1801))) != outage_forecast(TARGET, SIX, later)


def test_breaches_happen_as_often_as_forecasts_say_and_straight_lines_are_mostly_wrong() -> None:
    told = list(moments(services=100, months=4, outages_a_month=1.0, seed=4))
    said = np.array([outage_forecast(TARGET, each.history, each.rest).breach_probability for each in told])
    breached = np.array([each.breached for each in told], float)
    linear = np.array([each.linear for each in told], float)
    assert len(told) > 1500
    for low, high in ((0, 0.1), (0.1, 0.3), (0.3, 1.01)):
        rows = (low <= said) & (said < high)
        assert said[rows].mean() == pytest.approx(breached[rows].mean(), abs=0.07)
    brier, line = ((said - breached) ** 2).mean(), ((linear - breached) ** 2).mean()
    assert brier < 0.8 * line
    assert brier < ((breached.mean() - breached) ** 2).mean()
    assert 1 - breached[linear > 0].mean() > 0.5
