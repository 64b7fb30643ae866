"""Whole random histories of a desk, counted by columns and by brute force."""

from collections import Counter
from datetime import UTC, datetime
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from oracles import desk_oracle as oracle
from oracles.calendar_oracle import Oracle

from slawatch.engine.columns import NEVER
from slawatch.engine.desk.handling import handling
from slawatch.engine.desk.process import at_first_contact, resolved
from slawatch.engine.desk.rows import DeskRows
from slawatch.engine.desk.workload import WAYS, workloads
from slawatch.engine.judge import judged
from slawatch.engine.plan import Plan
from slawatch.model.desk_figures import Dimension, Stage
from slawatch.model.event import Actor, EventType
from slawatch.model.hours import WorkingHours
from slawatch.testing.facts import TicketStory, Told, facts
from slawatch.testing.plans import ALWAYS, agreement, definitions, planned

HOUR = 3600
START = int(datetime(2026, 3, 26, tzinfo=UTC).timestamp())
"""A Thursday; Berlin's clocks change on the Sunday after it."""
END = START + 6 * 24 * HOUR
OFFICE = WorkingHours(
    id="office", timezone="Europe/Berlin", weekly=(((9 * HOUR, 12 * HOUR), (13 * HOUR, 18 * HOUR)),) * 7
)
BERLIN = Oracle("Europe/Berlin", [[(9 * HOUR, 12 * HOUR), (13 * HOUR, 18 * HOUR)]] * 7)
WHATS = {"status": EventType.STATUS, "team": EventType.SCOPE, "question": EventType.REQUESTER_REPLY}
STATUSES = ("new", "open", "pending_requester", "pending_supplier", "resolved", "closed", "cancelled")
TEAMS = ("", "front", "back", "network")

# What is made anew for every draw takes longer to make than to draw from.
CREATED = st.integers(0, 40)
LENGTH = st.integers(0, 8)
PAUSE = st.sampled_from((0, 0, 600, HOUR, 5 * HOUR, 20 * HOUR))
WHAT = st.sampled_from(("status", "status", "status", "team", "question"))
VALUE = {"status": st.sampled_from(STATUSES), "team": st.sampled_from(TEAMS), "question": st.just("")}
BEGINNING = st.fixed_dictionaries(
    {
        "status": st.sampled_from(("new", "new", "new", "open", "closed")),
        "team": VALUE["team"],
        "kind": st.sampled_from(("incident", "request")),
        "service": st.sampled_from(("mail", "erp")),
    }
)


@cache
def a_plan() -> Plan:
    services = {"mail": "always", "erp": "office"}
    return planned(definitions(agreement(), hours=(ALWAYS, OFFICE), services=services))


@st.composite
def stories(draw: st.DrawFn) -> oracle.Story:
    created = START + draw(CREATED) * 3 * HOUR
    told, at = [], created
    for _ in range(draw(LENGTH)):
        at += draw(PAUSE)
        what = draw(WHAT)
        told.append((at, what, draw(VALUE[what])))
    return oracle.Story(created=created, events=told, **draw(BEGINNING))


def judged_desk(told: list[oracle.Story], plan: Plan, horizon: int) -> DeskRows:
    tickets = [
        TicketStory(
            created_at=story.created,
            fields={"status": story.status, "team": story.team, "kind": story.kind, "service": story.service},
            events=[
                Told(at, WHATS[what], value, None if what == "question" else what, Actor.REQUESTER)
                for at, what, value in story.events
            ],
        )
        for story in told
    ]
    rows = judged(facts(tickets), plan, horizon=horizon, desk=True).desk
    assert rows is not None
    return rows


@given(st.lists(stories(), max_size=12), st.integers(0, 40), st.integers(1, 60))
@settings(max_examples=120, deadline=None)
def test_what_comes_and_goes_is_what_the_events_tell_and_the_backlog_is_what_is_left(
    told: list[oracle.Story], first: int, length: int
) -> None:
    plan, start = a_plan(), START + first * 3 * HOUR
    window = start, start + length * HOUR
    rows = judged_desk(told, plan, END + 30 * 24 * HOUR)
    (loads,) = workloads(rows.stages, Dimension.TEAM, [window], plan.words.words)
    expected = oracle.workload(told, *window)
    assert {(load.value, load.kind) for load in loads} == set(expected)
    for load in loads:
        names = (*WAYS, "backlog_start", "backlog_end")
        assert Counter({name: getattr(load, name) for name in names}) == expected[load.value, load.kind]
        assert load.imbalance == 0


@given(st.lists(stories(), max_size=12))
@settings(max_examples=100, deadline=None)
def test_stages_add_up_to_the_life_of_tickets_and_teams_to_their_open_time(told: list[oracle.Story]) -> None:
    plan, window = a_plan(), (START + 24 * HOUR, END)
    rows = judged_desk(told, plan, END + 30 * 24 * HOUR)
    spent = list(handling(rows.stages, window, plan.words.words))
    calendars = {"mail": lambda a, b: b - a, "erp": lambda a, b: BERLIN.between(a, b, step=600)}
    elapsed = oracle.by_stage(told, *window, lambda a, b: b - a)
    for service, between in calendars.items():
        own = [story for story in told if story.service == service]
        working = oracle.by_stage(own, *window, between)
        stages = {(s.value, s.kind, s.stage.value): s for s in spent if s.dimension is Dimension.SERVICE and s.stage}
        assert {key for key in stages if key[0] == service} == set(working)
        for key, lengths in working.items():
            figure = stages[key]
            assert (figure.working_seconds, figure.elapsed_seconds) == (sum(lengths), sum(elapsed[key]))
            assert (figure.working.n, figure.working.max_seconds) == (len(lengths), max(lengths))
            assert figure.working.median_seconds == oracle.rank(lengths, 0.5)
            assert figure.elapsed.p90_seconds == oracle.rank(elapsed[key], 0.9)
    whole = sum(oracle.done_at(story) - story.created for story, _ in oracle.lives(told, *window))
    assert sum(s.elapsed_seconds for s in spent if s.dimension is Dimension.SERVICE) == whole
    assert sum(s.elapsed_seconds for s in spent if s.dimension is Dimension.KIND) == whole
    teams = {s.value: s.elapsed_seconds for s in spent if s.dimension is Dimension.TEAM}
    by_team = oracle.by_team(told, *window, lambda a, b: b - a)
    assert teams == {team: sum(lengths) for team, lengths in by_team.items()}
    gap = sum(s.elapsed_seconds for s in spent if s.dimension is Dimension.SERVICE and s.stage is Stage.DONE)
    assert sum(teams.values()) == whole - gap


@given(st.lists(stories(), max_size=12))
@settings(max_examples=120, deadline=None)
def test_cases_are_what_a_walk_through_their_events_tells(told: list[oracle.Story]) -> None:
    cases = judged_desk(told, a_plan(), END + 30 * 24 * HOUR).cases
    columns = (cases.resolved_at, cases.reopened_at, cases.handovers, cases.contacts, cases.void)
    found = list(zip(*(column.tolist() for column in columns), strict=True))
    expected = [oracle.case(story) for story in told]
    assert found == [
        (_or_never(case.resolved), _or_never(case.reopened), case.handovers, case.contacts, case.void)
        for case in expected
    ]


@given(st.lists(stories(), max_size=10), st.integers(1, 30))
@settings(max_examples=60, deadline=None)
def test_the_first_contact_resolved_what_one_team_resolved_without_another_message(
    told: list[oracle.Story], hours: int
) -> None:
    window = START, END
    done = resolved(judged_desk(told, a_plan(), END + 30 * 24 * HOUR).cases, window)
    first = at_first_contact(done, reopen_window=hours * HOUR)
    cases = [oracle.case(story) for story in told]
    cases = [case for case in cases if case.resolved is not None and case.resolved < END and not case.void]
    assert first.tolist() == [
        not case.handovers
        and not case.contacts
        and (case.reopened is None or case.reopened - case.resolved > hours * HOUR)
        for case in cases
    ]


@pytest.mark.parametrize("dimension", [Dimension.SERVICE, Dimension.KIND])
def test_a_ticket_that_is_reopened_in_the_second_of_its_closing_left_and_came_back(dimension: Dimension) -> None:
    events = [(START + 60, "status", "closed"), (START + 60, "status", "open")]
    told = oracle.Story(START, "open", "front", "incident", "mail", events)
    plan = a_plan()
    (loads,) = workloads(judged_desk([told], plan, END).stages, dimension, [(START, END)], plan.words.words)
    (load,) = loads
    assert (load.created, load.resolved, load.reopened, load.backlog_start, load.backlog_end) == (1, 1, 1, 0, 1)


def _or_never(at: int | None) -> int:
    return NEVER if at is None else at
