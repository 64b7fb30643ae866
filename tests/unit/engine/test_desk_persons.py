"""The desk's work by person, counted by columns and by brute force; and not at all unless it is switched on."""

from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime
from functools import cache

from hypothesis import given, settings
from hypothesis import strategies as st
from oracles import person_oracle as oracle

from slawatch.engine.desk.persons import with_persons
from slawatch.engine.desk.rows import DeskRows
from slawatch.engine.desk.workload import WAYS
from slawatch.engine.judge import judged
from slawatch.engine.plan import Plan
from slawatch.model.desk import Desk
from slawatch.model.desk_figures import DeskFigures, Dimension
from slawatch.model.event import EventType
from slawatch.model.instant import from_epoch
from slawatch.model.mapping import FieldMap, Survey
from slawatch.model.relative import Relative
from slawatch.testing.facts import TicketStory, Told, facts
from slawatch.testing.plans import PLAIN, agreement, definitions, planned

HOUR = 3600
START = int(datetime(2026, 6, 1, tzinfo=UTC).timestamp())
END = START + 6 * 24 * HOUR
LATER = END + 30 * 24 * HOUR
ANN, BOB = "agent-000000000a11", "agent-0000000000b0"
PERSONS = (None, ANN, ANN, BOB, "Li Na")
STATUSES = ("new", "open", "pending_requester", "resolved", "closed", "cancelled")
WHATS = {"status": EventType.STATUS, "person": EventType.ASSIGNED, "rated": EventType.RATED}
SURVEY = Survey(name="calls", answers=FieldMap(field="", values={"good": "good", "bad": "poor"}))

# What is made anew for every draw takes longer to make than to draw from.
CREATED = st.integers(0, 40)
LENGTH = st.integers(0, 8)
PAUSE = st.sampled_from((0, 0, 600, HOUR, 5 * HOUR, 20 * HOUR))
WHAT = st.sampled_from(("status", "status", "person", "person", "rated"))
VALUE = {
    "status": st.sampled_from(STATUSES),
    "person": st.sampled_from(PERSONS),
    "rated": st.sampled_from(("good", "bad", "dunno")),
}
BEGINNING = st.fixed_dictionaries(
    {
        "status": st.sampled_from(("new", "new", "open", "closed")),
        "kind": st.sampled_from(("incident", "request")),
        "person": VALUE["person"],
    }
)


@cache
def a_plan(*, by_person: bool = True) -> Plan:
    plain = definitions(agreement(), mapping=replace(PLAIN, survey=SURVEY))
    return planned(replace(plain, desk=Desk(by_person=by_person)))


@st.composite
def stories(draw: st.DrawFn) -> oracle.Story:
    created = START + draw(CREATED) * 3 * HOUR
    told, at = [], created
    for _ in range(draw(LENGTH)):
        at += draw(PAUSE)
        what = draw(WHAT)
        told.append((at, what, draw(VALUE[what])))
    return oracle.Story(created=created, events=told, **draw(BEGINNING))


def judged_desk(told: list[oracle.Story], plan: Plan, *, field: str = "assignee") -> DeskRows:
    tickets = [
        TicketStory(
            created_at=story.created,
            fields={"status": story.status, "kind": story.kind, "service": "mail"}
            | ({field: story.person} if story.person else {}),
            events=[
                Told(at, WHATS[what], text, "status" if what == "status" else None) for at, what, text in story.events
            ],
        )
        for story in told
    ]
    rows = judged(facts(tickets), plan, horizon=LATER, desk=True).desk
    assert rows is not None
    return rows


def figures(told: list[oracle.Story], window: tuple[int, int], *, field: str = "assignee") -> DeskFigures:
    plan = a_plan()
    rows = judged_desk(told, plan, field=field)
    return with_persons(empty(window), plan, rows)


def empty(window: tuple[int, int]) -> DeskFigures:
    start, end = map(from_epoch, window)
    return DeskFigures(period=Relative.CURRENT, starts_at=start, ends_at=end)


@given(st.lists(stories(), max_size=10), st.integers(0, 40), st.integers(1, 60), st.sampled_from(["assignee", "owner"]))
@settings(max_examples=80, deadline=None)
def test_what_comes_to_persons_and_leaves_them_is_what_the_events_tell(
    told: list[oracle.Story], first: int, length: int, field: str
) -> None:
    window = START + first * 3 * HOUR, START + first * 3 * HOUR + length * HOUR
    loads = figures(told, window, field=field).workloads
    expected = oracle.workload(told, *window)
    assert {(load.value, load.kind) for load in loads} == set(expected)
    for load in loads:
        names = (*WAYS, "backlog_start", "backlog_end")
        assert Counter({name: getattr(load, name) for name in names}) == expected[load.value, load.kind]
        assert (load.dimension, load.imbalance) == (Dimension.PERSON, 0)


@given(st.lists(stories(), max_size=10))
@settings(max_examples=80, deadline=None)
def test_persons_share_the_open_time_of_what_was_done(told: list[oracle.Story]) -> None:
    window = START + 24 * HOUR, END
    spent = {each.value: each for each in figures(told, window).handling}
    expected = oracle.held(told, *window)
    assert spent.keys() == expected.keys()
    for person, lengths in expected.items():
        figure = spent[person]
        assert (figure.elapsed.n, figure.elapsed_seconds) == (len(lengths), sum(lengths))
        assert (figure.working.max_seconds, figure.working_seconds) == (max(lengths), sum(lengths))


@given(st.lists(stories(), max_size=10))
@settings(max_examples=80, deadline=None)
def test_an_answer_is_about_the_person_who_had_the_ticket_last_by_then(told: list[oracle.Story]) -> None:
    window = START + 24 * HOUR, END
    said = {each.person: (each.good, each.answers, each.unreadable) for each in figures(told, window).persons}
    expected = {person: Counter(answers) for person, answers in oracle.answers(told, *window).items()}
    assert said == {
        person: (each["good"], each["good"] + each["bad"], each["dunno"]) for person, each in expected.items()
    }


def test_a_ticket_that_goes_from_hand_to_hand() -> None:
    events = [
        (START + HOUR, "person", ANN), (START + 3 * HOUR, "person", BOB), (START + 4 * HOUR, "status", "resolved"),
        (START + 4 * HOUR, "person", None), (START + 5 * HOUR, "rated", "good"),
    ]  # fmt: skip
    told = figures([oracle.Story(START, "open", "incident", None, events)], (START, END))
    loads = {load.value: (load.created, load.handed_in, load.resolved, load.handed_away) for load in told.workloads}
    assert loads == {"": (1, 0, 0, 1), ANN: (0, 1, 0, 1), BOB: (0, 1, 1, 0)}
    assert {each.value: each.elapsed_seconds for each in told.handling} == {"": HOUR, ANN: 2 * HOUR, BOB: HOUR}
    (said,) = told.persons
    assert (said.person, said.survey, said.good, said.score_ratio) == (BOB, "calls", 1, 1.0)


def test_a_name_that_a_source_tells_is_in_no_figure() -> None:
    told = figures([oracle.Story(START, "open", "incident", "Li Na", [(START + HOUR, "person", "Bob")])], (START, END))
    assert [load.value for load in told.workloads] == ["somebody"]


def test_switched_off_no_row_and_no_word_knows_a_person() -> None:
    plan = a_plan(by_person=False)
    told = [oracle.Story(START, "open", "incident", ANN, [(START + HOUR, "person", BOB)])]
    rows = judged_desk(told, plan)
    assert not {ANN, BOB, "somebody"} & set(plan.words.words)
    assert (rows.stages.person.any(), rows.cases.person.any(), len(rows.stages)) == (False, False, 1)
    assert with_persons(empty((START, END)), plan, rows) == empty((START, END))
