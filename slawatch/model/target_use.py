"""How much of their targets timers used, in shares that boards can compare across objectives."""

from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from typing import Final

from slawatch.model.relative import Relative

SHARES: Final = (
    Fraction(1, 2),
    Fraction(3, 4),
    Fraction(9, 10),
    Fraction(1),
    Fraction(3, 2),
    Fraction(3),
    Fraction(10),
)
"""Upper ends of the buckets; what exceeds the last belongs to one more. Up to 1 the target is kept."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TargetUse:
    """The shares of their targets that timers used: how many lie in each bucket, and their sum."""

    counts: tuple[int, ...] = (0,) * (len(SHARES) + 1)
    """By bucket, each timer in one; the last is of those beyond all SHARES."""
    total: float = 0.0
    """The sum of all shares."""


@dataclass(frozen=True, slots=True, kw_only=True)
class UseExample:
    """The ticket whose timer was decided last among those in one bucket of an objective's period."""

    service_id: str
    sla: str
    objective: str
    period: Relative
    bucket: int
    """Position in TargetUse.counts."""
    source: str
    ticket: str
    """The source's id of it."""
    share: float
    """Of its target, used."""
    at: datetime
    """When it was met or missed."""
