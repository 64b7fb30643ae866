"""A ticket's audits as events. Pure: what Zendesk sent goes in, facts come out."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from slawatch.errors import SkippableRow
from slawatch.model.desk import Relation
from slawatch.model.event import Actor, Event, EventType
from slawatch.model.instant import instant
from slawatch.model.ticket import Ticket
from slawatch.sources.zendesk.lists import NAMED, Lists
from slawatch.sources.zendesk.rest import Row

MERGED: Final = "closed_by_merge"
"""The tag that Zendesk gives to a ticket that was merged into another."""
SYSTEM: Final = "-1"
BY_RULE: Final = frozenset({"rule", "system"})
AGENTS: Final = frozenset({"agent", "admin"})
COMMENTS: Final = frozenset({"Comment", "VoiceComment"})
RATING: Final = "SatisfactionRating"
SCORE: Final = "satisfaction_score"
UNRATED: Final = frozenset({"offered", "unoffered", ""})
RAW: Final = {
    "priority": "priority",
    "type": "type",
    "group_id": "group",
    "brand_id": "brand",
    "ticket_form_id": "form",
    "organization_id": "organization",
    "assignee_id": "assignee",
    "tags": "tags",
}
"""Zendesk's field -> the raw field's name."""
TYPES: Final = {"priority": EventType.PRIORITY, "assignee": EventType.ASSIGNED}
AFTER_ALL: Final = 1_000_000
"""The end of a merged ticket stands behind everything else in its second."""


def time(text: Any, row_id: str) -> datetime:  # noqa: ANN401  whatever JSON holds
    """Return an instant; SkippableRow where the text names none."""
    try:
        return instant(datetime.fromisoformat(text))
    except (TypeError, ValueError) as error:
        raise SkippableRow(f"a time can't be read: {error}", row_id=row_id) from error


def ticket(row: Row, *, url: str) -> Ticket:
    """Return a ticket's identity, with the address of its page for agents."""
    id_ = str(row["id"])
    return Ticket(
        id=id_,
        key=id_,
        created_at=time(row["created_at"], id_),
        updated_at=time(row["updated_at"], id_),
        url=f"{url}/agent/tickets/{id_}",
    )


def is_merged(row: Row) -> bool:
    """Tell whether a ticket was merged into another."""
    return MERGED in (row.get("tags") or ())


def events(row: Row, audits: Sequence[Row], lists: Lists) -> tuple[Event, ...]:
    """Return what happened to a ticket."""
    id_ = str(row["id"])
    try:
        return tuple(_Telling(row, lists).events(_in_order(audits, id_)))
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise SkippableRow(f"its audits can't be read: {type(error).__name__}: {error}", row_id=id_) from error


def text(value: Any) -> str | None:  # noqa: ANN401  whatever JSON holds
    """Return a field's value as it is stored."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, (list, tuple)):
        return ",".join(sorted(map(str, value))) or None
    return None if value is None or value == "" else str(value)


def changes(audits: Sequence[Row], name: str) -> Iterator[Row]:
    """Yield the entries that change a field."""
    for audit in audits:
        entries = audit.get("events") or ()
        yield from (each for each in entries if each.get("type") == "Change" and each.get("field_name") == name)


def _in_order(audits: Sequence[Row], id_: str) -> Sequence[tuple[datetime, Row]]:
    return sorted(
        ((time(each["created_at"], id_), each) for each in audits), key=lambda one: (one[0], int(one[1]["id"]))
    )


class _Telling:
    """Holds what a ticket is while its audits are told.

    What a ticket was like at first is what the first change of a field replaced, or else what the ticket still has.
    """

    def __init__(self, row: Row, lists: Lists) -> None:
        self._row, self._lists, self._id = row, lists, str(row["id"])
        custom = {str(each["id"]): each["value"] for each in row.get("custom_fields") or ()}
        names = ("status", "custom_status_id", "problem_id", "requester_id", *RAW)
        self._now = {name: text(row.get(name)) for name in names}
        self._now |= {id_: text(custom.get(id_)) for id_ in lists.custom_fields}
        self._requesters = {text(row.get("requester_id"))}
        self._assignees = {text(row.get("assignee_id"))}
        self._placed: dict[datetime, int] = {}

    def events(self, audits: Sequence[tuple[datetime, Row]]) -> Iterator[Event]:
        for _at, audit in reversed(audits):
            for entry in reversed(audit["events"]):
                self._rewind(entry)
        yield from self._created()
        for nth, (at, audit) in enumerate(audits):
            yield from self._audit(at, audit, first=nth == 0)
        yield from self._merged(audits)

    def _rewind(self, entry: Row) -> None:
        name = entry.get("field_name")
        if entry["type"] == "Change" and name in self._now:
            self._now[name] = text(entry.get("previous_value"))
        if name == "requester_id":
            self._requesters |= {text(entry.get("previous_value")), text(entry.get("value"))}
        elif name == "assignee_id":
            self._assignees |= {text(entry.get("previous_value")), text(entry.get("value"))}

    def _created(self) -> Iterator[Event]:
        at = time(self._row["created_at"], self._id)
        fields = {self._raw(name): self._value(name) for name in (*RAW, *self._lists.custom_fields)}
        fields["status"] = self._status
        told = {name: value for name, value in fields.items() if value}
        common: dict[str, Any] = {"ticket_id": self._id, "at": at}
        yield Event(type=EventType.CREATED, order=-2, native_id=f"{self._id}:created", fields=told, **common)
        if self._now["problem_id"]:
            yield self._linked(self._now["problem_id"], f"{self._id}:problem", {**common, "order": -1})

    @property
    def _status(self) -> str | None:
        return self._lists.status(self._now["status"], self._now["custom_status_id"])

    def _raw(self, name: str) -> str:
        return RAW.get(name) or self._lists.custom_fields[name]

    def _value(self, name: str) -> str | None:
        """Return a field as the mapping will meet it."""
        value = self._now[name]
        if name == "assignee_id":
            return None if value is None else self._lists.person(value)
        if name == "organization_id":
            return self._lists.name("organizations", value)
        return self._lists.name(NAMED[name], value) if name in NAMED else value

    def _audit(self, at: datetime, audit: Row, *, first: bool) -> Iterator[Event]:
        status, waiting = self._status, None
        # What is written while a ticket is handed to its requester is no longer theirs who opened it for them.
        handed = [text(each.get("value")) for each in changes([audit], "requester_id")]
        self._now["requester_id"] = handed[-1] if handed else self._now["requester_id"]
        for entry in _once(audit["events"]):
            common = {"ticket_id": self._id, "at": at, "order": self._place(at), "actor": self._actor(audit, entry)}
            if entry["type"] == "Change" and entry.get("field_name") in {"status", "custom_status_id"}:
                self._now[entry["field_name"]] = text(entry.get("value"))
                waiting = (entry, common)
                if self._lists.agrees(self._now["status"], self._now["custom_status_id"]):
                    yield from self._moved(status, entry, common)
                    status, waiting = self._status, None
            elif not (first and entry["type"] in COMMENTS):  # what a ticket begins with is no reply
                yield from self._told(entry, common)
        if waiting is not None:
            yield from self._moved(status, *waiting)

    def _moved(self, before: str | None, entry: Row, common: Mapping[str, Any]) -> Iterator[Event]:
        if (new := self._status) != before:
            id_ = str(entry["id"])
            yield Event(type=EventType.STATUS, native_id=id_, field="status", old=before, new=new, **common)

    def _told(self, entry: Row, common: Mapping[str, Any]) -> Iterator[Event]:
        id_, kind, name = str(entry["id"]), entry["type"], entry.get("field_name")
        if kind in COMMENTS:
            yield Event(type=_comment(entry, common["actor"]), native_id=id_, **common)
        elif (score := _score(entry)) not in UNRATED:
            yield Event(type=EventType.RATED, native_id=id_, new=score, **common)
        elif kind == "Change" and name == "problem_id":
            self._now[name] = text(entry.get("value"))
            if self._now[name]:
                yield self._linked(self._now[name], id_, common)
        elif kind == "Change" and (name in RAW or name in self._lists.custom_fields):
            yield from self._changed(str(name), entry, common)

    def _changed(self, name: str, entry: Row, common: Mapping[str, Any]) -> Iterator[Event]:
        old = self._value(name)
        self._now[name] = text(entry.get("value"))
        raw = self._raw(name)
        type_ = TYPES.get(raw, EventType.SCOPE)
        yield Event(type=type_, native_id=str(entry["id"]), field=raw, old=old, new=self._value(name), **common)

    def _linked(self, problem: str | None, id_: str, common: Mapping[str, Any]) -> Event:
        return Event(type=EventType.LINKED, native_id=id_, field=str(Relation.PROBLEM), new=problem, **common)

    def _actor(self, audit: Row, entry: Row) -> Actor:
        """Return who did it. A role is that of today: who once had the ticket was an agent then."""
        by = text(entry.get("author_id") or audit.get("author_id"))
        via = entry.get("via") or audit.get("via") or {}
        if by == SYSTEM or (isinstance(via, Mapping) and via.get("channel") in BY_RULE):
            return Actor.SYSTEM
        if by == self._now["requester_id"]:
            return Actor.REQUESTER
        role = self._lists.roles.get(by or "", "")
        if role in AGENTS or by in self._assignees:
            return Actor.AGENT
        return Actor.REQUESTER if role or by in self._requesters else Actor.UNKNOWN

    def _merged(self, audits: Sequence[tuple[datetime, Row]]) -> Iterator[Event]:
        if not is_merged(self._row):
            return
        tagged = [at for at, audit in audits if any(_tags(entry) for entry in audit["events"])]
        at = tagged[-1] if tagged else time(self._row["updated_at"], self._id)
        last = max([at, *(when for when, _audit in audits)])
        id_ = f"{self._id}:merged"
        yield Event(ticket_id=self._id, type=EventType.MERGED, at=last, order=AFTER_ALL, native_id=id_)

    def _place(self, at: datetime) -> int:
        """Return the place of the next entry within its second."""
        self._placed[at] = self._placed.get(at, -1) + 1
        return self._placed[at]


def _score(entry: Row) -> str:
    """Return what a requester rated, nothing where an entry is about something else."""
    if entry["type"] == RATING:
        return str(entry.get("score") or "")
    rated = entry["type"] == "Change" and entry.get("field_name") == SCORE
    return (text(entry.get("value")) or "") if rated else ""


def unaudited(row: Row, found: Sequence[Event]) -> str | None:
    """Return the id of the rating that a ticket has, None where it has none or its audits told of one."""
    rating = row.get("satisfaction_rating") or {}
    scored = text(rating.get("score")) not in {*UNRATED, None}
    return text(rating.get("id")) if scored and not any(each.type is EventType.RATED for each in found) else None


def rated(row: Row, rating: Row) -> Event:
    """Return what a requester rated, by the rating itself."""
    id_, score = str(row["id"]), text(row["satisfaction_rating"].get("score"))
    at = time(rating.get("updated_at") or rating.get("created_at"), id_)
    native_id = f"rating:{row['satisfaction_rating']['id']}:{score}"
    return Event(ticket_id=id_, type=EventType.RATED, at=at, native_id=native_id, actor=Actor.REQUESTER, new=score)


def _once(entries: Sequence[Row]) -> Sequence[Row]:
    """Return the entries of an audit; a rating may stand there twice, once as a change of a field."""
    if not any(entry["type"] == RATING for entry in entries):
        return entries
    return [entry for entry in entries if entry.get("field_name") != SCORE]


def _comment(entry: Row, actor: Actor) -> EventType:
    if not entry.get("public"):
        return EventType.PRIVATE_NOTE
    return EventType.PUBLIC_REPLY if actor in {Actor.AGENT, Actor.SYSTEM} else EventType.REQUESTER_REPLY


def _tags(entry: Row) -> bool:
    return entry.get("field_name") == "tags" and MERGED in (text(entry.get("value")) or "").split(",")
