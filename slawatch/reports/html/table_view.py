"""A table as it is laid out for people: the rows that are written, and on paper what all of them share told once."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from slawatch.reports.cells import Cell, Phrase, Ratio, Spark, Standing, Unknown, bare
from slawatch.reports.document import Column, Table
from slawatch.reports.html.markup import NUMERIC, Cells

Row = tuple[Cell, ...]

_MANY: Final = 7
_MOST: Final = 10
"""Columns from which a table is set smaller, and on a page that is turned."""
_WORTH: Final = 5
"""Rows from which a column that says the same in each is told once instead."""


@dataclass(frozen=True, slots=True)
class TableView:
    """The columns and rows that are written."""

    columns: tuple[Column, ...]
    rows: Sequence[Row]
    shared: tuple[tuple[Phrase, Cell], ...] = ()
    """Titles and values of columns that say the same in every row."""

    @property
    def width_class(self) -> str:
        """How a table of so many columns is set."""
        count = len(self.columns)
        return "most" if count >= _MOST else "many" if count >= _MANY else "few"


def view(table: Table, rows: int | None, *, on_paper: bool) -> TableView:
    """Return a table with its first rows; None for all."""
    written = table.rows[:rows]
    return _shared_once(table, written) if on_paper else TableView(table.columns, written)


def _shared_once(table: Table, rows: Sequence[Row]) -> TableView:
    """Take out the columns that say the same in every row: a page is clearer without them, and printed sooner.

    The first column stays, figures and states stay, and so does a table that would be left with nothing else.
    """
    values = list(zip(*rows, strict=True))
    shared = {n for n, column in enumerate(values) if n and len(rows) >= _WORTH and _says_one_thing(column)}
    kept = [n for n in range(len(table.columns)) if n not in shared]
    if len(kept) == 1:
        return TableView(table.columns, rows)
    return TableView(
        columns=tuple(table.columns[n] for n in kept),
        rows=[tuple(row[n] for n in kept) for row in rows],
        shared=tuple((table.columns[n].title, values[n][0]) for n in sorted(shared)),
    )


def _says_one_thing(column: Row) -> bool:
    first = bare(column[0])
    is_figure = isinstance(first, (*NUMERIC, Standing, Spark)) and not (isinstance(first, Ratio) and first.is_limit)
    return not is_figure and all(cell == column[0] for cell in column)


def numeric_columns(written: Sequence[Row], *, told: Cells) -> list[bool]:
    """Tell of each column whether all that is known in it are numbers."""
    known = ([cell for cell in column if not isinstance(bare(cell), Unknown)] for column in zip(*written, strict=True))
    return [bool(column) and all(map(told.is_number, column)) for column in known]
