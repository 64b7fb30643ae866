"""What stands in a report: values with their kinds, free of any language and of any format.

A writer of a format decides how a kind is shown, once for all reports: shares as percentages floored to their
decimals, instants in the report's zone, texts of others inert. What can't be known is Unknown with its reason.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from slawatch.model.result import State
from slawatch.model.service import Names


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words of ours: the English text is the key of its translations."""

    text: str
    parts: Mapping[str, "Cell"] = field(default_factory=dict)
    """What stands in the text's {places}."""


@dataclass(frozen=True, slots=True)
class Foreign:
    """Words of somebody else's: a person's, or a ticketing system's. Never translated, never trusted."""

    text: str


@dataclass(frozen=True, slots=True)
class Named:
    """A thing of the configuration, with its names by language."""

    id: str
    names: Names


@dataclass(frozen=True, slots=True)
class Ratio:
    """A share, 0..1, shown as a percentage."""

    value: Fraction
    decimals: int
    is_limit: bool = False
    """Whether it is a promise, shown with just the digits that it was written with; all else is floored."""


class Clock(StrEnum):
    """How seconds are told: working time in hours at the most, elapsed time in days too."""

    WORKING = "working"
    ELAPSED = "elapsed"


@dataclass(frozen=True, slots=True)
class Seconds:
    """A length of time."""

    value: int | float
    clock: Clock = Clock.WORKING


@dataclass(frozen=True, slots=True)
class Count:
    """A number of things."""

    value: int


@dataclass(frozen=True, slots=True)
class Number:
    """Any other number."""

    value: float
    decimals: int = 1


@dataclass(frozen=True, slots=True)
class Money:
    """An amount of a currency (ISO 4217)."""

    amount: Decimal
    currency: str


@dataclass(frozen=True, slots=True)
class Instant:
    """A point in time, shown in the report's zone to the second."""

    at: datetime


@dataclass(frozen=True, slots=True)
class Day:
    """A local date."""

    date: date


@dataclass(frozen=True, slots=True)
class Standing:
    """How an objective stands, shown by symbol, word and colour."""

    state: State


@dataclass(frozen=True, slots=True)
class Spark:
    """A small line of values, the oldest first; None where there is no value."""

    values: tuple[float | None, ...]
    limit: float | None = None
    """The promise that they are held against."""


@dataclass(frozen=True, slots=True)
class Linked:
    """A cell that leads to a page of the daemon."""

    cell: "Cell"
    path: str
    """Of the daemon, from the root: /tickets/desk/4711."""


@dataclass(frozen=True, slots=True)
class Unknown:
    """No value, and why: no data, no tickets, not promised."""

    reason: Phrase


Cell = (
    Phrase | Foreign | Named | Ratio | Seconds | Count | Number | Money | Instant | Day | Standing | Spark | Linked
    | Unknown
)  # fmt: skip


def bare(cell: Cell) -> Cell:
    """Return a cell without its link."""
    return bare(cell.cell) if isinstance(cell, Linked) else cell
