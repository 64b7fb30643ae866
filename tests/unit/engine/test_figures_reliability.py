"""Reliability, worked by hand."""

import math

import pytest

from slawatch.engine.reliability import Bounds, mtbf, poisson_mean


def test_one_failure_in_thirty_days_says_nearly_nothing_about_the_mean() -> None:
    found = mtbf(1, 30 * 86400)
    assert found.mean == 2592000
    assert round(found.lower / 3600) == 152
    assert round(found.upper / 3600) == 14037


def test_without_a_failure_there_is_a_lower_bound_and_nothing_else() -> None:
    found = mtbf(0, 2592000)
    assert (found.mean, found.upper) == (None, None)
    assert found.lower == pytest.approx(2592000 / math.log(10), rel=1e-12)


def test_without_operating_time_nothing_is_known() -> None:
    assert mtbf(3, 0) == Bounds(mean=None, lower=None, upper=None)


@pytest.mark.parametrize("count", [0, 1, 7, 60, 400, 5000])
@pytest.mark.parametrize("probability", [0.005, 0.05, 0.5, 0.95, 0.995])
def test_the_poisson_mean_gives_back_its_probability(count: int, probability: float) -> None:
    mean = poisson_mean(count, probability)
    terms = (math.exp(k * math.log(mean) - mean - math.lgamma(k + 1)) for k in range(count + 1))
    assert math.fsum(terms) == pytest.approx(probability, rel=1e-9)
