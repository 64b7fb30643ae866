"""A ticket's history as events. Pure: what the web service sent goes in, facts come out."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from slawatch.errors import SkippableRow
from slawatch.ingest.people import Person
from slawatch.model.event import Actor, Event, EventType
from slawatch.model.ticket import Ticket
from slawatch.sources.znuny.local import Local

Row = Mapping[str, Any]

ROOT: Final = "1"
"""The user who stands for the system, and owns what nobody owns."""
ANSWERS: Final = frozenset({"SendAnswer", "EmailAgent", "PhoneCallAgent"})
NOTES: Final = frozenset({"AddNote", "AddSMS", "Forward", "EmailResend", "Bounce", *ANSWERS})
"""Written by agents; whether customers see it is told by the article."""
FROM_CUSTOMERS: Final = frozenset({"FollowUp", "EmailCustomer", "WebRequestCustomer", "PhoneCallCustomer"})
AUTOMATIC: Final = frozenset({"SendAutoReply", "SendAutoFollowUp"})
SCALARS: Final = {
    "status": "State",
    "priority": "Priority",
    "queue": "Queue",
    "type": "Type",
    "service": "Service",
    "sla": "SLA",
    "organization": "CustomerID",
}
"""The raw field's name -> the ticket's attribute."""
_TYPES: Final = {"status": EventType.STATUS, "priority": EventType.PRIORITY, "assignee": EventType.ASSIGNED}


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """A ticket and all that was asked about it."""

    row: Row
    ticket: Ticket
    history: Sequence[Row]
    visible: Mapping[str, bool]
    """Of articles, whether customers see them."""
    dynamic_fields: frozenset[str] = frozenset()
    local: Local
    person: Person


@dataclass(frozen=True, slots=True, kw_only=True)
class _Change:
    name: str
    new: str | None
    old: str | None = None
    """Not told of every change."""
    knows_old: bool = field(default=True)


def events(of: Record) -> tuple[Event, ...]:
    """Return what happened to a ticket; SkippableRow where its history can't be read."""
    try:
        return tuple(_Telling(of).events())
    except (KeyError, TypeError, ValueError, IndexError) as error:
        text = f"its history can't be read: {type(error).__name__}: {error}"
        raise SkippableRow(text, row_id=of.ticket.id) from error


def dynamic_fields(row: Row) -> dict[str, str]:
    """Return the dynamic fields of a ticket that have a value."""
    told = row.get("DynamicField") or ()
    joined = {each["Name"]: each["Value"] for each in told if each.get("Value") not in (None, "", [])}
    return {
        name: ",".join(map(str, value)) if isinstance(value, list) else str(value) for name, value in joined.items()
    }


class _Telling:
    """Holds the values of a ticket's fields while its history is told."""

    def __init__(self, of: Record) -> None:
        self._of = of
        self._changes = [change(row, of.dynamic_fields) for row in of.history]
        self._values = self._first_values()
        self._in_second: Counter[datetime] = Counter()

    def events(self) -> Iterator[Event]:
        yield self._event(self._of.history[0], EventType.CREATED, fields={k: v for k, v in self._values.items() if v})
        opened_by_customer = True
        for row, changed in zip(self._of.history, self._changes, strict=True):
            if changed is not None:
                yield from self._changed(row, changed)
            elif row["HistoryType"] == "Merged":
                yield from self._merged(row)
            elif (type_ := self._written(row)) is not None:
                # The first article is the ticket itself.
                if not (opened_by_customer and type_ is EventType.REQUESTER_REPLY):
                    yield self._event(row, type_)
                opened_by_customer = False

    def _first_values(self) -> dict[str, str | None]:
        """Return the values at creation: as its first line tells, else what the first change replaced, else of now."""
        row = self._of.row
        values = {name: _text(row.get(attribute)) for name, attribute in SCALARS.items()}
        now = dynamic_fields(row)
        values |= {name: now.get(name) for name in self._of.dynamic_fields}
        for changed in reversed(self._changes):
            if changed is not None and changed.knows_old:
                values[changed.name] = changed.old
        first = self._of.history[0]
        if first["HistoryType"] == "NewTicket":
            _, queue, priority, state, *_ = _parts(first)
            values |= {"queue": queue, "priority": priority, "status": state}
        return {**values, "assignee": self._owner(first.get("OwnerID"))}

    def _changed(self, row: Row, changed: _Change) -> Iterator[Event]:
        new = self._owner(changed.new) if changed.name == "assignee" else changed.new
        old = self._values.get(changed.name)
        self._values[changed.name] = new
        if new != old or changed.name == "assignee":
            type_ = _TYPES.get(changed.name, EventType.SCOPE)
            yield self._event(row, type_, field=changed.name, old=old, new=new)

    def _merged(self, row: Row) -> Iterator[Event]:
        """Yield the end of a merged ticket; both tickets of a merge have a line about it."""
        _, merged, _, into = _parts(row)[:4]
        if merged == self._of.ticket.id:
            yield self._event(row, EventType.MERGED, new=into)

    def _written(self, row: Row) -> EventType | None:
        name = row["HistoryType"]
        if name in FROM_CUSTOMERS:
            return EventType.REQUESTER_REPLY
        if name in AUTOMATIC:
            return EventType.PUBLIC_REPLY
        if name in NOTES:
            seen = self._of.visible.get(_text(row.get("ArticleID")) or "", name in ANSWERS)
            return EventType.PUBLIC_REPLY if seen else EventType.PRIVATE_NOTE
        return None

    def _owner(self, user: object) -> str | None:
        id_ = _text(user)
        return None if id_ in (None, ROOT) else self._of.person(id_)

    def _actor(self, row: Row) -> Actor:
        if row["HistoryType"] in FROM_CUSTOMERS:
            return Actor.REQUESTER
        return Actor.SYSTEM if _text(row.get("CreateBy")) in (None, ROOT) else Actor.AGENT

    def _event(self, row: Row, type_: EventType, **told: Any) -> Event:  # noqa: ANN401  fields of Event
        at = self._of.local.read(row["CreateTime"])
        self._in_second[at] += 1
        order = self._in_second[at]
        return Event(ticket_id=self._of.ticket.id, type=type_, at=at, order=order, actor=self._actor(row), **told)


def change(row: Row, wanted: frozenset[str]) -> _Change | None:
    """Return the change of a field that a line of a history tells, None where it tells none that is read."""
    name, parts = row["HistoryType"], _parts(row)
    if name == "TicketDynamicFieldUpdate":
        return _dynamic(parts, wanted)
    return _CHANGES[name](parts) if name in _CHANGES else None


def _named(name: str) -> Callable[[Sequence[str]], _Change]:
    """Return what reads a line that tells the new name and id, then the old ones."""
    return lambda parts: _Change(name=name, new=_none(parts[0]), old=_none(parts[2]) if len(parts) > 2 else None)  # noqa: PLR2004


def _customer(parts: Sequence[str]) -> _Change | None:
    told = dict(each.split("=", 1) for each in parts[0].split(";") if "=" in each)
    if "CustomerID" not in told:
        return None
    return _Change(name="organization", new=_none(told["CustomerID"]), knows_old=False)


def _dynamic(parts: Sequence[str], wanted: frozenset[str]) -> _Change | None:
    told = dict(zip(parts[::2], parts[1::2], strict=False))
    if told.get("FieldName") not in wanted:
        return None
    old, new = (_none(told.get(key, "")) for key in ("OldValue", "Value"))
    return _Change(name=told["FieldName"], old=old, new=new, knows_old="OldValue" in told)


_CHANGES: Final[Mapping[str, Callable[[Sequence[str]], _Change | None]]] = {
    "StateUpdate": lambda parts: _Change(name="status", old=parts[0], new=parts[1]),
    "PriorityUpdate": lambda parts: _Change(name="priority", old=parts[0], new=parts[2]),
    "Move": _named("queue"),
    "TypeUpdate": _named("type"),
    "ServiceUpdate": _named("service"),
    "SLAUpdate": _named("sla"),
    "OwnerUpdate": lambda parts: _Change(name="assignee", new=parts[1], knows_old=False),
    "CustomerUpdate": _customer,
}


def _parts(row: Row) -> list[str]:
    """Return what stands between the signs %% of a line."""
    return str(row.get("Name") or "").removeprefix("%%").split("%%")


def _none(value: str) -> str | None:
    return None if value in ("", "NULL", "-") else value


def _text(value: object) -> str | None:
    return None if value in (None, "") else str(value)
