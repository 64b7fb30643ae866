"""Burn windows against a walk back through every second, and every minute."""

from datetime import UTC, datetime
from fractions import Fraction
from functools import cache
from zoneinfo import ZoneInfo

import numpy as np
from figure_cases import MAIL, agreement
from hypothesis import given, settings
from hypothesis import strategies as st
from oracles.availability_oracle import Oracle, Stretch
from oracles.burn_oracle import exhausted, lost_lately

from slawatch.calendars.calendar import Calendar, compiled
from slawatch.engine.availability import Degradation, ServiceRecord
from slawatch.engine.burn import active, exhausted_at, lost_within
from slawatch.engine.service_time import ServiceTime
from slawatch.engine.spans import Spans, covered
from slawatch.engine.windows import Window
from slawatch.model.agreement import ExclusionMode
from slawatch.model.burn import BurnWindow
from slawatch.model.hours import WorkingHours
from slawatch.model.instant import from_epoch
from slawatch.model.interval import Interval
from slawatch.model.result import Relative

ZONES = ("UTC", "Asia/Shanghai", "Europe/Berlin", "Australia/Lord_Howe", "America/Sao_Paulo", "Asia/Kathmandu")
AUTUMN = int(datetime(2026, 10, 24, tzinfo=UTC).timestamp())
"""A Saturday; Berlin sets its clocks back in the night after it."""
WEIGHTS = [Fraction(0), Fraction(1, 3), Fraction(1, 2)]


@cache
def calendar(zone: str, hours: tuple[Stretch, ...]) -> Calendar:
    return compiled(WorkingHours(id="any", timezone=zone, weekly=(hours,) * 7))


def second_of_day(at: int, zone: str) -> int:
    local = datetime.fromtimestamp(at, ZoneInfo(zone))
    return local.hour * 3600 + local.minute * 60 + local.second


class Case:
    """The same story told to slawatch and to the oracle, in units of so many seconds from a Saturday's midnight."""

    def __init__(  # noqa: PLR0913  a whole story
        self,
        zone: str,
        hours: tuple[Stretch, ...],
        mode: ExclusionMode,
        *,
        unit: int,
        now: int,
        go_live: int,
        told: dict[str, list],
    ) -> None:
        self.unit, self.now, self.go_live = unit, now, go_live
        self.oracle = Oracle(
            lambda n: any(a <= second_of_day(AUTUMN + n * unit, zone) < b for a, b in hours), mode.value, **told
        )
        record = ServiceRecord(
            down=self.spans(told["down"]),
            degraded=tuple(Degradation(stretches=self.spans([s]), weight=w) for s, w in told["degraded"]),
            excluded=self.spans(told["excluded"]),
            unknown=self.spans(told["unknown"]),
        )
        window = Window(
            relative=Relative.CURRENT,
            period=Interval(from_epoch(AUTUMN - 10**6), from_epoch(AUTUMN + 10**7)),
            as_of=self.at(now),
            contract=(self.at(go_live), 2**32),
        )
        self.time = ServiceTime(
            agreement=agreement(exclusion_mode=mode),
            service=MAIL,
            window=window,
            calendar=calendar(zone, hours),
            record=record,
            known_until=self.at(now),
        )

    def at(self, n: int) -> int:
        return AUTUMN + n * self.unit

    def spans(self, pairs: list[Stretch]) -> Spans:
        return covered(np.array(pairs, np.int64).reshape(-1, 2) * self.unit + AUTUMN, times=1)


def cases(*, unit: int, long: int, hours: tuple[tuple[Stretch, ...], ...]) -> st.SearchStrategy[Case]:
    stretches = st.tuples(st.integers(-40, long), st.integers(-40, long)).map(sorted).map(tuple)
    lists = st.lists(stretches, max_size=4)
    told = st.fixed_dictionaries(
        {
            "down": lists,
            "degraded": st.lists(st.tuples(stretches, st.sampled_from(WEIGHTS)), max_size=2),
            "excluded": lists,
            "unknown": lists,
        }
    )
    return st.builds(
        Case,
        st.sampled_from(ZONES),
        st.sampled_from(hours),
        st.sampled_from(ExclusionMode),
        unit=st.just(unit),
        now=st.integers(long // 2, long),
        go_live=st.integers(-60, long // 4),
        told=told,
    )


ALL_DAY = ((0, 86400),)
BY_SECONDS = (ALL_DAY, ((0, 200), (250, 86400)), ((100, 160), (300, 420), (28800, 34500), (43200, 43400)))
BY_MINUTES = (ALL_DAY, ((32400, 64800),), ((0, 5400), (79200, 86400)))


@settings(max_examples=60, deadline=None)
@given(cases(unit=1, long=700, hours=BY_SECONDS))
def test_five_minutes_of_burn_are_the_last_300_agreed_seconds(case: Case) -> None:
    found = lost_within(case.time)
    for window, units in ((BurnWindow.MINUTES_5, 300), (BurnWindow.HOUR, 3600)):
        assert found[window] == lost_lately(case.oracle, units=units, since=case.go_live, until=case.now)


@settings(max_examples=50, deadline=None)
@given(cases(unit=60, long=4500, hours=BY_MINUTES))
def test_longer_windows_reach_back_over_nights_and_clock_changes(case: Case) -> None:
    found = lost_within(case.time)
    for window, minutes in ((BurnWindow.HOURS_6, 360), (BurnWindow.DAY, 1440)):
        lost = lost_lately(case.oracle, units=minutes, since=case.go_live, until=case.now)
        assert found[window] == lost * 60


@settings(max_examples=60, deadline=None)
@given(cases(unit=1, long=700, hours=BY_SECONDS))
def test_agreed_time_runs_where_a_second_is_open_and_not_excluded(case: Case) -> None:
    state = case.oracle.state(case.now)
    credited = state == "excluded" and case.oracle.mode == "credit"
    running = credited or state not in ("closed", "excluded")
    assert active(case.time) is (running and case.go_live <= case.now)


@settings(max_examples=60, deadline=None)
@given(cases(unit=1, long=700, hours=BY_SECONDS), st.fractions(0, 400))
def test_an_open_outage_exhausts_the_budget_when_the_count_of_seconds_says_so(case: Case, allowed: Fraction) -> None:
    found = exhausted_at(case.time, allowed, composed=False)
    down = any(start < case.now < end for start, end in case.oracle.merged(-50, 760))
    if not down:
        assert found is None
        return
    expected = exhausted(case.oracle, now=case.now, since=case.go_live, until=1600, allowed=allowed)
    if expected is not None:
        assert found == case.at(expected)
    else:
        assert found is None or found > case.at(1600)
