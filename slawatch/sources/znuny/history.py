"""A ticket's history as events. Pure: what the web service sent goes in, facts come out."""

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from slawatch.errors import SkippableRow
from slawatch.ingest.people import Person
from slawatch.model.event import Actor, Event, EventType
from slawatch.model.instant import epoch
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
NEW_PARTS: Final = 4
"""Number, queue, priority and state, with which a ticket begins."""
_NUMBERS: Final = re.compile(r"\d+")
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
    """None also where the line does not tell it."""


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
        # Articles that were merged into a ticket may be older than it.
        self._birth = next((row for row in of.history if row["HistoryType"] == "NewTicket"), of.history[0])
        after = of.history[of.history.index(self._birth) :]
        self._request = next((row for row in after if row["HistoryType"] in NOTES | FROM_CUSTOMERS), None)
        """The ticket's first article is the request itself, where a customer wrote it."""
        self._values = self._first_values()
        self._in_second: Counter[datetime] = Counter()
        self._of_type: Counter[tuple[datetime, str]] = Counter()

    def events(self) -> Iterator[Event]:
        for row, changed in zip(self._of.history, self._changes, strict=True):
            if row is self._birth:
                yield self._event(row, EventType.CREATED, fields={k: v for k, v in self._values.items() if v})
            if changed is not None:
                yield from self._changed(row, changed)
            elif row["HistoryType"] == "Merged":
                yield from self._merged(row)
            elif (type_ := self._written(row)) is not None:
                yield self._event(row, type_)

    def _first_values(self) -> dict[str, str | None]:
        """Return the values at creation: as its first line tells, else what the first change replaced, else of now."""
        row = self._of.row
        values = {name: _text(row.get(attribute)) for name, attribute in SCALARS.items()}
        now = dynamic_fields(row)
        values |= {name: now.get(name) for name in self._of.dynamic_fields}
        for changed in reversed(self._changes):
            if changed is not None:
                values[changed.name] = changed.old
        told = _parts(self._birth)
        if self._birth["HistoryType"] == "NewTicket" and len(told) >= NEW_PARTS:
            queue, priority, state = told[1:NEW_PARTS]
            values |= {"queue": queue, "priority": priority, "status": state}
        return {**values, "assignee": self._owner(self._birth.get("OwnerID"))}

    def _changed(self, row: Row, changed: _Change) -> Iterator[Event]:
        new = self._owner(changed.new) if changed.name == "assignee" else changed.new
        old = self._values.get(changed.name)
        self._values[changed.name] = new
        if new != old or changed.name == "assignee":
            type_ = _TYPES.get(changed.name, EventType.SCOPE)
            yield self._event(row, type_, field=changed.name, old=old, new=new)

    def _merged(self, row: Row) -> Iterator[Event]:
        """Yield the end of a merged ticket; both tickets of a merge have a line about it."""
        numbers = _NUMBERS.findall(str(row.get("Name")))
        if len(numbers) == len(("number", "id")) * 2 and numbers[1] == self._of.ticket.id:
            yield self._event(row, EventType.MERGED, new=numbers[3])

    def _written(self, row: Row) -> EventType | None:
        name = row["HistoryType"]
        if name in FROM_CUSTOMERS:
            return None if row is self._request else EventType.REQUESTER_REPLY
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
        at, name = self._of.local.at(row["CreateTime"]), row["HistoryType"]
        self._in_second[at] += 1
        self._of_type[at, name] += 1
        return Event(
            ticket_id=self._of.ticket.id,
            type=type_,
            at=at,
            order=self._in_second[at],
            # Lines have ids, but the interface does not tell them.
            native_id=f"{self._of.ticket.id}:{name}:{epoch(at)}:{self._of_type[at, name]}",
            actor=self._actor(row),
            **told,
        )


def change(row: Row, wanted: frozenset[str]) -> _Change | None:
    """Return the change of a field that a line of a history tells, None where it tells none that is read.

    Add-ons write lines of the same types in words of their own; those tell nothing.
    """
    name, parts = row["HistoryType"], _parts(row)
    if name == "TicketDynamicFieldUpdate":
        return _dynamic(parts, wanted)
    fewest, read = _CHANGES.get(name, (0, None))
    return read(parts) if read is not None and len(parts) >= fewest else None


def _named(name: str) -> Callable[[Sequence[str]], _Change]:
    """Return what reads a line that tells the new name and id, then the old ones."""
    return lambda parts: _Change(name=name, new=_none(parts[0]), old=_none(parts[2]))


def _customer(parts: Sequence[str]) -> _Change | None:
    told = dict(each.split("=", 1) for each in parts[0].split(";") if "=" in each)
    if "CustomerID" not in told:
        return None
    return _Change(name="organization", new=_none(told["CustomerID"]))


def _dynamic(parts: Sequence[str], wanted: frozenset[str]) -> _Change | None:
    told = dict(zip(parts[::2], parts[1::2], strict=False))
    if told.get("FieldName") not in wanted:
        return None
    old, new = (_none(told.get(key, "")) for key in ("OldValue", "Value"))
    return _Change(name=told["FieldName"], old=old, new=new)


_CHANGES: Final[Mapping[str, tuple[int, Callable[[Sequence[str]], _Change | None]]]] = {
    "StateUpdate": (2, lambda parts: _Change(name="status", old=parts[0], new=parts[1])),
    "PriorityUpdate": (3, lambda parts: _Change(name="priority", old=parts[0], new=parts[2])),
    "Move": (3, _named("queue")),
    "TypeUpdate": (3, _named("type")),
    "ServiceUpdate": (3, _named("service")),
    "SLAUpdate": (3, _named("sla")),
    "OwnerUpdate": (2, lambda parts: _Change(name="assignee", new=parts[1])),
    "CustomerUpdate": (1, _customer),
}
"""By type of line: how many parts it has at the least, and what it tells."""


def _parts(row: Row) -> list[str]:
    """Return what stands between the signs %% of a line; nothing where it begins otherwise."""
    name = str(row.get("Name") or "")
    return name.removeprefix("%%").split("%%") if name.startswith("%%") else []


def _none(value: str) -> str | None:
    return None if value in ("", "NULL", "-") else value


def _text(value: object) -> str | None:
    return None if value in (None, "") else str(value)
