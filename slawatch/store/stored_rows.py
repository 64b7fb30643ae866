"""A stream's rows as they are stored, of all tables that its change sequence numbers."""

import json
from collections.abc import Callable, Iterator
from functools import partial
from heapq import merge
from operator import attrgetter
from typing import Any, Final

from sqlalchemy import BigInteger, Connection, Row, Select, Table, func, literal, select

from slawatch.model.instant import EARLIEST, LATEST, epoch, from_epoch
from slawatch.model.sealed import StoredChange
from slawatch.store.reading import raw
from slawatch.store.register_tables import acceptances, actions
from slawatch.store.table_parts import Instant
from slawatch.store.tables import corrections, earlier_creations, events, exclusions, outages, tickets

_json: Final = json.JSONEncoder(sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode
_FETCH: Final = 5000
_BEFORE: Final = 4
"""Columns before those of the row itself: sequence, subject, and from when on it matters."""


def stored(connection: Connection, stream: int, *, after: int, through: int) -> Iterator[StoredChange]:
    """Yield the rows of a stream in (after, through] by sequence."""
    told = [
        _told(connection, what, question(stream).where(sequence > after, sequence <= through).order_by(sequence))
        for what, sequence, question in _QUESTIONS
    ]
    return merge(*told, key=attrgetter("sequence"))


def _told(connection: Connection, what: str, question: Select[Any]) -> Iterator[StoredChange]:
    rows = connection.execute(question, execution_options={"yield_per": _FETCH})
    return map(partial(_change, what), rows)


def _change(what: str, row: Row[Any]) -> StoredChange:
    sequence, subject, since, at, *rest = tuple(row)
    # A column that a later version adds is empty in the rows of before: these read as ever.
    names = row._fields[_BEFORE:]
    values = {name: value for name, value in zip(names, rest, strict=True) if value is not None}
    from_then = from_epoch(since)
    return StoredChange(
        sequence=sequence,
        what=what,
        subject=subject,
        row=_json([what, sequence, subject, values]),
        touches_from=from_then,
        at=from_then if at is None else max(from_then, from_epoch(at)),
    )


def _columns(table: Table, *left_out: str) -> list[Any]:
    return [
        raw(column).label(column.name) if isinstance(column.type, Instant) else column
        for column in table.columns
        if column.name not in {"stream", "seq", *left_out}
    ]


def _events(stream: int) -> Select[Any]:
    # An event that was edited may have stood elsewhere before: it counts from the ticket's creation on.
    at = func.nullif(raw(events.c.at) * (1 - events.c.edited), 0)
    return (
        select(events.c.seq, tickets.c.id, raw(tickets.c.created_at), at, *_columns(events, "ticket"))
        .join_from(events, tickets, events.c.ticket == tickets.c.number)
        .where(events.c.stream == stream)
    )


def _creations(stream: int) -> Select[Any]:
    columns = earlier_creations.c
    since = _earlier(raw(columns.created_at), raw(tickets.c.created_at))
    return (
        select(columns.seq, tickets.c.id, since, since, raw(columns.created_at).label("created_at"))
        .join_from(earlier_creations, tickets, columns.ticket == tickets.c.number)
        .where(tickets.c.stream == stream)
    )


def _versions(table: Table, stream: int) -> Select[Any]:
    every = table.alias()
    since = (
        select(func.min(raw(every.c.started_at)))
        .where(every.c.stream == table.c.stream, every.c.id == table.c.id)
        .scalar_subquery()
    )
    return select(table.c.seq, table.c.id, since, since, *_columns(table, "id")).where(table.c.stream == stream)


def _timeless(table: Table, since: int, stream: int) -> Select[Any]:
    then = literal(since, BigInteger)
    return select(table.c.seq, table.c.id, then, then, *_columns(table, "id")).where(table.c.stream == stream)


def _earlier(one: Any, other: Any) -> Any:  # noqa: ANN401  columns of SQL
    """Return the less of two numbers, in words that both databases know."""
    return (one + other - func.abs(one - other)) / 2


_QUESTIONS: Final[tuple[tuple[str, Any, Callable[[int], Select[Any]]], ...]] = (
    ("event", events.c.seq, _events),
    ("creation", earlier_creations.c.seq, _creations),
    ("outage", outages.c.seq, partial(_versions, outages)),
    ("exclusion", exclusions.c.seq, partial(_versions, exclusions)),
    ("correction", corrections.c.seq, partial(_timeless, corrections, epoch(EARLIEST))),
    ("action", actions.c.seq, partial(_timeless, actions, epoch(LATEST))),
    ("acceptance", acceptances.c.seq, partial(_timeless, acceptances, epoch(LATEST))),
)
"""By what is told: its sequence, and the question for all of it. A correction may touch all time, an action none."""
