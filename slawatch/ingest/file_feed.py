"""Rows of a delimited file by the roles of their columns, and the batches that tell what they mean.

The whole file is read when it has changed, in memory (a log of 100,000 rows takes some 200 MB for a few seconds), but
only what new rows touch is told: a log that grows costs the store what has changed.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import chain
from typing import Generic, TypeVar

from slawatch.clock import Clock
from slawatch.errors import FatalSourceError
from slawatch.ingest.delimited import DelimitedOptions, Record, records
from slawatch.ingest.file_state import FileState, changed_content
from slawatch.ingest.quarantine import bad_row, refuse_too_many
from slawatch.ingest.source import BadRow, Batch, Cursor, Limits
from slawatch.model.event import Event
from slawatch.model.outage import Outage
from slawatch.model.ticket import Ticket

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


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading(Generic[T]):
    """A file read from its beginning to its last whole line."""

    header: tuple[str, ...]
    rows: tuple[Row[T], ...]
    bad: tuple[BadRow, ...]
    """Fresh ones."""
    before: FileState
    after: FileState

    @property
    def fresh(self) -> int:
        """How many rows have not been told before, bad ones included."""
        return sum(row.fresh for row in self.rows) + len(self.bad)


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """Facts that stay together in one batch."""

    tickets: tuple[Ticket, ...] = ()
    events: tuple[Event, ...] = ()
    outages: tuple[Outage, ...] = ()


class FileFeed(Generic[T]):
    """Reads one file; `read_row` turns the values of a row into a fact or raises ValueError."""

    def __init__(
        self, options: DelimitedOptions, columns: Columns, *, read_row: Callable[[Values], T], clock: Clock
    ) -> None:
        self.options = options
        self.stamps = options.stamps()
        self.columns = columns
        self._read_row = read_row
        self._clock = clock

    def reading(self, cursor: Cursor | None) -> Reading[T] | None:
        """Return the file's rows, None where it is as the cursor says."""
        before = FileState.of(cursor)
        found = changed_content(self.options.path, before)
        if found is None:
            return None
        stat, data = found
        whole = data[: data.rfind(b"\n") + 1]
        told = before.consumed if before.starts(whole) else 0
        table = self._records(whole)
        header = self._header(next(table, None))
        rows: list[Row[T]] = []
        bad: list[BadRow] = []
        consumed = len(whole)
        read = self._reader(header)
        for record in table:
            if record.unfinished:
                consumed = record.start
                break
            fresh = record.start >= told
            try:
                rows.append(Row(line=record.line, fresh=fresh, fact=read(record)))
            except ValueError as error:
                if fresh:
                    bad.append(bad_row(f"line {record.line}", str(error), whole[record.start : record.end]))
        after = FileState.after(stat, data, consumed=consumed)
        return Reading(header=header, rows=tuple(rows), bad=tuple(bad), before=before, after=after)

    def batches(
        self, cursor: Cursor | None, limits: Limits, tell: Callable[[Reading[T]], Sequence[Told]]
    ) -> Iterator[Batch]:
        """Yield what `tell` makes of the rows; every cursor but the last one leads to the same reading again."""
        asked_at = self._clock.now()
        reading = self.reading(cursor)
        if reading is None:
            known = FileState.of(cursor)
            if self.options.complete_through == "read" and not known.unread:
                yield Batch(cursor=known.cursor, complete_through=asked_at)
            return
        refuse_too_many(reading.bad, rows=reading.fresh)
        told = tell(reading)
        for start in range(0, len(told) or 1, limits.rows):
            batch = replace(
                _joined(told[start : start + limits.rows]), cursor=reading.before.cursor, expected=len(told)
            )
            if start + limits.rows < len(told):
                yield replace(batch, more=True)
            else:
                through = self._complete_through(reading.after, asked_at)
                yield replace(batch, cursor=reading.after.cursor, bad=reading.bad, complete_through=through)

    def _complete_through(self, state: FileState, asked_at: datetime) -> datetime | None:
        if state.unread:
            return None  # what it will say may have happened already
        return asked_at if self.options.complete_through == "read" else min(state.written_at, asked_at)

    def _records(self, data: bytes) -> Iterator[Record]:
        options = self.options
        try:
            yield from records(data, encoding=options.encoding, delimiter=options.delimiter)
        except UnicodeDecodeError as error:
            line = data.count(b"\n", 0, data.find(error.object)) + 1
            raise FatalSourceError(f"line {line} of {options.path} is not {options.encoding}: {error.reason}") from None

    def _header(self, record: Record | None) -> tuple[str, ...]:
        if record is None or record.fault:
            raise FatalSourceError(f"{self.options.path} has no header line that can be read")
        for role, column in self.columns.items():
            times = record.cells.count(column)
            if times != 1:
                fault = f"{times} columns" if times else "no column"
                there = ", ".join(record.cells)
                raise FatalSourceError(f"{self.options.path} has {fault} {column!r} (for {role}); there are: {there}")
        return record.cells

    def _reader(self, header: Sequence[str]) -> Callable[[Record], T]:
        places = {role: header.index(column) for role, column in self.columns.items()}
        null = {"", *self.options.null}

        def read(record: Record) -> T:
            cells = record.cells
            if record.fault:
                raise ValueError(record.fault)
            if len(cells) != len(header):
                raise ValueError(f"it has {len(cells)} cells, the header {len(header)}")
            return self._read_row({role: None if cells[at] in null else cells[at] for role, at in places.items()})

        return read


def _joined(parts: Sequence[Told]) -> Batch:
    return Batch(
        cursor="",
        tickets=tuple(chain.from_iterable(part.tickets for part in parts)),
        events=tuple(chain.from_iterable(part.events for part in parts)),
        outages=tuple(chain.from_iterable(part.outages for part in parts)),
    )
