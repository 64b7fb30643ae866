"""Backlog, its age and the agreed workload: worked by hand, and against plain counting."""

import numpy as np
import pytest
from figure_cases import at
from hypothesis import given
from hypothesis import strategies as st
from limit_cases import DAY, FIRST, MONTH, OPEN, time, work

from slawatch.engine.judge import judged
from slawatch.engine.ticket_counts import of_backlog, of_backlog_age, of_workload
from slawatch.engine.work import recent_work
from slawatch.model.agreement import Indicator, Objective
from slawatch.model.event import EventType
from slawatch.model.instant import from_epoch
from slawatch.model.result import State
from slawatch.testing.facts import TicketStory, Told, facts
from slawatch.testing.plans import agreement as plain_agreement
from slawatch.testing.plans import definitions, planned


def test_the_backlog_is_what_is_open_now_and_in_the_end_what_is_open_at_the_end() -> None:
    lying = work((1, 0, 0, OPEN), (2, DAY, DAY, 3 * DAY), (3, DAY, DAY, 2 * DAY), (3, DAY, 4 * DAY, OPEN))
    now = of_backlog(1, lying, time(as_of=2 * DAY))
    assert (now.state, now.attained_events, now.misses_left) == (State.AT_RISK, 2, -1)
    assert of_backlog(2, lying, time(as_of=2 * DAY)).state is State.MET
    ended = of_backlog(1, lying, time(as_of=MONTH + DAY))
    assert (ended.state, ended.breached_at) == (State.BREACHED, from_epoch(FIRST + MONTH))
    assert of_backlog(2, lying, time(as_of=MONTH + DAY)).state is State.MET


def test_a_ticket_done_in_the_very_second_is_not_open_and_one_of_the_next_period_is_not_yet() -> None:
    edge = work((1, 0, 0, 2 * DAY), (2, 0, 0, MONTH), (3, MONTH, MONTH, OPEN))
    assert of_backlog(9, edge, time(as_of=2 * DAY)).attained_events == 1
    assert of_backlog(9, edge, time(as_of=MONTH)).attained_events == 1


def test_what_is_not_told_keeps_a_count_from_being_final() -> None:
    lying = work((1, 0, 0, OPEN))
    told = {"as_of": MONTH + DAY, "known": MONTH - 1}
    assert of_backlog(1, lying, time(**told)).state is State.INDETERMINATE
    assert of_backlog(0, lying, time(**told)).state is State.AT_RISK
    for limit in (0, 1):
        nothing = of_backlog(limit, lying, time(as_of=DAY, known=0))
        assert (nothing.state, nothing.attained_events) == (State.NO_DATA, None)


def test_a_silent_source_makes_no_ticket_older() -> None:
    lying = work((1, -5 * DAY, -5 * DAY, OPEN), (2, 4 * DAY, 4 * DAY, OPEN))
    silent = of_backlog_age(8 * DAY, lying, time(as_of=9 * DAY, known=3 * DAY))
    assert (silent.state, silent.attained_seconds, silent.events) == (State.MET, 8 * DAY, 2)
    assert of_backlog_age(8 * DAY - 1, lying, time(as_of=9 * DAY, known=3 * DAY)).state is State.AT_RISK
    ended = of_backlog_age(8 * DAY, lying, time(as_of=MONTH + DAY, known=3 * DAY))
    assert (ended.state, ended.attained_seconds) == (State.INDETERMINATE, 8 * DAY)
    nothing = of_backlog_age(DAY, lying, time(as_of=9 * DAY, known=0))
    assert (nothing.state, nothing.attained_seconds) == (State.NO_DATA, None)


def test_the_age_of_the_backlog_is_that_of_the_oldest_open_ticket_since_its_creation() -> None:
    lying = work((1, -5 * DAY, DAY, OPEN), (2, 0, 0, OPEN), (3, -9 * DAY, -9 * DAY, DAY))
    found = of_backlog_age(7 * DAY, lying, time(as_of=2 * DAY))
    assert (found.state, found.attained_seconds, found.good, found.events) == (State.MET, 7 * DAY, 2, 2)
    late = of_backlog_age(7 * DAY - 1, lying, time(as_of=2 * DAY))
    assert (late.state, late.good) == (State.AT_RISK, 1)
    ended = of_backlog_age(7 * DAY, lying, time(as_of=MONTH + DAY))
    assert (ended.state, ended.attained_seconds) == (State.BREACHED, 35 * DAY)


def test_without_an_open_ticket_none_is_too_old() -> None:
    found = of_backlog_age(DAY, work(), time(as_of=DAY))
    assert (found.state, found.attained_seconds, found.events) == (State.MET, None, 0)
    assert of_backlog_age(DAY, work(), time(as_of=DAY, known=0)).state is State.NO_DATA


def test_workload_is_what_was_brought_in_and_the_ticket_beyond_it_breaks_it_for_good() -> None:
    brought = work(
        (1, 0, 0, DAY), (1, 0, 2 * DAY, OPEN), (2, DAY, DAY, OPEN), (3, -1, -1, OPEN), (4, 3 * DAY, 3 * DAY, OPEN)
    )
    found = of_workload(2, brought, time(as_of=2 * DAY))
    assert (found.state, found.attained_events, found.misses_left) == (State.MET, 2, 0)
    broken = of_workload(2, brought, time(as_of=4 * DAY))
    assert (broken.state, broken.breached_at) == (State.BREACHED, from_epoch(FIRST + 3 * DAY))
    spam = work((1, 0, 0, DAY), void=np.array([True]))
    assert of_workload(0, spam, time(as_of=DAY)).attained_events == 0


@pytest.mark.parametrize("limit", [of_backlog, of_backlog_age, of_workload])
def test_an_agreement_that_is_not_in_force_limits_nothing(limit: object) -> None:
    assert limit(1, work(), time(starts_at=at("2026-07-01"))).state is State.NOT_APPLICABLE


STORIES = st.lists(st.lists(st.integers(-20, 60), min_size=1, max_size=5, unique=True), max_size=6)


@given(STORIES, st.integers(0, 3), st.integers(1, 70))
def test_counts_are_those_of_plain_lists(stories: list[list[int]], limit: int, day: int) -> None:
    """Each story is a creation, then an end, a reopening, an end…, by days; the period has 30."""
    rows, lying, brought = [], [], 0
    seen = min(day * DAY, MONTH - 1)
    for ticket, days in enumerate(stories):
        moments = sorted(each * DAY for each in days)
        stretches = [moments[n : n + 2] for n in range(0, len(moments), 2)]
        rows += [(ticket, moments[0], part[0], part[1] if len(part) > 1 else OPEN) for part in stretches]
        if len([moment for moment in moments if moment <= seen]) % 2:
            lying.append(min(day * DAY, MONTH) - moments[0])
        brought += 0 <= moments[0] <= seen
    times = time(as_of=day * DAY)
    backlog, age, load = (judge(limit, work(*rows), times) for judge in (of_backlog, of_backlog_age, of_workload))
    assert (backlog.attained_events, load.attained_events) == (len(lying), brought)
    assert age.attained_seconds == max(lying, default=None)
    assert (backlog.state is State.MET) == (len(lying) <= limit)
    assert (load.state is State.BREACHED) == (brought > limit)


def test_the_kernel_tells_the_work_on_the_tickets_that_an_objective_matches() -> None:
    lasting = Objective(id="backlog", indicator=Indicator.BACKLOG, at_most=1, when={"priority": frozenset({"P1"})})
    rest = Objective(id="rest", indicator=Indicator.BACKLOG, at_most=1)
    plan = planned(definitions(plain_agreement(lasting, rest)))

    def story(priority: str, *statuses: str) -> TicketStory:
        moves = [Told(FIRST + 100 * n, EventType.STATUS, each, "status") for n, each in enumerate(statuses, start=1)]
        fields = {"status": "new", "service": "mail", "priority": priority}
        return TicketStory(created_at=FIRST, fields=fields, events=moves)

    told = facts([story("P1", "resolved", "open"), story("P2", "open"), story("P1", "cancelled")])
    rows = judged(told, plan, horizon=FIRST + 1000).work
    found = sorted(
        zip(rows.ticket.tolist(), rows.promise.tolist(), rows.cycle.tolist(), rows.void.tolist(), strict=True)
    )
    assert found == [(1, 0, 0, False), (1, 0, 1, False), (2, 1, 0, False), (3, 0, 0, True)]
    assert (rows.changed_at - FIRST).tolist() == [200, 200, 100, 100]
    assert set(recent_work(rows, FIRST + 150).ticket.tolist()) == {1, 2}
