"""Columns of cells as texts."""

from collections.abc import Callable, Sequence

from slawatch.reports.cells import Cell
from slawatch.reports.document import Table


def columns(table: Table) -> list[tuple[Cell, ...]]:
    """Return the cells of every column of a table."""
    return list(zip(*table.rows, strict=True)) or [() for _ in table.columns]


def once(column: Sequence[Cell]) -> list[Cell]:
    """Return the cells of a column, one that stands in it many times once.

    It goes by identity, which costs less than comparing; the column keeps its cells meanwhile.
    """
    return list(dict(zip(map(id, column), column, strict=True)).values())


def each_written(column: Sequence[Cell], write: Callable[[Cell], str]) -> list[str]:
    """Return the texts of cells, made once of each that stands in the column many times, as those of evidence do."""
    distinct = once(column)
    if len(distinct) == len(column):
        return list(map(write, column))
    texts = dict(zip(map(id, distinct), map(write, distinct), strict=True))
    return list(map(texts.__getitem__, map(id, column)))
