"""Systems without history: what happened is seen by comparing how tickets are with how they were."""

import base64
import json
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, Final, Self

from slawatch.errors import FatalSourceError
from slawatch.model.event import Actor, Event, EventType
from slawatch.model.instant import epoch, from_epoch

_TYPES: Final = {
    "status": EventType.STATUS,
    "priority": EventType.PRIORITY,
    "owner": EventType.ASSIGNED,
    "assignee": EventType.ASSIGNED,
}
"""Any other field is part of the ticket's scope."""
DAY: Final = 86_400

Fields = Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """A ticket as one look at the system finds it."""

    id: str
    created_at: datetime
    fields: Fields
    """Every mapped raw field that has a value, `status` among them."""
    changed_at: datetime | None = None
    """When the system says that it changed last; None where it does not say."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """When the tickets were looked at, by the server's clock, and when before."""

    at: datetime
    before: datetime | None = None
    """None: this is the first look."""
    grain: int = 1
    """Resolution of the system's own times, in seconds."""

    def when(self, seen: Seen) -> tuple[datetime, int]:
        """Return the instant that is told for a change and how far it may be off, in seconds.

        The system's own stamp is right for the last of several changes between two looks; all are told at it.
        """
        if seen.changed_at is not None and (self.before is None or seen.changed_at >= self.before):
            return min(seen.changed_at, self.at), self.grain
        since = self.before or seen.created_at
        return self.at, max(self.grain, int((self.at - since).total_seconds()))

    def order(self, at: datetime, nth: int) -> int:
        """Return the order of the nth change told at an instant: what a later look finds of the same second follows."""
        return min(max(0, int((self.at - at).total_seconds())), DAY) * 100 + nth


def derived(seen: Seen, before: Fields | None, look: Look) -> Iterator[Event]:
    """Yield what must have happened to a ticket; `before` is None where it was never seen.

    Of a ticket that is met for the first time only its creation is certain: with the fields that it has now, at the
    instant that the system names. What happened before that look is not known.
    """
    at, grain = look.when(seen)
    if before is None:
        yield _event(seen, EventType.CREATED, seen.created_at, look.grain, fields=dict(seen.fields))
        return
    changed = sorted(name for name in before.keys() | seen.fields.keys() if before.get(name) != seen.fields.get(name))
    for nth, name in enumerate(changed):
        type_ = _TYPES.get(name, EventType.SCOPE)
        told = {"field": name, "old": before.get(name), "new": seen.fields.get(name)}
        yield _event(seen, type_, at, grain, order=look.order(at, nth), **told)


def _event(seen: Seen, type_: EventType, at: datetime, grain: int, **told: Any) -> Event:  # noqa: ANN401  of Event
    return Event(ticket_id=seen.id, type=type_, at=at, actor=Actor.UNKNOWN, derived=True, grain=grain, **told)


@dataclass(frozen=True, slots=True, kw_only=True)
class LastSeen:
    """How tickets were at the last look. Immutable: what was not committed must be compared again."""

    at: datetime | None = None
    tickets: Mapping[str, Fields] = field(default_factory=dict)

    @classmethod
    def read(cls, text: str | None) -> Self:
        """Return what a cursor holds; None is the beginning."""
        if text is None:
            return cls()
        try:
            held = json.loads(zlib.decompress(base64.b64decode(text, validate=True)))
            at = held["at"]
            return cls(at=None if at is None else from_epoch(at), tickets=held["tickets"])
        except (ValueError, KeyError, TypeError, zlib.error) as error:
            raise FatalSourceError("the cursor is none of this source; give it another id to begin anew") from error

    def text(self) -> str:
        """Return it as a cursor, packed: about 30 bytes a ticket of few fields."""
        held = {"at": None if self.at is None else epoch(self.at), "tickets": self.tickets}
        body = json.dumps(held, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
        return base64.b64encode(zlib.compress(body.encode())).decode()

    def of(self, id_: str) -> Fields | None:
        """Return how a ticket was, None where it was never seen."""
        return self.tickets.get(id_)

    def after(self, *seen: Seen, at: datetime | None = None) -> Self:
        """Return it once these tickets are told; `at` where the whole look is over."""
        tickets = {**self.tickets, **{each.id: dict(each.fields) for each in seen}}
        return replace(self, tickets=tickets, at=at or self.at)

    def without(self, *ids: str) -> Self:
        """Return it without tickets that are not looked at any more; met again, they count as seen first."""
        return replace(self, tickets={id_: each for id_, each in self.tickets.items() if id_ not in set(ids)})
