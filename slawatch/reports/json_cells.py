"""Cells as JSON objects: what kind each is, its raw value, and what else it knows."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

from slawatch.reports import raw
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
from slawatch.reports.json_text import composed, named, text
from slawatch.reports.shown import Shown
from slawatch.speech.speech import LANGUAGES, Speech

Parts = dict[str, str]
"""Of a JSON object, each JSON already."""


class Cells:
    """Makes JSON objects of the cells of a report in a time zone."""

    def __init__(self, timezone: str) -> None:
        self._zone = ZoneInfo(timezone)
        self._shown = {language: Shown(Speech(language), timezone) for language in LANGUAGES}
        self._phrases: dict[str, Parts] = {}

    def __call__(self, cell: Cell) -> str:
        """Return the object of a cell; equal cells have equal ones, others differ."""
        return composed(self.parts(cell))

    def parts(self, cell: Cell) -> Parts:
        """Return what the object of a cell holds."""
        return _PARTS[type(cell)](self, cell)

    def at(self, at: datetime) -> str:
        """Return an instant in ISO 8601 with the offset of the report's zone."""
        return f'"{raw.local(at, self._zone)}"'  # which holds nothing to escape

    def phrase(self, cell: Phrase) -> Parts:
        """Return words of ours: the English text with its {places}, what stands there, and the whole by language."""
        if cell.parts:
            return self._said(cell) | {"parts": composed({name: self(part) for name, part in cell.parts.items()})}
        if cell.text not in self._phrases:
            self._phrases[cell.text] = self._said(cell)
        return self._phrases[cell.text]

    def _said(self, cell: Phrase) -> Parts:
        said = named({language: shown.text(cell) for language, shown in self._shown.items()})
        return {"kind": '"phrase"', "value": text(cell.text), "said": said}

    def linked(self, cell: Linked) -> Parts:
        """Return the cell with the path of its page."""
        return self.parts(cell.cell) | {"page": text(cell.path)}

    def instant(self, cell: Instant) -> Parts:
        """Return a point in time."""
        return {"kind": '"instant"', "value": self.at(cell.at)}

    def unknown(self, cell: Unknown) -> Parts:
        """Return that there is no value, and why."""
        return {"kind": '"unknown"', "value": "null", "reason": self(cell.reason)}


def _ratio(_: Cells, cell: Ratio) -> Parts:
    """Return a share, cut off after twelve decimals, and exactly as a fraction."""
    return {
        "kind": '"ratio"',
        "value": text(raw.share(cell.value)),
        "numerator": text(cell.value.numerator),
        "denominator": text(cell.value.denominator),
        "decimals": text(cell.decimals),
        "is_limit": "true" if cell.is_limit else "false",
    }


def _foreign(_: Cells, cell: Foreign) -> Parts:
    return {"kind": '"text"', "value": text(cell.text)}


def _named(_: Cells, cell: Named) -> Parts:
    return {"kind": '"named"', "value": text(cell.id), "names": named(cell.names)}


def _seconds(_: Cells, cell: Seconds) -> Parts:
    return {"kind": '"seconds"', "value": text(raw.plain(cell.value)), "clock": text(cell.clock)}


def _count(_: Cells, cell: Count) -> Parts:
    return {"kind": '"count"', "value": text(cell.value)}


def _number(_: Cells, cell: Number) -> Parts:
    return {"kind": '"number"', "value": text(raw.plain(cell.value)), "decimals": text(cell.decimals)}


def _money(_: Cells, cell: Money) -> Parts:
    return {"kind": '"money"', "value": text(raw.amount(cell.amount)), "currency": text(cell.currency)}


def _day(_: Cells, cell: Day) -> Parts:
    return {"kind": '"day"', "value": text(cell.date.isoformat())}


def _standing(_: Cells, cell: Standing) -> Parts:
    return {"kind": '"state"', "value": text(cell.state)}


def _spark(_: Cells, cell: Spark) -> Parts:
    values = [None if value is None else raw.plain(value) for value in cell.values]
    limit = None if cell.limit is None else raw.plain(cell.limit)
    return {"kind": '"spark"', "value": text(values), "limit": text(limit)}


_PARTS: Final[Mapping[type, Callable[[Cells, Any], Parts]]] = {
    Phrase: Cells.phrase,
    Ratio: _ratio,
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
