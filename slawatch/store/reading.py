"""Facts out of the tables: a cycle walks an index, and no question scans history unless it asks for all of it."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from functools import partial
from itertools import groupby, islice
from operator import attrgetter
from typing import Any, TypeVar

from sqlalchemy import BigInteger, Connection, Row, Select, and_, select, type_coerce
from sqlalchemy.sql.elements import ColumnElement

from slawatch.engine.facts import TYPE_CODE, TYPES, Facts
from slawatch.model.event import EventType
from slawatch.model.instant import from_epoch
from slawatch.model.ticket import Ticket
from slawatch.store import terms
from slawatch.store.bulk import among
from slawatch.store.contract import Change, StoredEvent
from slawatch.store.packing import gathered, unpacked
from slawatch.store.rows import EventRow, event_of, in_order, newest
from slawatch.store.stream import ticket_numbers
from slawatch.store.tables import earlier_creations, events, tickets

Head = tuple[int, str, int]
"""Number, id, epoch seconds of creation."""

_FETCH = 5000
_T = TypeVar("_T")


def raw(column: ColumnElement[Any]) -> ColumnElement[int]:
    """Return an instant's column as the epoch seconds that are stored."""
    return type_coerce(column, BigInteger)


EVENT_COLUMNS = tuple(raw(events.c[name]) if name == "at" else events.c[name] for name in EventRow._fields)
_COUNTED = (TYPE_CODE[EventType.CREATED], TYPE_CODE[EventType.STATUS])
_IDENTITY = tuple(tickets.c[name] for name in ("id", "key", "created_at", "updated_at", "url"))
_HEAD = (tickets.c.number, tickets.c.id, raw(tickets.c.created_at))


def changed(stream: int, *, after: int, through: int) -> Select[Any]:
    """Return the question for packed tickets whose last change lies in (after, through].

    From 0 on nearly every ticket is meant: then the table is read in its own order, without the index.
    """
    window = and_(tickets.c.changed_seq > after, tickets.c.changed_seq <= through)
    question = select(*_HEAD, tickets.c.packed)
    if after == 0:
        first, last = ticket_numbers(stream)
        return question.where(tickets.c.number.between(first, last), window)
    return question.where(tickets.c.stream == stream, window).order_by(tickets.c.changed_seq)


def touched_since(stream: int, *, after: int, through: int) -> Select[Any]:
    """Return the question for what was known at `through` of tickets that changed in (after, through] and later."""
    known = events.alias()
    return (
        select(*_HEAD, *EVENT_COLUMNS)
        .join_from(tickets, events, events.c.ticket == tickets.c.number)
        .where(
            tickets.c.stream == stream,
            tickets.c.changed_seq > through,
            events.c.seq <= through,
            select(known.c.seq)
            .where(known.c.ticket == tickets.c.number, known.c.seq > after, known.c.seq <= through)
            .exists(),
        )
        .order_by(tickets.c.changed_seq, events.c.seq)
    )


def told_of(connection: Connection, numbers: Sequence[int], *, through: int | None = None) -> Select[Any]:
    """Return the question for event rows of tickets, all or those known by then."""
    mine = among(connection, events.c.ticket, numbers)
    question = select(*EVENT_COLUMNS).where(mine).order_by(events.c.ticket, events.c.seq)
    return question if through is None else question.where(events.c.seq <= through)


def created_before(connection: Connection, numbers: Sequence[int], through: int) -> Select[Any]:
    """Return the question for instants of creation that tickets had until a change after then, last first."""
    columns = earlier_creations.c
    mine = among(connection, columns.ticket, numbers)
    question = select(columns.ticket, raw(columns.created_at)).where(mine, columns.seq > through)
    return question.order_by(columns.seq.desc())


def happened(stream: int, *, after: int, through: int) -> Select[Any]:
    """Return the question for event rows in (after, through], each after its sequence and its ticket's id."""
    return (
        select(events.c.seq, tickets.c.id, *EVENT_COLUMNS)
        .join_from(events, tickets, events.c.ticket == tickets.c.number)
        .where(events.c.stream == stream, events.c.seq > after, events.c.seq <= through)
        .order_by(events.c.seq)
    )


def counted(stream: int, *, after: int, through: int) -> Select[Any]:
    """Return the question for creations and changes of status in (after, through], each in its first version."""
    return (
        select(events.c.ticket, events.c.type, events.c.old, events.c.new)
        .where(events.c.stream == stream, events.c.seq > after, events.c.seq <= through)
        .where(events.c.type.in_(_COUNTED), events.c.edited == 0)
    )


def facts(connection: Connection, source: str, stream: int, *, window: tuple[int, int], chunk: int) -> Iterator[Facts]:
    """Yield facts as they were known at the window's end, of tickets whose last change by then lies in it.

    A ticket that has not changed since is told by its packed column, one that has by its event rows: the
    column holds what was not known then.
    """
    after, through = window
    vocabulary = partial(terms.texts, connection, stream)
    for rows in _parts(connection, changed(stream, after=after, through=through), chunk):
        yield unpacked(source, rows, vocabulary)
    late = groupby(_streamed(connection, touched_since(stream, after=after, through=through)), attrgetter("number"))
    for part in _chunks((list(rows) for _, rows in late), chunk):
        heads = _dated_then(connection, [tuple(rows[0][:3]) for rows in part], through)
        yield gathered(source, heads, [in_order(newest(EventRow(*row[3:]) for row in rows).values()) for rows in part])


def history(
    connection: Connection, numbers: Sequence[int], *, through: int | None = None
) -> dict[int, dict[str, EventRow]]:
    """Return the newest version by then of every event of tickets, by ticket and identity."""
    if not numbers:
        return {}
    rows = connection.execute(told_of(connection, numbers, through=through)).all()
    by_ticket = groupby((EventRow(*row) for row in rows), attrgetter("ticket"))
    return {number: newest(group) for number, group in by_ticket}


def ticket(
    connection: Connection, source: str, stream: int, id_or_key: str, *, through: int | None
) -> tuple[Ticket, Facts] | None:
    """Return a ticket by id, else the youngest with that key."""
    for name in (tickets.c.id, tickets.c.key):
        row = connection.execute(
            select(tickets)
            .where(tickets.c.stream == stream, name == id_or_key)
            .order_by(tickets.c.number.desc())
            .limit(1)
        ).one_or_none()
        if row is not None:
            told = _identity(row)
            facts = next(facts_of(connection, source, stream, [row.id], through=through), None)
            return None if facts is None else (replace(told, created_at=from_epoch(facts.created_at[0])), facts)
    return None


def named(connection: Connection, numbers: Sequence[int]) -> Select[Any]:
    """Return the question for what tickets are called, by number alone: beside a stream SQLite would walk all of it."""
    return select(tickets.c.number, *_IDENTITY).where(among(connection, tickets.c.number, numbers))


def numbered(connection: Connection, stream: int, numbers: Sequence[int]) -> dict[int, Ticket]:
    """Return tickets of a stream by number."""
    first, last = ticket_numbers(stream)
    own = [number for number in numbers if first <= number <= last]
    return {
        number: Ticket(id=id_, key=key, created_at=created_at, updated_at=updated_at, url=url)
        for number, id_, key, created_at, updated_at, url in connection.execute(named(connection, own)).all()
    }


def _identity(row: Row[Any]) -> Ticket:
    return Ticket(id=row.id, key=row.key, created_at=row.created_at, updated_at=row.updated_at, url=row.url)


def facts_of(
    connection: Connection, source: str, stream: int, ids: Collection[str], *, through: int | None
) -> Iterator[Facts]:
    """Yield the facts of tickets by id, of those that anything was known of by then."""
    mine = among(connection, tickets.c.id, sorted(ids))
    rows = connection.execute(select(*_HEAD).where(tickets.c.stream == stream, mine).order_by(tickets.c.number)).all()
    told = history(connection, [row.number for row in rows], through=through)
    heads = [tuple(row) for row in rows if through is None or row.number in told]
    if not heads:
        return
    if through is not None:
        heads = _dated_then(connection, heads, through)
    yield gathered(source, heads, [in_order(told.get(number, {}).values()) for number, *_ in heads])


def _dated_then(connection: Connection, heads: Sequence[Head], through: int) -> list[Head]:
    """Return tickets with the instant of creation that each was known to have by then."""
    numbers = [number for number, *_ in heads]
    # The first change after then tells what held until it; of several the first comes last and stays.
    then: dict[int, int] = dict(connection.execute(created_before(connection, numbers, through)).all())
    return [(number, name, then.get(number, created_at)) for number, name, created_at in heads]


def feed(connection: Connection, stream: int, *, after: int, through: int) -> Iterator[StoredEvent]:
    """Yield events in the order of the change sequence; an edited event comes again with its new version."""
    for sequence, ticket_id, *values in _streamed(connection, happened(stream, after=after, through=through)):
        row = EventRow(*values)
        yield StoredEvent(sequence=sequence, ticket=row.ticket, event=event_of(row, ticket_id))


def changes(connection: Connection, stream: int, *, after: int, through: int) -> Iterator[Change]:
    """Yield creations and changes of status, in no order."""
    rows = _streamed(connection, counted(stream, after=after, through=through))
    return (Change(ticket, TYPES[code], old, new) for ticket, code, old, new in rows)


def _streamed(connection: Connection, question: Select[Any]) -> Iterator[Any]:
    """Yield rows as they are fetched: on PostgreSQL through a cursor of the server, else all would come at once."""
    return iter(connection.execute(question, execution_options={"yield_per": _FETCH}))


def _parts(connection: Connection, question: Select[Any], size: int) -> Iterator[Sequence[Any]]:
    """Yield rows by the part, which spares a call or two for each of a million rows."""
    return connection.execute(question, execution_options={"yield_per": size}).partitions()


def _chunks(items: Iterator[_T], size: int) -> Iterator[list[_T]]:
    while part := list(islice(items, size)):
        yield part
