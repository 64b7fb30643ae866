"""What a calendar's feed tells: dates and hours that others keep, in a file or behind an address (iCalendar)."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class FeedKind(StrEnum):
    """What an event of a feed does to its calendar."""

    CLOSED = "closed"
    OPEN = "open"


@dataclass(frozen=True, slots=True, order=True)
class AllDay:
    """An event of whole dates, in whatever zone its calendar is."""

    first: date
    after: date
    """The day after its last."""
    summary: str
    created: int | None = None
    """When it was entered, in epoch seconds, where the feed says so."""


@dataclass(frozen=True, slots=True, order=True)
class Timed:
    """An event of [start, end) in epoch seconds."""

    start: int
    end: int
    summary: str
    created: int | None = None
    """When it was entered, in epoch seconds, where the feed says so."""


@dataclass(frozen=True, slots=True)
class FeedEvents:
    """Every event of a feed within the years that are read, in order."""

    all_day: tuple[AllDay, ...] = ()
    timed: tuple[Timed, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """A feed of a calendar or of maintenance."""

    name: str
    """For people and labels; never an address, which may hold a secret."""
    kind: FeedKind = FeedKind.CLOSED
    events: FeedEvents | None = None
    """None where it has never been read."""
