"""A figure that an improvement is held against, with what it rests on."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from slawatch.model.instant import instant


class Quantity(StrEnum):
    """In what a figure is told: a share is the better the greater, a time or a number the better the less."""

    RATIO = "ratio"
    SECONDS = "seconds"
    EVENTS = "events"


@dataclass(frozen=True, slots=True, kw_only=True)
class Measurement:
    """What an objective came to in [starts_at, ends_at), as it was known when it was measured."""

    starts_at: datetime
    ends_at: datetime
    quantity: Quantity
    value: float | None
    """A share 0..1, seconds, or a number; None where nothing can be told."""
    count: int
    """The n behind it: timers judged, answers, or outages that lost agreed time."""
    good: int | None = None
    """How many of `count` were as promised, where the figure is a share of things that are counted."""
    exposure_seconds: int | None = None
    """Agreed seconds up in which `count` outages came, where the figure is about outages."""
    reason: str = ""
    """Why there is no value, in words."""

    def __post_init__(self) -> None:
        """Refuse naive instants."""
        object.__setattr__(self, "starts_at", instant(self.starts_at))
        object.__setattr__(self, "ends_at", instant(self.ends_at))


@dataclass(frozen=True, slots=True, kw_only=True)
class Goal:
    """What the figure is meant to come to."""

    quantity: Quantity
    value: float

    def is_reached(self, measured: Measurement) -> bool | None:
        """Tell whether a figure is as good as it is meant to be; None where there is none, or one of another kind."""
        if measured.value is None or measured.quantity is not self.quantity:
            return None
        return measured.value >= self.value if self.quantity is Quantity.RATIO else measured.value <= self.value
