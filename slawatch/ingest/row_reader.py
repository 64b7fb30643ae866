"""Rows of delimited text by the roles of their columns, and what each of them means."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Generic, TypeVar

from slawatch.errors import FatalSourceError
from slawatch.ingest.delimited import DelimitedOptions, Record, records
from slawatch.ingest.encodings import likely
from slawatch.ingest.quarantine import bad_row
from slawatch.ingest.source import BadRow

T = TypeVar("T")

Columns = Mapping[str, str]
"""What a source calls a column -> what the file's header calls it."""

Values = Mapping[str, str | None]
"""By role; None where the cell says nothing."""


def required(values: Values, role: str) -> str:
    """Return the value of a role; ValueError where the cell says nothing."""
    value = values[role]
    if value is None:
        raise ValueError(f"it has no {role}")
    return value


@dataclass(frozen=True, slots=True, kw_only=True)
class Row(Generic[T]):
    """What one row means."""

    line: int
    fresh: bool
    """False where it has been told before."""
    fact: T


@dataclass(slots=True, kw_only=True)
class Table(Generic[T]):
    """What delimited text means, from its header to its last row."""

    header: tuple[str, ...]
    consumed: int
    """Bytes up to the end of the last record that can't grow any more."""
    read: int
    """Bytes up to the end of the last row here."""
    rows: list[Row[T]] = field(default_factory=list)
    bad: list[Row[BadRow]] = field(default_factory=list)
    written_at: datetime | None = None
    """When the file that it is of was written; None where that is not told."""

    @property
    def fresh(self) -> int:
        """How many rows have not been told before, bad ones included."""
        return sum(row.fresh for row in self.rows) + len(self.fresh_bad)

    @property
    def fresh_bad(self) -> list[BadRow]:
        """Rows that can't be read and have not been told before."""
        return [row.fact for row in self.bad if row.fresh]


class RowReader(Generic[T]):
    """Reads text of one layout; `meaning` turns the values of a row into a fact or raises ValueError."""

    def __init__(self, options: DelimitedOptions, columns: Columns, meaning: Callable[[Values], T]) -> None:
        self._options = options
        self._columns = columns
        self._null = frozenset(("", *options.null))
        self._meaning = meaning

    def table(self, data: bytes, *, told: int, final: bool) -> Table[T]:
        """Return the rows; those that begin before the byte `told` have been told before.

        A last row that is cut (too few or too many cells, a quote left open) is left for later, unless the data are
        final: then it is a bad row.
        """
        found = self._records(data, final=final)
        header = self._header(next(found, None))
        places = {role: header.index(column) for role, column in self._columns.items()}
        table = Table[T](header=header, consumed=data.rfind(b"\n") + 1, read=len(data))
        for record in found:
            if not record.ended or record.unfinished:
                table.consumed = record.start
            if record.unfinished or not (final or record.ended or len(record.cells) == len(header)):
                table.read = record.start
                break
            self._take(record, places, table, fresh=record.start >= told)
        return table

    def _take(self, record: Record, places: Mapping[str, int], table: Table[T], *, fresh: bool) -> None:
        row_id, line = "", f"line {record.line}"
        try:
            values = self._values(record, len(table.header), places)
            row_id = values["id"] or ""
            table.rows.append(Row(line=record.line, fresh=fresh, fact=self._meaning(values)))
        except ValueError as error:
            # Under the id of what it tells, a row leaves quarantine as soon as that can be told whole.
            bad = bad_row(row_id or line, f"{line}: {error}" if row_id else str(error), record.raw)
            table.bad.append(Row(line=record.line, fresh=fresh, fact=bad))

    def _records(self, data: bytes, *, final: bool) -> Iterator[Record]:
        options = self._options
        try:
            yield from records(data, encoding=options.line_encoding, delimiter=options.delimiter, final=final)
        except UnicodeDecodeError as error:
            line = data.count(b"\n", 0, data.find(error.object)) + 1
            text = f"line {line} of {options.path} is not {options.encoding}: {error.reason}; {likely(data)}"
            raise FatalSourceError(text) from None

    def _header(self, record: Record | None) -> tuple[str, ...]:
        if record is None or record.fault:
            raise FatalSourceError(f"{self._options.path} has no header line that can be read")
        cells = tuple(cell.strip() for cell in record.cells)
        for role, column in self._columns.items():
            times = cells.count(column)
            if times != 1:
                fault = f"{times} columns" if times else "no column"
                there = ", ".join(cells)
                raise FatalSourceError(f"{self._options.path} has {fault} {column!r} (for {role}); there are: {there}")
        return cells

    def _values(self, record: Record, width: int, places: Mapping[str, int]) -> Values:
        if record.fault:
            raise ValueError(record.fault)
        cells = record.cells
        if len(cells) != width:
            raise ValueError(f"it has {len(cells)} cells, the header {width}")
        return {role: self._value(cells[place].strip()) for role, place in places.items()}

    def _value(self, cell: str) -> str | None:
        return None if cell in self._null else cell
