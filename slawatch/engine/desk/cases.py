"""What became of each ticket, in a row: when it was resolved and reopened, who touched it, what its requester said."""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from slawatch.engine.change_types import UNTYPED, change_types
from slawatch.engine.columns import NEVER, Codes, Flags
from slawatch.engine.cycles import ENDED, questions
from slawatch.engine.desk.holders import last_holder
from slawatch.engine.desk.links import RELATION_CODE
from slawatch.engine.desk.rows import CaseRows, LinkRows, Tells, name_code
from slawatch.engine.desk.stages import Tickets
from slawatch.engine.desk.surveys import Answered, answered
from slawatch.engine.facts import Facts, Ints
from slawatch.engine.history import ordered_key
from slawatch.engine.plan import Plan
from slawatch.engine.timeline import Timeline, attribute_history, class_flags
from slawatch.engine.visible import first_positions
from slawatch.model.desk import CHANGE, FAILED, PROBLEM, ChangeType, Relation
from slawatch.model.ticket import DONE

_DONE: Final = class_flags(DONE)
_UNKNOWN: Final = -1
_AFTER_ALL: Final = int(np.iinfo(np.int64).max)


def case_rows(line: Timeline, facts: Facts, plan: Plan, *, tickets: Tickets, links: LinkRows) -> CaseRows:
    """Return a row for each ticket that exists; `links` are those that the tickets tell."""
    resolved, reopened = _resolved(line), _reopened(line)
    until = _position(line, resolved)
    said = answered(line)
    return CaseRows(
        **tickets,
        name=_names(line, facts, tickets["kind"], plan),
        priority=_now(line, "priority"),
        team=_now(line, "team"),
        person=last_holder(line, plan, np.minimum(said.at, line.horizon)),
        resolved_at=_instant(line, resolved),
        reopened_at=_instant(line, reopened),
        handovers=_handovers(line, until),
        contacts=_contacts(line, until),
        has_problem=np.isin(tickets["ticket"], links.ticket[links.relation == RELATION_CODE[Relation.PROBLEM]]),
        failed=_failed(line, tickets["kind"], plan),
        emergency=_emergency(line, tickets["kind"], plan),
        answered_at=said.at,
        answer=said.answer,
        asked_at=said.asked_at,
        tells=np.full(len(line), _tells(line, said), np.uint8),
    )


def _now(line: Timeline, attribute: str) -> Codes:
    return line.attributes[attribute].at(np.arange(len(line)), line.horizon).astype(np.int32)


def _resolved(line: Timeline) -> Ints:
    """Return the segment of each ticket's first resolution, -1 where there is none."""
    segments = line.segments
    return first_positions(_DONE[segments.status], segments.rows, len(line))


def _reopened(line: Timeline) -> Ints:
    """Return the segment with which each ticket was first reopened after a resolution, -1 where it was not."""
    segments = line.segments
    after = np.full(len(line), _AFTER_ALL)
    resolved = _resolved(line)
    after[resolved >= 0] = resolved[resolved >= 0]
    again = ~ENDED[segments.status] & (np.arange(len(segments.rows)) > after[segments.rows])
    return first_positions(again, segments.rows, len(line))


def _instant(line: Timeline, segment: Ints) -> Ints:
    return np.where(segment < 0, NEVER, line.segments.start[segment])


def _position(line: Timeline, segment: Ints) -> Ints:
    """Return the event that begins a segment of each ticket, one after all others where there is none."""
    return np.where(segment < 0, _AFTER_ALL, line.segments.position[segment])


def _handovers(line: Timeline, until: Ints) -> Codes:
    """Count the changes from one team to another before an event; the first team that is told is none's successor."""
    team = line.attributes["team"]
    positions = line.raw.setting(line.mapping.attribute("team").field)
    every = np.arange(len(line))
    rows, at = np.concatenate((every, team.rows)), np.concatenate((np.full(len(line), -1), positions))
    teams = np.concatenate((team.initial, team.values))
    named = np.flatnonzero(teams)
    order = named[np.argsort(ordered_key(rows[named], at[named] + 1), kind="stable")]
    rows, at, teams = rows[order], at[order], teams[order]
    changed = np.flatnonzero((np.diff(rows) == 0) & (np.diff(teams) != 0)) + 1
    before = changed[at[changed] < until[rows[changed]]]
    return np.bincount(rows[before], minlength=len(line)).astype(np.int32)


def _contacts(line: Timeline, until: Ints) -> Codes:
    positions = np.flatnonzero(questions(line))
    rows = line.events.rows[positions]
    before = positions < until[rows]
    return np.bincount(rows[before], minlength=len(line)).astype(np.int32)


def _failed(line: Timeline, kind: Codes, plan: Plan) -> Flags:
    field = line.mapping.attributes.get("outcome")
    failed = np.zeros(len(line), np.bool_)
    if field is not None:
        changes = np.flatnonzero(kind == plan.words.code(CHANGE))
        outcome = attribute_history(line.raw, field, plan.words)
        failed[changes] = outcome.at(changes, line.horizon) == plan.words.code(FAILED)
    return failed


def _emergency(line: Timeline, kind: Codes, plan: Plan) -> NDArray[np.int8]:
    types = change_types(line, kind, plan)
    return np.where(types == UNTYPED, _UNKNOWN, types == plan.words.code(ChangeType.EMERGENCY)).astype(np.int8)


def _names(line: Timeline, facts: Facts, kind: Codes, plan: Plan) -> Ints:
    names = np.zeros(len(line), np.int64)
    for row in np.flatnonzero(np.isin(kind, [plan.words.code(PROBLEM), plan.words.code(CHANGE)])).tolist():
        names[row] = name_code(line.source, facts.ids[line.events.tickets[row]])
    return names


def _tells(line: Timeline, said: Answered) -> Tells:
    told = Tells(0)
    if line.mapping.public_replies:
        told |= Tells.REPLIES
    if said.tells_asked:
        told |= Tells.ASKED
    if "outcome" in line.mapping.attributes:
        told |= Tells.OUTCOME
    if line.mapping.links:
        told |= Tells.LINKS
    return told
