"""Entries of a ticket's history as events, by the paths that the configuration names. Pure."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Final

from slawatch.errors import SkippableRow
from slawatch.model.event import Actor, Event, EventType
from slawatch.sources.rest.options import History
from slawatch.sources.rest.paths import at, text
from slawatch.sources.rest.rows import OWNER, Reading, Row

FIELDS: Final = {"status": "status", "priority": "priority", "assigned": OWNER}
"""Kinds of entry that change a field of a known name."""
TYPES: Final = {"status": EventType.STATUS, "priority": EventType.PRIORITY, OWNER: EventType.ASSIGNED}
"""By raw field; every other one is SCOPE."""


def events(row: Row, entries: Sequence[Row], reading: Reading, history: History) -> tuple[Event, ...]:
    """Return what happened to a ticket, its creation first."""
    return tuple(_Telling(row, entries, reading, history).told())


class _Telling:
    """Holds the values of a ticket's fields while its history is told.

    First values are those that the entry of the creation names, or that the first change replaced; a field that
    never changed has always been as it is.
    """

    def __init__(self, row: Row, entries: Sequence[Row], reading: Reading, history: History) -> None:
        self._row, self._reading, self._history = row, reading, history
        self._id = reading.id(row)
        known = [(kind, each) for each in entries if (kind := self._kind(each)) is not None]
        self._entries: Sequence[tuple[str, Row]] = sorted(known, key=lambda entry: self._order(entry[1]))
        self._values = self._first_values()

    def told(self) -> Iterator[Event]:
        """Yield the creation, then every entry in its order."""
        yield self._created()
        tell: Mapping[str, Callable[[Row, str], Event | None]] = {
            "created": lambda _entry, _kind: None,
            "reply": lambda entry, _kind: self._event(entry, self._reply(entry)),
        }
        for kind, entry in self._entries:
            event = tell.get(kind, self._change)(entry, kind)
            if event is not None:
                yield event

    def _kind(self, entry: Row) -> str | None:
        if not isinstance(entry, Mapping):
            raise SkippableRow("an entry of its history is no object", row_id=self._id)
        return self._history.kinds.get(text(at(entry, self._history.kind)) or "")

    def _order(self, entry: Row) -> tuple[Any, ...]:
        id_ = text(at(entry, self._history.id)) or ""
        return self._reading.time(entry, self._history.at, self._id), int(id_) if id_.isdecimal() else 0, id_

    def _first_values(self) -> dict[str, str]:
        values = self._reading.fields(self._row)
        for kind, entry in reversed(self._entries):
            if kind == "created" and (status := self._value(entry, self._history.new, "status")):
                values["status"] = status
            elif (name := self._field(entry, kind)) and self._history.old:
                _put(values, name, self._value(entry, self._history.old, name))
        return values

    def _field(self, entry: Row, kind: str) -> str | None:
        """Return the raw field that an entry changes, None where it changes none that is told."""
        if kind != "change":
            return FIELDS.get(kind)
        name = text(at(entry, self._history.field)) if self._history.field else None
        return name if name in {*self._reading.options.ticket.fields, "status"} else None

    def _value(self, entry: Row, path: str | None, name: str) -> str | None:
        return self._reading.kept(name, text(at(entry, path))) if path else None

    def _created(self) -> Event:
        entry = next((each for kind, each in self._entries if kind == "created"), None)
        told: dict[str, Any] = {"ticket_id": self._id, "type": EventType.CREATED, "fields": dict(self._values)}
        if entry is not None:
            return self._event(entry, EventType.CREATED, fields=dict(self._values))
        created = self._reading.time(self._row, self._reading.options.ticket.created, self._id)
        return Event(at=created, native_id=f"{self._id}:created", **told)

    def _change(self, entry: Row, kind: str) -> Event | None:
        name = self._field(entry, kind)
        if name is None:
            return None
        old, new = self._values.get(name), self._value(entry, self._history.new, name)
        _put(self._values, name, new)
        return self._event(entry, TYPES.get(name, EventType.SCOPE), field=name, old=old, new=new)

    def _reply(self, entry: Row) -> EventType:
        history = self._history
        hidden = history.public is not None and not at(entry, history.public)
        if hidden or (history.private is not None and at(entry, history.private)):
            return EventType.PRIVATE_NOTE
        return EventType.REQUESTER_REPLY if self._actor(entry) is Actor.REQUESTER else EventType.PUBLIC_REPLY

    def _actor(self, entry: Row) -> Actor:
        history = self._history
        author = text(at(entry, history.author)) if history.author else None
        if author is None or history.requester is None:
            return Actor.UNKNOWN
        return Actor.REQUESTER if author == text(at(self._row, history.requester)) else Actor.AGENT

    def _event(self, entry: Row, type_: EventType, **told: Any) -> Event:  # noqa: ANN401  fields of Event
        moment, number, id_ = self._order(entry)
        native = f"{self._id}:{id_}" if id_ else None
        return Event(
            ticket_id=self._id, type=type_, at=moment, order=number, native_id=native, actor=self._actor(entry), **told
        )


def _put(values: dict[str, str], name: str, value: str | None) -> None:
    if value is None:
        values.pop(name, None)
    else:
        values[name] = value
