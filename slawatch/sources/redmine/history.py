"""An issue's journals as events. Pure: what Redmine sent goes in, facts come out."""

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any, Final

from slawatch.errors import SkippableRow
from slawatch.model.desk import Relation
from slawatch.model.event import Actor, Event, EventType
from slawatch.model.ticket import Ticket
from slawatch.sources.redmine.rows import ATTRIBUTES, Row, Words, row_id, time, values

TYPES: Final = {"status": EventType.STATUS, "priority": EventType.PRIORITY, "owner": EventType.ASSIGNED}
"""By raw field; every other one is SCOPE."""
RELATIONS: Final = {"duplicates": Relation.DUPLICATE}
"""Redmine's relation, seen from the issue whose journal it is -> what the other one is to it."""
ROOM: Final = 1_000
"""Events that one journal can tell, in their order."""


def ticket(issue: Row, *, url: str) -> Ticket:
    """Return the issue's identity."""
    id_ = row_id(issue)
    return Ticket(
        id=id_,
        key=f"#{id_}",
        created_at=_time(issue["created_on"], id_),
        updated_at=_time(issue["updated_on"], id_),
        url=f"{url}/issues/{id_}",
    )


def events(issue: Row, words: Words) -> tuple[Event, ...]:
    """Return what happened to an issue: its creation, then its journals in their order."""
    try:
        telling = _Telling(issue, words)
        journals = issue.get("journals") or ()
        telling.rewind(journals)
        return (*telling.created(), *(event for journal in journals for event in telling.told(journal)))
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        text = f"its history can't be read: {type(error).__name__}"
        raise SkippableRow(text, row_id=row_id(issue)) from error


class _Telling:
    """Holds the values of an issue's fields while its journals are told.

    Redmine keeps no copy of an issue as it was created: its first values are what the first change replaced, or
    else what the issue still has.
    """

    def __init__(self, issue: Row, words: Words) -> None:
        now = values(issue, words)
        self._issue, self._words, self._names = issue, words, now.custom_names
        self._id, self._author = row_id(issue), issue["author"]["id"]
        self._plain = dict(now.plain)
        self._custom = {number: list(held) for number, held in now.custom.items()}

    def rewind(self, journals: Sequence[Row]) -> None:
        """Undo every change, the latest first."""
        for journal in reversed(journals):
            for detail in reversed(journal["details"]):
                if detail["property"] == "cf" and detail["name"] in self._custom:
                    _exchange(self._custom[detail["name"]], old=detail["new_value"], new=detail["old_value"])
                elif (name := self._attribute_of(detail)) is not None:
                    self._plain[name] = detail["old_value"]

    def created(self) -> Iterator[Event]:
        """Yield the creation, and the parent with which the issue was made."""
        parent = self._plain.pop("parent")
        fields = {name: self._words.raw(name, value) for name, value in self._plain.items()}
        fields |= {self._names[number]: _joined(held) for number, held in self._custom.items()}
        told: dict[str, Any] = {
            "ticket_id": self._id,
            "at": _time(self._issue["created_on"], self._id),
            "actor": Actor.REQUESTER,
        }
        present = {name: value for name, value in fields.items() if value}
        yield Event(type=EventType.CREATED, native_id=f"{self._id}:created", fields=present, **told)
        if parent:
            told |= {"native_id": f"{self._id}:parent", "field": Relation.PARENT, "new": parent}
            yield Event(type=EventType.LINKED, order=1, **told)

    def told(self, journal: Row) -> Iterator[Event]:
        """Yield what a journal tells: words first, then the changes that were made with them."""
        if (journal.get("notes") or "").strip():
            yield self._event(journal, self._words_by(journal), "notes", 0)
        met = Counter[str]()
        for place, detail in enumerate(journal["details"], start=1):
            name = f"{detail['property']}:{detail['name']}"
            met[name] += 1
            for type_, told in self._change(detail):
                yield self._event(journal, type_, f"{name}:{met[name]}", place, **told)

    def _change(self, detail: Row) -> Iterator[tuple[EventType, dict[str, Any]]]:
        name, old, new = detail["name"], detail["old_value"], detail["new_value"]
        if detail["property"] == "cf" and name in self._custom:
            before = _joined(self._custom[name])
            _exchange(self._custom[name], old=old, new=new)
            yield EventType.SCOPE, {"field": self._names[name], "old": before, "new": _joined(self._custom[name])}
        elif detail["property"] == "relation" and new and name in RELATIONS:
            yield EventType.LINKED, {"field": RELATIONS[name], "new": new}
        elif (attribute := self._attribute_of(detail)) is not None:
            yield from self._attribute(attribute, old, new)

    def _attribute_of(self, detail: Row) -> str | None:
        """Return the raw field that a detail changes, None where it is told of none."""
        name = ATTRIBUTES.get(detail["name"]) if detail["property"] == "attr" else None
        return None if name in self._words.untold else name

    def _attribute(self, name: str, old: str | None, new: str | None) -> Iterator[tuple[EventType, dict[str, Any]]]:
        if name == "parent":
            if new:
                yield EventType.LINKED, {"field": Relation.PARENT, "new": new}
            return
        told = {"field": name, "old": self._words.raw(name, old), "new": self._words.raw(name, new)}
        yield TYPES.get(name, EventType.SCOPE), told

    def _words_by(self, journal: Row) -> EventType:
        if journal.get("private_notes"):
            return EventType.PRIVATE_NOTE
        return EventType.REQUESTER_REPLY if self._actor(journal) is Actor.REQUESTER else EventType.PUBLIC_REPLY

    def _actor(self, journal: Row) -> Actor:
        if not journal.get("user"):
            return Actor.UNKNOWN
        return Actor.REQUESTER if journal["user"]["id"] == self._author else Actor.AGENT

    def _event(self, journal: Row, type_: EventType, name: str, place: int, **told: Any) -> Event:  # noqa: ANN401
        return Event(
            ticket_id=self._id,
            type=type_,
            at=_time(journal["created_on"], self._id),
            order=journal["id"] * ROOM + place,
            native_id=f"{journal['id']}:{name}",
            actor=self._actor(journal),
            **told,
        )


def _exchange(held: list[str], *, old: str | None, new: str | None) -> None:
    """Take a value away and put another in its place; either may be empty."""
    place = held.index(old) if old in held else len(held)
    held[place : place + 1] = [new] if new else []


def _joined(held: Sequence[str]) -> str | None:
    return ", ".join(held) or None


def _time(text: str, id_: str) -> datetime:
    try:
        return time(text)
    except (ValueError, TypeError) as error:
        raise SkippableRow(f"a time can't be read: {error}", row_id=id_) from error
