"""What was told that figures of availability stand on, with the names under which people find it again."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ToldOutage:
    """An outage as one source tells it, mapped to a service."""

    service_id: str
    source: str
    id: str
    """The source's own: of a ticket where a ticket tells it, else of the outage."""
    by_ticket: bool
    started_at: datetime
    ended_at: datetime | None
    """None while it lasts."""
    degraded: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ToldExclusion:
    """An exclusion as it was stated, mapped to a service."""

    service_id: str
    source: str
    id: str
    started_at: datetime
    ended_at: datetime
    reason: str
    author: str
    """Empty where nobody is named, as approved_by."""
    approved_by: str
