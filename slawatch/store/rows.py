"""Facts as rows and back; the values of a row stand in the order of its table's columns."""

import json
from collections.abc import Iterable
from datetime import datetime
from itertools import count
from typing import Any, Final, NamedTuple

from slawatch.engine.facts import ACTOR_CODE, ACTORS, TYPE_CODE, TYPES
from slawatch.model.event import Event, EventType
from slawatch.model.instant import epoch, from_epoch
from slawatch.model.outage import Exclusion, Outage

_json: Final = json.JSONEncoder(sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode
_CREATED = TYPE_CODE[EventType.CREATED]
_MERGED = TYPE_CODE[EventType.MERGED]


class EventRow(NamedTuple):
    """What an event row holds after its stream and sequence; two tellings are equal when their rows are."""

    ticket: int
    identity: str
    native: int
    at: int
    ord: int
    type: int
    actor: int
    field: str | None
    old: str | None
    new: str | None
    fields: str | None
    derived: int
    grain: int

    @property
    def word(self) -> str:
        """The text that a packed event's `value` stands for, "" for none."""
        if self.type == _CREATED:
            return self.fields or "{}"
        return "" if self.type == _MERGED else self.new or ""


def event_row(ticket: int, identity: str, event: Event) -> EventRow:
    """Return the row of an event."""
    return EventRow(
        ticket,
        identity,
        int(event.native_id is not None),
        epoch(event.at),
        event.order,
        TYPE_CODE[event.type],
        ACTOR_CODE[event.actor],
        event.field,
        event.old,
        event.new,
        _json(event.fields) if event.fields else None,
        int(event.derived),
        event.grain,
    )


def event_of(row: EventRow, ticket_id: str) -> Event:
    """Return the event of a row."""
    return Event(
        ticket_id=ticket_id,
        type=TYPES[row.type],
        at=from_epoch(row.at),
        order=row.ord,
        native_id=row.identity if row.native else None,
        actor=ACTORS[row.actor],
        field=row.field,
        old=row.old,
        new=row.new,
        fields=json.loads(row.fields) if row.fields else {},
        derived=bool(row.derived),
        grain=row.grain,
    )


def newest(rows: Iterable[EventRow]) -> dict[str, EventRow]:
    """Return the newest version of each event by identity, from rows in the order of their sequence.

    A later version takes the place of the first: among events of one second an edited one stays where it was told.
    """
    return {row.identity: row for row in rows}


def in_order(rows: Iterable[EventRow]) -> list[EventRow]:
    """Return rows by (at, order), those that agree in both as they were first told."""
    return sorted(rows, key=lambda row: (row.at, row.ord))


class Identities:
    """Numbers events of one batch that agree in everything that could tell them apart."""

    def __init__(self) -> None:
        self._seen: dict[tuple[Any, ...], count[int]] = {}

    def of(self, event: Event) -> str:
        """Return the event's identity; the n-th of equal events gets the n-th."""
        if event.native_id is not None:
            return event.native_id
        same = (event.ticket_id, event.type, event.at, event.field, event.new)
        return event.identity(next(self._seen.setdefault(same, count())))


def outage_row(outage: Outage) -> tuple[Any, ...]:
    """Return what an outage's row holds after its stream and sequence."""
    return (
        outage.id,
        outage.service,
        epoch(outage.started_at),
        _seconds(outage.ended_at),
        outage.severity,
        _seconds(outage.detected_at),
        _seconds(outage.acknowledged_at),
        outage.ticket_id,
        outage.users,
        outage.reason,
        outage.author,
    )


def exclusion_row(exclusion: Exclusion) -> tuple[Any, ...]:
    """Return what an exclusion's row holds after its stream and sequence."""
    return (
        exclusion.id,
        exclusion.service,
        epoch(exclusion.started_at),
        epoch(exclusion.ended_at),
        exclusion.reason,
        exclusion.author,
        _seconds(exclusion.approved_at),
        exclusion.approved_by,
        exclusion.withdrawn_by,
        _seconds(exclusion.withdrawn_at),
    )


def _seconds(value: datetime | None) -> int | None:
    return None if value is None else epoch(value)
