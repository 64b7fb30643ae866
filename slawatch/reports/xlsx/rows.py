"""Whole rows into a sheet: the same bytes as cell by cell, several times as fast."""

from collections.abc import Iterable, Sequence
from datetime import date
from functools import cache
from math import isfinite

from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.worksheet import Worksheet

from slawatch.reports.cells import Cell, Linked
from slawatch.reports.shown import Shown
from slawatch.reports.xlsx.looks import Looks, width
from slawatch.reports.xlsx.pens import Pen
from slawatch.reports.xlsx.values import Properties, Value, valued


class RowsSheet(Worksheet):  # type: ignore[misc]  # XlsxWriter tells no types
    """A sheet that keeps the XML of rows instead of their cells.

    XlsxWriter keeps an object a cell, and makes the XML of every one of them anew when the workbook is closed.
    """

    def __init__(self) -> None:
        super().__init__()
        self._rows: dict[int, str] = {}
        self._is_written = False

    @property
    def is_lacking(self) -> bool:
        """Whether its workbook was closed without its rows: a library that has changed inside may pass them over."""
        return bool(self._rows) and not self._is_written

    def number(self, value: float | date, style: int) -> str:
        """Return the XML of a cell with a number or a date, behind its place."""
        number = self._convert_date_time(value) if isinstance(value, date) else value
        if not isfinite(number):
            msg = f"a workbook holds no {number}"
            raise ValueError(msg)
        return f'" s="{style}"><v>{number:.16G}</v></c>'

    def string(self, value: str, style: int) -> str:
        """Return the XML of a cell with a text, behind its place; the text itself stands in the workbook once."""
        index = self.str_table._get_shared_string_index(value)  # noqa: SLF001  a sheet's own way to write a text
        self.str_table.count -= 1  # texts are counted where they stand
        return f'" s="{style}" t="s"><v>{index}</v></c>'

    def put(self, row: int, cells: Sequence[str]) -> None:
        """Put a row below all that stand in the sheet, a cell a column."""
        self._check_dimensions(row, len(cells) - 1)
        letters = _letters(len(cells))
        told = "".join([f'<c r="{letter}{row + 1}{cell}' for letter, cell in zip(letters, cells, strict=True)])
        self.str_table.count += told.count(' t="s"')
        self._rows[row] = f'<row r="{row + 1}" spans="1:{len(cells)}">{told}</row>'

    def _write_rows(self) -> None:
        """Write what stands above, then the rows; of these, only what their links need stands as cells."""
        links = {row: self.table.pop(row) for row in self._rows if row in self.table}
        super()._write_rows()
        self.fh.write("".join(self._rows.values()))
        self._is_written = True
        self.table.update(links)


class RowsPen(Pen):
    """Writes rows of cells into one sheet of whole rows."""

    sheet: RowsSheet

    def __init__(self, sheet: RowsSheet, looks: Looks, shown: Shown, external_url: str) -> None:
        super().__init__(sheet, looks, shown, external_url)
        self._shapes: dict[Properties, tuple[int, int]] = {}
        self._texts: dict[Value, tuple[str, int]] = {}

    def rows(self, first: int, rows: Iterable[Sequence[Cell]]) -> None:
        """Write rows below one another; a cell that stands in a column many times is told once."""
        known: list[dict[int, str]] = []
        for row, cells in enumerate(rows, first):
            known = known or [{} for _ in cells]
            self.sheet.put(
                row, [known[n].get(id(cell)) or self._told(row, n, cell, known[n]) for n, cell in enumerate(cells)]
            )

    def _told(self, row: int, column: int, cell: Cell, known: dict[int, str]) -> str:
        if isinstance(cell, Linked) and self.address.is_known:  # every place of a link counts
            return self._of_link(row, column, self.linked(row, column, cell))
        told = known[id(cell)] = self._in_xml(column, valued(cell, self.shown))
        return told

    def _of_link(self, row: int, column: int, told: Value) -> str:
        """Return the XML of a link; XlsxWriter looks whether it is one of a text."""
        if not isinstance(told.value, str):
            self.write(row, column, told)
        return self._in_xml(column, told)

    def _in_xml(self, column: int, told: Value) -> str:
        if isinstance(told.value, str):
            xml, width = self._texts.get(told) or self._text(told)
        else:
            style, width = self._shapes.get(told.properties) or self._shape(told)
            xml = self.sheet.number(told.value, style)
        self.widen(column, width)
        return xml

    def _shape(self, told: Value) -> tuple[int, int]:
        """Return the number of a number's format, and how wide it is shown."""
        found = self._shapes[told.properties] = self.looks.number(self.look(told)), width(told)
        return found

    def _text(self, told: Value) -> tuple[str, int]:
        """Return the XML of a text, and how wide it is."""
        xml = self.sheet.string(self.held(str(told.value)), self.looks.number(self.look(told)))
        found = self._texts[told] = xml, width(told)
        return found


@cache
def _letters(columns: int) -> list[str]:
    """Return the names of a sheet's first columns."""
    return [xl_col_to_name(column) for column in range(columns)]
