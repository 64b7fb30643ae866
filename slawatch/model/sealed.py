"""What stays of a report once it is sealed: links of a chain, what they stand for, who was told."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Self


class LinkKind(StrEnum):
    """What a link of the chain says of a report."""

    SEAL = "seal"
    """These are its figures and files."""
    PREPARED = "prepared"
    REVIEWED = "reviewed"
    APPROVED = "approved"
    OTHER = "other"
    """Nothing that this version writes: a later one did, or somebody changed it."""

    @classmethod
    def _missing_(cls, value: object) -> Self:  # noqa: ARG003  the name that enum gives it
        return cls("other")


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """A link of the chain: a text that holds the hash of the link before it."""

    position: int
    """1 for the first, without a gap."""
    kind: LinkKind
    report: str
    """agreement-gold-erp-2026-10: the same for all restatements."""
    restatement: int
    at: datetime
    body: str
    """JSON with sorted keys; `previous` in it is the hash of the link before, "" for the first."""
    sha256: str
    """Of `body`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewLink:
    """What is to be chained; its place and the link before it are given by the store."""

    kind: LinkKind
    report: str
    restatement: int
    at: datetime
    told: str
    """A JSON object: what the body holds besides."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WrittenText:
    """A version of what somebody wrote for a place of a report."""

    subject: str
    """As Subject writes it: agreement/gold-erp."""
    period: str
    place: str
    """What happened, why, what is done: the id of the text block."""
    language: str
    version: int
    """1 for the first."""
    text: str
    """Empty where it was taken back."""
    author: str
    at: datetime


class Delivered(StrEnum):
    """What is known of a mail."""

    INTENDED = "intended"
    """It is about to be handed over; where nothing follows, it may have been sent."""
    SENT = "sent"
    REFUSED = "refused"
    """For good: the same mail would be refused again."""
    FAILED = "failed"
    """It was not taken, and is tried again."""

    @classmethod
    def _missing_(cls, value: object) -> Self:  # noqa: ARG003  the name that enum gives it
        # What nobody wrote tells as much as a note without a result.
        return cls("intended")


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """A step of telling somebody of a sealed report."""

    report: str
    restatement: int
    recipient: str
    state: Delivered
    at: datetime
    message_id: str
    """The same each time that the same report is sent to the same recipient."""
    detail: str = ""
    """What the server said."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Imprint:
    """Short digests of a stretch of a stream's changes, by which one that was changed since is named."""

    source: str
    after: int
    through: int
    """Changes in (after, through]."""
    head: str
    """sha256 over all changes up to `through`, each hashed with the head before it."""
    prints: bytes
    """Four bytes a change, zeros where a number of the sequence has none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredChange:
    """A row of a stream as it is stored."""

    sequence: int
    what: str
    """event, creation, outage, exclusion, correction, action or acceptance."""
    subject: str
    """The id of its ticket, outage, exclusion, correction, action or acceptance."""
    row: str
    """All of it, as JSON."""
    touches_from: datetime
    """Nothing before this instant can be otherwise by it."""
    at: datetime
    """The earliest instant as of which it counts."""
