"""When timers start and stop: by being done, by a first reply, by an acknowledgement."""

from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from slawatch.engine.columns import NEVER, Columns, Flags, Phase
from slawatch.engine.facts import ACTOR_CODE, Ints
from slawatch.engine.timeline import Timeline, class_flags
from slawatch.engine.visible import first_positions
from slawatch.model.event import Actor, EventType
from slawatch.model.ticket import DONE, VOID

ENDED: Final = class_flags(DONE | VOID)
"""Over CLASSES: a stretch of done or void classes is one gap, and its entry tells which it is.

What follows inside it does not judge again: deleting a resolved ticket erases no miss, closing a cancelled one
makes no success.
"""

_DONE: Final = class_flags(DONE)
_VOID: Final = class_flags(VOID)


@dataclass(frozen=True, slots=True, kw_only=True)
class Cycles(Columns):
    """One row a run of a stopwatch, ordered by ticket: from a start to its stop, or to the horizon."""

    row: Ints
    """The ticket, numbered as in the timeline."""
    number: Ints
    first: Ints
    """The segment in which it starts; what counts of it starts at `started_at`."""
    last: Ints
    """The segment in which it ends; what counts of it ends at `ended_at`."""
    started_at: Ints
    ended_at: Ints
    phase: NDArray[np.int8]
    """See Phase; an open one is RUNNING here, since pauses are up to the objective."""
    reopens: Ints


def work_cycles(line: Timeline) -> Cycles:
    """Return every stretch of work: from the creation or a reopening to the entry into the next end.

    Summed over a ticket's cycles `reopens` is the number of its reopenings: each has the one that it began with.
    """
    segments = line.segments
    first, entry = work_starts(line), work_ends(line)
    cycle_of = np.cumsum(first) - 1
    starts = np.flatnonzero(first)
    last = np.append(starts, len(first))[1:] - 1
    ended = np.zeros(len(starts), np.bool_)
    entries = np.flatnonzero(entry)
    last[cycle_of[entries]], ended[cycle_of[entries]] = entries, True
    row = segments.rows[starts]
    number = np.arange(len(starts)) - cycle_of[segments.first[:-1]][row]
    stop = np.where(_VOID[segments.status[last]], Phase.CANCELLED, Phase.STOPPED)
    return Cycles(
        row=row,
        number=number,
        first=starts,
        last=last,
        started_at=segments.start[starts],
        ended_at=np.where(ended, segments.start[last], line.horizon),
        phase=np.where(ended, stop, Phase.RUNNING).astype(np.int8),
        reopens=(number > 0).astype(np.int64),
    )


def whole(line: Timeline, cycles: Cycles) -> Cycles:
    """Return one row a ticket: from its creation to the end of its last cycle, reopenings and all."""
    ends = cycles.take(is_last(cycles))
    return replace(
        ends,
        number=np.zeros_like(ends.number),
        first=line.segments.first[:-1],
        started_at=line.events.created_at,
        reopens=ends.number,
    )


def is_last(cycles: Cycles) -> Flags:
    """Tell of each cycle whether it is its ticket's last one."""
    last: Flags = np.diff(cycles.row, append=-1) != 0
    return last


def first_response(line: Timeline, tickets: Cycles) -> Cycles:
    """Return the wait for an agent's first public reply; being done ends it too.

    A ticket that an agent opened has none. It never restarts. It is unknown where the source can't tell replies.
    """
    started = tickets.take(~line.events.created_by_agent)
    if not line.mapping.public_replies:
        return replace(started, phase=np.full_like(started.phase, Phase.UNKNOWN))
    return _stopped(line, started, replied_at(line))


def acknowledgement(line: Timeline, tickets: Cycles) -> Cycles:
    """Return the wait for an acknowledgement; being done ends it too. It never restarts."""
    return _stopped(line, tickets, acknowledged_at(line))


def replied_at(line: Timeline) -> Ints:
    """Return the instant of each ticket's first public reply by an agent."""
    return line.events.first_at(answers(line))


def answers(line: Timeline) -> Flags:
    """Tell of each event whether it is a public reply by an agent; a robot's reply is no response."""
    events = line.events
    by_agent: Flags = events.actor == ACTOR_CODE[Actor.AGENT]
    return events.of(EventType.PUBLIC_REPLY) & by_agent


def questions(line: Timeline) -> Flags:
    """Tell of each event whether the requester speaks; an automatic message asks nothing."""
    events = line.events
    by_hand = events.actor != ACTOR_CODE[Actor.SYSTEM]
    by_requester = events.actor == ACTOR_CODE[Actor.REQUESTER]
    asked: Flags = (events.of(EventType.REQUESTER_REPLY) & by_hand) | (events.of(EventType.PUBLIC_REPLY) & by_requester)
    return asked


def acknowledged_at(line: Timeline) -> Ints:
    """Return the first explicit acknowledgement, else the first assignment to a person, else the first reply."""
    events = line.events
    by_hand = events.actor != ACTOR_CODE[Actor.SYSTEM]
    explicit = events.first_at(events.of(EventType.ACKNOWLEDGED) & by_hand)
    assigned = events.first_at(events.of(EventType.ASSIGNED) & (events.value != 0))
    implied = np.where(assigned != NEVER, assigned, replied_at(line))
    return np.where(explicit != NEVER, explicit, implied)


def work_starts(line: Timeline) -> Flags:
    """Tell of each segment whether work begins with it: a ticket's first segment, or a reopening."""
    ended = ENDED[line.segments.status]
    starts = np.zeros(len(ended), np.bool_)
    starts[1:] = ended[:-1] & ~ended[1:]
    starts[line.segments.first[:-1]] = True
    return starts


def work_ends(line: Timeline) -> Flags:
    """Tell of each segment whether it is the entry into an end: a done or void one after none."""
    ended = ENDED[line.segments.status]
    entries = ended.copy()
    entries[1:] &= ~ended[:-1]
    firsts = line.segments.first[:-1]
    entries[firsts] = ended[firsts]
    return entries


def _stopped(line: Timeline, tickets: Cycles, answered: Ints) -> Cycles:
    """Return the tickets' timers as stopped by an answer or by being done, or cancelled before either."""
    stop = np.minimum(answered, _done_at(line))[tickets.row]
    void_at = np.where(tickets.phase == Phase.CANCELLED, tickets.ended_at, NEVER)
    ended_at = np.minimum(stop, void_at)
    is_open = ended_at == NEVER
    ended_at = np.where(is_open, line.horizon, ended_at)
    last = np.where(is_open, tickets.last, line.segments.locate(tickets.row, ended_at))
    phase = np.where(stop <= void_at, Phase.STOPPED, Phase.CANCELLED)
    return replace(
        tickets,
        last=last,
        ended_at=ended_at,
        phase=np.where(is_open, Phase.RUNNING, phase).astype(np.int8),
        reopens=reopened(line, tickets, last),
    )


def _done_at(line: Timeline) -> Ints:
    segments = line.segments
    positions = first_positions(_DONE[segments.status], segments.rows, len(line))
    return np.where(positions < 0, NEVER, segments.start[positions])


def reopened(line: Timeline, tickets: Cycles, last: Ints) -> Ints:
    """Return how often each ticket had been reopened by the segment named."""
    reopens = np.zeros(len(tickets), np.int64)
    again = np.flatnonzero(tickets.reopens)
    starts = np.flatnonzero(work_starts(line)) if len(again) else again
    reopens[again] = np.searchsorted(starts, last[again], "right") - np.searchsorted(starts, tickets.first[again]) - 1
    return reopens
