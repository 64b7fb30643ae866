"""What a fake ticketing system must offer so that the suite can put a source to the test."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple, Protocol

from slawatch.clock import Clock
from slawatch.ingest.source import Source
from slawatch.testing.http_faults import Asked, Reply


class Trap(StrEnum):
    """What a system does wrong while its switch is on."""

    IGNORED_FILTER = "ignored filter"
    """A filter on times (or ids) finds everything."""
    REPEATED_TOKEN = "repeated token"  # noqa: S105  of a page
    """The second page names itself as the next one."""
    EMPTY_PAGE = "empty page"
    """A page without rows names a next one."""


class Happening(NamedTuple):
    """One thing that happened to a ticket."""

    at: datetime
    what: str
    """created, status, public_reply or private_note."""
    word: str = ""
    """The raw status after it, of created and status."""


Story = tuple[Happening, ...]


class System(Protocol):
    """A fake at the level of HTTP, with people at work in it. The suite moves its clock and nothing else does."""

    now: datetime
    zone: str
    """The zone of the account that reads; UTC unless the suite says otherwise."""
    traps: set[Trap]
    """Those that are switched on."""
    garbled: set[str]
    """Tickets that are sent with a date in the year 51502."""

    def answer(self, asked: Asked) -> Reply:
        """Answer a request, with a Date of the system's own clock."""
        ...

    def create(self) -> str:
        """Make a ticket and return its id."""
        ...

    def set_status(self, ticket: str, word: str) -> None:
        """Let an agent set the status to what the system calls `open` or `solved`."""
        ...

    def reply(self, ticket: str) -> None:
        """Let an agent write to the requester."""
        ...

    def note(self, ticket: str) -> None:
        """Let an agent write an internal note."""
        ...

    def late(self, ticket: str, word: str) -> Callable[[], None]:
        """Begin a change of status now, with its time; return what makes it visible."""
        ...

    def merge(self, ticket: str, into: str) -> None:
        """Merge a ticket into another."""
        ...

    def delete(self, ticket: str) -> None:
        """Delete a ticket."""
        ...

    def stories(self) -> Mapping[str, Story]:
        """Return what happened to every ticket that is there, by the system's own log."""
        ...

    def ended(self) -> set[str]:
        """Return the tickets that were merged or deleted."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """A source and the fake of its system."""

    system: Callable[[], System]
    """Makes an empty system."""
    source: Callable[[str, Clock], Source]
    """Makes the source for the address of a server; it reads pages of `page` rows."""
    page: int
    secret: str
    """The password or token with which the source asks."""
    environment: Mapping[str, str] = field(default_factory=dict)
    """Variables that hold the secrets while the suite runs."""
    remembers: bool = True
    """False where the system keeps no history of statuses: what lies between two looks is lost."""
    orders_seconds: bool = True
    """False where times have whole seconds and nothing tells whether a reply or a status of one second came first."""
    ended_words: frozenset[str] = frozenset({"deleted", "merged"})
    """Raw statuses of tickets that are no more."""
    seeds: Collection[int] = range(2)
    """Of the random interleavings that are tried; a few in every run of the tests, hundreds before a release."""
    without: Mapping[str, str] = field(default_factory=dict)
    """Checks that the system gives no occasion for, each with the reason."""
