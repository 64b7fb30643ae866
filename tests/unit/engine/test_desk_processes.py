"""Processes of the desk worked by hand: links, changes, surveys, ages; and what a ledger keeps of them."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest
from desk_cases import ANSWERS, DAY, JUNE, WINDOW, a_plan, at, histories, link, rows, shares, solved, ticket
from hypothesis import given, settings
from hypothesis import strategies as st

from slawatch.engine.desk.answers import satisfaction
from slawatch.engine.desk.chain import problem_loads
from slawatch.engine.desk.figures import backlog_ages, desk_figures, desk_periods
from slawatch.engine.desk.rows import DeskRows
from slawatch.engine.judge import judged
from slawatch.engine.later import chosen
from slawatch.engine.ledger import Ledger
from slawatch.engine.plan import Plan
from slawatch.engine.windows import kept_since
from slawatch.model.agreement import PeriodKind
from slawatch.model.desk import Desk
from slawatch.model.desk_figures import ProblemLoad, ProcessIndicator, Satisfaction
from slawatch.model.event import EventType
from slawatch.model.instant import from_epoch
from slawatch.model.mapping import Survey
from slawatch.testing.facts import TicketStory, facts
from slawatch.testing.plans import PLAIN

CHAIN = (
    ticket("P1", "problem", -20),
    ticket("C1", "change", 1, solved(3), at(3, EventType.SCOPE, "bad", "outcome")),
    ticket("C2", "change", 1, solved(4), at(4, EventType.SCOPE, "good", "outcome")),
    ticket("C3", "change", 1, at(2, EventType.STATUS, "cancelled", "status")),
    ticket("I1", "incident", 5, link(6, "problem", "P1"), link(6, "caused_by", "C1")),
    ticket("I2", "incident", 6, link(7, "problem", "P1"), link(8, "problem", "P1")),
    ticket("I3", "incident", 7, problem_id="P9"),
    ticket("I4", "incident", 8, link(9, "duplicate", "I3"), link(9, "somehow", "P1")),
    ticket("I5", "incident", -3, link(2, "problem", "P1")),
)


def test_incidents_of_the_period_count_by_whether_they_name_a_problem() -> None:
    found = shares(a_plan(), *CHAIN)[ProcessIndicator.PROBLEM_LINKED]
    assert (found.counted, found.n, found.unknown, found.ratio) == (3, 4, 0, 0.75)
    assert found.lower == pytest.approx(0.3006, abs=1e-4)
    assert found.upper == pytest.approx(0.9544, abs=1e-4)


def test_changes_count_by_their_outcome_and_by_the_incidents_that_name_them() -> None:
    found = shares(a_plan(), *CHAIN)
    assert [
        (found[each].counted, found[each].n)
        for each in (ProcessIndicator.CHANGE_FAILED, ProcessIndicator.CHANGE_CAUSED_INCIDENTS)
    ] == [(1, 2), (1, 2)]


def test_a_problem_with_two_incidents_recurs() -> None:
    plan = a_plan()
    assert list(problem_loads(rows(plan, *CHAIN).links, WINDOW, plan.words)) == [
        ProblemLoad(service_id="mail", problems=2, incidents=3, recurring=1, most=2)
    ]


def test_what_a_source_never_tells_is_unknown_and_not_zero() -> None:
    bare = shares(a_plan(PLAIN), ticket("C1", "change", 1, solved(3)), ticket("I1", "incident", 2))
    assert [(share.n, share.ratio, share.unknown) for share in bare.values()] == [(0, None, 1)] * 4


def test_the_last_answer_of_a_ticket_counts_on_its_own_day() -> None:
    plan = a_plan()
    told = rows(
        plan,
        ticket("1", "request", 1, at(2, EventType.RATED, "2"), at(3, EventType.RATED, "5"), survey="sent"),
        ticket("2", "request", 1, at(2, EventType.SCOPE, "sent", "survey"), at(4, EventType.RATED, "1")),
        ticket("3", "request", 1, at(2, EventType.SCOPE, "sent", "survey")),
        ticket("4", "request", 1, at(5, EventType.RATED, "seven")),
        ticket("5", "request", -9, at(-8, EventType.RATED, "5"), survey="sent"),
    )
    assert list(satisfaction(told.cases, WINDOW, plan.words, plan.definitions.mappings)) == [
        Satisfaction(
            service_id="mail", source="desk", survey="After closing", answers=2, good=1, score_ratio=0.5,
            unreadable=1, asked=3, responses=2, response_ratio=2 / 3,
        )
    ]  # fmt: skip


def test_a_raw_field_may_hold_the_answer_and_nobody_knows_who_was_asked() -> None:
    survey = Survey(name="Export", answers=replace(ANSWERS, field="csat"))
    plan = a_plan(replace(PLAIN, survey=survey))
    told = rows(
        plan,
        ticket("1", "request", 1, at(2, EventType.SCOPE, "5", "csat")),
        ticket("2", "request", 3, csat="2"),
        ticket("3", "request", 3, at(4, EventType.SCOPE, None, "csat"), csat="4"),
        ticket("4", "request", 3, at(4, EventType.RATED, "5")),
    )
    (found,) = satisfaction(told.cases, WINDOW, plan.words, plan.definitions.mappings)
    assert (found.answers, found.good, found.asked, found.responses, found.response_ratio) == (3, 2, None, None, None)


def test_the_first_contact_is_judged_when_the_time_for_reopening_is_over_as_far_as_the_source_has_told() -> None:
    plan = a_plan()
    told = rows(plan, ticket("1", "request", 1, solved(2)), ticket("2", "request", 1, solved(12)))
    periods = desk_periods(plan.definitions.desk, from_epoch(JUNE + 20 * DAY))[:1]

    def found(until: int) -> tuple[int, int]:
        watermarks = {"desk": from_epoch(JUNE + until * DAY)}
        (figures,) = desk_figures(plan, told, periods, as_of=from_epoch(JUNE + 25 * DAY), watermarks=watermarks)
        (share,) = (each for each in figures.processes if each.indicator is ProcessIndicator.FIRST_CONTACT)
        return share.n, share.waiting

    assert [found(until) for until in (8, 9, 18, 19)] == [(0, 2), (1, 1), (1, 1), (2, 0)]


def test_the_age_of_the_backlog_is_elapsed_time_since_the_creation() -> None:
    plan = a_plan()
    told = rows(plan, *(ticket(str(day), "request", day) for day in range(10)), ticket("x", "request", 1, solved(2)))
    (found,) = backlog_ages(told.cases, plan.words.words, as_of=JUNE + 10 * DAY)
    assert (found.service_id, found.kind, found.age.n) == ("mail", "request", 10)
    assert (found.age.median_seconds, found.age.p90_seconds, found.age.max_seconds) == (5 * DAY, 9 * DAY, 10 * DAY)


@given(histories(), st.sampled_from(list(PeriodKind)))
@settings(max_examples=60, deadline=None)
def test_what_a_ledger_keeps_tells_the_figures_of_everything(told: list[TicketStory], period: PeriodKind) -> None:
    plan = a_plan(desk=Desk(period=period, timezone="Asia/Shanghai"))
    ledger, whole = Ledger(plan), facts(told)
    for horizon in (JUNE - 20 * DAY, JUNE + 10 * DAY, JUNE + 25 * DAY):
        for place in range(len(told)):
            one = chosen(whole, np.array([place]))
            ledger.restate("desk", judged(one, plan, horizon=horizon, desk=True))
        ledger.forget(kept_since(plan.definitions, from_epoch(horizon)))
    as_of = from_epoch(JUNE + 25 * DAY)
    periods, watermarks = desk_periods(plan.definitions.desk, as_of), {"desk": as_of}
    everything = judged(whole, plan, horizon=JUNE + 25 * DAY, desk=True).desk
    assert everything is not None
    kept = desk_figures(plan, ledger.rows.desk, periods, as_of=as_of, watermarks=watermarks)
    assert kept == desk_figures(plan, everything, periods, as_of=as_of, watermarks=watermarks)
    assert _ages(plan, ledger.rows.desk) == _ages(plan, everything)


def _ages(plan: Plan, desk: DeskRows) -> Sequence[object]:
    return list(backlog_ages(desk.cases, plan.words.words, as_of=JUNE + 25 * DAY))
