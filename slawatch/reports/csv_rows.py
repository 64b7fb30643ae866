"""Rows of a table as CSV holds them, put together of its columns."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import repeat
from typing import Final, Self

from slawatch.reports.cells import Cell, Linked, Unknown, bare
from slawatch.reports.csv_cells import KINDS, Written, kind
from slawatch.reports.document import Table
from slawatch.reports.written_columns import columns, each_written

TRAILING: Final = ("_units", "_unknown")
"""Columns behind those of every table: of cells whose column mixes kinds the kind, of empty cells the reason."""
_PART: Final = 50_000
"""Rows of which the texts are held at once."""


@dataclass(frozen=True, slots=True)
class Columns:
    """A table by its columns."""

    table: Table
    cells: Sequence[tuple[Cell, ...]]
    kinds: Sequence[set[str]]
    """Of what is known in each."""
    unknown: Sequence[int]
    """Places of those in which something is unknown."""

    @classmethod
    def of(cls, table: Table) -> Self:
        """Return the columns of a table."""
        cells = columns(table)
        types = [_types(each) for each in cells]
        kinds = [{KINDS[each] for each in found} - {""} for found in types]
        return cls(table, cells, kinds, [place for place, found in enumerate(types) if Unknown in found])


def _types(column: Iterable[Cell]) -> set[type]:
    found = set(map(type, column))
    return found if Linked not in found else set(map(type, map(bare, column)))


def rows(told: Columns, written: Written) -> Iterator[Sequence[str]]:
    """Yield the heading and the rows of a table."""
    yield (*(column.id for column in told.table.columns), *TRAILING)
    for first in range(0, len(told.table.rows), _PART):
        part = [column[first : first + _PART] for column in told.cells]
        texts = [each_written(column, written) for column in part]
        size = min(_PART, len(told.table.rows) - first)
        yield from zip(
            *texts, _joined(_units(told, part), size), _joined(_reasons(told, part, written), size), strict=True
        )


def _units(told: Columns, part: Sequence[Sequence[Cell]]) -> Iterator[list[str]]:
    """Yield of each column that mixes kinds the kinds of its cells."""
    for column, cells, kinds in zip(told.table.columns, part, told.kinds, strict=True):
        if len(kinds) > 1:
            yield each_written(cells, partial(_unit, column.id))


def _unit(id_: str, cell: Cell) -> str:
    return f"{id_}={told}" if (told := kind(cell)) else ""


def _reasons(told: Columns, part: Sequence[Sequence[Cell]], written: Written) -> Iterator[list[str]]:
    """Yield of each column in which something is unknown the reasons."""
    for place in told.unknown:
        yield each_written(part[place], partial(_reason, told.table.columns[place].id, written))


def _reason(id_: str, written: Written, cell: Cell) -> str:
    told = bare(cell)
    return f"{id_}: {written(told.reason)}" if isinstance(told, Unknown) else ""


def _joined(columns_: Iterable[Sequence[str]], size: int) -> Iterable[str]:
    """Return what stands in columns, row by row."""
    told = list(columns_)
    return ["; ".join(filter(None, row)) for row in zip(*told, strict=True)] if told else repeat("", size)
