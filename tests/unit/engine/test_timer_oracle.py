"""Whole random histories, judged by the kernel and by brute force."""

from dataclasses import replace
from datetime import UTC, date, datetime
from fractions import Fraction
from functools import cache

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from oracles.calendar_oracle import Oracle
from oracles.timer_oracle import AHEAD, GRAIN, Rule, Story, timers

from slawatch.calendars.calendar import compiled
from slawatch.engine.advance import advanced
from slawatch.engine.columns import NEVER, TimerRows
from slawatch.engine.explain import StretchKind, explained
from slawatch.engine.facts import Facts
from slawatch.engine.judge import judged
from slawatch.engine.plan import Plan, plan
from slawatch.engine.timer import outcome, verdict_at
from slawatch.model.agreement import AgreementKind, ChangePolicy, Indicator, Objective, ReopenPolicy
from slawatch.model.event import Actor, EventType
from slawatch.model.hours import WorkingHours
from slawatch.model.result import Outcome
from slawatch.model.ticket import StatusClass
from slawatch.testing.facts import TicketStory, Told, facts
from slawatch.testing.plans import ALWAYS, agreement, definitions

HOUR = 3600
DAY = 24 * HOUR
START = int(datetime(2026, 3, 26, tzinfo=UTC).timestamp())
"""A Thursday; Berlin's clocks change on the Sunday after it."""
SPAN = 5 * DAY // GRAIN
"""Histories take five days."""

OFFICE = ((9 * HOUR, 12 * HOUR), (13 * HOUR, 18 * HOUR))
HOURS = {
    "always": ALWAYS,
    "berlin": WorkingHours(id="berlin", timezone="Europe/Berlin", weekly=(OFFICE,) * 5 + ((), ((0, 5 * HOUR),))),
    "shanghai": WorkingHours(
        id="shanghai",
        timezone="Asia/Shanghai",
        weekly=(OFFICE,) * 5 + ((), ()),
        closed=frozenset({date(2026, 3, 27)}),
        openings={date(2026, 3, 28): OFFICE},
    ),
    "nights": WorkingHours(id="nights", timezone="America/New_York", weekly=(((22 * HOUR, 30 * HOUR),),) * 7),
}
CALENDARS = {name: compiled(hours) for name, hours in HOURS.items()}
WHATS = {
    "status": EventType.STATUS,
    "priority": EventType.PRIORITY,
    "reply": EventType.PUBLIC_REPLY,
    "question": EventType.REQUESTER_REPLY,
    "team": EventType.SCOPE,
    "down": EventType.DOWNTIME_START,
    "up": EventType.DOWNTIME_END,
    "acknowledged": EventType.ACKNOWLEDGED,
    "assigned": EventType.ASSIGNED,
}

INDICATORS = ("resolution", "first_response", "acknowledgement", "next_reply", "periodic_update", "restoration")
BELOW = {"handover": AgreementKind.OLA, "supplier": AgreementKind.CONTRACT}
"""Handovers by what the oracle calls them."""

instants = st.integers(0, SPAN).map(lambda grains: START + grains * GRAIN)
statuses = st.sampled_from(
    ["new", "open", "open", "pending_requester", "pending_supplier", "resolved", "resolved", "closed", "cancelled"]
)
priorities = st.sampled_from(["P1", "P2", "P3"])
actors = st.sampled_from(["requester", "agent", "system"])
events = st.one_of(
    st.tuples(instants, st.just("status"), statuses, actors),
    st.tuples(instants, st.just("status"), statuses, actors),
    st.tuples(instants, st.just("priority"), priorities, actors),
    st.tuples(instants, st.just("reply"), st.none(), actors),
    st.tuples(instants, st.just("reply"), st.none(), st.just("agent")),
    st.tuples(instants, st.just("question"), st.none(), st.sampled_from(["requester", "system"])),
    st.tuples(instants, st.just("team"), st.sampled_from(["ops", "ops", "web"]), actors),
    st.tuples(instants, st.sampled_from(["down", "up"]), st.none(), actors),
    st.tuples(instants, st.just("acknowledged"), st.none(), actors),
    st.tuples(instants, st.just("assigned"), st.sampled_from(["ann", None]), actors),
)
stories = st.builds(
    Story,
    created=instants,
    status=st.sampled_from(["new", "open", "pending_requester", "resolved"]),
    priority=priorities,
    creator=st.sampled_from(["requester", "requester", "agent"]),
    events=st.lists(events, max_size=8).map(lambda told: sorted(told, key=lambda event: event[0])),
)


@cache
def moments(calendar: str) -> list[int]:
    hours = HOURS[calendar]
    dated: dict[date, list[tuple[int, int]]] = {day: [] for day in hours.closed}
    dated |= {day: list(windows) for day, windows in hours.openings.items()}
    oracle = Oracle(hours.timezone, [list(windows) for windows in hours.weekly], dated)
    end = START + SPAN * GRAIN + AHEAD
    return [at for at in range(START, end, GRAIN) if oracle.counts(at)]


# What is made anew for every draw takes longer to make than to draw from.
orders = st.permutations([*INDICATORS, *BELOW] * 2)
terms = st.fixed_dictionaries(
    {
        "priorities": st.sets(priorities, min_size=1),
        "within": st.integers(1, 60).map(lambda grains: grains * GRAIN),
        "calendar": st.sampled_from(sorted(HOURS)),
        "pause": st.sets(st.sampled_from(["pending_requester", "pending_supplier"])),
        "on_change": st.sampled_from(["retroactive", "from_change", "pro_rata"]),
    }
)
policies = st.sampled_from(["resume", "continue"])
policies_of_resolution = st.sampled_from(["resume", "continue", "new_cycle"])


@st.composite
def rules(draw: st.DrawFn) -> list[Rule]:
    return [
        Rule(
            indicator=indicator,
            reopen=draw(policies_of_resolution if indicator == "resolution" else policies),
            **draw(terms),
        )
        for indicator in draw(orders)
    ]


def plan_for(ruled: list[Rule]) -> Plan:
    told = {f"o{place}": rule for place, rule in enumerate(ruled)}
    upper = [objective(name, rule) for name, rule in told.items() if rule.indicator not in BELOW]
    lower = [
        replace(agreement(*own, name=below), kind=kind, party="ops")
        for below, kind in BELOW.items()
        if (own := [objective(name, rule) for name, rule in told.items() if rule.indicator == below])
    ]
    return plan(definitions(agreement(*upper), *lower, hours=tuple(HOURS.values())), CALENDARS)


def objective(name: str, rule: Rule) -> Objective:
    return Objective(
        id=name,
        indicator=Indicator("handover" if rule.indicator in BELOW else rule.indicator),
        target=Fraction(1, 2),
        within=rule.within,
        hours=rule.calendar,
        when={"priority": frozenset(rule.priorities)},
        pause=frozenset(map(StatusClass, rule.pause)),
        reopen=ReopenPolicy(rule.reopen),
        on_change=ChangePolicy(rule.on_change),
    )


def packed(told: list[Story]) -> Facts:
    return facts([as_told(story) for story in told])


def as_told(story: Story) -> TicketStory:
    return TicketStory(
        created_at=story.created,
        fields={"status": story.status, "priority": story.priority, "service": "mail"},
        creator=Actor(story.creator),
        events=[
            Told(at, WHATS[what], value, "team" if what == "team" else None, Actor(by))
            for at, what, value, by in story.events
        ],
    )


def as_dicts(rows: TimerRows, judging: Plan, ticket: int) -> list[dict[str, object]]:
    own = rows.take(rows.ticket == ticket)
    columns = (
        "promise",
        "reopens",
        "cycle",
        "started_at",
        "stopped_at",
        "elapsed",
        "carried",
        "paused",
        "due_at",
        "breach_at",
    )
    found = []
    for place in range(len(own)):
        row = {name: int(getattr(own, name)[place]) for name in (*columns, "since")}
        row = {name: None if value == NEVER else value for name, value in row.items()}
        promise = judging.promises[own.promise[place]].objective
        row["promise"] = int(promise.id.removeprefix("o"))
        if promise.indicator is Indicator.HANDOVER:
            del row["since"]
        row["priority"] = judging.words.words[own.priority[place]]
        row["outcome"] = tuple(Outcome)[outcome(own)[place]].value
        found.append(row)
    return found


def in_order(found: list[dict[str, object]]) -> list[dict[str, object]]:
    return sorted(found, key=lambda row: (row["promise"], row["cycle"]))


@settings(max_examples=60, deadline=None)
@given(st.lists(stories, min_size=1, max_size=4), rules(), instants)
def test_timers_are_what_counting_every_moment_gives(told: list[Story], ruled: list[Rule], horizon: int) -> None:
    judging = plan_for(ruled)
    rows = judged(packed(told), judging, horizon=horizon).timers
    for ticket, story in enumerate(told, start=1):
        expected = in_order(list(timers(story, ruled, horizon, moments)))
        for row in expected:
            if ruled[row["promise"]].indicator in BELOW:
                del row["since"]
        assert in_order(as_dicts(rows, judging, ticket)) == expected


@settings(max_examples=25, deadline=None)
@given(st.lists(stories, min_size=1, max_size=4), rules(), instants, instants)
def test_a_timer_moved_on_equals_one_judged_later_when_nothing_happened(
    told: list[Story], ruled: list[Rule], one: int, other: int
) -> None:
    early, late = sorted((one, other))
    quiet = [s for s in told if s.created <= early]
    for story in quiet:
        story.events = [event for event in story.events if not early < event[0] <= late]
    judging = plan_for(ruled)
    before = judged(packed(quiet), judging, horizon=early).timers
    assert_same(advanced(before, judging, horizon=late), judged(packed(quiet), judging, horizon=late).timers)


@settings(max_examples=25, deadline=None)
@given(st.lists(stories, min_size=1, max_size=4), rules(), instants)
def test_what_happens_after_the_horizon_changes_nothing(told: list[Story], ruled: list[Rule], horizon: int) -> None:
    known = [s for s in told if s.created <= horizon]
    cut = [Story(s.created, s.status, s.priority, s.creator, [e for e in s.events if e[0] <= horizon]) for s in known]
    judging = plan_for(ruled)
    whole_story = judged(packed(known), judging, horizon=horizon)
    assert_same(judged(packed(cut), judging, horizon=horizon).timers, whole_story.timers)


@settings(max_examples=25, deadline=None)
@given(stories, rules(), instants, instants)
def test_an_event_that_no_timer_reads_changes_nothing(
    story: Story, ruled: list[Rule], noted: int, horizon: int
) -> None:
    told = as_told(story)
    notes = (Told(noted, EventType.PRIVATE_NOTE), Told(noted, EventType.SCOPE, "red", "colour", Actor.AGENT))
    noise = replace(told, events=sorted([*told.events, *notes], key=lambda event: event.at))
    judging = plan_for(ruled)
    one, other = (judged(facts([each]), judging, horizon=horizon) for each in (told, noise))
    assert_same(one.timers, other.timers)


@settings(max_examples=25, deadline=None)
@given(stories, rules(), instants)
def test_the_stretches_of_an_explained_timer_sum_to_its_figures(story: Story, ruled: list[Rule], horizon: int) -> None:
    told = packed([story])
    rows = judged(told, plan_for(ruled), horizon=horizon).timers
    for place, timer in enumerate(explained(told, plan_for(ruled), horizon=horizon)):
        sums = {
            kind: sum(s.working_seconds for s in timer.stretches if s.kind is kind)
            for kind in (StretchKind.RUNNING, StretchKind.PAUSED)
        }
        own = rows.elapsed[place] - timer.carried_seconds
        assert sums == {StretchKind.RUNNING: own, StretchKind.PAUSED: rows.paused[place]}
        edges = [(s.starts_at, s.ends_at) for s in timer.stretches]
        assert [end for _, end in edges[:-1]] == [start for start, _ in edges[1:]]


@settings(max_examples=25, deadline=None)
@given(st.lists(stories, min_size=1, max_size=4), rules(), instants)
def test_a_verdict_is_the_first_instant_that_decides(told: list[Story], ruled: list[Rule], horizon: int) -> None:
    rows = judged(packed(told), plan_for(ruled), horizon=horizon).timers
    decided = verdict_at(rows)
    for place, name in enumerate(outcome(rows)):
        if tuple(Outcome)[name] is Outcome.MET:
            assert decided[place] == rows.stopped_at[place]
        elif tuple(Outcome)[name] is Outcome.MISSED:
            assert decided[place] == rows.breach_at[place]
        else:
            assert decided[place] == NEVER


def assert_same(one: TimerRows, other: TimerRows) -> None:
    """Compare timers of one plan: codes of words are given as words are met."""
    for name in TimerRows.__dataclass_fields__:
        np.testing.assert_array_equal(getattr(one, name), getattr(other, name), err_msg=name)


@pytest.mark.parametrize("calendar", sorted(HOURS))
def test_every_calendar_of_these_tests_has_both_open_and_closed_moments_or_is_always_open(calendar: str) -> None:
    share = len(moments(calendar)) * GRAIN / (SPAN * GRAIN + AHEAD)
    assert share == 1 if calendar == "always" else 0.1 < share < 0.6
