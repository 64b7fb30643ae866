"""What an operator states against what a source told; the source's facts stay as they are."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import ClassVar, Final

from slawatch.model.event import EventType
from slawatch.model.instant import instant


class CorrectionKind(StrEnum):
    """What a correction is about."""

    FIELD = "field"
    EVENT = "event"
    VOID_EVENT = "void_event"
    TIMER = "timer"
    OUTAGE = "outage"
    VOID_OUTAGE = "void_outage"


STATEABLE: Final = frozenset({EventType.PUBLIC_REPLY, EventType.REQUESTER_REPLY, EventType.ACKNOWLEDGED})
"""What may have happened to a ticket although its source does not say so."""

VOIDABLE: Final = STATEABLE | {EventType.ASSIGNED}
"""What a source may say although it should not count."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldHeld:
    """A ticket's raw field had a value in [starts_at, ends_at), whatever its source tells of that time."""

    kind: ClassVar = CorrectionKind.FIELD
    field: str
    value: str | None
    """In the source's words; None: it was empty."""
    starts_at: datetime
    ends_at: datetime | None = None
    """None: from then on."""

    def __post_init__(self) -> None:
        """Refuse naive instants and an end that is not after the start."""
        _aware(self, "starts_at", "ends_at")
        if self.ends_at is not None and self.ends_at <= self.starts_at:
            msg = f"the field {self.field} is corrected for no time at all"
            raise ValueError(msg)


@dataclass(frozen=True, slots=True, kw_only=True)
class Happened:
    """Something happened to a ticket that its source does not tell: one of STATEABLE."""

    kind: ClassVar = CorrectionKind.EVENT
    type: EventType
    at: datetime

    def __post_init__(self) -> None:
        """Refuse a naive instant and what nobody may state."""
        _aware(self, "at")
        _among(self.type, STATEABLE)


@dataclass(frozen=True, slots=True, kw_only=True)
class NotCounted:
    """What the source tells to have happened to a ticket at an instant does not count: one of VOIDABLE."""

    kind: ClassVar = CorrectionKind.VOID_EVENT
    type: EventType
    at: datetime

    def __post_init__(self) -> None:
        """Refuse a naive instant and what nobody may take away."""
        _aware(self, "at")
        _among(self.type, VOIDABLE)


@dataclass(frozen=True, slots=True, kw_only=True)
class TimerExcluded:
    """Timers of a ticket are counted apart, neither met nor missed; what is None means every one."""

    kind: ClassVar = CorrectionKind.TIMER
    agreement: str | None = None
    objective: str | None = None
    cycle: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class OutageWas:
    """An outage was otherwise than its source tells; what is None is as told."""

    kind: ClassVar = CorrectionKind.OUTAGE
    started_at: datetime | None = None
    ended_at: datetime | None = None
    service: str | None = None
    """In the source's words, like the severity."""
    severity: str | None = None

    def __post_init__(self) -> None:
        """Refuse naive instants and a correction that changes nothing."""
        _aware(self, "started_at", "ended_at")
        if (self.started_at, self.ended_at, self.service, self.severity) == (None,) * 4:
            msg = "the correction of an outage must say what was otherwise"
            raise ValueError(msg)


@dataclass(frozen=True, slots=True, kw_only=True)
class NoOutage:
    """There was no such outage."""

    kind: ClassVar = CorrectionKind.VOID_OUTAGE


Told = FieldHeld | Happened | NotCounted | TimerExcluded | OutageWas | NoOutage
OfOutage = OutageWas | NoOutage


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """A statement about one ticket or outage of a source, with those who answer for it."""

    id: str
    source: str
    subject: str
    """The source's id of the ticket or the outage."""
    told: Told
    author: str
    reason: str
    stated_at: datetime
    approved_by: str | None = None
    """Never the author."""
    approved_at: datetime | None = None
    withdrawn_by: str | None = None
    withdrawn_at: datetime | None = None

    def __post_init__(self) -> None:
        """Refuse naive instants."""
        _aware(self, "stated_at", "approved_at", "withdrawn_at")

    @property
    def counts(self) -> bool:
        """True once somebody has approved it, until somebody withdraws it."""
        return self.approved_at is not None and self.withdrawn_at is None


def _aware(value: object, *names: str) -> None:
    for name in names:
        at = getattr(value, name)
        if at is not None:
            object.__setattr__(value, name, instant(at))


def _among(kind: EventType, allowed: frozenset[EventType]) -> None:
    if kind not in allowed:
        msg = f"{kind} can't be corrected; {', '.join(sorted(allowed))} can"
        raise ValueError(msg)
