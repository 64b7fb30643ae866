"""What a calendar's owner writes down; `slawatch.calendars` compiles it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from slawatch.model.feed import Feed

Window = tuple[int, int]
"""Local wall time [open, close) in seconds of the day; close may be 86400 (24:00) or more (past midnight)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Holidays:
    """Statutory holidays of a country or subdivision, with the make-up working days that it decrees."""

    country: str
    subdivision: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkingHours:
    """Which instants count. A closed date has no window that starts on it; a dated opening wins over a closure.

    `weekly` has seven entries, Monday first, each the windows that start on that day. A make-up working day of
    the holidays' country takes the windows of Monday.
    """

    id: str
    timezone: str
    weekly: tuple[tuple[Window, ...], ...]
    holidays: Holidays | None = None
    closed: frozenset[date] = frozenset()
    closed_yearly: frozenset[tuple[int, int]] = frozenset()
    """(month, day) closed in every year."""
    openings: Mapping[date, tuple[Window, ...]] = field(default_factory=dict)
    feeds: tuple[Feed, ...] = ()

    def __post_init__(self) -> None:
        """Refuse hours that never open and windows of no length."""
        if len(self.weekly) != 7:  # noqa: PLR2004  days of a week
            msg = "weekly hours need seven days"
            raise ValueError(msg)
        for windows in (*self.weekly, *self.openings.values()):
            for opens, closes in windows:
                if not 0 <= opens < closes <= opens + 86400 or opens >= 86400:  # noqa: PLR2004  a day's seconds
                    msg = f"the window [{opens}, {closes}) is not within a day from its opening"
                    raise ValueError(msg)
        if not any(self.weekly) and not any(self.openings.values()):
            msg = "a calendar without hours never counts a second"
            raise ValueError(msg)
