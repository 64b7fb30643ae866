from datetime import timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from slawatch.model.agreement import Indicator, Statistic
from slawatch.model.business_days import BusinessDays, DayMode
from slawatch.model.outlook import Forecast
from slawatch.model.result import Budget, ObjectiveFigure
from slawatch.speech import words
from slawatch.testing.snapshots import AS_OF, availability_figure, objective_figure


@pytest.mark.parametrize(
    ("share", "decimals", "expected"),
    [
        (Fraction(99_899, 100_000), 2, "99.89 %"),
        (Fraction(99_899, 100_000), 1, "99.8 %"),
        (Fraction(999_999, 1_000_000), 2, "99.99 %"),
        (Fraction(29, 100), 2, "29.00 %"),  # as a float 0.29 * 100 is 28.999999999999996
        (Fraction(1), 2, "100.00 %"),
        (Fraction(0), 0, "0 %"),
        (Fraction(2, 3), 3, "66.666 %"),
    ],
)
def test_a_share_is_floored_and_never_rounded_up(share: Fraction, decimals: int, expected: str) -> None:
    assert words.percent(share, decimals) == expected


@given(st.integers(0, 10**7), st.integers(1, 10**7), st.integers(0, 4))
def test_a_printed_share_never_exceeds_the_true_one(good: int, missed: int, decimals: int) -> None:
    true = Fraction(good, good + missed)
    printed = Fraction(words.percent(true, decimals).removesuffix(" %")) / 100
    assert printed <= true < printed + Fraction(1, 100 * 10**decimals)


def test_what_was_attained_is_told_by_its_counts_and_not_by_a_float() -> None:
    figure = objective_figure(good=29, events=100, attained_ratio=0.29)
    assert words.attained(figure) == "29.00 %"


def test_without_a_basis_there_is_a_dash_and_no_number() -> None:
    assert words.attained(objective_figure(attained_ratio=None, good=0, events=0)) == "—"
    assert words.basis(objective_figure(attained_ratio=None, good=0, events=0)) == "none judged"
    nothing = {"attained_ratio": None, "good": 0, "events": 0}
    assert words.basis(availability_figure(**nothing, coverage_ratio=None)) == "no agreed time"
    assert words.basis(availability_figure(**nothing, coverage_ratio=0.0)) == "nothing known"


@pytest.mark.parametrize(
    ("ratio", "expected"), [(0.95, "95 %"), (0.999, "99.9 %"), (0.99995, "99.995 %"), (1.0, "100 %"), (0.1, "10 %")]
)
def test_a_target_reads_as_it_was_written(ratio: float, expected: str) -> None:
    assert words.target(objective_figure(target_ratio=ratio)) == expected


@pytest.mark.parametrize(
    ("seconds", "expected"),
    [
        (0, "0 s"),
        (59, "59 s"),
        (60, "1 min"),
        (5400, "1 h 30 min"),
        (86_400, "1 d"),
        (93_600, "1 d 2 h"),
        (86_405, "1 d"),
        (3_599.9, "59 min 59 s"),
    ],
)
def test_a_duration_has_at_most_two_units(seconds: float, expected: str) -> None:
    assert words.duration(seconds) == expected


@pytest.mark.parametrize(
    ("unit", "allowed", "consumed", "expected"),
    [
        ("seconds", 2592.0, 1800.0, "13 min left"),
        ("seconds", 2592.0, 2592.0, "0 min left"),
        ("seconds", 2592.0, 2593.0, "1 min over"),
        ("events", 5.05, 4, "1 ticket left"),
        ("events", 12.35, 7, "5 tickets left"),
        ("events", 5.05, 6, "1 ticket over"),
        ("events", 0.1, 0, "no miss allowed"),
        ("events", 0.1, 1, "1 ticket over"),
        ("seconds", 0.0, 0, "no outage allowed"),
    ],
)
def test_a_budget_is_floored_and_its_overdraft_is_not(
    unit: str, allowed: float, consumed: float, expected: str
) -> None:
    budget = Budget(unit=unit, allowed=allowed, consumed=consumed, remaining_ratio=0.0)
    assert words.budget_left(objective_figure(budget=budget)) == expected


def test_no_budget_is_a_dash() -> None:
    assert words.budget_left(objective_figure(budget=None)) == "—"
    assert words.budget_left(objective_figure(good=0, events=0)) == "—"


def test_working_time_is_never_told_in_days() -> None:
    assert words.promise(objective_figure(target_seconds=144_000)) == "Answered within 40 h"
    assert words.basis(availability_figure(events=432_000)) == "of 120 h"


def test_an_objective_reads_as_a_promise() -> None:
    assert words.promise(objective_figure()) == "Answered within 30 min"
    assert words.promise(objective_figure(indicator=Indicator.RESOLUTION, target_seconds=28_800)) == (
        "Resolved within 8 h"
    )
    assert words.promise(availability_figure()) == "Available"


def test_business_days_read_as_such() -> None:
    for within, expected in (
        (BusinessDays(1), "Answered within 1 business day"),
        (BusinessDays(2, DayMode.CLAMP_TO_CLOSE), "Answered within 2 business days"),
        (BusinessDays(2, DayMode.END_OF_DAY), "Answered within 2 business days, until closing time"),
    ):
        figure = objective_figure(target_seconds=None, target_days=within)
        assert words.promise(figure) == expected
        assert words.basis(figure) == "240 of 247 tickets"


def test_a_period_is_told_in_local_days_of_the_agreement() -> None:
    local = objective_figure(
        timezone="Asia/Shanghai",
        starts_at=objective_figure().starts_at - timedelta(hours=8),
        ends_at=objective_figure().ends_at - timedelta(hours=8),
    )
    assert words.period(local) == "2026-11-01 to 2026-11-30"


def test_an_age_is_never_negative_and_never_made_up() -> None:
    assert words.age(AS_OF, AS_OF + timedelta(seconds=90)) == "1 min 30 s ago"
    assert words.age(AS_OF, AS_OF - timedelta(seconds=5)) == "0 s ago"
    assert words.age(None, AS_OF) == "never"


def limited(indicator: Indicator, **changes: object) -> ObjectiveFigure:
    nothing = {"target_ratio": None, "target_seconds": None, "attained_ratio": None, "good": 0, "events": 0}
    return objective_figure(**{"indicator": indicator, **nothing, **changes})


@pytest.mark.parametrize(
    ("figure", "said"),
    [
        (
            limited(Indicator.OUTAGES, target_events=3, attained_events=1, events=1),
            ("Outages", "at most 3", "1", "outage"),
        ),
        (
            limited(Indicator.LONGEST_OUTAGE, target_seconds=7200, attained_seconds=4321, events=2),
            ("Longest outage", "at most 2 h", "1 h 12 min 1 s", "of 2 outages"),
        ),
        (
            limited(Indicator.LONGEST_OUTAGE, target_seconds=90_000),
            ("Longest outage", "at most 25 h", "—", "no outage"),
        ),
        (
            limited(Indicator.BACKLOG, target_events=50, attained_events=61, events=61),
            ("Open tickets", "at most 50", "61", "open tickets"),
        ),
        (
            limited(Indicator.BACKLOG_AGE, target_seconds=2_592_000, attained_seconds=2_592_060, events=4),
            ("Oldest open ticket", "at most 30 d", "30 d 1 min", "of 4 open tickets"),
        ),
        (
            limited(Indicator.WORKLOAD, target_events=400, attained_events=0),
            ("Tickets brought in", "at most 400", "0", "tickets"),
        ),
        (
            limited(Indicator.SATISFACTION, target_ratio=0.9, attained_ratio=0.92, good=23, events=25),
            ("Satisfied", "90 %", "92.00 %", "23 of 25 answers"),
        ),
        (
            limited(Indicator.FIRST_CONTACT, target_ratio=0.7, attained_ratio=0.5, good=1, events=2),
            ("Resolved at the first contact", "70 %", "50.00 %", "1 of 2 tickets"),
        ),
        (
            limited(Indicator.REOPENED, target_ratio=0.95, attained_ratio=2 / 3, good=2, events=3),
            ("Reopened", "at most 5 %", "33.34 %", "1 of 3 tickets"),
        ),
        (
            limited(
                Indicator.RESOLUTION,
                statistic=Statistic.MEDIAN,
                target_seconds=14_400,
                attained_seconds=14_430,
                good=3,
                events=7,
            ),
            ("Resolved within 4 h in the median", "at most 4 h", "4 h 30 s", "of 7 tickets"),
        ),
        (
            limited(
                Indicator.NEXT_REPLY, statistic=Statistic.MEAN, target_seconds=600, attained_seconds=600.2, events=3
            ),
            ("Replied within 10 min on average", "at most 10 min", "10 min 1 s", "of 3 answers"),
        ),
        (
            limited(Indicator.RESOLUTION, statistic=Statistic.P90, target_seconds=600),
            ("Resolved within 10 min in nine of ten cases (p90)", "at most 10 min", "—", "none judged"),
        ),
    ],
)
def test_limits_read_in_the_units_of_people_and_never_better_than_they_are(
    figure: ObjectiveFigure, said: tuple[str, ...]
) -> None:
    assert (words.promise(figure), words.target(figure), words.attained(figure), words.basis(figure)) == said


@pytest.mark.parametrize(
    ("probability", "told"),
    [
        (0.0, "breach 0 %"),
        (0.004, "breach <1 %"),
        (0.01, "breach <1 %"),
        (0.126, "breach 13 %"),
        (0.994, "breach >99 %"),
        (1.0, "breach 100 %"),
    ],
)
def test_a_forecast_is_told_in_whole_per_cent_and_never_as_certain_when_it_is_not(
    probability: float, told: str
) -> None:
    forecast = Forecast(breach_probability=probability, low=0.9, expected=0.95, high=1.0)
    assert words.likely(forecast) == told
    assert words.likely(None) == words.NONE
