"""Outages as far as they have happened."""

from dataclasses import replace
from datetime import datetime

from slawatch.model.outage import Outage


def news(outage: Outage, low: datetime, high: datetime) -> bool:
    """Return whether something happened to the outage in (low, high]."""
    told = (outage.started_at, outage.detected_at, outage.acknowledged_at, outage.ended_at)
    return any(at is not None and low < at <= high for at in told)


def seen(outage: Outage, now: datetime) -> Outage:
    """Return the outage as it is known at an instant."""
    return replace(
        outage,
        ended_at=_past(outage.ended_at, now),
        acknowledged_at=_past(outage.acknowledged_at, now),
        detected_at=_past(outage.detected_at, now),
    )


def _past(at: datetime | None, now: datetime) -> datetime | None:
    return None if at is None or at > now else at
