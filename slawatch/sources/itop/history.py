"""A ticket, its changes and its logs as facts. Pure: what iTop sent goes in, facts come out."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from slawatch.errors import SkippableRow
from slawatch.ingest.desk import Row, Told
from slawatch.ingest.people import Person, somebody
from slawatch.ingest.wall_clock import WallClock
from slawatch.model.event import Actor, Event, EventType
from slawatch.model.ticket import Ticket
from slawatch.sources.itop.verdicts import verdicts
from slawatch.sources.itop.words import AGENT, KEYS, LINKS, PLAIN, RATING, id_or_none

REQUIRED: Final = frozenset({"id", "ref", "status", "start_date", "last_update"})
LONGEST: Final = 100_000
"""Changes or entries that a ticket may have, so that numbers tell their order."""
LOGS: Final = {"public_log": EventType.PUBLIC_REPLY, "private_log": EventType.PRIVATE_NOTE}


@dataclass(frozen=True, slots=True, kw_only=True)
class Around:
    """What was asked for a page of tickets at once."""

    changes: Mapping[str, Sequence[Row]] = field(default_factory=dict)
    """By the ticket's number, the oldest first."""
    names: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    """Of objects, by class and id."""
    accounts: Mapping[str, frozenset[str]] = field(default_factory=dict)
    """The ids of the accounts of people, by the person's id."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Telling:
    """How tickets are told."""

    url: str
    wall: WallClock
    custom_fields: frozenset[str] = frozenset()
    person: Person = somebody

    def told(self, feed: str, row: Row, around: Around) -> Told:
        """Return a ticket whole; SkippableRow where something of it can't be read."""
        one = _One(self, feed, row, around)
        try:
            return Told(ticket=one.ticket(), events=tuple(one.events()))
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            raise SkippableRow(f"it can't be read: {type(error).__name__}: {error}", row_id=one.id) from error


class _One:
    """One ticket while it is told."""

    def __init__(self, telling: Telling, feed: str, row: Row, around: Around) -> None:
        self._telling, self._feed, self._row, self._around = telling, feed, row, around
        self.id = f"{feed}/{row['id']}"
        self._changes = around.changes.get(str(row["id"]), ())
        self._callers = around.accounts.get(str(row.get("caller_id")), frozenset())
        self._plain = {**PLAIN, **{code: (code, EventType.SCOPE) for code in telling.custom_fields}}

    def ticket(self) -> Ticket:
        page = f"{self._telling.url}/pages/UI.php?operation=details&class={self._row['class']}&id={self._row['id']}"
        return Ticket(
            id=self.id,
            key=str(self._row["ref"]),
            created_at=self._at(self._row["start_date"]),
            updated_at=self._at(self._row["last_update"]),
            url=page,
        )

    def events(self) -> Iterator[Event]:
        first = self._first_values()
        created_at = self._at(self._row["start_date"])
        fields = {
            name: value for code, raw in first.items() if (told := self._field(code, raw)) for name, value in [told]
        }
        fields.setdefault("type", self._feed.lower())
        if self._row["class"] != self._feed:
            fields["class"] = str(self._row["class"])
        yield self._event(EventType.CREATED, created_at, "created", fields=fields)
        for code in LINKS:
            if (other := id_or_none(first.get(code))) is not None:
                yield self._link(code, other, created_at, f"first:{code}")
        for nth, change in enumerate(self._changes):
            if (event := self._change(change, order=nth)) is not None:
                yield event
        for nth, (log, type_) in enumerate(LOGS.items(), 1):
            yield from self._log(log, type_, order=nth * LONGEST)
        yield from verdicts(self.id, self._row, self._telling.wall, at=self._at(self._row["last_update"]))

    def _first_values(self) -> dict[str, Any]:
        """Return what the attributes held at first: what the first changes replaced, or what they still hold."""
        values = {code: self._row.get(code) for code in (*self._plain, *KEYS, AGENT, *LINKS)}
        for change in reversed(self._changes):
            if change["attcode"] in values:
                values[change["attcode"]] = change.get("oldvalue")
        return values

    def _field(self, code: str, raw: object) -> tuple[str, str] | None:
        """Return a raw field and its value, None where the attribute is empty or none."""
        if code in self._plain:
            return None if raw in (None, "") else (self._plain[code][0], str(raw))
        id_ = id_or_none(raw)
        if id_ is None or code in LINKS:
            return None
        return ("assignee", self._telling.person(id_)) if code == AGENT else (KEYS[code][0], self._name(code, id_))

    def _name(self, code: str, id_: str) -> str:
        """Return the name of an object; one that was deleted keeps its id."""
        return self._around.names.get(KEYS[code][1], {}).get(id_, id_)

    def _change(self, change: Row, *, order: int) -> Event | None:
        code, at, native_id = change["attcode"], self._at(change["date"]), f"change:{change['id']}"
        told: dict[str, Any] = {"order": order, "actor": self._author(change)}
        if code in LINKS:
            other = id_or_none(change.get("newvalue"))
            return None if other is None else self._link(code, other, at, native_id, **told)
        if code == RATING:
            rating = change.get("newvalue")
            return self._event(EventType.RATED, at, native_id, new=str(rating), **told) if rating else None
        if code not in self._plain and code not in KEYS and code != AGENT:
            return None
        old, new = (self._field(code, change.get(side)) for side in ("oldvalue", "newvalue"))
        name = "assignee" if code == AGENT else (self._plain.get(code) or KEYS[code])[0]
        type_ = EventType.ASSIGNED if code == AGENT else self._plain.get(code, ("", EventType.SCOPE))[1]
        return self._event(type_, at, native_id, field=name, old=old and old[1], new=new and new[1], **told)

    def _link(self, code: str, other: str, at: datetime, native_id: str, **told: Any) -> Event:  # noqa: ANN401  of Event
        feed, relation = LINKS[code]
        return self._event(EventType.LINKED, at, native_id, field=str(relation), new=f"{feed}/{other}", **told)

    def _log(self, name: str, type_: EventType, *, order: int) -> Iterator[Event]:
        """Yield the entries of a log, the oldest first; their places are their ids, for none is ever taken out."""
        log = self._row.get(name)
        entries = log.get("entries") or () if isinstance(log, dict) else ()
        for nth, entry in enumerate(reversed(list(entries)), order):
            actor = self._actor(entry.get("user_id"), login=entry.get("user_login"))
            kind = EventType.REQUESTER_REPLY if actor is Actor.REQUESTER and name == "public_log" else type_
            yield self._event(kind, self._at(entry["date"]), f"{name}:{nth - order}", order=nth, actor=actor)

    def _author(self, change: Row) -> Actor:
        """Return who changed something; where the account is not told, the caller is known by the name."""
        if "user_id" in change:
            return self._actor(change["user_id"])
        if not (name := change.get("userinfo")):
            return Actor.SYSTEM
        return Actor.REQUESTER if name == self._row.get("caller_id_friendlyname") else Actor.AGENT

    def _actor(self, user: object, *, login: object = None) -> Actor:
        """Return who did something; mails that were taken in name the caller instead of an account."""
        id_ = id_or_none(user)
        if id_ is None:
            caller = self._row.get("caller_id_friendlyname")
            return Actor.REQUESTER if login and login == caller else Actor.SYSTEM
        return Actor.REQUESTER if id_ in self._callers else Actor.AGENT

    def _at(self, text: str | None) -> datetime:
        at = self._telling.wall.read(text)
        if at is None:
            raise ValueError("a time is missing")
        return at

    def _event(self, type_: EventType, at: datetime, native_id: str, **told: Any) -> Event:  # noqa: ANN401  of Event
        return Event(ticket_id=self.id, type=type_, at=at, native_id=native_id, **told)
