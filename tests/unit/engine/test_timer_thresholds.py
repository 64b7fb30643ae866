"""When a running timer shows a percentage of its target: by hand, and by counting minutes of the wall clock."""

from dataclasses import replace
from datetime import UTC, date, datetime
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from oracles.calendar_oracle import Oracle

from slawatch.engine.advance import reaches
from slawatch.engine.columns import NEVER
from slawatch.engine.judge import judged
from slawatch.engine.plan import Plan
from slawatch.model.agreement import Indicator, Objective
from slawatch.model.event import EventType
from slawatch.model.hours import WorkingHours
from slawatch.model.ticket import StatusClass
from slawatch.testing.facts import TicketStory, Told, facts
from slawatch.testing.plans import agreement, definitions, planned

HOUR = 3600
NINE_TO_FIVE = ((9 * HOUR, 17 * HOUR),)
OFFICE = WorkingHours(id="office", timezone="Europe/Berlin", weekly=(NINE_TO_FIVE,) * 5 + ((), ()))
MONDAY = int(datetime(2026, 11, 2, 8, tzinfo=UTC).timestamp())
"""The office in Berlin opens."""
SOLVE = Objective(
    id="solve",
    indicator=Indicator.RESOLUTION,
    target=Fraction(9, 10),
    within=16 * HOUR,
    pause=frozenset({StatusClass.PENDING_REQUESTER}),
)


def under(objective: Objective, hours: WorkingHours = OFFICE) -> Plan:
    return planned(definitions(agreement(objective), hours=(hours,)))


def reached(plan: Plan, *events: Told, after: int, percent: int, created: int = MONDAY) -> int:
    story = TicketStory(created_at=created, fields={"service": "mail", "status": "open"}, events=events)
    rows = judged(facts([story]), plan, horizon=created + after).timers
    return int(reaches(rows, plan, percent=percent)[0])


@pytest.mark.parametrize(("percent", "hours"), [(50, 8), (75, 24 + 4), (90, 24 + 6.4), (100, 24 + 8), (150, 48 + 8)])
def test_a_share_of_the_target_is_turned_into_an_instant_by_the_calendar(percent: int, hours: float) -> None:
    assert reached(under(SOLVE), after=HOUR, percent=percent) == MONDAY + hours * HOUR


def test_part_of_a_second_is_reached_with_the_whole_second() -> None:
    assert reached(under(replace(SOLVE, within=3)), after=0, percent=50) == MONDAY + 2


def test_what_is_reached_is_no_longer_ahead() -> None:
    assert reached(under(SOLVE), after=4 * HOUR - 1, percent=25) == MONDAY + 4 * HOUR
    assert reached(under(SOLVE), after=4 * HOUR, percent=25) == NEVER


def test_a_timer_that_stands_reaches_nothing() -> None:
    for name in ("pending_requester", "resolved", "cancelled"):
        stands = Told(MONDAY + HOUR, EventType.STATUS, name)
        assert reached(under(SOLVE), stands, after=2 * HOUR, percent=50) == NEVER


def test_a_pause_moves_what_is_ahead() -> None:
    pause = (
        Told(MONDAY + HOUR, EventType.STATUS, "pending_requester"),
        Told(MONDAY + 3 * HOUR, EventType.STATUS, "open"),
    )
    assert reached(under(SOLVE), *pause, after=4 * HOUR, percent=25) == MONDAY + 6 * HOUR


def worked(oracle: Oracle, start: int, end: int) -> int:
    """Start and the edges of windows are whole minutes."""
    whole = end - end % 60
    return oracle.between(start, whole) + (end - whole) * oracle.counts(whole)


@pytest.mark.parametrize("zone", ["Asia/Kathmandu", "Asia/Shanghai", "Australia/Lord_Howe", "Europe/Berlin"])
@given(
    start=st.integers(0, 7 * 1440),
    within=st.integers(1, 20 * HOUR),
    percent=st.integers(1, 100),
    closed=st.frozensets(st.integers(23, 31).map(lambda day: date(2026, 10, day)), max_size=3),
)
@settings(max_examples=8, deadline=None)
def test_it_is_the_first_second_at_which_so_much_has_run(
    zone: str, start: int, within: int, percent: int, closed: frozenset[date]
) -> None:
    weekly = (((9 * HOUR, 12 * HOUR), (13 * HOUR, 17 * HOUR)),) * 5 + (((0, 4 * HOUR),),) * 2
    hours = WorkingHours(id="any", timezone=zone, weekly=weekly, closed=closed)
    oracle = Oracle(zone, [list(windows) for windows in weekly], {day: [] for day in closed})
    created = int(datetime(2026, 10, 23, tzinfo=UTC).timestamp()) + start * 60
    at = reached(under(replace(SOLVE, within=within), hours), after=0, percent=percent, created=created)
    assert worked(oracle, created, at) * 100 >= within * percent
    assert worked(oracle, created, at - 1) * 100 < within * percent
