"""What outages cost a service in one window: the least of its figures, of which a trend needs many."""

from dataclasses import dataclass

from slawatch.engine.reliability import failures
from slawatch.engine.service_time import ServiceTime
from slawatch.model.service import ServiceId


@dataclass(frozen=True, slots=True, kw_only=True)
class OutageCost:
    """As a ServiceFigure tells it."""

    service_id: ServiceId
    sla: str
    outages: int | None
    """Failures; None where nothing is known of the agreed time."""
    lost_seconds: int
    availability_ratio: float | None


def outage_cost(time: ServiceTime) -> OutageCost:
    """Return what outages cost a service under one agreement."""
    account = time.account
    return OutageCost(
        service_id=time.service,
        sla=time.agreement.id,
        outages=failures(time.layers, time.calendar, time.window) if time.is_told else None,
        lost_seconds=int(account.lost),
        availability_ratio=account.availability,
    )
