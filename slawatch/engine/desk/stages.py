"""The way of tickets through status classes, teams, queues and hands, cut wherever one of them changes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from slawatch.engine.columns import NEVER, Flags
from slawatch.engine.cycles import ENDED
from slawatch.engine.desk.holders import holders
from slawatch.engine.desk.rows import StageRows
from slawatch.engine.facts import Ints
from slawatch.engine.history import History, unchanged
from slawatch.engine.plan import Plan
from slawatch.engine.timeline import CLASS_CODE, Segments, Timeline, attribute_history
from slawatch.model.ticket import StatusClass

_UNCHANGED: Final = -1
_NEW: Final = CLASS_CODE[StatusClass.NEW]
_POSITION_BITS: Final = 32
"""Enough for the events of a chunk."""

Tickets = Mapping[str, NDArray[Any]]
"""Columns that are the same in all rows of a ticket, by name, one value a ticket."""


@dataclass(frozen=True, slots=True)
class _Cuts:
    """How tickets stand from an event on, ordered by ticket, then by time; each differs from the one before it."""

    rows: Ints
    position: Ints
    """The event; -1: the creation, -2: before it."""
    status: Ints
    team: Ints
    queue: Ints
    person: Ints

    @classmethod
    def carried(cls, rows: Ints, position: Ints, **told: Ints) -> "_Cuts":
        """Return the cuts from changes in any order; what one does not tell (_UNCHANGED) stays as it was."""
        order = np.argsort((rows << _POSITION_BITS) + position, kind="stable")
        rows, position = rows[order], position[order]
        values = {name: _carried(column[order]) for name, column in told.items()}
        changes = [np.diff(column, prepend=_UNCHANGED) != 0 for column in (rows, *values.values())]
        kept = np.logical_or.reduce(changes)
        return cls(rows[kept], position[kept], **{name: column[kept] for name, column in values.items()})


def stage_rows(line: Timeline, plan: Plan, tickets: Tickets) -> StageRows:
    """Return every ticket's stretches, working time in the hours of its service."""
    cuts = _cuts(line, plan)
    rows, created_at = cuts.rows, line.events.created_at
    start = np.where(cuts.position < 0, created_at[rows], line.events.at[np.maximum(cuts.position, 0)])
    is_last = np.diff(rows, append=-1) != 0
    end = np.where(is_last, NEVER, np.append(start[1:], NEVER))
    of_ticket = {name: column[rows] for name, column in tickets.items()}
    return StageRows(
        **of_ticket,
        team=cuts.team.astype(np.int32),
        queue=cuts.queue.astype(np.int32),
        person=cuts.person.astype(np.int32),
        status=cuts.status.astype(np.int8),
        started_at=start,
        ended_at=end,
        settled=_settled(rows, ENDED[cuts.status], len(line)),
        working=_working(of_ticket["service"], start, np.where(is_last, start, end), plan),
    )


def _settled(rows: Ints, ended: Flags, tickets: int) -> Flags:
    """Tell of each stretch whether its ticket is never open again."""
    last_open = np.full(tickets, -1)
    is_open = np.flatnonzero(~ended)
    last_open[rows[is_open]] = is_open  # of equal tickets the last one stays
    settled: Flags = np.arange(len(rows)) > last_open[rows]
    return settled


def _cuts(line: Timeline, plan: Plan) -> _Cuts:
    """Return the changes of status, team, queue and person; those of a ticket's first row name all of them."""
    segments, changed = line.segments, _changed(line.segments)
    team, queue = line.attributes["team"], _queue(line, plan)
    team_at, queue_at = (line.raw.setting(line.mapping.attribute(name).field) for name in ("team", "queue"))
    queue_at = queue_at[: len(queue.values)]
    person_at, person = holders(line, plan)
    born = segments.status[segments.first[:-1]].astype(np.int64)
    is_done = ENDED[born]
    parts = (len(line), len(changed), len(team_at), len(queue_at), len(person_at))
    return _Cuts.carried(
        rows=np.concatenate((np.arange(len(line)), segments.rows[changed], team.rows, queue.rows, person.rows)),
        position=np.concatenate((np.where(is_done, -2, -1), segments.position[changed], team_at, queue_at, person_at)),
        status=_told(parts, {0: np.where(is_done, _NEW, born), 1: segments.status[changed].astype(np.int64)}),
        team=_told(parts, {0: team.initial, 2: team.values}),
        queue=_told(parts, {0: queue.initial, 3: queue.values}),
        person=_told(parts, {0: person.initial, 4: person.values}),
    )


def _changed(segments: Segments) -> Ints:
    """Return the segments but each ticket's first, unless that is done already: then the ticket was new before it."""
    return np.flatnonzero((segments.position >= 0) | ENDED[segments.status])


def _told(parts: Sequence[int], values: Mapping[int, Ints]) -> Ints:
    """Return one column of parts of so many rows; those that tell nothing leave it as it was."""
    return np.concatenate([values.get(part, np.full(rows, _UNCHANGED)) for part, rows in enumerate(parts)])


def _queue(line: Timeline, plan: Plan) -> History:
    """Return the queues of tickets; of none where the mapping names none."""
    field = line.mapping.attributes.get("queue")
    if field is not None:
        return attribute_history(line.raw, field, plan.words)
    return unchanged(np.zeros(len(line), np.int64))


def _carried(values: Ints) -> Ints:
    """Return each value, where it stays the last one told; every ticket's first row tells one."""
    last: Ints = np.maximum.accumulate(np.where(values != _UNCHANGED, np.arange(len(values)), 0))
    return values[last]


def _working(service: Ints, start: Ints, end: Ints, plan: Plan) -> Ints:
    worked = np.full(len(service), -1, np.int64)
    for name, defined in plan.definitions.services.items():
        own = np.flatnonzero(service == plan.words.code(name))
        if len(own):
            worked[own] = plan.calendars[defined.hours].between(start[own], end[own])
    return worked
