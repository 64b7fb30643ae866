"""Cells as CSV holds them: raw values for programs, and texts that a spreadsheet does not take for a formula."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from slawatch.reports import cells
from slawatch.reports.cells import Cell, bare
from slawatch.reports.json_cells import Cells
from slawatch.reports.shown import Shown
from slawatch.speech.speech import inert

_RISKY: Final = re.compile(r"""(?:^|(?<=[;|,]))(?=["'\s\ufffd]*[=+\-@＝＋－＠])""")  # noqa: RUF001  spreadsheets take both
"""Where a formula could begin: a text, and what follows a sign at which a spreadsheet of another locale splits."""


@dataclass(frozen=True, slots=True)
class Written:
    """Writes the cells of a report in a language."""

    shown: Shown
    raw: Cells

    def __call__(self, cell: Cell) -> str:
        """Return a cell; nothing where it is unknown."""
        return _WRITTEN[type(cell)](self, cell)


def harmless(text: str) -> str:
    """Return a text as one line in which nothing acts; an apostrophe stands where a formula would have begun."""
    return _RISKY.sub("'", inert(" ".join(text.splitlines())))


def kind(cell: Cell) -> str:
    """Return in what a cell is told: ratio, seconds, count and so on."""
    return _KINDS[type(bare(cell))]


def _value(written: Written, cell: Cell) -> str:
    """Return the raw value, as JSON has it, in decimals without an exponent."""
    value = written.raw(cell)["value"]
    return f"{Decimal(repr(value)):f}" if isinstance(value, float) else str(value)


def _spark(written: Written, cell: cells.Spark) -> str:
    return ";".join("" if value is None else str(value) for value in written.raw(cell)["value"])


_WRITTEN: Final[Mapping[type, Callable[[Written, Any], str]]] = {
    cells.Phrase: lambda written, cell: harmless(written.shown.text(cell)),
    cells.Foreign: lambda _, cell: harmless(cell.text),
    cells.Named: lambda _, cell: harmless(cell.id),
    cells.Ratio: _value,
    cells.Seconds: _value,
    cells.Count: _value,
    cells.Number: _value,
    cells.Money: lambda written, cell: f"{harmless(cell.currency)} {_value(written, cell)}",
    cells.Instant: _value,
    cells.Day: _value,
    cells.Standing: _value,
    cells.Spark: _spark,
    cells.Linked: lambda written, cell: written(cell.cell),
    cells.Unknown: lambda *_: "",
}
_KINDS: Final[Mapping[type, str]] = {
    cells.Phrase: "text",
    cells.Foreign: "text",
    cells.Named: "id",
    cells.Ratio: "ratio",
    cells.Seconds: "seconds",
    cells.Count: "count",
    cells.Number: "number",
    cells.Money: "money",
    cells.Instant: "instant",
    cells.Day: "date",
    cells.Standing: "state",
    cells.Spark: "ratios",
    cells.Unknown: "",
}
