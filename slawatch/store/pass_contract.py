"""What a store keeps for the passes beside the tail."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, Protocol


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """A ticket as its events leave it."""

    id: str
    status: str | None
    """The raw status."""
    updated_at: datetime | None
    gone: bool
    """True where the last thing told of it is that it is not there any more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Suspect:
    """A ticket that one pass did not find; a second pass must confirm it before anything follows."""

    ticket_id: str
    why: Literal["deleted", "merged", "moved", "forbidden"]
    at: datetime
    """When it went, as told the first time."""
    missed_at: datetime
    """When the pass began that missed it first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Retry:
    """A row in quarantine that is to be read again."""

    row_id: str
    attempts: int
    not_before: datetime | None
    """None: it is due."""


class PassRecords(Protocol):
    """When passes ended, what they missed, and when bad rows are tried again."""

    def standings(self, source: str) -> Iterator[Standing]:
        """Yield every ticket of a source as its events leave it; close the iterator when leaving it early."""
        ...

    def passes(self, source: str) -> Mapping[str, datetime]:
        """Return by name when each pass was last noted."""
        ...

    def note_pass(self, source: str, name: str, *, at: datetime) -> None:
        """Note that a pass ended well, or is waited for, from an instant on; a source never committed has none."""
        ...

    def suspects(self, source: str) -> Mapping[str, Suspect]:
        """Return tickets that one pass missed, by id. A commit that tells of a ticket takes it off."""
        ...

    def suspect(self, source: str, missed: Collection[Suspect], *, found: Collection[str] = ()) -> None:
        """Note tickets that a pass missed for the first time, and take off those that it found."""
        ...

    def retries(self, source: str) -> Sequence[Retry]:
        """Return rows in quarantine with how often and until when they were put off."""
        ...

    def put_off(self, source: str, until: Mapping[str, datetime]) -> None:
        """Count a try of rows that are still bad, and note when each is tried next."""
        ...
