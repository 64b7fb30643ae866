"""A target in business days: a date and a time of day, not a number of hours."""

from dataclasses import dataclass
from enum import StrEnum


class DayMode(StrEnum):
    """When on its date a count of working dates ends; for the first two the time of day is that of the start."""

    NEXT_OPENING = "next_opening"
    """At that time; where it is closed, at the next opening."""
    CLAMP_TO_CLOSE = "clamp_to_close"
    """At that time; where it is closed, when the date closes."""
    END_OF_DAY = "end_of_day"
    """When the date closes."""


@dataclass(frozen=True, slots=True)
class BusinessDays:
    """So many working dates after the date of the start."""

    days: int
    mode: DayMode = DayMode.NEXT_OPENING

    def __post_init__(self) -> None:
        """Refuse a target that lies before the next working date."""
        if self.days < 1:
            msg = f"{self.days} business days: at least 1 is needed"
            raise ValueError(msg)
