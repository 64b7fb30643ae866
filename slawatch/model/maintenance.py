"""Maintenance that comes back: agreed once, for every time it opens."""

from dataclasses import dataclass
from datetime import date

from slawatch.model.feed import Feed
from slawatch.model.service import ServiceId


@dataclass(frozen=True, slots=True, kw_only=True)
class Maintenance:
    """A window that opens at a local time on some days, or whenever a feed has an event."""

    id: str
    services: tuple[ServiceId, ...]
    timezone: str
    since: date
    """The first day on which it may open: what was before it stays as it was."""
    reason: str
    approved_by: str
    until: date | None = None
    """The last day on which it may open."""
    days: frozenset[int] = frozenset(range(7))
    """0 is Monday; the days on which it opens."""
    rule: str = ""
    """A rule of recurrence (RFC 5545) in the place of days of the week."""
    opens: int = 0
    """Local time in seconds after midnight."""
    duration: int = 0
    """Elapsed seconds; it may run past midnight."""
    feed: Feed | None = None
    """Its events are the windows, in the place of all this."""
