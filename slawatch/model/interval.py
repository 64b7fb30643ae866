"""A half-open stretch of time."""

from dataclasses import dataclass
from datetime import datetime

from slawatch.model.instant import instant


@dataclass(frozen=True, slots=True, order=True)
class Interval:
    """[start, end): the start belongs to it, the end does not."""

    start: datetime
    end: datetime

    def __post_init__(self) -> None:
        """Refuse naive instants and an end before the start."""
        object.__setattr__(self, "start", instant(self.start))
        object.__setattr__(self, "end", instant(self.end))
        if self.end < self.start:
            msg = f"the interval ends ({self.end.isoformat()}) before it starts ({self.start.isoformat()})"
            raise ValueError(msg)

    @property
    def seconds(self) -> int:
        """Length in seconds."""
        return int((self.end - self.start).total_seconds())

    def __contains__(self, at: datetime) -> bool:
        """Tell whether the instant lies inside."""
        return self.start <= at < self.end
