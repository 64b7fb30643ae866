"""Tickets of a batch as the store knows them, and what the batch adds to them."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any, Final

from sqlalchemy import Connection, Select, bindparam, select, update

from slawatch.errors import StoreError
from slawatch.ingest.source import Gone
from slawatch.model.event import Actor, Event, EventType
from slawatch.model.instant import epoch
from slawatch.model.ticket import Ticket
from slawatch.store.bulk import listed, load, many
from slawatch.store.cache import packed_columns
from slawatch.store.reading import history
from slawatch.store.rows import EventRow, Identities, event_row, in_order
from slawatch.store.stream import Stream
from slawatch.store.tables import earlier_creations, events, tickets

_ENDS: Final = {
    "deleted": EventType.DELETED,
    "merged": EventType.MERGED,
    "moved": EventType.MOVED,
    "forbidden": EventType.MOVED,
}
_FIELDS: Final = ("id", "key", "url", "created_at", "updated_at")
_COLUMNS: Final = tuple(tickets.c[name] for name in _FIELDS)


@dataclass(slots=True)
class Entry:
    """A ticket and its events, newest versions by identity."""

    number: int
    ticket: Ticket
    changed_seq: int
    rows: dict[str, EventRow] = field(default_factory=dict)
    new: bool = False
    altered: bool = False


class Ledger:
    """What a transaction has to write about tickets."""

    def __init__(self, connection: Connection, stream: Stream, ids: set[str]) -> None:
        self._connection = connection
        self._stream = stream
        self._entries = _entries(connection, stream, ids)
        self._identities = Identities()
        self._told: list[tuple[Any, ...]] = []
        self._earlier: list[tuple[int, int, int]] = []

    @property
    def events_new(self) -> int:
        """How many event rows are to be written."""
        return len(self._told)

    @property
    def tickets_new(self) -> int:
        """How many tickets the store has not known."""
        return sum(entry.new for entry in self._entries.values())

    @property
    def tickets_changed(self) -> int:
        """How many known tickets have something new to them."""
        return sum(entry.altered and not entry.new for entry in self._entries.values())

    def tell_ticket(self, ticket: Ticket) -> None:
        """Take note of a ticket. Only another instant of creation can change a figure and takes a number."""
        entry = self._entries.get(ticket.id)
        if entry is None:
            self._entries[ticket.id] = Entry(self._stream.next_ticket(), ticket, 0, new=True, altered=True)
        elif entry.ticket != ticket:
            if entry.rows and entry.ticket.created_at != ticket.created_at:
                entry.changed_seq = self._stream.next_sequence()
                self._earlier.append((entry.number, entry.changed_seq, epoch(entry.ticket.created_at)))
            entry.ticket, entry.altered = ticket, True

    def tell_event(self, event: Event) -> None:
        """Take note of an event unless it is known as it is; one that was edited becomes a further row."""
        entry = self._entries.get(event.ticket_id)
        if entry is None:
            raise StoreError(f"an event of ticket {event.ticket_id} was told, but never the ticket")
        row = event_row(entry.number, self._identities.of(event), event)
        known = entry.rows.get(row.identity)
        if known != row:
            entry.rows[row.identity] = row
            entry.changed_seq = self._stream.next_sequence()
            entry.altered = True
            self._told.append((self._stream.number, entry.changed_seq, int(known is not None), *row))

    def tell_gone(self, gone: Gone) -> None:
        """Take note of a ticket's end, once: a census misses it again and again, each time at another instant."""
        entry = self._entries.get(gone.ticket_id)
        if entry is None or (entry.rows and _ended(entry, gone)):
            return
        self.tell_event(
            Event(
                ticket_id=gone.ticket_id,
                type=_ENDS[gone.why],
                at=gone.at,
                native_id=f"gone:{gone.why}:{epoch(gone.at)}",
                actor=Actor.SYSTEM,
                new=gone.why,
                derived=True,
            )
        )

    def write(self) -> None:
        """Write tickets, their packed columns, the event rows, and instants of creation that hold no longer."""
        altered = [entry for entry in self._entries.values() if entry.altered]
        columns = packed_columns(self._connection, self._stream, [in_order(e.rows.values()) for e in altered])
        pairs = list(zip(altered, columns, strict=True))
        load(self._connection, tickets, [_row(self._stream, entry, column) for entry, column in pairs if entry.new])
        _update(self._connection, [(entry, column) for entry, column in pairs if not entry.new])
        load(self._connection, events, self._told)
        load(self._connection, earlier_creations, self._earlier)


def _ended(entry: Entry, gone: Gone) -> bool:
    last = in_order(entry.rows.values())[-1]
    return last.identity.startswith(f"gone:{gone.why}:")


def _entries(connection: Connection, stream: Stream, ids: set[str]) -> dict[str, Entry]:
    if not ids:
        return {}
    known = connection.execute(
        _known(connection.dialect.name), {"stream": stream.number, "many": listed(connection, sorted(ids))}
    ).all()
    histories = history(connection, [row.number for row in known])
    return {
        row.id: Entry(
            row.number,
            Ticket(**dict(zip(_FIELDS, row[2:], strict=True))),
            row.changed_seq,
            histories.get(row.number, {}),
        )
        for row in known
    }


@cache
def _known(dialect: str) -> Select[Any]:
    return select(tickets.c.number, tickets.c.changed_seq, *_COLUMNS).where(
        tickets.c.stream == bindparam("stream"), many(dialect, tickets.c.id)
    )


def _row(stream: Stream, entry: Entry, column: bytes) -> tuple[Any, ...]:
    ticket = entry.ticket
    created_at, updated_at = epoch(ticket.created_at), ticket.updated_at and epoch(ticket.updated_at)
    told = (ticket.id, ticket.key, ticket.url, created_at, updated_at)
    return (entry.number, stream.number, *told, entry.changed_seq, column)


def _update(connection: Connection, changes: Sequence[tuple[Entry, bytes]]) -> None:
    if not changes:
        return
    told = (tickets.c.key, tickets.c.url, tickets.c.created_at, tickets.c.updated_at)
    connection.execute(
        update(tickets)
        .where(tickets.c.number == bindparam("entry"))
        .values(
            {column: bindparam(f"told_{column.name}") for column in (*told, tickets.c.changed_seq, tickets.c.packed)}
        ),
        [
            {
                "entry": entry.number,
                **{f"told_{column.name}": getattr(entry.ticket, column.name) for column in told},
                "told_changed_seq": entry.changed_seq,
                "told_packed": packed,
            }
            for entry, packed in changes
        ],
    )
