"""The three modes of exclusions, unknown time and bounds of one service's day, worked by hand."""

from dataclasses import replace

import pytest
from figure_cases import a_plan, agreement, at, exclusions, outages, seconds

from slawatch.engine.evaluate import figures
from slawatch.engine.rows import no_rows
from slawatch.model.agreement import ExclusionMode
from slawatch.model.interval import Interval
from slawatch.model.result import ObjectiveFigure, ServiceFigure, State

DAY = Interval(at("2026-06-11"), at("2026-06-12"))
DAWN, HOUR = seconds("2026-06-11"), 3600


def told(mode: ExclusionMode, *, watermark: str = "2026-06-12") -> tuple[ServiceFigure, ObjectiveFigure]:
    """Four hours of maintenance, of which the last is downtime, and an hour of downtime after it."""
    judged = a_plan(agreement(exclusion_mode=mode))
    rows = replace(
        no_rows(),
        exclusions=exclusions(judged, {"started_at": DAWN, "ended_at": DAWN + 4 * HOUR, "approved_at": DAWN}),
        outages=outages(judged, {"started_at": DAWN + 3 * HOUR, "ended_at": DAWN + 5 * HOUR}),
    )
    asked = {"as_of": at("2026-06-12"), "watermarks": {"desk": at(watermark)}}
    found = figures(judged, rows, period=lambda _: DAY, **asked)
    return found.services[0], found.objectives[0]


@pytest.mark.parametrize(
    ("mode", "agreed", "lost"),
    [(ExclusionMode.AGREED, 20, 1), (ExclusionMode.CREDIT, 24, 1), (ExclusionMode.RAW, 24, 2)],
)
def test_a_mode_decides_what_becomes_of_excluded_time(mode: ExclusionMode, agreed: int, lost: int) -> None:
    found, _ = told(mode)
    assert (found.agreed_seconds, found.lost_seconds) == (agreed * HOUR, lost * HOUR)
    assert found.availability_ratio == pytest.approx(1 - lost / agreed, rel=1e-15)


@pytest.mark.parametrize("mode", ExclusionMode)
def test_agreed_and_raw_are_told_in_every_mode(mode: ExclusionMode) -> None:
    found, _ = told(mode)
    assert found.agreed_ratio == pytest.approx(1 - 1 / 20, rel=1e-15)
    assert found.raw_ratio == pytest.approx(1 - 2 / 24, rel=1e-15)


def test_unknown_time_leaves_the_denominator_and_widens_the_bounds() -> None:
    found, objective = told(ExclusionMode.AGREED, watermark="2026-06-11T19:00:00")
    assert (found.unknown_seconds, found.agreed_seconds) == (5 * HOUR, 15 * HOUR)
    assert found.availability_ratio == pytest.approx(1 - 1 / 15, rel=1e-15)
    assert objective.coverage_ratio == pytest.approx(15 / 20, rel=1e-15)
    assert found.low_ratio == pytest.approx(1 - 6 / 20, rel=1e-15)
    assert found.high_ratio == pytest.approx(1 - 1 / 20, rel=1e-15)


@pytest.mark.parametrize(
    ("watermark", "state"), [("2026-06-11T23:58:32", State.INDETERMINATE), ("2026-06-12", State.MET)]
)
def test_where_the_unknown_would_decide_there_is_no_verdict(watermark: str, state: State) -> None:
    # 99.9 % of a day bears 86 s: 88 s that are not known could be more.
    judged = a_plan()
    asked = {"as_of": at("2026-06-12"), "watermarks": {"desk": at(watermark)}}
    found = figures(judged, no_rows(), period=lambda _: DAY, **asked).objectives[0]
    assert found.state is state
