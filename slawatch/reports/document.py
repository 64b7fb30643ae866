"""A report before it is written: sections of blocks of cells, the same for every format and language."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from slawatch.model.interval import Interval
from slawatch.model.service import Names
from slawatch.reports.cells import Cell, Phrase
from slawatch.reports.subject import Subject


class Status(StrEnum):
    """How far a report is in its life."""

    PROVISIONAL = "provisional"
    FINAL = "final"
    RESTATED = "restated"


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """What tells one report from every other."""

    id: str
    """The same for all versions of a report: agreement-gold-erp-2026-10."""
    subject: Subject
    names: Names
    """Of the subject."""
    organisation: Names
    """Who reports; empty where nobody told."""
    audience: Names
    """For whom it is; empty where nobody told."""
    period: str
    """As it is asked for: 2026-10, 2026-Q3, 2026."""
    span: Interval
    timezone: str
    status: Status
    restatement: int
    """0 for the first; n for the n-th restatement."""
    as_of: datetime
    """The instant up to which events count: the data cut-off."""
    known_at: datetime
    """The instant up to which facts were known."""
    definitions: str
    """sha256 of the definitions that judged."""
    simulated: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A column of a table."""

    id: str
    """Stable: the key in JSON and the heading in CSV."""
    title: Phrase
    explains: Phrase | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """Rows of cells, one cell a column."""

    id: str
    """Unique in the report; the name of a CSV file and of a sheet."""
    title: Phrase
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    empty: Phrase
    """What is said where there are no rows."""
    note: Phrase | None = None
    is_evidence: bool = False
    """Whether it is kept out of what is printed beyond its first rows: CSV, XLSX and JSON hold it whole."""
    is_reference: bool = False
    """Whether things are looked up in it: on paper its first rows are enough."""


class Better(StrEnum):
    """Which way a figure is good."""

    HIGHER = "higher"
    LOWER = "lower"
    NEITHER = "neither"


@dataclass(frozen=True, slots=True, kw_only=True)
class Tile:
    """A key figure with what it was in the period before and in the same period of last year."""

    title: Phrase
    value: Cell
    previous: Cell
    last_year: Cell
    better: Better


@dataclass(frozen=True, slots=True, kw_only=True)
class Tiles:
    """The key figures of a page."""

    id: str
    title: Phrase
    tiles: tuple[Tile, ...]


class Shade(StrEnum):
    """What a stretch of time or a day was."""

    UP = "up"
    DEGRADED = "degraded"
    DOWN = "down"
    EXCLUDED = "excluded"
    UNKNOWN = "unknown"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class StripDay:
    """A day of a strip: the worst that it saw, and what was lost."""

    date: date
    shade: Shade
    lost: Cell


@dataclass(frozen=True, slots=True)
class StripLane:
    """The days of one service."""

    name: Cell
    days: tuple[StripDay, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Strip:
    """A calendar of days, a lane a service."""

    id: str
    title: Phrase
    lanes: tuple[StripLane, ...]


@dataclass(frozen=True, slots=True)
class Bar:
    """A stretch on a timeline."""

    span: Interval
    shade: Shade
    label: Cell


@dataclass(frozen=True, slots=True)
class Lane:
    """The stretches of one service."""

    name: Cell
    bars: tuple[Bar, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Timeline:
    """When what happened, a lane a service."""

    id: str
    title: Phrase
    span: Interval
    lanes: tuple[Lane, ...]


@dataclass(frozen=True, slots=True)
class Series:
    """A line of a trend: a cell a point, all of one kind or Unknown."""

    name: Cell
    cells: tuple[Cell, ...]
    limit: Cell | None = None
    """The promise that it is held against."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Trend:
    """How figures went over periods."""

    id: str
    title: Phrase
    periods: tuple[str, ...]
    """2025-11, 2025-12 and so on, the oldest first."""
    series: tuple[Series, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Prose:
    """Paragraphs: words of ours, or what somebody wrote."""

    id: str
    title: Phrase
    paragraphs: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Item:
    """A term and what it is."""

    term: Phrase
    cell: Cell


@dataclass(frozen=True, slots=True, kw_only=True)
class Items:
    """Terms with what they are: the cover, a formula's parts."""

    id: str
    title: Phrase
    items: tuple[Item, ...]


Block = Table | Tiles | Strip | Timeline | Trend | Prose | Items


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """One of the sixteen parts of a report."""

    id: str
    number: int
    title: Phrase
    blocks: tuple[Block, ...]
    clauses: tuple[str, ...] = ()
    """Of ISO/IEC 20000-1:2018 to which it is evidence."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A report."""

    identity: Identity
    sections: tuple[Section, ...]

    def tables(self) -> Iterator[Table]:
        """Yield every table in its order."""
        for section in self.sections:
            yield from (block for block in section.blocks if isinstance(block, Table))
