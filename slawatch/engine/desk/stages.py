"""The way of tickets through status classes, teams and queues, cut wherever one of them changes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from slawatch.engine.columns import NEVER
from slawatch.engine.cycles import ENDED
from slawatch.engine.desk.rows import StageRows
from slawatch.engine.facts import Ints
from slawatch.engine.history import History
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
    """What changes, event by event; an event that changes two things stands here twice."""

    rows: Ints
    position: Ints
    """The event; -1: the creation, -2: before it."""
    status: Ints
    team: Ints
    queue: Ints
    """_UNCHANGED where it stays."""


def stage_rows(line: Timeline, plan: Plan, tickets: Tickets) -> StageRows:
    """Return every ticket's stretches, working time in the hours of its service."""
    cuts = _cuts(line, plan)
    order = np.argsort((cuts.rows << _POSITION_BITS) + cuts.position, kind="stable")
    rows, position = cuts.rows[order], cuts.position[order]
    created_at = line.events.created_at
    start = np.where(position < 0, created_at[rows], line.events.at[position])
    is_last = np.diff(rows, append=-1) != 0
    end = np.where(is_last, NEVER, np.append(start[1:], NEVER))
    of_ticket = {name: column[rows] for name, column in tickets.items()}
    return StageRows(
        **of_ticket,
        team=_carried(cuts.team[order]).astype(np.int32),
        queue=_carried(cuts.queue[order]).astype(np.int32),
        status=_carried(cuts.status[order]).astype(np.int8),
        started_at=start,
        ended_at=end,
        working=_working(of_ticket["service"], start, np.where(is_last, start, end), plan),
    )


def _cuts(line: Timeline, plan: Plan) -> _Cuts:
    """Return the changes of status, of team and of queue; those of a ticket's first row name all three."""
    segments, changed = line.segments, _changed(line.segments)
    team, queue = line.attributes["team"], _queue(line, plan)
    team_at, queue_at = (line.raw.setting(line.mapping.attribute(name).field) for name in ("team", "queue"))
    queue_at = queue_at[: len(queue.values)]
    born = segments.status[segments.first[:-1]].astype(np.int64)
    is_done = ENDED[born]
    parts = (len(line), len(changed), len(team_at), len(queue_at))
    return _Cuts(
        rows=np.concatenate((np.arange(len(line)), segments.rows[changed], team.rows, queue.rows)),
        position=np.concatenate((np.where(is_done, -2, -1), segments.position[changed], team_at, queue_at)),
        status=_told(parts, {0: np.where(is_done, _NEW, born), 1: segments.status[changed].astype(np.int64)}),
        team=_told(parts, {0: team.initial, 2: team.values}),
        queue=_told(parts, {0: queue.initial, 3: queue.values}),
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
    none = np.empty(0, np.int64)
    return History(np.zeros(len(line), np.int64), none, none, none)


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
