"""A source's counter row, locked for the length of a transaction."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any, Final

from sqlalchemy import Connection, Executable, bindparam, select, update

from slawatch.errors import ConflictError
from slawatch.store.bulk import upsert
from slawatch.store.contract import SourceState
from slawatch.store.tables import streams

_SPAN: Final = 2**40
"""Ticket numbers of a stream lie in [stream * _SPAN, (stream + 1) * _SPAN): unique without asking anybody."""

_COUNTERS: Final = (
    streams.c.stream,
    streams.c.sequence,
    streams.c.last_ticket,
    streams.c.last_field,
    streams.c.last_value,
    streams.c.complete_through,
)


@dataclass(slots=True)
class Stream:
    """The counters as they will stand after the transaction, and how far the source had told before it."""

    number: int
    sequence: int
    last_ticket: int
    last_field: int
    last_value: int
    complete_through: datetime | None

    def require(self, known: int | None) -> None:
        """Raise ConflictError unless the sequence is the one that a writer knew; None: it does not matter."""
        if known not in (None, self.sequence):
            raise ConflictError("somebody else stated something at the same moment; look at the list, then try again")

    def next_sequence(self) -> int:
        """Take the next number of the change sequence."""
        self.sequence += 1
        return self.sequence

    def next_ticket(self) -> int:
        """Take the number of a new ticket."""
        self.last_ticket += 1
        return self.number * _SPAN + self.last_ticket


def ticket_numbers(stream: int) -> tuple[int, int]:
    """Return the range [first, last] in which the numbers of a stream's tickets lie."""
    return stream * _SPAN, (stream + 1) * _SPAN - 1


def locked(connection: Connection, source: str) -> Stream:
    """Return the source's counters; until the transaction ends no other writer of this source gets past here.

    A database sequence would hand out numbers before the commit, and a reader that has seen a higher one
    would never look for the late one again.
    """
    return Stream(*connection.execute(_lock(connection.dialect.name), {"source": source}).one())


@cache
def _lock(dialect: str) -> Executable:
    put = upsert(dialect, streams)
    same = put.on_conflict_do_update(index_elements=["source"], set_={"source": put.excluded.source})
    statement: Executable = same.returning(*_COUNTERS)
    return statement


_SAVE: Final = update(streams).where(streams.c.stream == bindparam("number"))
"""It sets whatever it is executed with."""


def save(connection: Connection, stream: Stream, standing: Mapping[str, Any]) -> None:
    """Write the counters back, and where the source stands (cursor, complete_through, committed_at, config_hash)."""
    counters = {
        "sequence": stream.sequence,
        "last_ticket": stream.last_ticket,
        "last_field": stream.last_field,
        "last_value": stream.last_value,
    }
    connection.execute(_SAVE, {"number": stream.number, **counters, **standing})


_NUMBER: Final = select(streams.c.stream).where(streams.c.source == bindparam("name"))


def number_of(connection: Connection, source: str) -> int | None:
    """Return the number of a source's stream, None when it has never been committed."""
    return connection.scalar(_NUMBER, {"name": source})


_STATE: Final = select(
    streams.c.cursor, streams.c.sequence, streams.c.complete_through, streams.c.committed_at, streams.c.config_hash
).where(streams.c.source == bindparam("name"))


def state(connection: Connection, source: str) -> SourceState:
    """Return where the source stands."""
    row = connection.execute(_STATE, {"name": source}).one_or_none()
    cursor, sequence, complete_through, committed_at, config_hash = row or (None, 0, None, None, None)
    return SourceState(
        source=source,
        cursor=cursor,
        sequence=sequence,
        complete_through=complete_through,
        committed_at=committed_at,
        config_hash=config_hash,
    )
