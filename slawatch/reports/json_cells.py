"""Cells as JSON objects: what kind each is, its raw value, and what else it knows."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from typing import Any, Final
from zoneinfo import ZoneInfo

from slawatch.reports.cells import (
    Cell,
    Count,
    Day,
    Foreign,
    Instant,
    Linked,
    Money,
    Named,
    Number,
    Phrase,
    Ratio,
    Seconds,
    Spark,
    Standing,
    Unknown,
)
from slawatch.reports.shown import Shown
from slawatch.speech.speech import LANGUAGES, Speech

Told = dict[str, Any]
"""A JSON object."""
_PLACES: Final = 10**12
_SPEECHES: Final = {language: Speech(language) for language in LANGUAGES}


def share(value: Fraction) -> float:
    """Return a share cut off after twelve decimals: never more than it is."""
    return plain(float(Fraction(value * _PLACES // 1, _PLACES)))


def plain(value: float) -> int | float:
    """Return a number in the one form that all equal numbers have."""
    return int(value) if value == int(value) else value


@dataclass(frozen=True, slots=True)
class Cells:
    """Makes JSON objects of the cells of a report in a time zone."""

    timezone: str

    def __call__(self, cell: Cell) -> Told:
        """Return the object of a cell; equal cells have equal ones, others differ."""
        return _OBJECTS[type(cell)](self, cell)

    def at(self, at: datetime) -> str:
        """Return an instant in ISO 8601 with the offset of the report's zone."""
        return at.astimezone(ZoneInfo(self.timezone)).isoformat()

    def phrase(self, cell: Phrase) -> Told:
        """Return words of ours: the English text with its {places}, what stands there, and the whole by language."""
        spoken = {language: Shown(speech, self.timezone).text(cell) for language, speech in _SPEECHES.items()}
        parts = {name: self(part) for name, part in cell.parts.items()}
        return {"kind": "phrase", "value": cell.text, "said": spoken, **({"parts": parts} if parts else {})}

    def ratio(self, cell: Ratio) -> Told:
        """Return a share, cut off after twelve decimals, and exactly as a fraction."""
        return {
            "kind": "ratio",
            "value": share(cell.value),
            "numerator": cell.value.numerator,
            "denominator": cell.value.denominator,
            "decimals": cell.decimals,
            "is_limit": cell.is_limit,
        }

    def linked(self, cell: Linked) -> Told:
        """Return the cell with the path of its page."""
        return {**self(cell.cell), "page": cell.path}

    def instant(self, cell: Instant) -> Told:
        """Return a point in time."""
        return {"kind": "instant", "value": self.at(cell.at)}

    def unknown(self, cell: Unknown) -> Told:
        """Return that there is no value, and why."""
        return {"kind": "unknown", "value": None, "reason": self.phrase(cell.reason)}


def _foreign(_: Cells, cell: Foreign) -> Told:
    return {"kind": "text", "value": cell.text}


def _named(_: Cells, cell: Named) -> Told:
    return {"kind": "named", "value": cell.id, "names": dict(cell.names)}


def _seconds(_: Cells, cell: Seconds) -> Told:
    return {"kind": "seconds", "value": plain(cell.value), "clock": cell.clock}


def _count(_: Cells, cell: Count) -> Told:
    return {"kind": "count", "value": cell.value}


def _number(_: Cells, cell: Number) -> Told:
    return {"kind": "number", "value": plain(cell.value), "decimals": cell.decimals}


def _money(_: Cells, cell: Money) -> Told:
    return {"kind": "money", "value": f"{cell.amount.normalize() + 0:f}", "currency": cell.currency}


def _day(_: Cells, cell: Day) -> Told:
    return {"kind": "day", "value": cell.date.isoformat()}


def _standing(_: Cells, cell: Standing) -> Told:
    return {"kind": "state", "value": cell.state}


def _spark(_: Cells, cell: Spark) -> Told:
    values = [None if value is None else plain(value) for value in cell.values]
    return {"kind": "spark", "value": values, "limit": None if cell.limit is None else plain(cell.limit)}


_OBJECTS: Final[Mapping[type, Callable[[Cells, Any], Told]]] = {
    Phrase: Cells.phrase,
    Ratio: Cells.ratio,
    Linked: Cells.linked,
    Instant: Cells.instant,
    Unknown: Cells.unknown,
    Foreign: _foreign,
    Named: _named,
    Seconds: _seconds,
    Count: _count,
    Number: _number,
    Money: _money,
    Day: _day,
    Standing: _standing,
    Spark: _spark,
}
