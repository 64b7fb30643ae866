"""Reliability, worked by hand."""

import math

import pytest
from figure_cases import a_plan, agreement, at, outages, seconds

from slawatch.engine.reliability import Bounds, Stages, mtbf, poisson_mean, stages
from slawatch.engine.windows import Window, window
from slawatch.model.interval import Interval

JUNE = Interval(at("2026-06-01"), at("2026-07-01"))


def june(as_of: str = "2026-06-20") -> Window:
    return window(agreement(), JUNE, as_of=at(as_of))


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


def test_stages_are_means_over_the_outages_that_began_in_the_window() -> None:
    start = seconds("2026-06-10")
    rows = outages(
        a_plan(),
        {"started_at": start, "detected_at": start + 60, "acknowledged_at": start + 360},
        {"started_at": start + 9000, "detected_at": start + 9120},
        {"started_at": seconds("2026-05-31"), "detected_at": seconds("2026-06-02")},
    )
    assert stages(rows, june()) == Stages(detect=90.0, acknowledge=300.0)


def test_an_acknowledgement_without_a_detection_counts_from_the_start() -> None:
    start = seconds("2026-06-10")
    rows = outages(a_plan(), {"started_at": start, "acknowledged_at": start + 240})
    assert stages(rows, june()) == Stages(detect=None, acknowledge=240.0)


def test_a_stage_that_is_reached_after_as_of_is_not_known_yet() -> None:
    start = seconds("2026-06-19T23:59:00")
    rows = outages(a_plan(), {"started_at": start, "detected_at": start + 61})
    assert stages(rows, june()) == Stages(detect=None, acknowledge=None)
