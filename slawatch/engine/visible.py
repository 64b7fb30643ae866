"""The events that have happened by the horizon, and the tickets that exist by then."""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from slawatch.engine.columns import NEVER, Flags
from slawatch.engine.facts import ACTOR_CODE, TYPE_CODE, Facts, Ints
from slawatch.model.event import Actor, EventType

_CREATED: Final = TYPE_CODE[EventType.CREATED]


@dataclass(frozen=True, slots=True, kw_only=True)
class VisibleEvents:
    """Events in columns, ordered by ticket, then by time; `rows` numbers the tickets that exist from 0."""

    tickets: Ints
    """Position in the facts of each ticket that exists."""
    created_at: Ints
    rows: Ints
    """Ticket of each event."""
    at: Ints
    """Epoch seconds; what is dated before its ticket's creation counts from the creation."""
    type: NDArray[np.uint8]
    actor: NDArray[np.uint8]
    field: NDArray[np.int16]
    value: NDArray[np.int32]

    @property
    def created_value(self) -> NDArray[np.int32]:
        """Term of the raw fields at creation, one for each ticket; 0 where no event tells them."""
        positions = first_positions(self.type == _CREATED, self.rows, len(self.tickets))
        return np.where(positions < 0, 0, self.value[positions])

    @property
    def created_by_agent(self) -> Flags:
        """True for tickets that an agent opened."""
        positions = first_positions(self.type == _CREATED, self.rows, len(self.tickets))
        by_agent: Flags = (positions >= 0) & (self.actor[positions] == ACTOR_CODE[Actor.AGENT])
        return by_agent

    def first_at(self, chosen: Flags) -> Ints:
        """Return the instant of each ticket's first event among the chosen, NEVER where it has none."""
        positions = first_positions(chosen, self.rows, len(self.tickets))
        return np.where(positions < 0, NEVER, self.at[positions])


def first_positions(chosen: Flags, rows: Ints, tickets: int) -> Ints:
    """Return the position of each ticket's first row among the chosen, -1 where it has none."""
    positions = np.flatnonzero(chosen)
    owners = rows[positions]
    first = np.full(tickets, -1, np.int64)
    first[owners[::-1]] = positions[::-1]
    return first


def visible_events(facts: Facts, *, horizon: int) -> VisibleEvents:
    """Return what can be known at the horizon: events with at <= horizon of tickets that exist by then.

    A ticket exists from its creation, and not before its first visible event.
    """
    lengths = np.diff(facts.offsets)
    seen = facts.events["at"] <= horizon
    before = np.concatenate(([0], np.cumsum(seen)))[facts.offsets]
    counts = np.where(facts.created_at <= horizon, np.diff(before), 0)
    seen &= np.repeat(counts > 0, lengths)
    tickets = np.flatnonzero(counts)
    events = facts.events if seen.all() else facts.events[seen]
    created_at = facts.created_at[tickets]
    rows = np.repeat(np.arange(len(tickets)), counts[tickets])
    return VisibleEvents(
        tickets=tickets,
        created_at=created_at,
        rows=rows,
        at=np.maximum(events["at"], created_at[rows]),
        type=np.ascontiguousarray(events["type"]),
        actor=np.ascontiguousarray(events["actor"]),
        field=np.ascontiguousarray(events["field"]),
        value=np.ascontiguousarray(events["value"]),
    )
