"""What a seal says, as the chain keeps it."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, Self

from pydantic import TypeAdapter

from slawatch.model.sealed import Link
from slawatch.reports.subject import Subject
from slawatch.reports.written import Format, ReportFile
from slawatch.store.contract import Mark

SCHEDULE: Final = "schedule"
"""Who seals, where no person does."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SealedFile:
    """A file of a sealed report, known by its hash."""

    name: str
    format: Format
    language: str
    media_type: str
    bytes: int
    sha256: str

    @classmethod
    def of(cls, file: ReportFile, sha256: str) -> Self:
        """Return what is remembered of a file."""
        return cls(
            name=file.name,
            format=file.format,
            language=file.language,
            media_type=file.media_type,
            bytes=len(file.content),
            sha256=sha256,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap:
    """A source that had not told all of the period when the report was sealed."""

    source: str
    complete_through: datetime | None
    """None: it never told anything."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Seal:
    """Everything that a sealed report was made of and made into."""

    subject: str
    """As Subject writes it."""
    period: str
    starts_at: datetime
    ends_at: datetime
    timezone: str
    status: str
    as_of: datetime
    known_at: datetime
    marks: Mapping[str, tuple[int, datetime | None]]
    """By stream up to which change and which watermark it was known."""
    heads: Mapping[str, str]
    """By stream the head of its imprints there: the hash of all facts behind the report."""
    definitions: str
    figures: str
    """sha256 of the figures as canonical JSON."""
    notes: str
    """sha256 of what people had written, as JSON."""
    difference: str
    """sha256 of what is other than in the report before, as JSON; empty for the first."""
    letter: str
    """sha256 of the mail that goes with it, as JSON."""
    files: tuple[SealedFile, ...]
    gaps: tuple[Gap, ...]
    by: str
    reason: str
    mail: bool
    """Whether it is sent to those who get the report."""
    program: str
    """The version of slawatch."""

    @classmethod
    def read(cls, link: Link) -> Self:
        """Return what a link says that is a seal."""
        told: Self = _SEAL.validate_python(_known(json.loads(link.body)))
        return told

    @classmethod
    def readable(cls, link: Link) -> Self | None:
        """Return what a link says; None where its text was changed beyond reading, which is told with the chain."""
        try:
            return cls.read(link)
        except ValueError:
            return None

    def told(self) -> str:
        """Return it as the JSON object that is chained."""
        return _SEAL.dump_json(self).decode()

    @property
    def about(self) -> Subject:
        """What it is about."""
        return Subject.of(self.subject)

    @property
    def past(self) -> Mapping[str, Mark]:
        """Up to where its facts were known."""
        return {name: Mark(sequence=at, complete_through=through) for name, (at, through) in self.marks.items()}

    def hashes(self) -> tuple[str, ...]:
        """Return the hashes of all that is kept of it."""
        own = (
            self.figures,
            self.notes,
            self.definitions,
            self.difference,
            self.letter,
            *(each.sha256 for each in self.files),
        )
        return tuple(each for each in own if each)


_SEAL: Final[TypeAdapter[Any]] = TypeAdapter(Seal)


def _known(told: object) -> Mapping[str, Any]:
    if not isinstance(told, dict):
        raise ValueError("it is no object")  # noqa: TRY004  read() promises it for every text that is no seal
    return {name: value for name, value in told.items() if name in Seal.__slots__}
