"""Tickets of one June as a desk's log tells them, and the rows and shares that the engine makes of them."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime

from hypothesis import strategies as st

from slawatch.engine.desk.chain import chain
from slawatch.engine.desk.rows import DeskRows
from slawatch.engine.judge import judged
from slawatch.engine.plan import Plan
from slawatch.model.desk import Desk, Relation
from slawatch.model.desk_figures import ProcessIndicator, ProcessShare
from slawatch.model.event import EventType
from slawatch.model.mapping import GOOD, POOR, AskedRule, FieldMap, SourceMapping, Survey
from slawatch.testing.facts import TicketStory, Told, facts
from slawatch.testing.plans import PLAIN, agreement, definitions, planned

JUNE = int(datetime(2026, 6, 1, tzinfo=UTC).timestamp())
JULY = int(datetime(2026, 7, 1, tzinfo=UTC).timestamp())
DAY = 86400
WINDOW = JUNE, JULY
ANSWERS = FieldMap(field="", values={"4..5": GOOD, "1..5": POOR})
FULL = replace(
    PLAIN,
    attributes={
        "outcome": FieldMap(field="outcome", values={"bad": "failed", "good": "successful"}),
        "change_type": FieldMap(field="way", values={"rush": "emergency", "plan": "normal", "list*": "standard"}),
    },
    links={Relation.PROBLEM: "problem_id"},
    survey=Survey(name="After closing", answers=ANSWERS, asked=AskedRule(field="survey", equals=frozenset({"sent"}))),
)


def a_plan(mapping: SourceMapping = FULL, desk: Desk | None = None) -> Plan:
    told = definitions(agreement(), mapping=mapping)
    return planned(replace(told, desk=desk or Desk()))


def ticket(name: str, kind: str, day: float, *events: Told, **fields: str) -> TicketStory:
    """A ticket about mail that is created on a day of June."""
    told = {"status": "open", "service": "mail", "kind": kind, "team": "front", **fields}
    return TicketStory(created_at=int(JUNE + day * DAY), fields=told, events=events, id=name)


def at(day: float, kind: EventType, new: str | None = None, field: str | None = None) -> Told:
    return Told(int(JUNE + day * DAY), kind, new, field)


def solved(day: float) -> Told:
    return at(day, EventType.STATUS, "resolved", "status")


def link(day: float, relation: str, other: str) -> Told:
    return at(day, EventType.LINKED, other, relation)


def rows(plan: Plan, *stories: TicketStory, horizon: int = JULY) -> DeskRows:
    told = judged(facts(stories), plan, horizon=horizon, desk=True).desk
    assert told is not None
    return told


def shares(plan: Plan, *stories: TicketStory) -> Mapping[ProcessIndicator, ProcessShare]:
    return {share.indicator: share for share in chain(rows(plan, *stories), WINDOW, plan.words)}


What = tuple[str | None, EventType, str | None]
"""The new value of an event, what happened, and the field."""
WHATS: Sequence[What] = (
    ("open", EventType.STATUS, "status"),
    ("resolved", EventType.STATUS, "status"),
    ("back", EventType.SCOPE, "team"),
    ("sent", EventType.SCOPE, "survey"),
    ("5", EventType.RATED, None),
    ("T1", EventType.LINKED, "caused_by"),
    ("T2", EventType.LINKED, "problem"),
    ("rush", EventType.SCOPE, "way"),
    ("plan", EventType.SCOPE, "way"),
    ("urgent", EventType.SCOPE, "way"),
    (None, EventType.SCOPE, "way"),
    ("bad", EventType.SCOPE, "outcome"),
    ("good", EventType.SCOPE, "outcome"),
)


@st.composite
def histories(
    draw: st.DrawFn, kinds: Sequence[str] = ("incident", "change", "request"), whats: Sequence[What] = WHATS
) -> list[TicketStory]:
    """Tickets from April to June."""
    told = []
    for number in range(draw(st.integers(1, 8))):
        created = day = draw(st.integers(-60, 28))
        kind = draw(st.sampled_from(kinds))
        events = []
        for _ in range(draw(st.integers(0, 5))):
            day += draw(st.integers(0, 12))
            new, what, field = draw(st.sampled_from(whats))
            events.append(at(day, what, new, field))
        told.append(ticket(f"T{number}", kind, created, *events))
    return told
