"""Burn rates and thresholds worked by hand."""

from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest
from figure_cases import MAIL, SHOP, a_plan, agreement, at, met, missed, outages, seconds, timer_rows

from slawatch.engine.attainment import verdicts
from slawatch.engine.burn import active, burn, exhausted_at, judged_within, lost_within, thresholds
from slawatch.engine.ground import ground
from slawatch.engine.plan import Plan
from slawatch.engine.rows import no_rows
from slawatch.engine.service_time import ServiceTime
from slawatch.engine.windows import current_and_previous
from slawatch.model.burn import BudgetShare, BurnThresholds, BurnWindow, Tier

MONTH = 30 * 86400
TEN_BY_FIVE = 21 * 10 * 3600
"""A month of 21 working days of ten hours."""


@pytest.mark.parametrize(
    ("target", "planned", "fast", "slow"),
    [
        # 2 % of 720 h in 1 h, and 10 % of 30 d in 3 d.
        (Fraction(999, 1000), MONTH, Fraction(144, 10), 1),
        # 2 % of 210 h; 10 % of them in 72 h would be a rate of 0.29, which keeps the promise: 1 is the least.
        (Fraction(999, 1000), TEN_BY_FIVE, Fraction(42, 10), 1),
        # Of 90 % an hour that is lost whole burns at 10 and no faster.
        (Fraction(9, 10), MONTH, 10, 1),
    ],
)
def test_a_threshold_is_a_share_of_the_budget_by_period_and_window(
    target: Fraction, planned: int, fast: Fraction, slow: Fraction
) -> None:
    assert thresholds(BurnThresholds(), target, planned) == {Tier.FAST: fast, Tier.SLOW: slow}


def test_a_threshold_that_is_told_stands_as_it_is() -> None:
    told = BurnThresholds(fast=Fraction(7), slow=BudgetShare(Fraction(1, 5)))
    assert thresholds(told, Fraction(999, 1000), MONTH) == {Tier.FAST: 7, Tier.SLOW: 2}


def test_a_window_that_is_lost_whole_burns_at_the_highest_rate_there_is() -> None:
    assert burn(3600, 3600, Fraction(999, 1000)) == 1000
    assert burn(0, 3600, Fraction(999, 1000)) == 0
    assert burn(0, 0, Fraction(999, 1000)) == 0


def time(judged: Plan, as_of: str, *told: dict) -> ServiceTime:
    rows = replace(no_rows(), outages=outages(judged, *told))
    base = ground(judged, rows, as_of=at(as_of), watermarks={"desk": at(as_of)})
    own = judged.definitions.agreements[0]
    return base.time(own, MAIL, current_and_previous(own, at(as_of))[0])


def test_the_window_of_a_closed_service_stands_still() -> None:
    # Office hours are 9 to 17; six minutes were lost just before closing on Friday.
    lost = {"started_at": seconds("2026-06-05T16:54:00"), "ended_at": seconds("2026-06-05T17:30:00")}
    judged = a_plan(hours="office")
    for as_of in ("2026-06-05T17:00:00", "2026-06-05T23:00:00", "2026-06-08T08:59:59"):
        found = time(judged, as_of, lost)
        assert lost_within(found)[BurnWindow.HOUR] == 360
        assert lost_within(found)[BurnWindow.MINUTES_5] == 300
        assert not active(found)
    monday = time(judged, "2026-06-08T09:02:00", lost)
    assert lost_within(monday)[BurnWindow.MINUTES_5] == 180
    assert active(monday)


def test_a_window_reaches_into_the_period_before_but_not_before_go_live() -> None:
    lost = {"started_at": seconds("2026-05-31T23:50:00"), "ended_at": seconds("2026-06-01T00:02:00")}
    assert lost_within(time(a_plan(), "2026-06-01T00:20:00", lost))[BurnWindow.HOUR] == 720
    since_june = a_plan(agreement(starts_at=at("2026-06-01")))
    assert lost_within(time(since_june, "2026-06-01T00:20:00", lost))[BurnWindow.HOUR] == 120


def test_an_open_outage_exhausts_the_budget_within_the_hours_that_remain() -> None:
    # 22 working days of 8 h in June 2026: 99.9 % leave 633.6 s. Down since Friday 16:55.
    lasting = {"started_at": seconds("2026-06-05T16:55:00")}
    found = exhausted_at(
        time(a_plan(hours="office"), "2026-06-05T16:56:00", lasting), Fraction(6336, 10), composed=False
    )
    # 300 s until closing, and 334 s from Monday 9:00 on.
    assert found == seconds("2026-06-08T09:05:34")


def test_an_outage_that_is_over_exhausts_nothing() -> None:
    over = {"started_at": seconds("2026-06-05T12:00:00"), "ended_at": seconds("2026-06-05T12:05:00")}
    assert exhausted_at(time(a_plan(), "2026-06-05T12:05:00", over), Fraction(2592), composed=False) is None


def test_an_outage_that_fits_into_the_rest_of_the_period_exhausts_nothing() -> None:
    late = {"started_at": seconds("2026-06-30T23:30:00")}
    assert exhausted_at(time(a_plan(), "2026-06-30T23:31:00", late), Fraction(2592), composed=False) is None


def test_a_composed_service_stands_as_it_last_stood() -> None:
    judged = a_plan()
    told = time(judged, "2026-06-05T12:05:00", {"started_at": seconds("2026-06-05T12:00:00")})
    cut = np.array([[seconds("2026-06-05T12:00:00"), seconds("2026-06-05T12:05:00")]])
    rolled_up = replace(told, record=replace(told.record, down=cut))
    expected = seconds("2026-06-05T12:00:00") + 2593
    assert exhausted_at(rolled_up, Fraction(2592), composed=True) == expected
    assert exhausted_at(told, Fraction(2592), composed=False) == expected


def test_tickets_burn_by_the_instants_of_their_verdicts() -> None:
    judged = a_plan(agreement(services=(MAIL, SHOP)))
    noon = seconds("2026-06-10T12:00:00")
    rows = timer_rows(
        judged, met(noon - 60), missed(noon - 3599), missed(noon - 3600), met(noon - 7200), met(noon + 60)
    )
    found = judged_within(verdicts(rows), judged, as_of=noon)
    (counted,) = found.values()
    assert counted[BurnWindow.MINUTES_5] == (1, 0)
    assert counted[BurnWindow.HOUR] == (2, 1)
    assert counted[BurnWindow.HOURS_6] == counted[BurnWindow.DAYS_3] == (4, 2)


def test_without_a_verdict_no_ticket_burns_anything() -> None:
    judged = a_plan()
    open_timer = timer_rows(judged, {"started_at": 0})
    assert judged_within(verdicts(open_timer), judged, as_of=86400) == {}
