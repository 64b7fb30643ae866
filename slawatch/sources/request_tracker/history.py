"""A ticket's transactions as events. Pure: what RT sent goes in, facts come out."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from slawatch.errors import SkippableRow
from slawatch.ingest.people import Person, somebody
from slawatch.model.event import Actor, Event, EventType
from slawatch.model.instant import EARLIEST, instant
from slawatch.model.ticket import Ticket

Row = Mapping[str, Any]

SYSTEM: Final = "RT_System"
NOBODY: Final = "Nobody"
SCALARS: Final = {"Status": "status", "Queue": "queue", "Priority": "priority", "Owner": "owner"}
"""RT's field -> the raw field's name."""
TYPES: Final = ("Create", "Status", "Set", "CustomField", "Correspond", "Comment", "AddLink")
"""The transactions that tell something. E-mail records outnumber them and are seen with a right of their own only."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Glossary:
    """What the numbers in histories stand for."""

    queues: Mapping[str, str]
    custom_fields: Mapping[str, str] = field(default_factory=dict)
    """By id, those that are read only."""
    nobody: str | None = None
    """The number of the user that owns what nobody owns."""
    person: Person = somebody

    def raw(self, name: str, value: str | None) -> str | None:
        """Return a field's value as the mapping will meet it."""
        if name == "queue":
            return self.queues.get(value or "", value)
        if name == "owner":
            return None if value in (None, self.nobody) else self.person(str(value))
        return value


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """A ticket as RT shows it now. Of a merged ticket RT shows the one that it was merged into."""

    id: str
    effective_id: str
    type: str
    updated_at: datetime | None
    requestors: frozenset[str]
    scalars: Mapping[str, str]
    """Raw value by raw field's name; people and queues by number."""
    custom_fields: Mapping[str, tuple[str, ...]]
    """Values by the field's id."""

    @property
    def merged(self) -> bool:
        """True where the ticket lives on in another one."""
        return self.id != self.effective_id

    @property
    def deleted(self) -> bool:
        """True where it was deleted; it keeps its history."""
        return self.scalars["status"] == "deleted"


def record(row: Row, *, asked: str, owner: str | None) -> Record:
    """Return a ticket read from its JSON; `asked` is the id it was asked by, `owner` the owner's number."""
    try:
        effective = row["EffectiveId"]
        scalars = {"status": row["Status"], "queue": row["Queue"]["id"], "priority": row["Priority"], "owner": owner}
        return Record(
            id=asked,
            effective_id=str(effective["id"] if isinstance(effective, dict) else effective),
            type=row["Type"],
            updated_at=_time(row["LastUpdated"]),
            requestors=frozenset(person["id"] for person in row["Requestor"]),
            scalars={name: str(value) for name, value in scalars.items() if value not in (None, "")},
            custom_fields={str(each["id"]): _texts(each["values"]) for each in row.get("CustomFields") or ()},
        )
    except (KeyError, TypeError, ValueError) as error:
        raise SkippableRow(f"the ticket can't be read: {type(error).__name__}: {error}", row_id=asked) from error


def ticket(of: Record, history: Sequence[Row], *, url: str) -> Ticket:
    """Return the ticket's identity. It begins with its first transaction, also where RT shows another one instead."""
    return Ticket(
        id=of.id,
        key=of.id,
        created_at=_required_time(history[0]["Created"]),
        updated_at=of.updated_at,
        url=f"{url}/Ticket/Display.html?id={of.id}",
    )


def events(of: Record, history: Sequence[Row], glossary: Glossary) -> tuple[Event, ...]:
    """Return what happened to a ticket, in the order of RT's transactions."""
    telling = _Telling(of, glossary)
    try:
        telling.rewind(history)
        return tuple(event for row in history if (event := telling.event(row)) is not None)
    except (KeyError, TypeError, ValueError) as error:
        raise SkippableRow(f"its history can't be read: {type(error).__name__}: {error}", row_id=of.id) from error


class _Telling:
    """Holds the values of a ticket's fields while its history is told.

    RT keeps no copy of a ticket as it was created: its first values are what the first change replaced, or else
    what the ticket still has.
    """

    def __init__(self, of: Record, glossary: Glossary) -> None:
        self._of = of
        self._glossary = glossary
        self._scalars = dict(of.scalars)
        self._lists = {id_: list(of.custom_fields.get(id_, ())) for id_ in glossary.custom_fields}

    def rewind(self, history: Sequence[Row]) -> None:
        """Undo every change, the latest first."""
        for row in reversed(history):
            if row["Type"] == "CustomField" and row["Field"] in self._lists:
                _exchange(self._lists[row["Field"]], old=row["NewValue"], new=row["OldValue"])
            elif row["Type"] in ("Status", "Set") and row["Field"] in SCALARS:
                self._scalars[SCALARS[row["Field"]]] = row["OldValue"]

    def event(self, row: Row) -> Event | None:
        """Return what a transaction tells, None where it tells nothing that is wanted."""
        tell = {
            "Create": self._created,
            "Status": self._changed,
            "Set": self._changed,
            "CustomField": self._custom_field,
            "Correspond": self._reply,
            "Comment": self._note,
            "AddLink": self._link,
        }.get(row["Type"])
        return tell(row) if tell else None

    def _created(self, row: Row) -> Event | None:
        if self._of.merged:
            return None  # what RT shows are the fields of the other ticket
        fields = {name: self._glossary.raw(name, value) for name, value in self._scalars.items()}
        fields |= {name: _joined(self._lists[id_]) for id_, name in self._glossary.custom_fields.items()}
        return self._event(row, EventType.CREATED, fields={name: value for name, value in fields.items() if value})

    def _changed(self, row: Row) -> Event | None:
        name = SCALARS.get(row["Field"])
        if name is None:
            return None
        type_ = {"status": EventType.STATUS, "priority": EventType.PRIORITY, "owner": EventType.ASSIGNED}.get(
            name, EventType.SCOPE
        )
        old, new = (self._glossary.raw(name, row[side] or None) for side in ("OldValue", "NewValue"))
        return self._event(row, type_, field=name, old=old, new=new)

    def _custom_field(self, row: Row) -> Event | None:
        values = self._lists.get(row["Field"])
        if values is None or self._of.merged:
            return None
        old = _joined(values)
        _exchange(values, old=row["OldValue"], new=row["NewValue"])
        name = self._glossary.custom_fields[row["Field"]]
        return self._event(row, EventType.SCOPE, field=name, old=old, new=_joined(values))

    def _reply(self, row: Row) -> Event:
        asked = self._actor(row) is Actor.REQUESTER
        return self._event(row, EventType.REQUESTER_REPLY if asked else EventType.PUBLIC_REPLY)

    def _note(self, row: Row) -> Event:
        return self._event(row, EventType.PRIVATE_NOTE)

    def _link(self, row: Row) -> Event | None:
        target = str(row["NewValue"]).rpartition("/")[2]
        # Both tickets of a merge are told of it; the one that lives on is merged into itself.
        if row["Field"] != "MergedInto" or target == self._of.id:
            return None
        return self._event(row, EventType.MERGED, new=target)

    def _actor(self, row: Row) -> Actor:
        name = row["Creator"]["id"]
        if name == SYSTEM:
            return Actor.SYSTEM
        return Actor.REQUESTER if name in self._of.requestors else Actor.AGENT

    def _event(self, row: Row, type_: EventType, **told: Any) -> Event:  # noqa: ANN401  fields of Event
        return Event(
            ticket_id=self._of.id,
            type=type_,
            at=_required_time(row["Created"]),
            order=int(row["id"]),
            native_id=str(row["id"]),
            actor=self._actor(row),
            **told,
        )


def _exchange(values: list[str], *, old: str | None, new: str | None) -> None:
    """Take a value away and put another in its place, as a custom field's change does; either may be empty."""
    place = values.index(old) if old in values else len(values)
    values[place : place + 1] = [new] if new else []


def _joined(values: Sequence[str]) -> str | None:
    return ", ".join(values) or None


def _texts(values: Sequence[Any]) -> tuple[str, ...]:
    """Return the values of a custom field; an emptied one is sent as a null, a file as an object."""
    return tuple(str(value) for value in values if value not in (None, "") and not isinstance(value, dict))


def _time(text: str) -> datetime | None:
    """Return an instant; RT writes 1970 where there is none."""
    at = datetime.fromisoformat(text)
    return None if at < EARLIEST else instant(at)


def _required_time(text: str) -> datetime:
    return instant(datetime.fromisoformat(text))
