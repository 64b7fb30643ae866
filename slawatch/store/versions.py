"""Outages, exclusions and corrections: append-only versions of which the newest counts."""

from collections.abc import Callable, Sequence
from functools import cache
from typing import Any, Final, TypeVar

from sqlalchemy import Column, Connection, FromClause, Select, Table, select

from slawatch.store.bulk import among, load
from slawatch.store.reading import raw
from slawatch.store.stream import Stream, number_of
from slawatch.store.table_parts import Instant

_F = TypeVar("_F")

Noted = Callable[[tuple[Any, ...] | None, tuple[Any, ...]], None]
"""Is told of a version that is written: the version before it (None: there was none), and itself."""

_PLACE: Final = 2
"""Columns that say where a version stands, before those that say what it tells."""


def changed(table: Table, stream: int, *, after: int, through: int | None = None) -> Select[Any]:
    """Return the question for the newest version of each fact that changed in (after, through]."""
    newer = _newer(table)
    later = select(newer.c.seq).where(
        newer.c.stream == table.c.stream, newer.c.id == table.c.id, newer.c.seq > table.c.seq
    )
    window = [table.c.seq > after]
    if through is not None:
        later, window = later.where(newer.c.seq <= through), [*window, table.c.seq <= through]
    return select(table).where(table.c.stream == stream, *window, ~later.exists()).order_by(table.c.seq)


@cache
def _newer(table: Table) -> FromClause:
    """Return the table under another name; to name all its columns anew takes longer than to ask a small one."""
    return table.alias()


def telling(table: Table) -> list[Column[Any]]:
    """Return the columns that say what a version tells."""
    return list(table.c)[_PLACE:]


def newest(  # noqa: PLR0913  of which table, made into what, of whom, and when
    connection: Connection, table: Table, fact: Callable[..., _F], *, source: str, after: int, through: int | None
) -> list[tuple[int, _F]]:
    """Return the newest version of each fact with its sequence."""
    stream = number_of(connection, source)
    rows = connection.execute(changed(table, stream, after=after, through=through)).all() if stream is not None else []
    names = [column.name for column in telling(table)]
    return [(row.seq, fact(**dict(zip(names, row[_PLACE:], strict=True)))) for row in rows]


def append(
    connection: Connection,
    stream: Stream,
    table: Table,
    facts: Sequence[tuple[Any, ...]],
    *,
    noted: Noted | None = None,
) -> int:
    """Write facts (id first) that are not known as they are; return how many that was.

    `noted` is told of each of them, with the version before it.
    """
    known = _known(connection, stream, table, [fact[0] for fact in facts]) if facts else {}
    fresh = []
    for fact in facts:
        if known.get(fact[0]) != fact:
            if noted is not None:
                noted(known.get(fact[0]), fact)
            known[fact[0]] = fact
            fresh.append((stream.number, stream.next_sequence(), *fact))
    load(connection, table, fresh)
    return len(fresh)


def _known(connection: Connection, stream: Stream, table: Table, ids: Sequence[str]) -> dict[str, tuple[Any, ...]]:
    columns = [raw(column) if isinstance(column.type, Instant) else column for column in telling(table)]
    rows = connection.execute(
        select(*columns)
        .where(table.c.stream == stream.number, among(connection, table.c.id, ids))
        .order_by(table.c.seq)
    )
    return {row[0]: tuple(row) for row in rows}
