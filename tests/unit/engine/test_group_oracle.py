"""Services together against a look at every second of each of them."""

from datetime import UTC, datetime
from fractions import Fraction
from functools import cache

import numpy as np
from figure_cases import agreement
from hypothesis import given, settings
from hypothesis import strategies as st
from oracles.availability_oracle import Oracle, Stretch
from oracles.group_oracle import GroupOracle

from slawatch.calendars.calendar import Calendar, compiled
from slawatch.engine.availability import Degradation, ServiceRecord
from slawatch.engine.conclusion import of_availability
from slawatch.engine.group_burn import exhausted_at, share_lost_within
from slawatch.engine.group_time import GroupTime
from slawatch.engine.outage_limits import of_outages
from slawatch.engine.service_time import ServiceTime
from slawatch.engine.spans import Spans, covered
from slawatch.engine.windows import Window
from slawatch.model.agreement import ExclusionMode, Scope
from slawatch.model.burn import BurnWindow
from slawatch.model.hours import WorkingHours
from slawatch.model.instant import epoch, from_epoch
from slawatch.model.interval import Interval
from slawatch.model.result import Relative, State

MONDAY = int(datetime(2026, 6, 1, tzinfo=UTC).timestamp())
END = 420
"""The period's last second, from Monday's midnight; what is told lies before it."""
HOURS = (((0, 86400),), ((20, 170),), ((5, 60), (150, 153), (200, 86400)), ((80, 81),), ((2000, 3000),))
WEIGHTS = [Fraction(1), Fraction(2), Fraction(1, 3), Fraction(2, 5)]

stretches = st.tuples(st.integers(0, END), st.integers(0, END)).map(sorted).map(tuple)
lists = st.lists(stretches, max_size=4)
services = st.fixed_dictionaries(
    {
        "hours": st.sampled_from(HOURS),
        "weight": st.sampled_from(WEIGHTS),
        "down": lists,
        "degraded": st.lists(
            st.tuples(stretches, st.sampled_from([Fraction(0), Fraction(1, 3), Fraction(1, 2)])), max_size=2
        ),
        "excluded": lists,
        "unknown": st.lists(stretches, max_size=1),
    }
)


@cache
def calendar(hours: tuple[Stretch, ...]) -> Calendar:
    return compiled(WorkingHours(id="any", timezone="UTC", weekly=(hours, *((),) * 6)))


def spans(pairs: list[Stretch]) -> Spans:
    return covered(np.array(pairs, np.int64).reshape(-1, 2) + MONDAY, times=1)


class Case:
    """The same story of some services told to slawatch and to the oracle; `now` is the present and what is known."""

    def __init__(self, told: list[dict], mode: ExclusionMode, *, now: int, go_live: int) -> None:
        self.now, self.go_live = now, go_live
        for each in told:
            each["unknown"] = [*each["unknown"], (now, END)]
        self.oracle = GroupOracle([(self._oracle(each, mode), each["weight"]) for each in told])
        names = [f"s{n}" for n in range(len(told))]
        weights = {name: each["weight"] for name, each in zip(names, told, strict=True)}
        office = agreement(exclusion_mode=mode, scope=Scope.AGREEMENT, services=tuple(names), weights=weights)
        window = Window(
            relative=Relative.CURRENT,
            period=Interval(from_epoch(MONDAY), from_epoch(MONDAY + END)),
            as_of=MONDAY + now,
            contract=(MONDAY + go_live, 2**32),
        )
        self.time = GroupTime(
            parts=tuple(
                ServiceTime(
                    agreement=office,
                    service=name,
                    window=window,
                    calendar=calendar(each["hours"]),
                    record=self._record(each),
                    known_until=MONDAY + now,
                )
                for name, each in zip(names, told, strict=True)
            )
        )

    @property
    def planned(self) -> Fraction:
        return self.oracle.agreed(self.go_live, END) + self.oracle.unknown(self.go_live, END)

    @staticmethod
    def _oracle(each: dict, mode: ExclusionMode) -> Oracle:
        told = {name: each[name] for name in ("down", "degraded", "excluded", "unknown")}
        return Oracle(lambda second: any(a <= second < b for a, b in each["hours"]), mode.value, **told)

    @staticmethod
    def _record(each: dict) -> ServiceRecord:
        return ServiceRecord(
            down=spans(each["down"]),
            degraded=tuple(Degradation(stretches=spans([s]), weight=w) for s, w in each["degraded"]),
            excluded=spans(each["excluded"]),
            unknown=spans(each["unknown"]),
        )


cases = st.builds(
    Case,
    st.lists(services, min_size=1, max_size=3),
    st.sampled_from(ExclusionMode),
    now=st.integers(0, END),
    go_live=st.integers(0, 60),
)
targets = st.sampled_from([Fraction(1, 2), Fraction(4, 5), Fraction(95, 100), Fraction(999, 1000), Fraction(1)])


@settings(max_examples=60, deadline=None)
@given(cases)
def test_what_was_lost_of_which_time_is_the_sum_of_every_second_of_every_service(case: Case) -> None:
    seen = case.go_live, max(case.now, case.go_live)
    account = case.time.account
    assert account.agreed == case.oracle.agreed(*seen)
    assert account.lost == case.oracle.lost(*seen)
    assert account.unknown == case.oracle.unknown(*seen)
    assert case.time.planned == case.planned


@settings(max_examples=80, deadline=None)
@given(cases, targets)
def test_it_is_breached_at_the_second_in_which_the_sums_cross(case: Case, target: Fraction) -> None:
    seen = case.go_live, max(case.now, case.go_live)
    found = of_availability(target, case.time)
    breach = case.oracle.first_breach(*seen, (1 - target) * case.planned)
    assert (found.breached_at and epoch(found.breached_at) - MONDAY) == breach
    assert (found.state is State.BREACHED) is (breach is not None)


@settings(max_examples=60, deadline=None)
@given(cases, targets)
def test_the_verdict_is_that_of_the_sums(case: Case, target: Fraction) -> None:
    seen = case.go_live, max(case.now, case.go_live)
    agreed, lost, unknown = (of(*seen) for of in (case.oracle.agreed, case.oracle.lost, case.oracle.unknown))
    found = of_availability(target, case.time)
    if found.state is State.BREACHED:
        return
    assert found.attained == (float(1 - lost / agreed) if agreed else None)
    assert (found.state is State.NO_DATA) is (agreed == 0)
    if agreed:
        low, high = (1 - part / (agreed + unknown) for part in (lost + unknown, lost))
        expected = State.AT_RISK if high < target else State.INDETERMINATE if low < target else State.MET
        assert found.state is expected


@settings(max_examples=60, deadline=None)
@given(cases)
def test_a_burn_window_is_so_many_agreed_seconds_a_service(case: Case) -> None:
    found = share_lost_within(case.time)
    until = max(case.now, case.go_live)
    for window, units in ((BurnWindow.MINUTES_5, 300), (BurnWindow.HOUR, 3600)):
        assert found[window] in case.oracle.share_lost_lately(units, case.go_live, until)


@settings(max_examples=60, deadline=None)
@given(cases, targets)
def test_outages_that_go_on_use_up_the_common_budget_when_the_count_of_seconds_says_so(
    case: Case, target: Fraction
) -> None:
    allowed = (1 - target) * case.planned
    going_on = [
        oracle
        for oracle, _ in case.oracle.parts
        if any(start < case.now < end for start, end in oracle.merged(-1, END + 1))
    ]
    found = exhausted_at(case.time, allowed, composed=())
    if not going_on or not case.time.window.running:
        assert found is None
        return
    for oracle in going_on:
        oracle.down = [*oracle.down, (case.now, END)]
        oracle.unknown = [(start, min(end, case.now)) for start, end in oracle.unknown]
    expected = case.oracle.first_breach(case.go_live, END, allowed)
    assert (found and found - MONDAY) == expected


def first_lost(oracle: Oracle, begun: int, until: int) -> list[int]:
    outages = oracle.merged(-1, END + 1)
    lost = (
        [n for n in range(max(start, begun), min(end, until)) if oracle.state(n) == "down"] for start, end in outages
    )
    return [seconds[0] for seconds in lost if seconds]


@settings(max_examples=60, deadline=None)
@given(cases, st.integers(0, 4))
def test_the_outages_of_all_services_are_counted(case: Case, at_most: int) -> None:
    until = max(case.now, case.go_live)
    firsts = sorted(first for oracle, _ in case.oracle.parts for first in first_lost(oracle, case.go_live, until))
    found = of_outages(at_most, case.time)
    if found.attained_events is not None:
        assert found.attained_events == len(firsts)
    breach = firsts[at_most] + 1 if len(firsts) > at_most else None
    assert (found.breached_at and epoch(found.breached_at) - MONDAY) == breach
