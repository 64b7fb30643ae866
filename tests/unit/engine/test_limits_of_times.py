"""Medians, p90s and means of timers: against plain lists, and their verdicts by hand."""

from fractions import Fraction

import numpy as np
import pytest
from figure_cases import RESOLVED, a_plan, agreement, at, met, missed, seconds, timer_rows
from hypothesis import given
from hypothesis import strategies as st
from limit_cases import JUNE, MONTH, time

from slawatch.engine.attainment import NO_TIMERS, Tally, tallies, verdicts
from slawatch.engine.budget import exceeded
from slawatch.engine.columns import Phase
from slawatch.engine.conclusion import exceeds as is_exceeded
from slawatch.engine.conclusion import of_statistic
from slawatch.engine.durations import durations
from slawatch.engine.judgement import Basis, concluded
from slawatch.engine.windows import window
from slawatch.model.agreement import Indicator, Objective, Statistic
from slawatch.model.instant import from_epoch
from slawatch.model.result import Durations, Outcome, OutcomeCount, State

NOON = seconds("2026-06-10T12:00:00")
LENGTHS = st.lists(st.integers(0, 50), min_size=1, max_size=40)


def smallest(lengths: list[int], share: Fraction) -> int:
    """Return the smallest length that at least so large a share of all do not exceed, by trying each."""
    return min(v for v in lengths if Fraction(sum(w <= v for w in lengths), len(lengths)) >= share)


@given(LENGTHS)
def test_typical_lengths_are_those_of_the_definition(lengths: list[int]) -> None:
    found = durations(np.sort(np.array(lengths)))
    assert (found.n, found.max_seconds) == (len(lengths), max(lengths))
    assert found.median_seconds == smallest(lengths, Fraction(1, 2))
    assert found.p90_seconds == smallest(lengths, Fraction(9, 10))
    assert found.mean_seconds == pytest.approx(float(Fraction(sum(lengths), len(lengths))), rel=1e-15)


@given(LENGTHS, st.integers(0, 50))
def test_a_p90_is_exceeded_when_fewer_than_nine_of_ten_keep_the_limit(lengths: list[int], limit: int) -> None:
    ordered, late = np.sort(np.array(lengths)), sum(each > limit for each in lengths)
    assert is_exceeded(ordered, Statistic.P90, limit) == exceeded(late, len(lengths), Fraction(9, 10))
    assert is_exceeded(ordered, Statistic.MEDIAN, limit) == exceeded(late, len(lengths), Fraction(1, 2))
    assert is_exceeded(ordered, Statistic.MEAN, limit) == (Fraction(sum(lengths), len(lengths)) > limit)


def test_of_nothing_nothing_is_typical() -> None:
    assert durations(np.empty(0, np.int64)) == Durations(n=0)
    assert not is_exceeded(np.empty(0, np.int64), Statistic.MEDIAN, 0)


def test_the_median_and_the_p90_are_times_that_occurred() -> None:
    assert durations(np.array([1, 2, 3, 10])) == Durations(
        n=4, median_seconds=2, p90_seconds=10, max_seconds=10, mean_seconds=4.0
    )
    assert durations(np.arange(1, 11)).p90_seconds == 9


def judged(*elapsed: int, limit: int = 100, running: int = 0, open_misses: int = 0) -> Tally:
    """Return timers that took so long, some of which may still run."""
    late = [each for each in elapsed if each > limit]
    counts = {Outcome.MET: len(elapsed) - len(late), Outcome.MISSED: len(late), Outcome.RUNNING: running}
    return Tally(
        outcomes=tuple(OutcomeCount(priority="P2", outcome=outcome, timers=n) for outcome, n in counts.items()),
        misses=NOON + np.arange(len(late)),
        elapsed=np.sort(np.array(elapsed, np.int64)),
        open_misses=open_misses,
    )


def test_a_median_at_its_limit_is_met_and_beyond_it_at_risk_until_the_period_is_told() -> None:
    kept = of_statistic(Statistic.MEDIAN, 100, judged(100, 100, 500, 600), time(as_of=MONTH - 1))
    assert (kept.state, kept.attained_seconds, kept.good, kept.events, kept.misses_left) == (State.MET, 100, 2, 4, 0)
    late = judged(100, 101, 500)
    assert of_statistic(Statistic.MEDIAN, 100, late, time(as_of=MONTH - 1)).state is State.AT_RISK
    ended = of_statistic(Statistic.MEDIAN, 100, late, time(as_of=MONTH))
    assert (ended.state, ended.attained_seconds, ended.misses_left) == (State.BREACHED, 101, -1)
    assert ended.breached_at == from_epoch(NOON + 1)
    waiting = of_statistic(Statistic.MEDIAN, 100, late, time(as_of=MONTH + 1, known=MONTH - 1))
    assert (waiting.state, waiting.reason) == (
        State.AT_RISK,
        "the sources have not told everything up to the end of the period",
    )


def test_a_mean_is_decided_in_whole_numbers_and_bears_no_number_of_misses() -> None:
    close = judged(100, 100, 101)
    found = of_statistic(Statistic.MEAN, 100, close, time())
    assert (found.state, found.misses_left, found.breached_at) == (State.BREACHED, None, None)
    assert found.attained_seconds == pytest.approx(301 / 3)
    assert of_statistic(Statistic.MEAN, 100, judged(99, 101, limit=100), time()).state is State.MET


def test_timers_that_are_open_count_with_their_time_so_far_and_are_told() -> None:
    one = of_statistic(Statistic.MEDIAN, 100, judged(5, 6, 500, open_misses=1), time())
    assert (one.state, one.reason) == (State.MET, "1 still open counts with the time so far")
    two = of_statistic(Statistic.MEDIAN, 100, judged(500, 600, open_misses=2), time())
    assert two.reason == "2 still open count with the time so far"


def test_without_a_verdict_there_is_no_statistic() -> None:
    found = of_statistic(Statistic.P90, 100, judged(running=3), time())
    assert (found.state, found.attained_seconds, found.reason) == (State.NO_DATA, None, "no ticket has a verdict yet")
    assert of_statistic(Statistic.P90, 9, NO_TIMERS, time(starts_at=at("2026-07-01"))).state is State.NOT_APPLICABLE


def test_the_times_of_all_timers_judged_in_the_window_are_told_in_order() -> None:
    plan = a_plan()
    told = timer_rows(
        plan,
        met(NOON, elapsed=300),
        met(NOON, elapsed=100),
        missed(NOON),
        {"elapsed": 5000, "breach_at": NOON, "phase": Phase.PAUSED},
        {"elapsed": 50, "phase": Phase.RUNNING},
        met(seconds("2026-07-01"), elapsed=7),
        {"phase": Phase.CANCELLED, "stopped_at": NOON, "elapsed": 9},
    )
    windows = [window(agreement(), JUNE, as_of=at("2026-06-20")) for _ in plan.promises]
    (found,) = tallies(verdicts(told).within(windows), plan.words.words).values()
    assert found.elapsed.tolist() == [100, 300, 4200, 5000]
    assert found.open_misses == 1


def test_an_objective_without_a_limit_is_a_fault_of_whoever_made_it() -> None:
    nothing = Objective(id="empty", indicator=Indicator.RESOLUTION)
    with pytest.raises(ValueError, match="empty promises nothing"):
        concluded(nothing, Basis(), time())
    assert concluded(RESOLVED, Basis(tally=judged(60, limit=3600)), time()).state is State.MET
