"""A ticket, its history and its articles as facts. Pure: what Zammad sent goes in, facts come out."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from slawatch.errors import SkippableRow
from slawatch.ingest.desk import Row, Told
from slawatch.ingest.people import Person, somebody
from slawatch.model.desk import Relation
from slawatch.model.event import Actor, Event, EventType
from slawatch.model.instant import instant
from slawatch.model.ticket import Ticket
from slawatch.sources.zammad.verdicts import SLA_FIELDS, verdicts

REQUIRED: Final = frozenset({"id", "number", "state", "customer_id", "created_at", "updated_at"})
KNOWN: Final = SLA_FIELDS | {
    *("title", "note", "group", "group_id", "priority", "priority_id", "state_id", "owner", "owner_id", "customer"),
    *("organization", "organization_id", "type", "preferences", "pending_time", "time_unit", "escalation_at"),
    *("first_response_at", "close_at", "last_close_at", "last_contact_at", "last_contact_agent_at", "checklist_id"),
    *("last_contact_customer_at", "last_owner_update_at", "create_article_type_id", "create_article_type"),
    *("create_article_sender_id", "create_article_sender", "article_count", "article_ids", "articles"),
    *("ticket_time_accounting", "ticket_time_accounting_ids", "mentions", "mention_ids", "referencing_checklists"),
    *("checklist", "created_by", "created_by_id", "updated_by", "updated_by_id", "ai_agent_running"),
}
FIELDS: Final = {
    "state": ("status", EventType.STATUS),
    "priority": ("priority", EventType.PRIORITY),
    "group": ("group", EventType.SCOPE),
    "organization": ("organization", EventType.SCOPE),
    "type": ("type", EventType.SCOPE),
}
"""An attribute in Zammad -> the raw field, and what a change of it is."""
OWNER: Final = "owner"
SYSTEM: Final = 1
"""Zammad's own account; it is also the owner of what nobody owns."""
NOTE: Final = "note"
"""The type of article that is sent to nobody; Zammad counts it as no answer either."""
ROOM: Final = 10**12
"""More than there are entries of histories."""
KINDS: Final = {"problem": Relation.PROBLEM, "request for change": Relation.CHANGE}
"""What a linked ticket is by its type."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Telling:
    """How tickets are told."""

    url: str
    custom_fields: frozenset[str] = frozenset()
    person: Person = somebody
    links: bool = True

    def told(
        self,
        row: Row,
        *,
        history: Sequence[Row],
        articles: Sequence[Row],
        links: Sequence[Row] = (),
        others: Mapping[str, Any] = {},
    ) -> Told:
        """Return a ticket whole; SkippableRow where something of it can't be read."""
        id_ = str(row["id"])
        try:
            events = (
                *_Fields(self, row).events(history),
                *_replies(row, articles, history),
                *_links(row, links, others),
                *verdicts(row, updated_at=instant_of(row["updated_at"], id_)),
            )
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            raise SkippableRow(f"it can't be read: {type(error).__name__}: {error}", row_id=id_) from error
        return Told(ticket=self._ticket(row), events=events)

    def _ticket(self, row: Row) -> Ticket:
        id_ = str(row["id"])
        return Ticket(
            id=id_,
            key=str(row["number"]),
            created_at=instant_of(row["created_at"], id_),
            updated_at=instant_of(row["updated_at"], id_),
            url=f"{self.url}/#ticket/zoom/{id_}",
        )


class _Fields:
    """A ticket's fields over time. Zammad keeps no copy of how it was created: that is worked out backwards."""

    def __init__(self, telling: Telling, row: Row) -> None:
        self._telling, self._row, self._id = telling, row, str(row["id"])
        named = {name: (name, EventType.SCOPE) for name in telling.custom_fields}
        self._named = {**FIELDS, **named}

    def events(self, history: Sequence[Row]) -> Iterator[Event]:
        mine = [entry for entry in history if entry["object"] == "Ticket" and str(entry["o_id"]) == self._id]
        yield self._created(mine)
        for entry in mine:
            if (event := self._event(entry)) is not None:
                yield event

    def _created(self, history: Sequence[Row]) -> Event:
        first = {name: self._row.get(name) for name in self._named}
        owner = self._row.get("owner_id")
        for entry in reversed(history):
            if entry["type"] == "updated" and entry.get("attribute") in first:
                first[entry["attribute"]] = entry.get("value_from")
            elif entry["type"] == "updated" and entry.get("attribute") == OWNER:
                owner = entry.get("id_from")
        fields = {self._named[name][0]: _text(value) for name, value in first.items()}
        fields[OWNER] = self._owner(owner)
        at = instant_of(self._row["created_at"], self._id)
        told = {name: value for name, value in fields.items() if value}
        by = self._row.get("created_by_id")
        return Event(
            ticket_id=self._id, type=EventType.CREATED, at=at, native_id="created", actor=self._actor(by), fields=told
        )

    def _event(self, entry: Row) -> Event | None:
        told = self._told(entry)
        if told is None:
            return None
        return Event(
            ticket_id=self._id,
            at=instant_of(entry["created_at"], self._id),
            order=_place(entry["created_at"], int(entry["id"])),
            native_id=f"history:{entry['id']}",
            actor=self._actor(entry.get("created_by_id")),
            **told,
        )

    def _told(self, entry: Row) -> dict[str, Any] | None:
        attribute = entry.get("attribute")
        if entry["type"] == "merged_into":
            return {"type": EventType.MERGED, "new": _text(entry.get("id_to"))}
        if entry["type"] != "updated":
            return None
        if attribute == OWNER:
            old, new = (self._owner(entry.get(name)) for name in ("id_from", "id_to"))
            return {"type": EventType.ASSIGNED, "field": OWNER, "old": old, "new": new}
        if attribute not in self._named:
            return None
        name, type_ = self._named[attribute]
        old, new = (_text(entry.get(side)) for side in ("value_from", "value_to"))
        return {"type": type_, "field": name, "old": old, "new": new}

    def _owner(self, id_: object) -> str | None:
        return None if id_ in (None, "", SYSTEM, str(SYSTEM)) else self._telling.person(str(id_))

    def _actor(self, id_: object) -> Actor:
        return actor(id_, customer=self._row["customer_id"])


def actor(id_: object, *, customer: object) -> Actor:
    """Return who did something, by the number of the account."""
    if id_ is None:
        return Actor.UNKNOWN
    if id_ == SYSTEM:
        return Actor.SYSTEM
    return Actor.REQUESTER if id_ == customer else Actor.AGENT


def instant_of(text: object, id_: str) -> datetime:
    """Return an instant; SkippableRow where it is none."""
    try:
        return instant(datetime.fromisoformat(str(text)))
    except ValueError as error:
        raise SkippableRow(f"a time can't be read: {error}", row_id=id_) from error


def _place(text: str, number: int) -> int:
    """Return where something stands in its second: by thousandths, and then by its number in the history."""
    return datetime.fromisoformat(text).microsecond // 1000 * ROOM + number


def _replies(row: Row, articles: Sequence[Row], history: Sequence[Row]) -> Iterator[Event]:
    """Yield what was written; the article with which a requester opened the ticket is no reply."""
    id_ = str(row["id"])
    numbers = {str(entry["o_id"]): int(entry["id"]) for entry in history if _is_article(entry)}
    first = min((article["id"] for article in articles), default=None)
    for article in articles:
        if article["id"] == first and article["sender"] == "Customer":
            continue
        type_, by = _kind_of_article(article)
        at = instant_of(article["created_at"], id_)
        order = _place(article["created_at"], numbers.get(str(article["id"]), int(article["id"])))
        native_id = f"article:{article['id']}"
        yield Event(ticket_id=id_, type=type_, at=at, order=order, native_id=native_id, actor=by)


def _is_article(entry: Row) -> bool:
    """Tell whether an entry is that of an article which was written; histories of tickets hold these, too."""
    return bool(entry["object"] == "Ticket::Article" and entry["type"] == "created")


def _kind_of_article(article: Row) -> tuple[EventType, Actor]:
    sender = article["sender"]
    by = {"Customer": Actor.REQUESTER, "System": Actor.SYSTEM}.get(sender, Actor.AGENT)
    if article["internal"] or (sender != "Customer" and article["type"] == NOTE):
        return EventType.PRIVATE_NOTE, by
    return EventType.REQUESTER_REPLY if sender == "Customer" else EventType.PUBLIC_REPLY, by


def _links(row: Row, links: Sequence[Row], others: Mapping[str, Any]) -> Iterator[Event]:
    """Yield the links that a ticket has now; Zammad does not tell since when, so they count from its creation."""
    id_ = str(row["id"])
    for link in links:
        other = str(link["link_object_value"])
        relation = _relation(str(link["link_type"]), others.get(other) or {})
        if link["link_object"] == "Ticket" and relation:
            at, native_id = instant_of(row["created_at"], id_), f"link:{relation}:{other}"
            told: dict[str, Any] = {"field": str(relation), "new": other, "native_id": native_id, "derived": True}
            yield Event(ticket_id=id_, type=EventType.LINKED, at=at, **told)


def _relation(link_type: str, other: Row) -> Relation | None:
    if link_type == "parent":
        return Relation.PARENT
    return KINDS.get(str(other.get("type") or "").casefold()) if link_type == "normal" else None


def _text(value: object) -> str | None:
    """Return a raw value; several choices of one attribute stand side by side."""
    if isinstance(value, list):
        return ", ".join(map(str, value)) or None
    return None if value in (None, "") else str(value)
