"""A ticket, and the classes that its raw status is mapped to."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from slawatch.model.instant import instant


class StatusClass(StrEnum):
    """What a raw status means for a timer."""

    NEW = "new"
    OPEN = "open"
    PENDING_REQUESTER = "pending_requester"
    PENDING_SUPPLIER = "pending_supplier"
    PENDING_OTHER = "pending_other"
    RESOLVED = "resolved"
    CLOSED = "closed"
    CANCELLED = "cancelled"
    DELETED = "deleted"
    MERGED = "merged"
    UNKNOWN = "unknown"


DONE = frozenset({StatusClass.RESOLVED, StatusClass.CLOSED})
VOID = frozenset({StatusClass.CANCELLED, StatusClass.DELETED, StatusClass.MERGED})
PENDING = frozenset({StatusClass.PENDING_REQUESTER, StatusClass.PENDING_SUPPLIER, StatusClass.PENDING_OTHER})


@dataclass(frozen=True, slots=True, kw_only=True)
class Ticket:
    """A ticket's identity. Everything that can change about it is told by its events."""

    id: str
    """The system's immutable id, never the key that people see."""
    key: str
    created_at: datetime
    updated_at: datetime | None = None
    url: str | None = None

    def __post_init__(self) -> None:
        """Refuse an empty id and naive instants."""
        if not self.id:
            msg = "a ticket needs an id"
            raise ValueError(msg)
        object.__setattr__(self, "created_at", instant(self.created_at))
        if self.updated_at is not None:
            object.__setattr__(self, "updated_at", instant(self.updated_at))
