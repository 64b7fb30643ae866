"""What an action or an acceptance is about, by names that hold when figures are worked out again.

A breach is known by its agreement, objective, service and period, however late data move the instant of it. An outage
is known by its service and a stretch of time: whatever outage of that service shares a second with the stretch is
meant, so it stays the same one where late data lengthen it, merge it with another or move its start.
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import ClassVar, Final

from slawatch.model.instant import instant

_FORM: Final = "%Y-%m-%dT%H:%M:%SZ"


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class BreachRef:
    """An objective that was missed in a period."""

    kind: ClassVar[str] = "breach"
    sla: str
    objective: str
    service_id: str
    """The agreement's id where its services are judged together."""
    period: str
    """As calendars.period_names writes it: 2026-10, 2026-W47, 2026-Q3."""

    def __str__(self) -> str:
        """Return it as commands and addresses write it."""
        return f"{self.kind}/{self.sla}/{self.objective}/{self.service_id}/{self.period}"


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class OutageRef:
    """The outages of a service that share a second with [started_at, ended_at)."""

    kind: ClassVar[str] = "outage"
    service_id: str
    started_at: datetime
    ended_at: datetime
    """Of an outage that lasts: up to when it was known to, when it was named."""

    def __post_init__(self) -> None:
        """Refuse naive instants and a stretch without a second."""
        object.__setattr__(self, "started_at", instant(self.started_at))
        object.__setattr__(self, "ended_at", instant(self.ended_at))
        if self.ended_at <= self.started_at:
            msg = f"the outage of {self.service_id} at {self.started_at:{_FORM}} has no second"
            raise ValueError(msg)

    def __str__(self) -> str:
        """Return it as commands and addresses write it."""
        return f"{self.kind}/{self.service_id}/{self.started_at:{_FORM}}/{self.ended_at:{_FORM}}"

    def overlaps(self, started_at: datetime, ended_at: datetime) -> bool:
        """Tell whether a stretch shares a second with it."""
        return self.started_at < ended_at and started_at < self.ended_at


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class ObjectiveRef:
    """A promise, in whatever period: what an action means to make better."""

    kind: ClassVar[str] = "objective"
    sla: str
    objective: str
    service_id: str
    """The agreement's id where its services are judged together."""

    def __str__(self) -> str:
        """Return it as commands and addresses write it."""
        return f"{self.kind}/{self.sla}/{self.objective}/{self.service_id}"


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class ServiceRef:
    """A service as a whole."""

    kind: ClassVar[str] = "service"
    service_id: str

    def __str__(self) -> str:
        """Return it as commands and addresses write it."""
        return f"{self.kind}/{self.service_id}"


Reference = BreachRef | OutageRef | ObjectiveRef | ServiceRef
FindingRef = BreachRef | OutageRef
"""What needs an action, or somebody who accepts it without one."""

FORMS: Final = (
    "breach/SLA/OBJECTIVE/SERVICE/PERIOD, outage/SERVICE/FROM/TO, objective/SLA/OBJECTIVE/SERVICE or service/SERVICE"
)


def reference(text: str) -> Reference:
    """Return what a text names; ValueError, with the forms that there are, for any other."""
    match text.strip().split("/"):
        case ["breach", sla, objective, service, period] if all((sla, objective, service, period)):
            return BreachRef(sla=sla, objective=objective, service_id=service, period=period)
        case ["outage", service, start, end] if service:
            return OutageRef(service_id=service, started_at=_instant(start), ended_at=_instant(end))
        case ["objective", sla, objective, service] if all((sla, objective, service)):
            return ObjectiveRef(sla=sla, objective=objective, service_id=service)
        case ["service", service] if service:
            return ServiceRef(service_id=service)
    msg = f'"{text}" names nothing that an action can be about; write {FORMS}'
    raise ValueError(msg)


def _instant(text: str) -> datetime:
    at = datetime.fromisoformat(text)
    return at if at.tzinfo is not None else at.replace(tzinfo=UTC)
