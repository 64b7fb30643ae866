"""What stands behind a service's figures: durations behind means, starts behind downtime, standings of exclusions."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from slawatch.model.outage import Origin
from slawatch.model.spread import Durations

_UNMEASURED: Final = Durations(n=0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reliability:
    """The durations behind the means of a period; a stage without timestamps has n = 0."""

    between: Durations = _UNMEASURED
    """Agreed time up from the start of each failure of the period to the next one's; MTBF is T/r and no mean of it."""
    restoration: Durations = _UNMEASURED
    """Full elapsed lengths of the merged outages restored in the period."""
    restoration_service: Durations = _UNMEASURED
    """The same outages, in seconds of the service's hours."""
    detection: Durations = _UNMEASURED
    """Of outages that began in the period, from the start to the detection."""
    acknowledgement: Durations = _UNMEASURED
    """Of outages that began in the period, from the detection (the start where there is none) on."""
    repair: Durations = _UNMEASURED
    """Of outages restored in the period, from the acknowledgement (the detection where there is none) on."""


NO_OUTAGES: Final = Reliability()


class Standing(StrEnum):
    """What becomes of an exclusion under one agreement."""

    COUNTED = "counted"
    PENDING = "pending"
    """Nobody has approved it yet."""
    REFUSED = "refused"
    """Approved too late, or by somebody who may not."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StartShare:
    """Merged outages whose start is known by one thing, and the downtime of the period in them."""

    origin: Origin
    outages: int
    down_seconds: int
