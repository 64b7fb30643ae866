"""What corrections make of a ticket: worked by hand on one in an office that never closes."""

from dataclasses import replace
from datetime import datetime
from fractions import Fraction

import numpy as np
import pytest

from slawatch.engine.columns import TimerRows
from slawatch.engine.correction import corrected
from slawatch.engine.facts import Facts
from slawatch.engine.judge import judged
from slawatch.engine.plan import Plan
from slawatch.engine.timer import outcome
from slawatch.model.agreement import Indicator, Objective, ReopenPolicy
from slawatch.model.correction import (
    Correction,
    FieldHeld,
    Happened,
    NotCounted,
    OutageWas,
    TimerExcluded,
)
from slawatch.model.correction import (
    Told as Says,
)
from slawatch.model.event import Actor, EventType
from slawatch.model.instant import from_epoch
from slawatch.model.result import Outcome
from slawatch.testing.facts import TicketStory, Told, facts
from slawatch.testing.plans import PLAIN, agreement, definitions, planned

HOUR = 3600
BASE = 1780272000
"""2026-06-01T00:00:00Z, when the ticket is created; hours count from it."""
PAUSES = frozenset({"pending_requester"})
SOLVE = Objective(
    id="solve", indicator=Indicator.RESOLUTION, target=Fraction(9, 10), within=4 * HOUR, pause=PAUSES,
    reopen=ReopenPolicy.NEW_CYCLE,
)  # fmt: skip
ANSWER = Objective(id="answer", indicator=Indicator.FIRST_RESPONSE, target=Fraction(9, 10), within=HOUR)
PLAN = planned(definitions(agreement(SOLVE, ANSWER)))


def hour(hours: float) -> datetime:
    return from_epoch(BASE + int(hours * HOUR))


def became(hours: int, status: str) -> Told:
    return Told(BASE + hours * HOUR, EventType.STATUS, status, "status")


def says(*told: Says, ticket: str = "T1") -> dict[str, list[Correction]]:
    common = {"id": "c", "source": "desk", "author": "Ada", "reason": "r", "stated_at": hour(0)}
    return {ticket: [Correction(subject=ticket, told=each, **common) for each in told]}


def held(value: str | None, start: float, end: float | None = None, field: str = "status") -> FieldHeld:
    return FieldHeld(field=field, value=value, starts_at=hour(start), ends_at=None if end is None else hour(end))


STORY = TicketStory(
    created_at=BASE,
    fields={"status": "new", "service": "mail"},
    events=(became(1, "open"), became(6, "resolved")),
)
"""Six hours of work where four are allowed; nobody answers before it is resolved."""


def timers(*told: Says, story: TicketStory = STORY, plan: Plan = PLAN) -> dict[tuple[str, int], tuple[Outcome, int]]:
    """Return outcome and elapsed seconds by objective and cycle."""
    (own,) = corrected(facts([story]), says(*told) if told else {}, PLAIN)
    return shown(judged(own, plan, horizon=BASE + 100 * HOUR).timers, plan)


def shown(rows: TimerRows, plan: Plan) -> dict[tuple[str, int], tuple[Outcome, int]]:
    columns = (rows.promise, rows.cycle, outcome(rows), rows.elapsed)
    return {
        (plan.promises[promise].objective.id, cycle): (tuple(Outcome)[code], elapsed)
        for promise, cycle, code, elapsed in zip(*(column.tolist() for column in columns), strict=True)
    }


def solved(*told: Says, story: TicketStory = STORY) -> tuple[Outcome, int]:
    return timers(*told, story=story)["solve", 0]


def test_without_a_correction_six_hours_are_too_many() -> None:
    assert timers() == {
        ("solve", 0): (Outcome.MISSED, 6 * HOUR),
        ("answer", 0): (Outcome.MISSED, 6 * HOUR),
    }


def test_a_status_held_for_a_while_pauses_and_what_was_before_holds_again_after_it() -> None:
    assert solved(held("pending_requester", 2, 5)) == (Outcome.MET, 3 * HOUR)


def test_what_the_source_tells_within_the_stretch_does_not_hold() -> None:
    story = replace(STORY, events=(became(1, "open"), became(3, "pending_requester"), became(6, "resolved")))
    assert solved(story=story) == (Outcome.MET, 3 * HOUR)
    assert solved(held("open", 2, 4), story=story) == (Outcome.MET, 4 * HOUR)
    assert solved(held("open", 2, 6), story=story) == (Outcome.MISSED, 6 * HOUR)


def test_a_status_held_from_then_on_takes_everything_later_away() -> None:
    assert solved(held("resolved", 3)) == (Outcome.MET, 3 * HOUR)


def test_a_stretch_from_before_the_creation_changes_what_the_ticket_was_created_with() -> None:
    assert solved(held("pending_requester", -5, 3)) == (Outcome.MET, 3 * HOUR)
    assert solved(held("pending_requester", -5, 0)) == (Outcome.MISSED, 6 * HOUR)


def test_a_later_correction_of_the_same_time_counts() -> None:
    assert solved(held("pending_requester", 2, 5), held("open", 2, 5)) == (Outcome.MISSED, 6 * HOUR)
    assert solved(held("pending_requester", 2, 5), held("open", 3, 4)) == (Outcome.MET, 4 * HOUR)


def test_a_field_that_was_empty_is_as_if_nobody_had_set_it() -> None:
    assert timers(held(None, 0, field="service")) == {}
    assert timers(held("mail", 0, field="service"), story=replace(STORY, fields={"status": "new"})) == timers()


def test_an_event_that_does_not_name_its_field_is_one_of_the_status() -> None:
    story = replace(STORY, events=(became(1, "open"), Told(BASE + 6 * HOUR, EventType.STATUS, "resolved")))
    assert solved(story=story) == (Outcome.MISSED, 6 * HOUR)
    assert solved(held("open", 5, 7), story=story)[1] == 7 * HOUR


def test_a_reply_that_was_given_elsewhere_answers() -> None:
    reply = Happened(type=EventType.PUBLIC_REPLY, at=hour(0.5))
    assert timers(reply)["answer", 0] == (Outcome.MET, HOUR // 2)


def test_a_message_of_the_requester_answers_nothing() -> None:
    assert timers(Happened(type=EventType.REQUESTER_REPLY, at=hour(0.5)))["answer", 0] == (Outcome.MISSED, 6 * HOUR)


def test_a_reply_that_does_not_count_leaves_the_next_one() -> None:
    replies = [Told(BASE + hours * HOUR, EventType.PUBLIC_REPLY, actor=Actor.AGENT) for hours in (1, 2)]
    story = replace(STORY, events=(*replies, became(6, "resolved")))
    assert timers(story=story)["answer", 0] == (Outcome.MET, HOUR)
    wrong = NotCounted(type=EventType.PUBLIC_REPLY, at=hour(1))
    assert timers(wrong, story=story)["answer", 0] == (Outcome.MISSED, 2 * HOUR)


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        (TimerExcluded(), {("solve", 0), ("solve", 1), ("answer", 0)}),
        (TimerExcluded(agreement="gold"), {("solve", 0), ("solve", 1), ("answer", 0)}),
        (TimerExcluded(agreement="tin"), set()),
        (TimerExcluded(objective="solve"), {("solve", 0), ("solve", 1)}),
        (TimerExcluded(objective="solve", cycle=1), {("solve", 1)}),
        (TimerExcluded(cycle=0), {("solve", 0), ("answer", 0)}),
    ],
)
def test_the_timers_that_are_named_are_excluded(told: TimerExcluded, expected: set[tuple[str, int]]) -> None:
    story = replace(STORY, events=(became(1, "resolved"), became(2, "open"), became(9, "resolved")))
    before, after = timers(story=story), timers(told, story=story)
    assert len(before) == 3
    assert {key for key, (found, _) in after.items() if found is Outcome.EXCLUDED} == expected
    assert {key: shows for key, (_, shows) in after.items()} == {key: shows for key, (_, shows) in before.items()}


def test_a_correction_of_an_outage_says_nothing_of_a_ticket_with_its_id() -> None:
    assert timers(OutageWas(ended_at=hour(1))) == timers()


def test_only_tickets_that_are_corrected_are_touched() -> None:
    three = facts([replace(STORY, id=name) for name in ("1", "2", "3")])
    others, own = corrected(three, says(held("pending_requester", 2, 5), ticket="2"), PLAIN)
    assert (list(others.ids), list(own.ids)) == (["1", "3"], ["2"])
    assert (others.tickets.tolist(), own.tickets.tolist()) == ([1, 3], [2])
    elapsed = {
        name: judged(part, PLAN, horizon=BASE + 100 * HOUR).timers.elapsed[0] // HOUR
        for part in (others, own)
        for name in part.ids
    }
    assert elapsed == {"1": 6, "3": 6, "2": 3}


def test_facts_without_a_corrected_ticket_are_the_very_same() -> None:
    told: Facts = facts([STORY])
    assert list(corrected(told, says(held("open", 1), ticket="another"), PLAIN)) == [told]


def test_names_of_fields_fit_their_16_bits_beside_many_words() -> None:
    words = [Told(BASE + hours, EventType.SCOPE, f"word {hours}", "queue") for hours in range(1, 40_000)]
    (own,) = corrected(
        facts([replace(STORY, events=words)]), says(held("pending_requester", 20, 21, field="colour")), PLAIN
    )
    named = {own.terms[code] for code in np.unique(own.events["field"])}
    assert named == {"", "queue", "colour"}
