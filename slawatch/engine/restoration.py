"""The timer of a major incident: from the start of the downtime to its end, as far as the ticket tells them."""

from dataclasses import replace

import numpy as np

from slawatch.engine.columns import NEVER, Phase
from slawatch.engine.cycles import Cycles, reopened
from slawatch.engine.facts import Ints
from slawatch.engine.timeline import Timeline
from slawatch.engine.visible import first_positions
from slawatch.model.event import EventType


def restoration(line: Timeline, tickets: Cycles) -> Cycles:
    """Return the time from the first told start of downtime, else the creation, to the first told end of it.

    Being done ends it, too, for good only if the ticket is not reopened. Downtime may have begun, and ended, before
    the ticket was opened; that time counts in the status in which the ticket stands at its creation. It never restarts.
    """
    created_at = line.events.created_at
    over = np.where(tickets.phase == Phase.RUNNING, NEVER, tickets.ended_at)
    restored = told_at(line, EventType.DOWNTIME_END, NEVER)
    stop = np.minimum(restored, over)
    is_open = stop == NEVER
    ended_at = np.where(is_open, line.horizon, stop)
    started_at = np.minimum(told_at(line, EventType.DOWNTIME_START, created_at), ended_at)
    located = line.segments.locate(tickets.row, np.maximum(ended_at, created_at))
    last = np.where(restored < over, located, tickets.last)
    return replace(
        tickets,
        first=line.segments.locate(tickets.row, np.maximum(started_at, created_at)),
        last=last,
        started_at=started_at,
        ended_at=ended_at,
        phase=np.where(restored <= over, np.where(is_open, Phase.RUNNING, Phase.STOPPED), tickets.phase).astype(
            np.int8
        ),
        reopens=np.where(ended_at < created_at, 0, reopened(line, tickets, last)).astype(np.int32),
    )


def told_at(line: Timeline, kind: EventType, otherwise: int | Ints) -> Ints:
    """Return when each ticket first tells of something, by its own date even if that is before the creation."""
    events = line.events
    positions = first_positions(events.of(kind), events.rows, len(line))
    return np.where(positions < 0, otherwise, events.dated[positions])
