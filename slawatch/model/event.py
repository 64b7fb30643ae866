"""One thing that happened to a ticket, as its source tells it."""

import dataclasses
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from slawatch.model.instant import instant


class EventType(StrEnum):
    """What happened. The order of definition is stored: append, never insert."""

    CREATED = "created"
    STATUS = "status"
    ASSIGNED = "assigned"
    ACKNOWLEDGED = "acknowledged"
    PRIORITY = "priority"
    SCOPE = "scope"
    """Another raw field that the mapping may name (service, queue, party, custom) changed."""
    PUBLIC_REPLY = "public_reply"
    PRIVATE_NOTE = "private_note"
    REQUESTER_REPLY = "requester_reply"
    RATED = "rated"
    LINKED = "linked"
    MERGED = "merged"
    DELETED = "deleted"
    MOVED = "moved"
    SLA_NATIVE = "sla_native"
    DOWNTIME_START = "downtime_start"
    DOWNTIME_END = "downtime_end"


class Actor(StrEnum):
    """Who did it. The order of definition is stored: append, never insert."""

    UNKNOWN = "unknown"
    REQUESTER = "requester"
    AGENT = "agent"
    SYSTEM = "system"


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """A fact about a ticket; no durations and no judgement.

    `field` is the raw field's name for STATUS, PRIORITY and SCOPE (as the mapping names it, e.g. "status");
    `new` its raw value from `at` on (None: emptied). Of LINKED, `field` is the relation (see model.desk.Relation) and
    `new` the other ticket's id, of RATED `new` is the raw answer. A CREATED event carries in `fields` every mapped raw
    field as it was at creation. Times compare first, then `order` (a reply and the automatic
    status change that follows it share a second).
    """

    ticket_id: str
    type: EventType
    at: datetime
    order: int = 0
    native_id: str | None = None
    actor: Actor = Actor.UNKNOWN
    field: str | None = None
    old: str | None = None
    new: str | None = None
    fields: Mapping[str, str] = dataclasses.field(default_factory=dict)
    derived: bool = False
    """True where the source has no history and the event comes from comparing two snapshots."""
    grain: int = 1
    """Resolution of `at` in seconds."""

    def __post_init__(self) -> None:
        """Refuse a naive instant."""
        object.__setattr__(self, "at", instant(self.at))

    def identity(self, nth: int = 0) -> str:
        """Return the key under which reading the event twice changes nothing.

        `nth` tells apart events of one ticket that agree in type, time and value and have no native id.
        """
        if self.native_id is not None:
            return self.native_id
        text = "\x1f".join((self.ticket_id, self.type, self.at.isoformat(), self.field or "", self.new or "", str(nth)))
        return "sha256:" + hashlib.sha256(text.encode()).hexdigest()[:32]
