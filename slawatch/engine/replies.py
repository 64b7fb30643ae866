"""Timers that run from message to message: the requester's wait for an answer, and the rhythm of updates."""

from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from slawatch.engine.columns import Columns, Flags, Phase
from slawatch.engine.cycles import ENDED, Cycles, answers, questions, work_ends, work_starts
from slawatch.engine.facts import Ints
from slawatch.engine.timeline import Timeline, class_flags
from slawatch.model.ticket import DONE

_DONE: Final = class_flags(DONE)

Signs = NDArray[np.int8]
"""1 where something begins to hold, -1 where it ends to hold, 0 where it stays as it was."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Marks(Columns):
    """What reply timers turn on, ordered by ticket, then as it happened; a ticket's first mark is its creation."""

    row: Ints
    at: Ints
    question: Signs
    """The requester has asked and nobody has answered."""
    work: Signs
    """The ticket is neither done nor void."""

    @property
    def creation(self) -> Flags:
        """True for each ticket's first mark, which says of question and work whether they hold."""
        first: Flags = np.diff(self.row, prepend=-1) != 0
        return first

    @property
    def update(self) -> Flags:
        """True for public replies of agents."""
        told: Flags = (self.question < 0) & (self.work == 0)
        return told


def next_reply(line: Timeline, tickets: Cycles) -> Cycles:
    """Return every wait from the oldest unanswered message of the requester to an agent's public reply.

    Being done ends it, too. The creation is the first message, unless an agent opened the ticket. A message to a
    ticket that is done waits from the reopening; a ticket that was cancelled by mistake still owes its answer.
    It is unknown where the source can't tell replies.
    """
    if not line.mapping.public_replies:
        return _unknown(tickets.take(~line.events.created_by_agent))
    told = _marks(line)
    waits = _holds(told.question) & _holds(told.work)
    goes_on = np.append([False], waits[:-1]) & ~told.creation
    return _between(line, told, np.flatnonzero(waits & ~goes_on), np.flatnonzero(~waits | told.creation))


def periodic_update(line: Timeline, tickets: Cycles) -> Cycles:
    """Return every wait for news: from the creation, a reopening or an agent's public reply to the next such reply.

    Being done ends it, too. It is unknown where the source can't tell replies.
    """
    if not line.mapping.public_replies:
        return _unknown(tickets)
    told = _marks(line)
    starts = _holds(told.work) & (told.update | (told.work > 0))
    return _between(line, told, np.flatnonzero(starts), np.flatnonzero(told.update | (told.work < 0) | told.creation))


def _unknown(tickets: Cycles) -> Cycles:
    return replace(tickets, phase=np.full_like(tickets.phase, Phase.UNKNOWN))


def _holds(signs: Signs) -> Flags:
    """Tell after each mark whether something holds: by the last mark that said so or otherwise."""
    last = np.maximum.accumulate(np.where(signs != 0, np.arange(len(signs)), 0))
    held: Flags = signs[last] > 0
    return held


def _marks(line: Timeline) -> Marks:
    turns = np.flatnonzero(work_starts(line) | work_ends(line))
    messages = np.flatnonzero(questions(line) | answers(line))
    creations = np.searchsorted(line.events.rows, line.segments.rows[turns])
    position = line.segments.position[turns]
    order = np.concatenate((np.where(position < 0, 2 * creations, 2 * position + 1), 2 * messages + 1))
    return Marks.joined((_turns(line, turns), _messages(line, messages))).take(np.argsort(order))


def _turns(line: Timeline, turns: Ints) -> Marks:
    segments = line.segments
    row, status = segments.rows[turns], segments.status[turns]
    asked = (segments.position[turns] < 0) & ~line.events.created_by_agent[row]
    settled = _DONE[status] | ((segments.position[turns] < 0) & ~asked)
    return Marks(
        row=row,
        at=segments.start[turns],
        question=np.where(settled, -1, asked).astype(np.int8),
        work=np.where(ENDED[status], -1, 1).astype(np.int8),
    )


def _messages(line: Timeline, messages: Ints) -> Marks:
    return Marks(
        row=line.events.rows[messages],
        at=line.events.at[messages],
        question=np.where(answers(line)[messages], -1, 1).astype(np.int8),
        work=np.zeros(len(messages), np.int8),
    )


def _between(line: Timeline, told: Marks, starts: Ints, stops: Ints) -> Cycles:
    """Return a cycle from each start to the next stop; a creation stops nothing: the ticket before it is open."""
    following = np.append(stops, len(told))[np.searchsorted(stops, starts, side="right")]
    stop = np.minimum(following, len(told) - 1)
    row = told.row[starts]
    is_open = (following == len(told)) | (told.row[stop] != row)
    ended_at = np.where(is_open, line.horizon, told.at[stop])
    cancelled = (told.work[stop] < 0) & (told.question[stop] == 0)
    phase = np.where(cancelled, Phase.CANCELLED, Phase.STOPPED)
    return Cycles(
        row=row,
        number=np.arange(len(row)) - np.searchsorted(row, row),
        first=line.segments.locate(row, told.at[starts]),
        last=np.where(is_open, line.segments.first[row + 1] - 1, line.segments.locate(row, ended_at)),
        started_at=told.at[starts],
        ended_at=ended_at,
        phase=np.where(is_open, Phase.RUNNING, phase).astype(np.int8),
        reopens=np.zeros(len(row), np.int64),
    )
