"""The sources' own verdicts: which timer they are about, whether they agree, and which way of counting gives them."""

from collections.abc import Sequence
from dataclasses import fields, replace
from fractions import Fraction
from functools import cache

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from slawatch.engine.facts import Facts
from slawatch.engine.judge import judged
from slawatch.engine.ledger import Ledger
from slawatch.engine.native import Accord, compared
from slawatch.engine.native_explained import SecondOpinion, second_opinions
from slawatch.engine.plan import Plan
from slawatch.engine.reproduction import Ways
from slawatch.model.agreement import Indicator, Objective, ReopenPolicy
from slawatch.model.event import EventType
from slawatch.model.hours import WorkingHours
from slawatch.model.native_verdict import NativeVerdict
from slawatch.model.result import Outcome
from slawatch.model.ticket import StatusClass
from slawatch.testing.facts import TicketStory, Told, facts
from slawatch.testing.plans import PLAIN, agreement, definitions, planned

HOUR = 3600
MONDAY = 1_780_272_000
"""2026-06-01T00:00:00Z, a Monday."""
OFFICE = WorkingHours(id="office", timezone="UTC", weekly=(((9 * HOUR, 17 * HOUR),),) * 5 + ((), ()))
SOLVE = Objective(
    id="solve",
    indicator=Indicator.RESOLUTION,
    target=Fraction(9, 10),
    within=4 * HOUR,
    pause=frozenset({StatusClass.PENDING_REQUESTER}),
)
NAME = "Time to resolution"


@cache
def usual() -> Ways:
    return Ways(a_plan())


def a_plan(*objectives: Objective, native: dict[str, frozenset[str]] | None = None) -> Plan:
    mapping = replace(PLAIN, native=native or {})
    return planned(definitions(agreement(*objectives or (SOLVE,)), hours=(OFFICE,), mapping=mapping))


def status(hour: float, name: str) -> Told:
    return Told(MONDAY + round(hour * HOUR), EventType.STATUS, name, "status")


def verdict(hour: float, text: str | NativeVerdict, name: str = NAME) -> Told:
    told = text if isinstance(text, str) else text.text
    return Told(MONDAY + round(hour * HOUR), EventType.SLA_NATIVE, told, name)


def ticket(*events: Told) -> TicketStory:
    return TicketStory(
        created_at=MONDAY + 9 * HOUR, fields={"service": "mail", "status": "new"}, events=events, id="T1"
    )


def said(outcome: str, **more: int) -> str:
    return NativeVerdict(outcome=Outcome(outcome), **more).text


def opinions(told: Facts, plan: Plan | None = None, *, hour: float = 48) -> Sequence[SecondOpinion]:
    ways = Ways(plan) if plan else usual()
    return list(second_opinions(told, ways, horizon=MONDAY + round(hour * HOUR)))


DONE = status(11, "resolved")
"""Met: 2 of 4 hours."""
LATE = status(14, "resolved")
"""Missed: 5 of 4 hours, since 13:00:01."""


@pytest.mark.parametrize(
    ("events", "accord"),
    [
        ((DONE, verdict(11, said("met"))), Accord.AGREE),
        ((DONE, verdict(11, said("missed"))), Accord.DISAGREE),
        ((LATE, verdict(14, said("missed"))), Accord.AGREE),
        ((LATE, verdict(14, said("met"))), Accord.DISAGREE),
        ((LATE, verdict(13, said("running"))), Accord.OPEN),
        ((LATE, verdict(14, said("running"))), Accord.DISAGREE),
        ((verdict(9, said("missed")),), Accord.AGREE),
        ((status(10, "pending_requester"), verdict(9, said("missed"))), Accord.DISAGREE),
        ((status(10, "pending_requester"), verdict(10, said("running"))), Accord.OPEN),
        ((status(10, "cancelled"), verdict(11, said("cancelled"))), Accord.AGREE),
        ((status(10, "cancelled"), verdict(11, said("met"))), Accord.DISAGREE),
        # The newest counts, in the order of the events within a second.
        ((DONE, verdict(11, said("missed")), verdict(11, said("met"))), Accord.AGREE),
    ],
)
def test_verdicts_agree_unless_both_are_decided_otherwise(events: Sequence[Told], accord: Accord) -> None:
    (found,) = opinions(facts([ticket(*events)]), hour=18)
    assert found.accord is accord


def test_a_verdict_that_is_taken_back_or_not_yet_told_or_no_verdict_is_none() -> None:
    assert opinions(facts([ticket(DONE, verdict(11, said("met")), verdict(12, ""))])) == []
    assert opinions(facts([ticket(DONE, verdict(20, said("met")))]), hour=19) == []
    assert opinions(facts([ticket(DONE, verdict(11, "yes"))])) == []


def test_a_name_means_the_objectives_of_the_map_else_the_only_one_of_its_indicator() -> None:
    strict = replace(SOLVE, id="strict", within=HOUR, when={"priority": frozenset({"P1"})})
    second = agreement(replace(SOLVE, id="other"), name="silver")
    told = facts([ticket(DONE, verdict(11, said("met")), verdict(11, said("met"), "Gold"))])

    def about(plan: Plan) -> list[tuple[str, str]]:
        return [(found.promise.objective.id, found.name) for found in opinions(told, plan)]

    assert about(a_plan(strict, SOLVE)) == [("solve", NAME)]
    named = a_plan(SOLVE, native={"Gold": frozenset({"solve"})})
    assert sorted(about(named)) == [("solve", "Gold"), ("solve", NAME)]
    both = planned(definitions(agreement(SOLVE), second, hours=(OFFICE,)))
    assert about(both) == []
    mapped = planned(
        definitions(
            agreement(SOLVE), second, hours=(OFFICE,), mapping=replace(PLAIN, native={NAME: frozenset({"other"})})
        )
    )
    assert about(mapped) == [("other", NAME)]


def test_verdicts_of_many_tickets_go_to_their_own_timers() -> None:
    late = replace(ticket(LATE, verdict(14, said("met"))), id="T2")
    silent = replace(ticket(DONE), id="T3")
    found = opinions(facts([ticket(DONE, verdict(11, said("met"))), late, silent]), a_plan())
    assert [(each.ticket, each.accord) for each in found] == [("T1", Accord.AGREE), ("T2", Accord.DISAGREE)]


@pytest.mark.parametrize(
    ("events", "told", "ways"),
    [
        # 9 to 10 and 12 to 14 ran, 10 to 12 was paused: 3 hours, 5 with the pause.
        (
            (status(10, "pending_requester"), status(12, "open"), LATE),
            {"outcome": "missed", "elapsed_seconds": 5 * HOUR},
            ["if the pauses counted"],
        ),
        # From 9 on Monday to 9:30 on Tuesday: 8.5 hours of the office, 24.5 of the clock.
        ((status(33.5, "resolved"),), {"outcome": "missed", "elapsed_seconds": 88_200}, ["on 24x7 hours"]),
        ((DONE,), {"outcome": "missed", "elapsed_seconds": 2 * HOUR}, ["in elapsed time, against another target"]),
        ((DONE,), {"outcome": "missed", "target_seconds": HOUR}, ["against its target of 3600 s"]),
        # Closed from 11 to 12: 2 hours before, 2.5 after.
        (
            (DONE, status(12, "open"), status(14.5, "resolved")),
            {"outcome": "met", "elapsed_seconds": 9_000},
            ["if each reopening started a new timer"],
        ),
        # 9 to 10 ran, paused until 9:30 on Tuesday; the clock counts 24.5 hours only if the pause counts as well.
        (
            (status(10, "pending_requester"), status(33.5, "resolved")),
            {"outcome": "missed", "elapsed_seconds": 88_200},
            ["if the pauses counted and on 24x7 hours"],
        ),
        ((DONE,), {"outcome": "missed", "elapsed_seconds": 777}, []),
    ],
)
def test_the_way_of_counting_that_gives_the_sources_verdict_is_found(
    events: Sequence[Told], told: dict[str, int | str], ways: list[str]
) -> None:
    last = max(event.at for event in events)
    text = NativeVerdict(**{**told, "outcome": Outcome(told["outcome"])}).text
    story = ticket(*events, Told(last, EventType.SLA_NATIVE, text, NAME))
    (found,) = opinions(facts([story]))
    assert [way.way for way in found.ways] == ways


moves = st.lists(
    st.tuples(st.integers(0, 60 * HOUR), st.sampled_from(["open", "pending_requester", "resolved"])), max_size=5
)


@settings(max_examples=80, deadline=None)
@given(moves, st.sampled_from(["met", "missed", "running", "cancelled"]), st.integers(0, 60 * HOUR))
def test_a_sources_verdict_is_never_an_input_of_ours(moved: list[tuple[int, str]], outcome: str, at: int) -> None:
    start = MONDAY + 9 * HOUR
    events = [Told(start + after, EventType.STATUS, name, "status") for after, name in moved]
    told = Told(start + at, EventType.SLA_NATIVE, said(outcome), NAME)
    horizon, plan = start + 70 * HOUR, usual().judging
    with_it, without = (
        judged(facts([ticket(*own)]), plan, horizon=horizon).timers for own in ((*events, told), events)
    )
    for field in fields(with_it):
        assert np.array_equal(getattr(with_it, field.name), getattr(without, field.name)), field.name


AROUND_THE_CLOCK = WorkingHours(id="office", timezone="UTC", weekly=(((0, 86400),),) * 7)
COUNTED: dict[tuple[ReopenPolicy, bool, bool], Plan] = {}


def counting(objective: Objective, hours: WorkingHours) -> Plan:
    """Return a plan, each made once: compiling calendars takes longer than judging by them."""
    key = objective.reopen, bool(objective.pause), hours is OFFICE
    if key not in COUNTED:
        COUNTED[key] = planned(definitions(agreement(objective), hours=(hours,)))
    return COUNTED[key]


@settings(max_examples=60, deadline=None)
@given(moves, st.sampled_from(["pauses", "always", "continue"]))
def test_whatever_the_source_counts_by_its_elapsed_time_is_reproduced(moved: list[tuple[int, str]], way: str) -> None:
    start = MONDAY + 9 * HOUR
    events = [Told(start + after, EventType.STATUS, name, "status") for after, name in moved]
    last = max((event.at for event in events), default=start)
    changed = {
        "pauses": replace(SOLVE, pause=frozenset()),
        "continue": replace(SOLVE, reopen=ReopenPolicy.CONTINUE),
        "always": SOLVE,
    }[way]
    hours = AROUND_THE_CLOCK if way == "always" else OFFICE
    (elapsed,) = judged(facts([ticket(*events)]), counting(changed, hours), horizon=last).timers.elapsed.tolist()
    for outcome in ("met", "missed"):
        text = said(outcome, elapsed_seconds=elapsed)
        story = ticket(*events, Told(last, EventType.SLA_NATIVE, text, NAME))
        for found in opinions(facts([story]), hour=80):
            if found.accord is Accord.DISAGREE or found.counts_otherwise:
                (proven,) = found.ways
                assert proven.by_elapsed
                assert abs(proven.reading.elapsed_seconds - elapsed) < 60


def test_the_ledger_keeps_the_newest_verdicts_and_drops_those_without_timers() -> None:
    plan, horizon = a_plan(), MONDAY + 48 * HOUR
    ledger = Ledger(plan)
    for text in ("met", "missed"):
        told = facts([ticket(DONE, verdict(11, said(text)))])
        ledger.restate("desk", judged(told, plan, horizon=horizon))
    rows = ledger.rows
    assert compared(rows.timers, rows.native).accord.tolist() == [Accord.DISAGREE]
    ledger.forget(MONDAY + 72 * HOUR)
    assert len(ledger.rows.native) == 0
