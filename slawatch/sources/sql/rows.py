"""From rows to facts. Pure."""

import base64
import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final

from slawatch.errors import SkippableRow
from slawatch.ingest.people import Person
from slawatch.model.desk import Relation
from slawatch.model.event import Actor, Event, EventType
from slawatch.model.ticket import Ticket

Row = Mapping[str, Any]
IDENTITY: Final = frozenset({"id", "key", "url", "created_at", "updated_at"})
"""Columns of a ticket that are no raw fields."""
_TRUE: Final = frozenset({"1", "t", "true", "y", "yes", "on"})
TYPES: Final = {
    "status": EventType.STATUS,
    "priority": EventType.PRIORITY,
    "owner": EventType.ASSIGNED,
    "assignee": EventType.ASSIGNED,
}
"""By raw field; every other one is SCOPE."""


def word(value: object) -> str | None:
    """Return a value as a raw word, None where it says nothing."""
    if value is None or value == "":
        return None
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, bytes):
        return base64.b64encode(value).decode()
    if isinstance(value, Decimal) and value == value.to_integral_value():
        return str(int(value))
    return value.isoformat() if isinstance(value, datetime | date) else str(value)


def ticket_id(row: Row, name: str = "id") -> str:
    """Return the id that a row names; SkippableRow where it names none."""
    found = word(row.get(name))
    if found is None:
        raise SkippableRow(f"it has no {name}", row_id="row")
    return found


@dataclass(frozen=True, slots=True, kw_only=True)
class Reader:
    """How the rows of one source are read."""

    time: Callable[[Any], datetime]
    person: Person
    people: frozenset[str]

    def fields(self, row: Row) -> dict[str, str]:
        """Return the raw fields of a ticket that have a value; nobody's name."""
        told = {name: self._kept(name, value) for name, value in row.items() if name not in IDENTITY}
        return {name: value for name, value in told.items() if value is not None}

    def ticket(self, row: Row) -> Ticket:
        """Return a ticket; SkippableRow where its row can't be read."""
        id_ = ticket_id(row)
        updated = row.get("updated_at")
        return Ticket(
            id=id_,
            key=word(row.get("key")) or id_,
            url=word(row.get("url")),
            created_at=self._at(row, "created_at", id_),
            updated_at=None if updated is None else self._at(row, "updated_at", id_),
        )

    def changes(self, rows: Sequence[Row]) -> list[Event]:
        """Return what a ticket's rows of history tell, in an order that each reading finds again.

        Rows come as the database likes. Within a second their full times count, then their ids, then their fields.
        """
        found: list[Event] = []
        for row in sorted(rows, key=self._place):
            change = self._change(row)
            found.append(replace(change, order=sum(each.at == change.at for each in found)))
        return found

    def messages(self, rows: Sequence[Row]) -> Iterator[Event]:
        """Yield messages: what the requester says, what an agent says in public or among colleagues."""
        for row in rows:
            actor = self._actor(row)
            is_public = _is_true(row.get("public", True))
            if actor is Actor.REQUESTER:
                type_ = EventType.REQUESTER_REPLY
            else:
                type_ = EventType.PUBLIC_REPLY if is_public else EventType.PRIVATE_NOTE
            yield self._event(row, type_, actor=actor, native_id=_native("comment", row))

    def links(self, rows: Sequence[Row]) -> Iterator[Event]:
        """Yield links to other tickets."""
        for row in rows:
            told, other = word(row.get("relation")), word(row.get("other"))
            if told not in set(Relation) or other is None:
                relations = ", ".join(Relation)
                raise SkippableRow(
                    f"a link has no relation of {relations}, or no other", row_id=ticket_id(row, "ticket_id")
                )
            yield self._event(row, EventType.LINKED, field=told, new=other, native_id=_native("link", row))

    def _place(self, row: Row) -> tuple[Any, ...]:
        at, id_ = row.get("at"), row.get("id")
        second = self._at(row, "at", ticket_id(row, "ticket_id"))
        number = (0, id_) if isinstance(id_, int) else (1, word(id_) or "")
        return second, isinstance(at, str), at, number, word(row.get("field")) or ""

    def _change(self, row: Row) -> Event:
        name = word(row.get("field"))
        if name is None:
            raise SkippableRow("a row of its history names no field", row_id=ticket_id(row, "ticket_id"))
        return self._event(
            row,
            TYPES.get(name, EventType.SCOPE),
            field=name,
            old=self._kept(name, row.get("old")),
            new=self._kept(name, row.get("new")),
            actor=self._actor(row),
            native_id=_native("change", row),
        )

    def _event(self, row: Row, type_: EventType, **told: Any) -> Event:  # noqa: ANN401  of Event
        id_ = ticket_id(row, "ticket_id")
        return Event(ticket_id=id_, type=type_, at=self._at(row, "at", id_), **told)

    def _actor(self, row: Row) -> Actor:
        told = word(row.get("actor"))
        return Actor(told) if told in set(Actor) else Actor.UNKNOWN

    def _kept(self, name: str, value: object) -> str | None:
        told = word(value)
        return self.person(told) if told is not None and name in self.people else told

    def _at(self, row: Row, name: str, id_: str) -> datetime:
        try:
            return self.time(row.get(name))
        except ValueError as error:
            raise SkippableRow(f"{name}: {error}", row_id=id_) from None


@dataclass(frozen=True, slots=True, kw_only=True)
class Life:
    """A ticket with its rows of everything."""

    row: Row
    changes: Sequence[Row] = field(default=())
    messages: Sequence[Row] = field(default=())
    links: Sequence[Row] = field(default=())


def events(life: Life, reader: Reader, ticket: Ticket) -> tuple[Event, ...]:
    """Return all that happened to a ticket, its creation first: with the fields that it had before the first change."""
    changes = reader.changes(life.changes)
    return (
        Event(ticket_id=ticket.id, type=EventType.CREATED, at=ticket.created_at, fields=_first(life, reader, changes)),
        *changes,
        *reader.messages(life.messages),
        *reader.links(life.links),
    )


def _first(life: Life, reader: Reader, changes: Sequence[Event]) -> Mapping[str, str]:
    """Return the fields as they were at creation: what the first change of each replaced, else what it is now."""
    told: dict[str, str | None] = {**reader.fields(life.row)}
    for change in reversed(changes):
        if change.field is not None:
            told[change.field] = change.old
    return {name: value for name, value in told.items() if value is not None}


def _is_true(value: object) -> bool:
    """Tell whether a driver means true: MySQL's BIT comes as bytes."""
    if isinstance(value, bytes):
        return any(value)
    return value.strip().lower() in _TRUE if isinstance(value, str) else bool(value)


def digest(row: Row) -> str:
    """Return what a row is known by; the row itself may hold people's words."""
    return hashlib.sha256(repr(sorted(row.items(), key=lambda each: each[0])).encode()).hexdigest()


def _native(what: str, row: Row) -> str | None:
    told = word(row.get("id"))
    return None if told is None else f"{what}:{told}"
