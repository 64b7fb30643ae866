"""Reliability of a period beside its year and the stretch before it, worked by hand."""

from dataclasses import replace

from figure_cases import a_plan, agreement, at, outages, seconds

from slawatch.engine.reliability_list import ListedReliability, listed_reliability
from slawatch.engine.rows import no_rows
from slawatch.engine.trend import Direction, Exposure
from slawatch.model.agreement import Agreement
from slawatch.model.interval import Interval

JUNE = Interval(at("2026-06-01"), at("2026-07-01"))
DAY = 86400


def june(*starts: str, terms: Agreement | None = None, as_of: str = "2026-07-01") -> list[ListedReliability]:
    judged = a_plan(terms or agreement())
    rows = ({"started_at": seconds(start), "ended_at": seconds(start) + 600} for start in starts)
    told = replace(no_rows(), outages=outages(judged, *rows))
    asked = {"period": lambda _: JUNE, "as_of": at(as_of), "watermarks": {"desk": at(as_of)}}
    return list(listed_reliability(judged, told, **asked))


def test_the_month_before_and_its_own_days_are_compared() -> None:
    (found,) = june("2026-05-10", "2026-06-02", "2026-06-08", "2026-06-20")
    assert found.now == Exposure(failures=3, seconds=30 * DAY - 1800)
    assert found.before == Exposure(failures=1, seconds=31 * DAY - 600)
    assert (found.change, found.trend.failures) == (Direction.NONE, 4)


def test_failures_that_gather_in_the_last_month_of_the_year_are_a_worsening_trend() -> None:
    (found,) = june(*(f"2026-06-{day:02}" for day in range(1, 28, 3)))
    assert found.year == Interval(at("2025-07-01"), at("2026-07-01"))
    assert (found.trend.failures, found.trend.direction, found.change) == (9, Direction.WORSENING, Direction.WORSENING)
    assert (found.p_value < 0.01, found.trend.p_value < 0.001) == (True, True)


def test_failures_that_have_stopped_are_an_improvement() -> None:
    (found,) = june(*(f"2026-05-{day:02}" for day in range(1, 28, 3)), *(f"2025-08-{day:02}" for day in range(1, 20)))
    assert (found.now.failures, found.change, found.trend.direction) == (0, Direction.IMPROVING, Direction.IMPROVING)


def test_what_lies_before_the_go_live_is_neither_a_failure_nor_time() -> None:
    terms = agreement(starts_at=at("2026-06-01"))
    (found,) = june("2026-05-10", "2026-06-02", terms=terms)
    assert (found.before, found.p_value) == (Exposure(failures=0, seconds=0), None)
    assert (found.change, found.trend) == (Direction.NONE, None)


def test_an_agreement_that_is_not_in_force_has_no_line() -> None:
    assert june(terms=agreement(ends_at=at("2026-05-01"))) == []
