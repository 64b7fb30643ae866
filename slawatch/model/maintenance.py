"""Maintenance that comes back: agreed once, for every time it opens."""

from dataclasses import dataclass
from datetime import date

from slawatch.model.service import ServiceId


@dataclass(frozen=True, slots=True, kw_only=True)
class Maintenance:
    """A window that opens at a local time on some days of the week."""

    id: str
    services: tuple[ServiceId, ...]
    days: frozenset[int]
    """0 is Monday; the days on which it opens."""
    opens: int
    """Local time in seconds after midnight."""
    duration: int
    """Elapsed seconds; it may run past midnight."""
    timezone: str
    since: date
    """The first day on which it may open: what was before it stays as it was."""
    reason: str
    approved_by: str
    until: date | None = None
    """The last day on which it may open."""
