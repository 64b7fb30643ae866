"""Writing into a sheet: every value as what it is, no text ever as a formula."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Final

from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from slawatch.reports.cells import Cell, Linked
from slawatch.reports.shown import Shown
from slawatch.reports.xlsx.links import Links
from slawatch.reports.xlsx.looks import LINK, WIDEST, Looks, width
from slawatch.reports.xlsx.names import cut
from slawatch.reports.xlsx.values import Value, valued

LONGEST_TEXT: Final = 32_767
"""UTF-16 units that a cell of Excel holds."""
_NARROWEST: Final = 9
"""Of columns, in signs."""


class Pen:
    """Writes cells into one sheet, from its top down."""

    def __init__(self, sheet: Worksheet, looks: Looks, shown: Shown, external_url: str) -> None:
        self.sheet, self.looks, self.shown = sheet, looks, shown
        self.address = Links(external_url)
        self._widths: dict[int, int] = {}

    def rows(self, first: int, rows: Iterable[Sequence[Cell]]) -> None:
        """Write rows below one another."""
        for row, cells in enumerate(rows, first):
            for column, cell in enumerate(cells):
                self.cell(row, column, cell)

    def cell(self, row: int, column: int, cell: Cell) -> None:
        """Write a cell."""
        self.write(row, column, self.linked(row, column, cell))

    def text(self, row: int, column: int, text: str, *properties: tuple[str, str | int]) -> None:
        """Write words that hold nothing of somebody else's, or that are inert."""
        self.write(row, column, Value(text, properties))

    def fit(self, widest: int = WIDEST) -> None:
        """Make every column as wide as what stands in it, within reason."""
        for column, wide in self._widths.items():
            self.sheet.set_column(column, column, min(max(wide + 2, _NARROWEST), widest))

    def linked(self, row: int, column: int, cell: Cell) -> Value:
        """Return a cell's value; one that leads to a page of the daemon is a link where its address is known."""
        value = valued(cell, self.shown)
        if isinstance(cell, Linked) and (url := self.address(cell.path)):
            value = Value(value.value, (*value.properties, *LINK))
            self.sheet.write_url(row, column, url, self.look(value), "-")
        return value

    def look(self, told: Value) -> Format:
        """Return the format of a value."""
        value, properties = told
        return self.looks.of_text(value, properties) if isinstance(value, str) else self.looks(*properties)

    def widen(self, column: int, wide: int) -> None:
        """Take note of how wide a value is that stands in a column."""
        if wide > self._widths.get(column, -1):
            self._widths[column] = wide

    def held(self, text: str) -> str:
        """Return a text as far as a cell holds it; of a longer one is said how much is left out."""
        if text.startswith("<r>") and text.endswith("</r>"):
            text += " "  # without it XlsxWriter takes the text for XML of its own, and escapes nothing in it
        if len(text) * 2 <= LONGEST_TEXT or cut(text, LONGEST_TEXT) == text:
            return text
        behind = self.shown.speech.say(" … [{n} more characters; JSON holds all]", n=len(text))
        kept = cut(text, LONGEST_TEXT - len(behind))
        return kept + self.shown.speech.say(" … [{n} more characters; JSON holds all]", n=len(text) - len(kept))

    def write(self, row: int, column: int, told: Value) -> None:
        """Write a value as what it is."""
        self.widen(column, width(told))
        look = self.look(told)
        if isinstance(told.value, str):
            self.sheet.write_string(row, column, self.held(told.value), look)
        elif isinstance(told.value, date):
            self.sheet.write_datetime(row, column, told.value, look)
        else:
            self.sheet.write_number(row, column, told.value, look)
