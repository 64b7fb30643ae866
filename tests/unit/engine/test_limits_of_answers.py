"""Promises on answers, first contacts and reopenings, worked by hand."""

from fractions import Fraction
from typing import Any

import numpy as np
from figure_cases import at
from limit_cases import DAY, FIRST, MONTH, OPEN, time, work

from slawatch.engine.columns import NEVER
from slawatch.engine.desk.rows import CaseRows, Tells
from slawatch.engine.process_promises import of_first_contact, of_reopened
from slawatch.engine.rows import empty
from slawatch.engine.satisfaction import Answers, answers, of_satisfaction
from slawatch.engine.work import cases_of
from slawatch.model.result import State

HALF = Fraction(1, 2)
WEEK = 7 * DAY
INSTANTS = ("resolved_at", "reopened_at", "done_at", "answered_at", "asked_at")


def cases(*told: dict[str, Any]) -> CaseRows:
    """Return a row a ticket; instants are seconds of June, and there are none that are not told."""
    usual = {**dict.fromkeys(INSTANTS, NEVER), "tells": int(Tells.REPLIES)}
    shifted = [
        {**usual, **{key: value + FIRST if key in INSTANTS else value for key, value in row.items()}} for row in told
    ]
    kinds = {name: getattr(empty(CaseRows), name).dtype for name in CaseRows.__dataclass_fields__}
    return CaseRows(**{name: np.array([row.get(name, 0) for row in shifted], kind) for name, kind in kinds.items()})


def test_answers_count_when_they_are_given_and_unreadable_ones_do_not() -> None:
    told = cases(
        {"answered_at": 0, "answer": 1},
        {"answered_at": DAY, "answer": 0},
        {"answered_at": DAY, "answer": -1},
        {"answered_at": MONTH, "answer": 1},
        {"answered_at": -1, "answer": 1},
        {},
    )
    assert answers(told, time()) == Answers(good=1, answered=2)


def test_too_few_answers_tell_nothing_and_say_so() -> None:
    few = of_satisfaction(HALF, 10, Answers(good=9, answered=9), time())
    assert (few.state, few.attained, few.reason, few.events) == (State.NO_DATA, None, "9 of at least 10 answers", 9)
    assert of_satisfaction(HALF, 0, Answers(), time()).reason == "no answer yet"
    enough = of_satisfaction(HALF, 10, Answers(good=5, answered=10), time())
    assert (enough.state, enough.attained, enough.good, enough.events) == (State.MET, 0.5, 5, 10)


def test_satisfaction_is_breached_only_when_the_period_is_over() -> None:
    poor = Answers(good=1, answered=3)
    assert of_satisfaction(HALF, 1, poor, time(as_of=DAY)).state is State.AT_RISK
    assert of_satisfaction(HALF, 1, poor, time(as_of=MONTH)).state is State.BREACHED
    assert of_satisfaction(HALF, 1, poor, time(starts_at=at("2026-07-01"))).state is State.NOT_APPLICABLE


def test_a_first_contact_counts_once_a_reopening_would_be_too_late() -> None:
    told = cases(
        {"resolved_at": 0},
        {"resolved_at": DAY, "contacts": 1},
        {"resolved_at": DAY, "reopened_at": 2 * DAY},
        {"resolved_at": DAY, "handovers": 1},
        {"resolved_at": MONTH - 1},
        {"resolved_at": 0, "tells": 0},
        {"resolved_at": 0, "void": True},
    )
    found = of_first_contact(HALF, told, time(as_of=MONTH), reopen_window=WEEK)
    assert (found.state, found.good, found.events) == (State.AT_RISK, 1, 4)
    assert found.reason == "1 resolved ticket may yet be reopened"
    ripe = of_first_contact(HALF, told, time(as_of=MONTH + WEEK), reopen_window=WEEK)
    assert (ripe.state, ripe.good, ripe.events) == (State.BREACHED, 2, 5)
    assert of_first_contact(Fraction(2, 5), told, time(as_of=MONTH + WEEK), reopen_window=WEEK).state is State.MET


def test_why_no_first_contact_can_be_judged() -> None:
    def reason(*told: dict[str, Any]) -> str:
        found = of_first_contact(HALF, cases(*told), time(as_of=DAY), reopen_window=WEEK)
        assert found.state is State.NO_DATA
        return found.reason

    assert reason() == "no ticket has been resolved yet"
    assert reason({"resolved_at": 0}) == "it is too early to tell whether they stay resolved"
    assert reason({"resolved_at": 0, "tells": 0}) == "the source can't tell"


def test_what_is_reopened_is_held_against_the_period_of_the_first_resolution() -> None:
    told = cases({"resolved_at": 0, "reopened_at": MONTH + DAY}, {"resolved_at": 1}, {"resolved_at": -1}, {})
    found = of_reopened(Fraction(3, 4), told, time(as_of=MONTH + DAY))
    assert (found.state, found.good, found.events, found.attained) == (State.BREACHED, 1, 2, 0.5)
    assert of_reopened(HALF, told, time(as_of=MONTH + DAY)).state is State.MET
    assert of_reopened(HALF, cases(), time()).reason == "no ticket has been resolved yet"


def test_cases_are_found_by_their_source_and_number() -> None:
    lying = work((7, 0, 0, OPEN), (8, 0, 0, OPEN), source=np.array([1, 2], np.int32))
    told = cases({"source": 1, "ticket": 7}, {"source": 2, "ticket": 7}, {"source": 2, "ticket": 8})
    found = cases_of(lying, told)
    assert list(zip(found.source.tolist(), found.ticket.tolist(), strict=True)) == [(1, 7), (2, 8)]


def test_tickets_of_two_sources_are_told_apart_whatever_the_store_numbers_them() -> None:
    stream = 1 << 40  # how far the store keeps the numbers of two sources apart
    mine = work((2 * stream + 7, 0, 0, OPEN), source=np.array([4], np.int32))
    assert len(cases_of(mine, cases({"ticket": stream + 7, "source": 5}))) == 0
