"""Outlooks of a whole snapshot: one service, June half over."""

from dataclasses import replace
from fractions import Fraction

import pytest
from figure_cases import AVAILABLE, RESOLVED, a_plan, agreement, at, met, missed, outages, seconds, timer_rows
from hypothesis import given, settings
from hypothesis import strategies as st

from slawatch.engine.evaluate import evaluate
from slawatch.engine.plan import Plan
from slawatch.engine.rows import Rows, no_rows
from slawatch.model.agreement import Objective, Statistic
from slawatch.model.burn import BurnThresholds, BurnWindow
from slawatch.model.outlook import Outlook

DAY = 86400
NOON = seconds("2026-06-16T12:00:00")


def outlooks(judged: Plan, told: Rows, *, as_of: str = "2026-06-16T12:00:00") -> dict[str, Outlook]:
    found = evaluate(
        judged,
        told,
        as_of=at(as_of),
        evaluated_at=at(as_of),
        known_through={},
        watermarks={"desk": at(as_of)},
    )
    return {each.objective: each for each in found.outlooks}


def rows(judged: Plan, *told: tuple[int, int | None]) -> Rows:
    stretches = [{"started_at": start} | ({} if end is None else {"ended_at": end}) for start, end in told]
    return replace(no_rows(), outages=outages(judged, *stretches))


def test_half_an_hour_lost_within_the_last_hour_burns_five_hundred_times_too_fast() -> None:
    judged = a_plan()
    found = outlooks(judged, rows(judged, (NOON - 2400, NOON - 600)))["available"]
    told = {each.window: (each.rate, each.threshold) for each in found.burn}
    assert told == {
        BurnWindow.MINUTES_5: (0.0, 14.4),
        BurnWindow.HOUR: (500.0, 14.4),
        BurnWindow.HOURS_6: (pytest.approx(1800 / 21600 * 1000), 1.0),
        BurnWindow.DAY: (pytest.approx(1800 / 86400 * 1000), None),
        BurnWindow.DAYS_3: (pytest.approx(1800 / 259200 * 1000), 1.0),
    }
    assert all(each.missed is None for each in found.burn)
    assert (found.active, found.exhausted_at) == (True, None)


def test_an_open_outage_tells_when_the_budget_is_gone() -> None:
    judged = a_plan()
    found = outlooks(judged, rows(judged, (NOON - 9 * DAY, NOON - 9 * DAY + 1000), (NOON - 60, None)))["available"]
    # 2,592 s of June may be lost; with the second after them the promise is broken.
    assert found.exhausted_at == at("2026-06-16T12:25:33")


def test_tickets_burn_by_their_verdicts_and_one_alone_can_be_told_from_two() -> None:
    judged = a_plan()
    told = replace(no_rows(), timers=timer_rows(judged, met(NOON - 600), missed(NOON - 900), missed(NOON - 2 * DAY)))
    found = outlooks(judged, told)["resolved"]
    rates = {each.window: (each.rate, each.missed) for each in found.burn}
    # Of a target of 90 % a share missed of 1/2 burns at 5, of 2/3 at 6.67.
    assert rates[BurnWindow.HOUR] == (5.0, 1)
    assert rates[BurnWindow.DAYS_3] == (pytest.approx(20 / 3), 2)
    assert rates[BurnWindow.MINUTES_5] == (0.0, 0)
    # 14.4 is beyond what 90 % can burn.
    assert {each.window: each.threshold for each in found.burn}[BurnWindow.HOUR] == 10.0
    assert found.exhausted_at is None


def test_without_any_ticket_nothing_burns_and_nothing_is_forecast() -> None:
    found = outlooks(a_plan(), no_rows())["resolved"]
    assert {(each.rate, each.missed) for each in found.burn} == {(0.0, 0)}
    assert found.forecast is None


def test_a_desk_that_is_closed_is_not_active() -> None:
    own = agreement(objectives=(AVAILABLE, replace(RESOLVED, hours="office")))
    for as_of, open_ in (("2026-06-16T12:00:00", True), ("2026-06-16T17:00:00", False)):
        found = outlooks(a_plan(own), no_rows(), as_of=as_of)
        assert found["available"].active
        assert found["resolved"].active is open_


def test_thresholds_that_are_told_are_published() -> None:
    own = agreement(objectives=(replace(AVAILABLE, burn=BurnThresholds(fast=Fraction(20))),))
    found = outlooks(a_plan(own), no_rows())["available"]
    assert {each.window: each.threshold for each in found.burn}[BurnWindow.HOUR] == 20.0


def test_a_target_of_all_leaves_no_budget_to_burn() -> None:
    own = agreement(objectives=(replace(AVAILABLE, target=Fraction(1)),))
    found = outlooks(a_plan(own), no_rows())["available"]
    assert found.burn == ()


def test_a_typical_time_has_no_budget_and_no_outlook() -> None:
    median = Objective(id="median", indicator=RESOLVED.indicator, target=None, within=3600, statistic=Statistic.MEDIAN)
    assert set(outlooks(a_plan(agreement(objectives=(AVAILABLE, median))), no_rows())) == {"available"}


def test_an_agreement_that_is_over_has_no_outlook() -> None:
    assert outlooks(a_plan(agreement(ends_at=at("2026-06-10"))), no_rows()) == {}


def test_a_forecast_needs_four_weeks_of_history_and_an_outage_that_is_over() -> None:
    judged = a_plan()
    first = NOON - 100 * DAY
    one_more = (first + 50 * DAY, first + 50 * DAY + 600)
    assert outlooks(judged, rows(judged, (first, first + 60)))["available"].forecast is None
    assert outlooks(judged, rows(judged, (first, first + 60), one_more))["available"].forecast is not None
    late = (NOON - 27 * DAY, NOON - 27 * DAY + 60), (NOON - 20 * DAY, NOON - 20 * DAY + 60)
    assert outlooks(judged, rows(judged, *late))["available"].forecast is None


def test_a_forecast_of_availability_counts_the_outages_after_the_first() -> None:
    judged = a_plan()
    first = NOON - 100 * DAY
    found = outlooks(judged, rows(judged, (first, first + 60), (first + 50 * DAY, first + 50 * DAY + 1)))["available"]
    # One in a hundred days, and it cost a second: another one in the days ahead is unlikely, and would cost little.
    assert found.forecast.breach_probability < 0.01
    assert (found.forecast.high, found.forecast.expected) == (1.0, 1.0)
    assert found.forecast.low >= 1 - 60 / (30 * DAY)


def test_a_breach_that_has_happened_is_certain() -> None:
    judged = a_plan()
    first = NOON - 100 * DAY
    found = outlooks(judged, rows(judged, (first, first + 60), (NOON - DAY, NOON - DAY + 2593)))["available"]
    assert found.forecast.breach_probability == 1.0
    assert found.forecast.high <= 1 - 2593 / (30 * DAY)


def test_a_forecast_of_tickets_speaks_from_two_periods() -> None:
    judged = a_plan()
    may = [met(seconds("2026-05-10") + n * 3600) for n in range(9)]
    june = [met(seconds("2026-06-10")), missed(seconds("2026-06-11"))]
    told = replace(no_rows(), timers=timer_rows(judged, *may, *june))
    found = outlooks(judged, told)["resolved"].forecast
    assert 0 < found.breach_probability < 1
    assert found.low < found.expected < found.high
    fewer = replace(no_rows(), timers=timer_rows(judged, *may))
    assert outlooks(judged, fewer)["resolved"].forecast is None


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.tuples(st.integers(-120 * 24, 30 * 24), st.integers(1, 100)), max_size=12),
    st.sampled_from([0, 1800, 7200]),
    st.sampled_from([0, 3600]),
    st.sampled_from(["always", "office"]),
)
def test_no_outlook_uses_what_happened_after_its_instant(
    told: list[tuple[int, int]], gap: int, shortest: int, hours: str
) -> None:
    own = agreement(objectives=(AVAILABLE,), merge_gap=gap, min_outage=shortest)
    judged = a_plan(own, hours=hours)
    stretches = [(NOON + start * 3600, NOON + start * 3600 + length * 600) for start, length in told]
    by_then = [(start, end if end <= NOON else None) for start, end in stretches if start < NOON]
    assert outlooks(judged, rows(judged, *stretches)) == outlooks(judged, rows(judged, *by_then))
