"""A ticket, its log and what was written in it as facts. Pure: what GLPI sent goes in, facts come out."""

import html
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from slawatch.errors import SkippableRow
from slawatch.ingest.desk import Row, Told
from slawatch.ingest.people import Person, somebody
from slawatch.ingest.wall_clock import WallClock
from slawatch.model.desk import Relation
from slawatch.model.event import Actor, Event, EventType
from slawatch.model.ticket import Ticket
from slawatch.sources.glpi.verdicts import verdicts
from slawatch.sources.glpi.words import status, ticket_type

REQUIRED: Final = frozenset({"id", "date", "date_mod", "status", "priority"})
SHOWN: Final = frozenset(
    {
        *("entities_id", "name", "content", "closedate", "solvedate", "takeintoaccountdate", "date_creation", "type"),
        *("users_id_lastupdater", "users_id_recipient", "requesttypes_id", "urgency", "impact", "itilcategories_id"),
        *("global_validation", "slas_id_ttr", "slas_id_tto", "slalevels_id_ttr", "time_to_resolve", "time_to_own"),
        *("begin_waiting_date", "sla_waiting_duration", "ola_waiting_duration", "olas_id_tto", "olas_id_ttr"),
        *("olalevels_id_ttr", "ola_ttr_begin_date", "internal_time_to_resolve", "internal_time_to_own"),
        *("waiting_duration", "close_delay_stat", "solve_delay_stat", "takeintoaccount_delay_stat", "actiontime"),
        *("is_deleted", "locations_id", "validation_percent", "is_recursive", "externalid", "ola_tto_begin_date"),
        *("impactcontent", "causecontent", "symptomcontent", "controlistcontent", "rolloutplancontent"),
        *("backoutplancontent", "checklistcontent", "links"),
    }
)
SYSTEM: Final = 0
"""Who acts where nobody is logged in: rules, the scheduler, mail that comes in."""
ASSIGNED: Final = 2
REQUESTER: Final = 1
UPDATED: Final = 0
"""The linked_action of an entry that tells a field's new value."""
ADDED: Final = 17
"""That of a part that was added, such as a followup."""
RELATED: Final = frozenset({15, 16})
"""Those of a relation that was made or taken away."""
STATUS: Final = 12
SOLVED: Final = frozenset({"solved", "closed"})
TECHNICIAN: Final = 5
"""The search option under which technicians are logged."""

Read = Callable[[object], str | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Field:
    """A field of tickets: its raw name, the column that holds it, and how column and log are read."""

    name: str
    column: str
    read: Read
    logged: Read


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """What belongs to a ticket."""

    log: Sequence[Row] = ()
    followups: Sequence[Row] = ()
    solutions: Sequence[Row] = ()
    actors: Sequence[Row] = ()
    links: Sequence[Row] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Telling:
    """How tickets are told."""

    url: str
    wall: WallClock
    person: Person = somebody

    def told(self, kind: str, item: Row, parts: Parts) -> Told:
        """Return a ticket whole; SkippableRow where something of it can't be read."""
        one = _One(self, kind, item, parts)
        try:
            return Told(ticket=one.ticket(), events=tuple(one.events()))
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            raise SkippableRow(f"it can't be read: {type(error).__name__}: {error}", row_id=one.id) from error


class _One:
    """One ticket while it is told."""

    def __init__(self, telling: Telling, kind: str, item: Row, parts: Parts) -> None:
        self._telling, self._kind, self._item, self._parts = telling, kind, item, parts
        self._number = _number(item["id"])
        self.id = f"{kind}/{self._number}"
        self._requesters = {_number(row["users_id"]) for row in parts.actors if _number(row["type"]) == REQUESTER}

    def ticket(self) -> Ticket:
        page = f"{self._telling.url}/front/{self._kind.lower()}.form.php?id={self._number}"
        return Ticket(
            id=self.id,
            key=str(self._number) if self._kind == "Ticket" else f"{self._kind} {self._number}",
            created_at=self._at(self._item["date"]),
            updated_at=self._at(self._item["date_mod"]),
            url=page,
        )

    def events(self) -> Iterator[Event]:
        log = sorted((row for row in self._parts.log if _number(row["items_id"]) == self._number), key=_by_id)
        yield self._created(log)
        for row in log:
            if (event := self._logged(row)) is not None:
                yield event
        yield from self._acknowledged()
        places = {_added(row): int(row["id"]) for row in log if _number(row["linked_action"]) == ADDED}
        yield from self._written("followup", self._parts.followups, time="date", places=places)
        yield from self._written("solution", self._parts.solutions, time="date_creation", places=places)
        yield from self._linked()
        yield from verdicts(self.id, self._item, self._telling.wall, at=self._at(self._item["date_mod"]))

    def _created(self, log: Sequence[Row]) -> Event:
        """Return the creation with the values that the first changes replaced; GLPI keeps no copy of it."""
        fields = {each.name: each.read(self._item.get(each.column)) for each in FIELDS.values()}
        if self._kind != "Ticket":
            fields["type"] = self._kind.lower()
        for row in reversed(log):
            if _number(row["linked_action"]) == UPDATED and (known := self._field(row)):
                fields[known.name] = known.logged(row.get("old_value"))
        told = {name: value for name, value in fields.items() if value}
        return self._event(EventType.CREATED, self._at(self._item["date"]), "created", fields=told)

    def _field(self, row: Row) -> _Field | None:
        known = FIELDS.get(_number(row.get("id_search_option")))
        return None if known is None or (known.name == "type" and self._kind != "Ticket") else known

    def _logged(self, row: Row) -> Event | None:
        at, native_id, order = self._at(row["date_mod"]), f"log:{row['id']}", int(row["id"])
        actor = self._actor(_owner_of(row.get("user_name")))
        action = _number(row["linked_action"])
        if action == UPDATED and (known := self._field(row)):
            type_ = TYPES.get(known.name, EventType.SCOPE)
            old, new = (known.logged(row.get(side)) for side in ("old_value", "new_value"))
            told = {"field": known.name, "old": old, "new": new}
            return self._event(type_, at, native_id, order=order, actor=actor, **told)
        if action in RELATED and _number(row.get("id_search_option")) == TECHNICIAN:
            old, new = (self._person(row.get(side)) for side in ("old_value", "new_value"))
            told = {"field": "assignee", "old": old, "new": new}
            return self._event(EventType.ASSIGNED, at, native_id, order=order, actor=actor, **told)
        return None

    def _acknowledged(self) -> Iterator[Event]:
        """Yield when somebody took the ticket on; versions before 10 do not tell it."""
        at = self._telling.wall.read(self._item.get("takeintoaccountdate"))
        if at is not None:
            yield self._event(EventType.ACKNOWLEDGED, at, "taken", actor=Actor.AGENT)

    def _written(self, what: str, rows: Sequence[Row], *, time: str, places: Mapping[str, int]) -> Iterator[Event]:
        """Yield what was written; the log tells where in its second, for its numbers are others than those of rows."""
        for row in rows:
            if row.get("itemtype") != self._kind or _number(row["items_id"]) != self._number:
                continue
            actor = self._actor(_number(row["users_id"]))
            type_ = EventType.REQUESTER_REPLY if actor is Actor.REQUESTER else EventType.PUBLIC_REPLY
            if is_set(row.get("is_private")):
                type_ = EventType.PRIVATE_NOTE
            at, native_id = self._at(row.get(time) or row["date_creation"]), f"{what}:{row['id']}"
            yield self._event(type_, at, native_id, order=places.get(native_id, int(row["id"])), actor=actor)

    def _linked(self) -> Iterator[Event]:
        """Yield the links that there are now; GLPI does not tell since when, so they count from the beginning."""
        mine = f"{self._kind.lower()}s_id"
        for row in self._parts.links:
            for column, (kind, relation) in LINKED.items():
                if column != mine and column in row and _number(row.get(mine)) == self._number:
                    other = f"{kind}/{row[column]}"
                    at, native_id = self._at(self._item["date"]), f"link:{relation}:{other}"
                    told = {"field": str(relation), "new": other, "derived": True}
                    yield self._event(EventType.LINKED, at, native_id, **told)

    def _person(self, value: object) -> str | None:
        number = _owner_of(value)
        return None if number is None else self._telling.person(str(number))

    def _actor(self, number: int | None) -> Actor:
        if number is None:
            return Actor.UNKNOWN
        if number == SYSTEM:
            return Actor.SYSTEM
        return Actor.REQUESTER if number in self._requesters else Actor.AGENT

    def _at(self, text: str | None) -> datetime:
        at = self._telling.wall.read(text)
        if at is None:
            raise ValueError("a time is missing")
        return at

    def _event(self, type_: EventType, at: datetime, native_id: str, **told: Any) -> Event:  # noqa: ANN401  of Event
        return Event(ticket_id=self.id, type=type_, at=at, native_id=native_id, **told)


def was_solved(item: Row, log: Sequence[Row]) -> bool:
    """Tell whether a ticket is solved, or has been."""
    changes = [row.get("new_value") for row in log if _number(row.get("id_search_option")) == STATUS]
    return any(status(value) in SOLVED for value in (item.get("status"), *changes))


def is_set(value: object) -> bool:
    """Tell whether a flag is set; some versions write numbers as texts."""
    return str(value).casefold() in {"1", "true"}


def _added(row: Row) -> str:
    """Return which part of a ticket was added: `followup:7`."""
    return f"{str(row.get('itemtype_link') or '').removeprefix('ITIL').lower()}:{row.get('new_value')}"


def _by_id(row: Row) -> int:
    return int(row["id"])


def _number(value: object) -> int:
    """Return a number that may stand in a text; 0 where none stands."""
    return int(str(value)) if str(value).isdecimal() else 0


def _owner_of(text: object) -> int | None:
    """Return the number behind a name, as logs write it: `Ann Agent (5)`; None where there is none."""
    told = re.search(r"\((\d+)\)\s*$", str(text or ""))
    return int(told[1]) if told else None


def _logged_name(value: object) -> str | None:
    """Return a name without the number that logs write behind it: `Root entity > Lab (3)`."""
    return _name(re.sub(r"\s*\(\d+\)$", "", str(value if value is not None else "")))


def _name(value: object) -> str | None:
    text = html.unescape(str(value if value is not None else "")).replace("\xa0", " ").strip()
    return None if text in ("", "0") else text


def _plain(value: object) -> str | None:
    return None if value in (None, "", 0, "0") else str(value)


FIELDS: Final[Mapping[int, _Field]] = {
    STATUS: _Field(name="status", column="status", read=status, logged=status),
    3: _Field(name="priority", column="priority", read=_plain, logged=_plain),
    10: _Field(name="urgency", column="urgency", read=_plain, logged=_plain),
    11: _Field(name="impact", column="impact", read=_plain, logged=_plain),
    14: _Field(name="type", column="type", read=ticket_type, logged=ticket_type),
    7: _Field(name="category", column="itilcategories_id", read=_name, logged=_logged_name),
    80: _Field(name="entity", column="entities_id", read=_name, logged=_logged_name),
}
"""By the search option under which logs name them."""
TYPES: Final = {"status": EventType.STATUS, "priority": EventType.PRIORITY}
LINKED: Final = {"problems_id": ("Problem", Relation.PROBLEM), "changes_id": ("Change", Relation.CHANGE)}
"""A column of a link -> what stands on its other side."""
