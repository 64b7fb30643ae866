"""A delimited file as a source: read whole when it has changed, told as far as its new rows reach.

All of it is in memory while it is read (an audit log of 100,000 rows takes 150 MB for a few seconds). Only the facts
that new rows touch are told, so a log that grows costs the store what has changed.

A last line without a line break may be whole (many programs end a file so) or half of one that is being written. It
counts once the file has been left alone for QUIET_SECONDS and the line has all its cells; a poll waits that long for
it. The cursor stands before it, so a line that grows after all is told again. One that is cut holds the watermark back
until the file has been left alone for ABANDONED_SECONDS: then it is a bad row like any other.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import chain
from typing import Final, Generic, TypeVar

from slawatch.clock import Clock
from slawatch.ingest.delimited import DelimitedOptions
from slawatch.ingest.file_state import NANOSECONDS, FileState, changed_content, readable
from slawatch.ingest.quarantine import refuse_too_many
from slawatch.ingest.row_reader import Columns, RowReader, Table, Values
from slawatch.ingest.source import Batch, Cursor, Limits
from slawatch.model.event import Event
from slawatch.model.outage import Outage
from slawatch.model.ticket import Ticket

T = TypeVar("T")

QUIET_SECONDS: Final = 5
ABANDONED_SECONDS: Final = 3600


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading(Generic[T]):
    """A file read from its beginning to its last row that counts."""

    table: Table[T]
    before: FileState
    after: FileState


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """Facts that stay together in one batch."""

    tickets: tuple[Ticket, ...] = ()
    events: tuple[Event, ...] = ()
    outages: tuple[Outage, ...] = ()


class FileFeed(Generic[T]):
    """Reads one file; `meaning` turns the values of a row into a fact or raises ValueError."""

    def __init__(
        self, options: DelimitedOptions, columns: Columns, *, meaning: Callable[[Values], T], clock: Clock
    ) -> None:
        self.options = options
        self.columns = columns
        self.stamps = options.stamps()
        self._reader = RowReader(options, columns, meaning)
        self._clock = clock

    def reading(self, cursor: Cursor | None, *, left_as: FileState | None = None) -> Reading[T] | None:
        """Return what the file says, None where the cursor knows it all; `left_as`: how it was QUIET_SECONDS ago."""
        before = FileState.of(cursor)
        found = changed_content(self.options.path, before)
        if found is None:
            return None
        stat, data = found[0], readable(found[1], self.options)
        idle = self._idle(stat.st_mtime_ns)
        quiet = idle >= QUIET_SECONDS or (left_as is not None and left_as.is_of(stat))
        final = idle >= ABANDONED_SECONDS
        whole = data if final or (quiet and self._ends_in_text(data)) else data[: _last_line(data)]
        table = self._reader.table(whole, told=before.consumed if before.starts(whole) else 0, final=final)
        after = FileState.after(stat, data, consumed=table.consumed, read=table.read)
        table.written_at = after.written_at
        return Reading(table=table, before=before, after=after)

    def batches(
        self, cursor: Cursor | None, limits: Limits, tell: Callable[[Table[T]], Sequence[Told]]
    ) -> Iterator[Batch]:
        """Yield what `tell` makes of the table."""
        asked_at = self._clock.now()
        reading = self._patient_reading(cursor)
        if reading is None:
            yield from self._silence(FileState.of(cursor), asked_at)
            return
        refuse_too_many(reading.table.fresh_bad, rows=reading.table.fresh)
        *first, last = _parts(tell(reading.table), reading.before.cursor, limits.rows)
        yield from first
        yield replace(
            last,
            cursor=reading.after.cursor,
            bad=tuple(row.fact for row in reading.table.bad),
            complete_through=self._complete_through(reading.after, asked_at),
            more=False,
        )

    def _patient_reading(self, cursor: Cursor | None) -> Reading[T] | None:
        """Wait for the end of a file that was written to just now, once."""
        reading, began = self.reading(cursor), self._clock.monotonic()
        if reading is None or not reading.after.unread or self._idle(reading.after.mtime_ns) >= QUIET_SECONDS:
            return reading
        self._clock.sleep(QUIET_SECONDS)
        waited = self._clock.monotonic() - began >= QUIET_SECONDS  # the end of the program ends a wait
        return self.reading(cursor, left_as=reading.after) if waited else reading

    def _idle(self, mtime_ns: int) -> float:
        """Return for how many seconds nothing has been written."""
        return self._clock.now().timestamp() - mtime_ns / NANOSECONDS

    def _ends_in_text(self, data: bytes) -> bool:
        """Tell whether the last line can be decoded: it may have been cut within a character."""
        try:
            data[_last_line(data) :].decode(self.options.line_encoding)
        except UnicodeDecodeError:
            return False
        return True

    def _silence(self, known: FileState, asked_at: datetime) -> Iterator[Batch]:
        if self.options.complete_through == "read" and not known.unread:
            yield Batch(cursor=known.cursor, complete_through=asked_at)

    def _complete_through(self, state: FileState, asked_at: datetime) -> datetime | None:
        if state.unread:
            return None  # what it will say may have happened already
        return asked_at if self.options.complete_through == "read" else min(state.written_at, asked_at)


def _last_line(data: bytes) -> int:
    """Return where what follows the last line break begins."""
    return data.rfind(b"\n") + 1


def _parts(told: Sequence[Told], cursor: Cursor, size: int) -> Iterator[Batch]:
    """Batches, at least one, whose cursor leads to the same reading again: only the last may know the new state."""
    for start in range(0, len(told) or 1, size):
        part = told[start : start + size]
        yield Batch(
            cursor=cursor,
            tickets=tuple(chain.from_iterable(facts.tickets for facts in part)),
            events=tuple(chain.from_iterable(facts.events for facts in part)),
            outages=tuple(chain.from_iterable(facts.outages for facts in part)),
            more=True,
            expected=len(told),
        )
