"""Cells as CSV holds them: raw values for programs, and texts that a spreadsheet does not take for a formula."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final
from zoneinfo import ZoneInfo

from slawatch.reports import cells, raw
from slawatch.reports.cells import Cell, bare
from slawatch.reports.shown import Shown
from slawatch.speech.speech import inert

_RISKY: Final = re.compile(r"""(?:^|(?<=[;|,]))(?=["'\s\ufffd]*[=+\-@＝＋－＠])""")  # noqa: RUF001  spreadsheets take both
"""Where a formula could begin: a text, and what follows a sign at which a spreadsheet of another locale splits."""


@dataclass(frozen=True, slots=True)
class Written:
    """Writes the cells of a report in a language."""

    shown: Shown
    zone: ZoneInfo

    def __call__(self, cell: Cell) -> str:
        """Return a cell; nothing where it is unknown."""
        return _WRITTEN[type(cell)](self, cell)


def harmless(text: str) -> str:
    """Return a text as one line in which nothing acts; an apostrophe stands where a formula would have begun."""
    if text.isalnum():  # as most are of a quarter of a million
        return text
    return _RISKY.sub("'", inert(" ".join(text.splitlines())))


def kind(cell: Cell) -> str:
    """Return in what a cell is told: ratio, seconds, count and so on; nothing where it is unknown."""
    return KINDS[type(bare(cell))]


def _decimal(value: float) -> str:
    """Return a number in decimals without an exponent."""
    return f"{Decimal(repr(value)):f}" if isinstance(value, float) else str(value)


_WRITTEN: Final[Mapping[type, Callable[[Written, Any], str]]] = {
    cells.Phrase: lambda written, cell: harmless(written.shown.text(cell)),
    cells.Foreign: lambda _, cell: harmless(cell.text),
    cells.Named: lambda _, cell: harmless(cell.id),
    cells.Ratio: lambda _, cell: _decimal(raw.share(cell.value)),
    cells.Seconds: lambda _, cell: _decimal(raw.plain(cell.value)),
    cells.Count: lambda _, cell: str(cell.value),
    cells.Number: lambda _, cell: _decimal(raw.plain(cell.value)),
    cells.Money: lambda _, cell: f"{harmless(cell.currency)} {raw.amount(cell.amount)}",
    cells.Instant: lambda written, cell: raw.local(cell.at, written.zone),
    cells.Day: lambda _, cell: cell.date.isoformat(),
    cells.Standing: lambda _, cell: str(cell.state),
    cells.Spark: lambda _, cell: ";".join("" if each is None else str(raw.plain(each)) for each in cell.values),
    cells.Linked: lambda written, cell: written(cell.cell),
    cells.Unknown: lambda *_: "",
}
KINDS: Final[Mapping[type, str]] = {
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
