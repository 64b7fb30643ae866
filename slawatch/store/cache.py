"""The packed column of each ticket: written with the event rows, and made again from them at any time."""

from collections.abc import Iterator, Sequence

from sqlalchemy import Connection, bindparam, select, update

from slawatch.store.packing import packed
from slawatch.store.reading import history
from slawatch.store.rows import EventRow, in_order
from slawatch.store.stream import Stream, locked, save, ticket_numbers
from slawatch.store.tables import tickets
from slawatch.store.terms import interned

_CHUNK = 5000


def packed_columns(connection: Connection, stream: Stream, histories: Sequence[Sequence[EventRow]]) -> list[bytes]:
    """Return the packed column of each history; words that are new go to the vocabulary."""
    fields, values = interned(
        connection,
        stream,
        fields={row.field for rows in histories for row in rows if row.field},
        values={row.word for rows in histories for row in rows},
    )
    return list(packed(histories, fields=fields, values=values))


def rebuild(connection: Connection, source: str) -> int:
    """Pack every ticket of a source anew from its event rows; return how many tickets there are."""
    stream = locked(connection, source)
    rebuilt = 0
    for numbers in _numbers(connection, stream.number):
        histories = history(connection, numbers)
        columns = packed_columns(connection, stream, [in_order(histories.get(n, {}).values()) for n in numbers])
        connection.execute(
            update(tickets).where(tickets.c.number == bindparam("ticket")).values(packed=bindparam("column")),
            [{"ticket": number, "column": column} for number, column in zip(numbers, columns, strict=True)],
        )
        rebuilt += len(numbers)
    save(connection, stream, {})
    return rebuilt


def _numbers(connection: Connection, stream: int) -> Iterator[Sequence[int]]:
    before, last = ticket_numbers(stream)
    question = select(tickets.c.number).order_by(tickets.c.number).limit(_CHUNK)
    while numbers := connection.scalars(question.where(tickets.c.number > before, tickets.c.number <= last)).all():
        yield numbers
        before = numbers[-1]
