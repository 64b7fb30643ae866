"""Targets in business days, worked by hand in Shanghai (UTC+8), and against a walk by the wall clock."""

from dataclasses import replace
from datetime import UTC, date, datetime
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from oracles.business_days_oracle import DateOracle

from slawatch.calendars.calendar import compiled
from slawatch.engine.columns import NEVER, TimerRows
from slawatch.engine.judge import judged
from slawatch.engine.target import frozen
from slawatch.engine.timer import outcome
from slawatch.model.agreement import ChangePolicy, Indicator, Objective, ReopenPolicy
from slawatch.model.business_days import BusinessDays, DayMode
from slawatch.model.event import EventType
from slawatch.model.hours import Window, WorkingHours
from slawatch.model.result import Outcome
from slawatch.model.ticket import StatusClass
from slawatch.testing.facts import TicketStory, Told, facts
from slawatch.testing.plans import agreement, definitions, planned

HOUR, DAY = 3600, 86400
NINE_TO_SIX: tuple[Window, ...] = ((9 * HOUR, 18 * HOUR),)
OFFICE = WorkingHours(id="office", timezone="Asia/Shanghai", weekly=(NINE_TO_SIX,) * 5 + ((), ()))
NIGHT = WorkingHours(id="night", timezone="Asia/Shanghai", weekly=((),) * 5 + (((0, DAY),),) * 2)
ONCE = WorkingHours(id="once", timezone="Asia/Shanghai", weekly=((),) * 7, openings={date(2026, 11, 9): NINE_TO_SIX})
ZONES = ("America/Sao_Paulo", "Asia/Kathmandu", "Asia/Shanghai", "Australia/Lord_Howe", "Europe/Berlin", "Pacific/Apia")


def promise(within: BusinessDays | int, *, hours: str = "office", **more: ReopenPolicy) -> Objective:
    waiting = frozenset({StatusClass.PENDING_REQUESTER})
    return Objective(
        id="solve",
        indicator=Indicator.RESOLUTION,
        target=Fraction(9, 10),
        within=within,
        hours=hours,
        pause=waiting,
        **more,
    )


def at(day: int, time: str) -> int:
    """Return an instant of November 2026 in Shanghai; the 5th is a Thursday."""
    return int(datetime.fromisoformat(f"2026-11-{day:02}T{time}+08:00").timestamp())


def status(when: int, name: str) -> Told:
    return Told(when, EventType.STATUS, name)


def timers(
    *objectives: Objective, created: int, events: tuple[Told, ...] = (), horizon: int | None = None
) -> TimerRows:
    story = TicketStory(created_at=created, fields={"service": "mail", "status": "open"}, events=events)
    agreements = [agreement(each, name=f"a{n}") for n, each in enumerate(objectives)]
    judging = planned(definitions(*agreements, hours=(OFFICE, NIGHT, ONCE)))
    return judged(facts([story]), judging, horizon=created if horizon is None else horizon).timers


def test_business_days_are_frozen_to_working_seconds_at_the_start() -> None:
    """Thursday 10:00 to Monday 10:00: eight hours, nine, and one."""
    rows = timers(promise(BusinessDays(2)), created=at(5, "10:00"))
    assert rows.target.tolist() == [18 * HOUR]
    assert rows.due_at.tolist() == [at(9, "10:00")]
    assert rows.breach_at.tolist() == [at(9, "10:00:01")]


def test_a_pause_moves_the_due_date_by_the_working_time_that_it_took() -> None:
    pause = (status(at(5, "17:00"), "pending_requester"), status(at(6, "11:00"), "open"))
    rows = timers(promise(BusinessDays(2)), created=at(5, "10:00"), events=pause, horizon=at(6, "12:00"))
    assert rows.target.tolist() == [18 * HOUR]
    assert rows.paused.tolist() == [3 * HOUR]
    assert rows.due_at.tolist() == [at(9, "13:00")]


def test_the_end_of_day_is_the_closing_of_the_last_date() -> None:
    rows = timers(promise(BusinessDays(2, DayMode.END_OF_DAY)), created=at(5, "10:00"))
    assert rows.target.tolist() == [26 * HOUR]
    assert rows.due_at.tolist() == [at(9, "18:00")]


def test_a_closed_time_of_day_is_due_at_the_closing_before_the_opening() -> None:
    """Thursday 20:00 leads to Friday 20:00 and so to Monday 09:00, which is as true as Friday 18:00."""
    rows = timers(promise(BusinessDays(1)), created=at(5, "20:00"))
    assert rows.target.tolist() == [9 * HOUR]
    assert rows.due_at.tolist() == [at(6, "18:00")]
    assert rows.breach_at.tolist() == [at(9, "09:00:01")]


def test_business_days_that_hold_no_working_time_are_kept_until_the_opening() -> None:
    one = promise(BusinessDays(1))
    in_time, late = (
        timers(one, created=at(8, "08:00"), events=(status(done, "resolved"),), horizon=at(9, "12:00"))
        for done in (at(9, "09:00"), at(9, "09:00:01"))
    )
    assert in_time.target.tolist() == late.target.tolist() == [0]
    assert [tuple(Outcome)[code] for rows in (in_time, late) for code in outcome(rows)] == [Outcome.MET, Outcome.MISSED]


def test_each_objective_counts_the_dates_of_its_own_calendar() -> None:
    """Two working dates from Thursday 10:00 in the office, by a calendar of weekends, and two days of working time."""
    rows = timers(
        promise(BusinessDays(2)), promise(BusinessDays(2), hours="night"), promise(48 * HOUR), created=at(5, "10:00")
    )
    assert rows.target.tolist() == [18 * HOUR, DAY + 10 * HOUR, 48 * HOUR]


def test_each_cycle_is_frozen_at_its_own_start() -> None:
    events = (status(at(5, "12:00"), "resolved"), status(at(6, "10:00"), "open"))
    again = promise(BusinessDays(1, DayMode.END_OF_DAY), reopen=ReopenPolicy.NEW_CYCLE)
    rows = timers(again, created=at(5, "10:00"), events=events, horizon=at(6, "11:00"))
    assert rows.target.tolist() == [17 * HOUR, 17 * HOUR]
    assert rows.due_at.tolist() == [at(6, "18:00"), at(9, "18:00")]


def changed(policy: ChangePolicy, *events: tuple[int, str], created: int, horizon: int) -> TimerRows:
    """Return the timer of a ticket born as P1 (one business day) that becomes P2 (eight hours) and so on."""
    days, seconds = promise(BusinessDays(1)), promise(8 * HOUR)
    either = [
        replace(each, id=priority, when={"priority": frozenset({priority})}, on_change=policy)
        for each, priority in ((days, "P1"), (seconds, "P2"))
    ]
    fields = {"service": "mail", "status": "open", "priority": "P1"}
    told = tuple(Told(when, EventType.PRIORITY, priority) for when, priority in events)
    judging = planned(definitions(agreement(*either), hours=(OFFICE,)))
    return judged(facts([TicketStory(created_at=created, fields=fields, events=told)]), judging, horizon=horizon).timers


def test_from_a_change_on_business_days_are_frozen_at_the_change() -> None:
    events = ((at(5, "11:00"), "P2"), (at(6, "17:00"), "P1"))
    rows = changed(ChangePolicy.FROM_CHANGE, *events, created=at(5, "10:00"), horizon=at(6, "17:30"))
    assert (rows.started_at.tolist(), rows.target.tolist()) == ([at(6, "17:00")], [9 * HOUR])
    assert rows.due_at.tolist() == [at(9, "17:00")]


def test_a_stretch_that_allowed_no_time_and_took_none_carries_nothing() -> None:
    """Of four hours on Sunday morning none counts, nor of the one business day that ends as Monday opens."""
    rows = changed(ChangePolicy.PRO_RATA, (at(8, "12:00"), "P2"), created=at(8, "08:00"), horizon=at(9, "10:00"))
    assert (rows.target.tolist(), rows.elapsed.tolist()) == ([8 * HOUR], [HOUR])


def test_a_stretch_that_allowed_no_time_and_took_some_stays_a_miss() -> None:
    rows = changed(ChangePolicy.PRO_RATA, (at(9, "11:00"), "P2"), created=at(8, "08:00"), horizon=at(9, "12:00"))
    assert [tuple(Outcome)[code] for code in outcome(rows)] == [Outcome.MISSED]


def test_where_the_calendar_ends_first_nothing_is_ever_late() -> None:
    rows = timers(promise(BusinessDays(2), hours="once"), created=at(5, "10:00"), horizon=at(20, "10:00"))
    assert rows.target.tolist() == rows.elapsed.tolist() == [9 * HOUR]
    assert rows.breach_at.tolist() == [NEVER]
    assert [tuple(Outcome)[code] for code in outcome(rows)] == [Outcome.RUNNING]


def test_no_tickets_have_no_targets() -> None:
    judging = planned(definitions(agreement(promise(BusinessDays(2))), hours=(OFFICE,)))
    assert judged(facts([]), judging, horizon=at(5, "10:00")).timers.target.tolist() == []


@pytest.mark.parametrize("zone", ZONES)
@given(data=st.data())
@settings(max_examples=5, deadline=None)
def test_what_is_frozen_is_the_working_time_to_the_end_of_the_days(zone: str, data: st.DataObject) -> None:
    closed = data.draw(st.frozensets(st.integers(1, 14).map(lambda day: date(2026, 11, day)), max_size=4))
    windows = data.draw(st.sampled_from([NINE_TO_SIX, ((0, DAY),), ((22 * HOUR, 30 * HOUR),)]))
    weekly = (windows,) * data.draw(st.integers(1, 6))
    weekly += ((),) * (7 - len(weekly))
    calendar = compiled(WorkingHours(id="any", timezone=zone, weekly=weekly, closed=closed))
    oracle = DateOracle(zone, [list(each) for each in weekly], {day: [] for day in closed})
    first = int(datetime(2026, 11, 1, tzinfo=UTC).timestamp())
    starts = [first + 60 * minute for minute in data.draw(st.lists(st.integers(0, 14 * 1440), min_size=2, max_size=3))]
    within = BusinessDays(data.draw(st.integers(1, 3)), data.draw(st.sampled_from(DayMode)))
    expected = [oracle.between(start, oracle.add_days(start, within.days, within.mode)) for start in starts]
    assert frozen(within, calendar, np.array(starts)).tolist() == expected
