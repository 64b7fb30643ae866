"""Facts about services: outages, and time that was agreed not to count."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

from slawatch.model.instant import instant


class Severity(StrEnum):
    """What a raw severity means for availability."""

    DOWN = "down"
    DEGRADED = "degraded"
    IGNORE = "ignore"
    UNKNOWN = "unknown"
    """Nobody looked: whether the service was up is not known, unless another outage tells of that time."""


UNWATCHED: Final = "unwatched"
"""The raw severity by which a source that watches services tells when it did not. It means UNKNOWN in every mapping."""


class Origin(StrEnum):
    """By what the start of an outage is known. The order of definition is the code in engine columns."""

    STATED = "stated"
    """A source, a file or an operator tells the outage itself."""
    FIELD = "field"
    """A field of its ticket."""
    ALERT = "alert"
    """An event of its ticket, such as a linked alert."""
    CREATION = "creation"
    """The creation of its ticket: it may have begun before."""
    REOPENING = "reopening"
    """The reopening of its ticket."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outage:
    """A stretch in which a service was not as promised; `service` and `severity` are the source's raw words.

    One of severity UNWATCHED tells that the source did not look; without a service it did not look at any.
    """

    id: str
    service: str | None
    started_at: datetime
    ended_at: datetime | None = None
    """None while it lasts."""
    severity: str | None = None
    detected_at: datetime | None = None
    acknowledged_at: datetime | None = None
    ticket_id: str | None = None
    users: int | None = None
    """How many users it touched; None where that is not told."""
    reason: str | None = None
    """What somebody who stated it by hand said, of its last change; None where a source tells it."""
    author: str | None = None
    """Who stated it, or changed it last, by hand."""

    def __post_init__(self) -> None:
        """Refuse naive instants and an end before the start."""
        for name in ("started_at", "ended_at", "detected_at", "acknowledged_at"):
            value = getattr(self, name)
            if value is not None:
                object.__setattr__(self, name, instant(value))
        if self.ended_at is not None and self.ended_at < self.started_at:
            msg = (
                f"outage {self.id} ends ({self.ended_at.isoformat()}) before it starts ({self.started_at.isoformat()})"
            )
            raise ValueError(msg)


@dataclass(frozen=True, slots=True, kw_only=True)
class Exclusion:
    """A stretch that was agreed not to count (maintenance); `service` is the source's raw word."""

    id: str
    service: str | None
    started_at: datetime
    ended_at: datetime
    reason: str
    author: str
    approved_at: datetime | None = None
    """Approved before the start, and in time for the notice agreed, it counts; otherwise it is only listed."""
    approved_by: str | None = None
    """Who approved it, where that is told: only so does it count in retrospect."""
    withdrawn_by: str | None = None
    withdrawn_at: datetime | None = None
    """Taken back: it stays in the list and counts no more."""

    def __post_init__(self) -> None:
        """Refuse naive instants and an end before the start."""
        for name in ("started_at", "ended_at", "approved_at", "withdrawn_at"):
            value = getattr(self, name)
            if value is not None:
                object.__setattr__(self, name, instant(value))
        if self.ended_at < self.started_at:
            msg = f"exclusion {self.id} ends before it starts"
            raise ValueError(msg)

    @property
    def retrospective(self) -> bool:
        """True where somebody who is named approved it after it had begun."""
        return self.approved_by is not None and self.approved_at is not None and self.approved_at > self.started_at
