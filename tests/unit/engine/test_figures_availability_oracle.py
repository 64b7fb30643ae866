"""Time accounts, breaches and failures against a look at every second."""

from datetime import UTC, datetime
from fractions import Fraction
from functools import cache

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from oracles.availability_oracle import Oracle, Stretch

from slawatch.calendars.calendar import Calendar, compiled
from slawatch.engine.availability import (
    Degradation,
    ServiceRecord,
    exceeded_at,
    outage_start,
    time_account,
)
from slawatch.engine.budget import exceeded
from slawatch.engine.reliability import failed_at, failures, operating
from slawatch.engine.spans import Spans, covered
from slawatch.engine.stages import restorations
from slawatch.engine.windows import Window
from slawatch.model.agreement import ExclusionMode
from slawatch.model.hours import WorkingHours
from slawatch.model.instant import from_epoch
from slawatch.model.interval import Interval
from slawatch.model.result import Relative

MONDAY = int(datetime(2026, 6, 1, tzinfo=UTC).timestamp())
LONG = 90
"""Seconds that are looked at, from Monday's midnight."""

stretches = st.tuples(st.integers(0, LONG), st.integers(0, LONG)).map(sorted).map(tuple)
lists = st.lists(stretches, max_size=5)
WEIGHTS = [Fraction(0), Fraction(1, 3), Fraction(1, 2)]
weighted = st.lists(st.tuples(stretches, st.sampled_from(WEIGHTS)), max_size=3)
HOURS = (((0, 86400),), ((20, 70),), ((5, 30), (31, 33), (60, 86400)), ((80, 81),), ((200, 300),))
"""Windows of a Monday, in seconds; the last one opens when nobody looks any more."""


def spans(pairs: list[Stretch]) -> Spans:
    return covered(np.array(pairs, np.int64).reshape(-1, 2) + MONDAY, times=1)


@cache
def calendar(hours: tuple[Stretch, ...]) -> Calendar:
    return compiled(WorkingHours(id="any", timezone="UTC", weekly=(hours, *((),) * 6)))


class Case:
    """The same story told to slawatch and to the oracle."""

    def __init__(self, hours: tuple[Stretch, ...], mode: ExclusionMode, **told: list) -> None:
        self.calendar = calendar(hours)
        self.oracle = Oracle(lambda second: any(a <= second < b for a, b in hours), mode.value, **told)
        record = ServiceRecord(
            down=spans(told["down"]),
            degraded=tuple(Degradation(stretches=spans([s]), weight=w) for s, w in told["degraded"]),
            excluded=spans(told["excluded"]),
            unknown=spans(told["unknown"]),
        )
        self.layers = record.layers(mode)


cases = st.builds(
    Case,
    st.sampled_from(HOURS),
    st.sampled_from(ExclusionMode),
    down=lists,
    degraded=weighted,
    excluded=lists,
    unknown=lists,
)


@settings(max_examples=80)
@given(cases, stretches)
def test_a_time_account_is_the_count_of_every_second(case: Case, window: Stretch) -> None:
    found = time_account(case.layers, case.calendar, (MONDAY + window[0], MONDAY + window[1]))
    seconds = case.oracle.seconds(*window)
    scheduled = sum(seconds.values()) - seconds["closed"]
    credited = seconds["excluded"] if case.layers.mode is ExclusionMode.CREDIT else 0
    assert found.scheduled == scheduled
    assert found.up == seconds["up"]
    assert (found.down, found.degraded) == (seconds["down"], seconds["degraded"])
    assert (found.excluded, found.unknown) == (seconds["excluded"], seconds["unknown"])
    assert found.agreed == seconds["up"] + seconds["down"] + seconds["degraded"] + credited
    assert found.lost == case.oracle.lost(*window)


@settings(max_examples=80)
@given(cases, stretches)
def test_every_scheduled_second_is_of_one_class(case: Case, window: Stretch) -> None:
    found = time_account(case.layers, case.calendar, (MONDAY + window[0], MONDAY + window[1]))
    assert found.scheduled == found.up + found.down + found.degraded + found.excluded + found.unknown
    assert min(found.up, found.down, found.degraded, found.excluded, found.unknown, found.agreed) >= 0


@settings(max_examples=80)
@given(cases, stretches)
def test_availability_lies_between_its_bounds(case: Case, window: Stretch) -> None:
    found = time_account(case.layers, case.calendar, (MONDAY + window[0], MONDAY + window[1]))
    if found.availability is None:
        assert not found.agreed
    else:
        assert 0 <= found.low <= found.availability <= found.high <= 1
        assert found.coverage == found.agreed / (found.agreed + found.unknown)


@settings(max_examples=80)
@given(cases, stretches, st.fractions(0, 60))
def test_a_breach_is_the_first_instant_before_which_too_much_was_lost(
    case: Case, window: Stretch, allowed: Fraction
) -> None:
    found = exceeded_at(case.layers, case.calendar, (MONDAY + window[0], MONDAY + window[1]), allowed)
    expected = case.oracle.first_breach(*window, allowed)
    assert (None if found is None else found - MONDAY) == expected


@settings(max_examples=80)
@given(cases, stretches)
def test_a_failure_is_an_outage_whose_first_lost_second_falls_in_the_period(case: Case, pair: Stretch) -> None:
    period = Interval(from_epoch(MONDAY + pair[0]), from_epoch(MONDAY + pair[1]))
    window = Window(relative=Relative.CURRENT, period=period, as_of=MONDAY + LONG, contract=(MONDAY - 10, 2**32))
    assert failures(case.layers, case.calendar, window) == case.oracle.failures(*pair, -10, LONG + 10)
    ended = [[start, end] for start, end in case.oracle.merged(-10, LONG + 10) if pair[0] <= end < pair[1]]
    assert (restorations(case.layers.outages, window) - MONDAY).tolist() == ended


@settings(max_examples=80)
@given(cases, stretches)
def test_the_clock_of_failures_runs_in_agreed_time_up_only(case: Case, pair: Stretch) -> None:
    period = Interval(from_epoch(MONDAY + pair[0]), from_epoch(MONDAY + pair[1]))
    window = Window(relative=Relative.CURRENT, period=period, as_of=MONDAY + LONG, contract=(MONDAY - 10, 2**32))
    failed = failed_at(case.layers, case.calendar, window)
    firsts = case.oracle.first_lost(*pair, -10, LONG + 10)
    assert (failed - MONDAY).tolist() == firsts
    up = {"up", "degraded"} | ({"excluded"} if case.layers.mode is ExclusionMode.CREDIT else set())
    expected = [sum(case.oracle.state(second) in up for second in range(pair[0], first)) for first in firsts]
    assert operating(case.layers, case.calendar, window, failed).tolist() == expected


def test_a_target_just_reached_is_kept_and_a_second_more_breaks_it() -> None:
    target = Fraction(999, 1000)
    assert not exceeded(2592, 2592000, target)
    assert exceeded(2593, 2592000, target)


@pytest.mark.parametrize(("second", "expected"), [(9, None), (10, 10), (19, 10), (29, 10), (30, None)])
def test_an_outage_is_told_from_the_start_of_all_that_it_merges(second: int, expected: int | None) -> None:
    record = ServiceRecord(down=spans([(10, 20), (20, 30)]))
    found = outage_start(record, MONDAY + second)
    assert (None if found is None else found - MONDAY) == expected
