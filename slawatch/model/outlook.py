"""What becomes of an objective: how fast its error budget burns, and how its period is likely to end."""

from dataclasses import dataclass
from datetime import datetime

from slawatch.model.burn import BurnWindow


@dataclass(frozen=True, slots=True, kw_only=True)
class BurnRate:
    """How many times faster than the target bears an error budget was used within a window of agreed service time."""

    window: BurnWindow
    rate: float
    """1 uses up the budget just when the period ends; at most 1 / (1 - target)."""
    threshold: float | None
    """The rate from which on it is to be reported; None for a window that no alert looks at."""
    missed: int | None = None
    """Tickets missed in the window; None for availability. One alone is no trend, whatever the rate."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Forecast:
    """What is to be expected at the period's end."""

    breach_probability: float
    low: float
    """The share attained lies below this in one case of twenty."""
    expected: float
    high: float
    """The share attained lies above this in one case of twenty."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outlook:
    """One objective of one service in its current period."""

    service_id: str
    sla: str
    objective: str
    active: bool
    """False outside agreed service time: burn windows stand still there, and nothing is to be reported."""
    burn: tuple[BurnRate, ...] = ()
    """By window, the shortest first; empty where the target leaves no budget."""
    exhausted_at: datetime | None = None
    """While an outage is open: when it has used up the budget, if it goes on; None where the period ends before."""
    forecast: Forecast | None = None
    no_forecast: str = ""
    """Why there can't be one, in words; empty where there is, or may be later."""
