"""Availability and reliability of a service, as one agreement counts them in one period."""

from dataclasses import dataclass
from datetime import datetime

from slawatch.model.relative import Relative
from slawatch.model.reliability import NO_OUTAGES, Reliability, Standing, StartShare


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceFigure:
    """Availability and reliability of one service under one agreement in one period; whole seconds."""

    service_id: str
    sla: str
    period: Relative
    starts_at: datetime
    ends_at: datetime
    scheduled_seconds: int
    """Service hours up to as_of; scheduled = up + down + degraded + excluded + unknown."""
    up_seconds: int
    down_seconds: int
    degraded_seconds: int
    excluded_seconds: int
    unknown_seconds: int
    agreed_seconds: int
    """The denominator of availability (AST)."""
    planned_seconds: int
    """Service hours of the whole period."""
    lost_seconds: int
    availability_ratio: float | None
    raw_ratio: float | None
    """What users felt: exclusions ignored."""
    outages: int | None
    """Merged outages whose first lost second of agreed time falls in the period; None where nothing is known of it."""
    mtbf_seconds: float | None
    mtbf_lower_seconds: float | None
    mtbf_upper_seconds: float | None
    mtbsi_seconds: float | None
    mtrs_seconds: float | None
    mtta_seconds: float | None
    mttd_seconds: float | None
    restored: int
    """n behind MTRS: outages restored in the period."""
    dropped_seconds: int = 0
    """Of agreed time, in outages shorter than the agreement counts; they are up or degraded above."""
    reliability: Reliability = NO_OUTAGES
    """What the means above are made of."""
    user_outage_minutes: float | None = None
    """Minutes of lost time, each as often as there were users who lost it; None where nobody says how many."""
    user_availability_ratio: float | None = None
    """Availability weighted by users; None where the number of the service's users is not stated."""
    starts: tuple[StartShare, ...] = ()
    """By what the starts of the outages are known that make up the downtime."""
    agreed_ratio: float | None = None
    """Availability with the excluded time taken out of the denominator, whatever the agreement's mode."""
    low_ratio: float | None = None
    """Availability if all that is unknown was down."""
    high_ratio: float | None = None
    """Availability if all that is unknown was up."""
    exclusions: tuple[tuple[Standing, int], ...] = ()
    """How many exclusions touch the period, every standing from 0."""
