"""The events that have happened by the horizon, and the tickets that exist by then."""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from slawatch.engine.columns import NEVER, Flags
from slawatch.engine.facts import ACTOR_CODE, TYPE_CODE, Facts, Ints
from slawatch.model.event import Actor, EventType


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
    dated: Ints
    """Epoch seconds as told, also before the creation."""
    type: NDArray[np.uint8]
    actor: NDArray[np.uint8]
    field: NDArray[np.int16]
    value: NDArray[np.int32]

    def of(self, kind: EventType) -> Flags:
        """Tell of each event whether it is of a type."""
        found: Flags = self.type == TYPE_CODE[kind]
        return found

    @property
    def created_value(self) -> NDArray[np.int32]:
        """Term of the raw fields at creation, one for each ticket; 0 where no event tells them."""
        positions = first_positions(self.of(EventType.CREATED), self.rows, len(self.tickets))
        return np.where(positions < 0, 0, self.value[positions])

    @property
    def created_by_agent(self) -> Flags:
        """True for tickets that an agent opened."""
        positions = first_positions(self.of(EventType.CREATED), self.rows, len(self.tickets))
        by_agent: Flags = (positions >= 0) & (self.actor[positions] == ACTOR_CODE[Actor.AGENT])
        return by_agent

    def first_at(self, chosen: Flags) -> Ints:
        """Return the instant of each ticket's first event among the chosen, NEVER where it has none."""
        positions = first_positions(chosen, self.rows, len(self.tickets))
        return np.where(positions < 0, NEVER, self.at[positions])


def type_flags(*kinds: EventType) -> Flags:
    """Return a table over type codes: True for the types named."""
    return np.isin(np.arange(256), [TYPE_CODE[kind] for kind in kinds])


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
    seen = facts.events["at"] <= horizon
    if not seen.all():
        before = np.concatenate(([0], np.cumsum(seen)))[facts.offsets]
        facts = replace(facts, offsets=before, events=facts.events[seen])
    lengths = np.diff(facts.offsets)
    exists = (facts.created_at <= horizon) & (lengths > 0)
    tickets = np.flatnonzero(exists)
    events = facts.events if exists.all() else facts.events[np.repeat(exists, lengths)]
    created_at = facts.created_at[tickets]
    rows = np.repeat(np.arange(len(tickets)), lengths[tickets])
    return VisibleEvents(
        tickets=tickets,
        created_at=created_at,
        rows=rows,
        at=np.maximum(events["at"], created_at[rows]),
        dated=events["at"],
        type=np.ascontiguousarray(events["type"]),
        actor=np.ascontiguousarray(events["actor"]),
        field=np.ascontiguousarray(events["field"]),
        value=np.ascontiguousarray(events["value"]),
    )
