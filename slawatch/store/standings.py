"""Tickets as their events leave them, one after the other: a census looks at every one of them."""

import json
from collections.abc import Iterator
from itertools import groupby
from operator import attrgetter
from typing import Any, Final

from sqlalchemy import Connection, select

from slawatch.engine.facts import TYPE_CODE
from slawatch.model.event import EventType
from slawatch.store.pass_contract import Standing
from slawatch.store.stream import ticket_numbers
from slawatch.store.tables import events, tickets

_CREATED: Final = TYPE_CODE[EventType.CREATED]
_STATUS: Final = TYPE_CODE[EventType.STATUS]
_ENDS: Final = tuple(TYPE_CODE[each] for each in (EventType.DELETED, EventType.MERGED, EventType.MOVED))
_AT_ONCE: Final = 5_000


def standings(connection: Connection, stream: int) -> Iterator[Standing]:
    """Yield the tickets of a stream that have events; neither memory nor time grows with anything but their events."""
    first, last = ticket_numbers(stream)
    columns = events.c
    question = (
        select(
            columns.ticket, columns.at, columns.ord, columns.type, columns.new, columns.fields,
            tickets.c.id, tickets.c.updated_at,
        )
        .join(tickets, tickets.c.number == columns.ticket)
        .where(columns.ticket.between(first, last), columns.type.in_((_CREATED, _STATUS, *_ENDS)))
        .order_by(columns.ticket, columns.seq)
        .execution_options(yield_per=_AT_ONCE)
    )  # fmt: skip
    for _, rows in groupby(connection.execute(question), attrgetter("ticket")):
        yield _standing(list(rows))


def _standing(rows: list[Any]) -> Standing:
    """Sorting is stable: of two versions of an event at one place the later one decides."""
    in_order = sorted(rows, key=attrgetter("at", "ord"))
    last = in_order[-1]
    told = [row for row in in_order if row.type in (_CREATED, _STATUS)]
    return Standing(
        id=last.id,
        status=_status(told[-1]) if told else None,
        updated_at=last.updated_at,
        gone=last.type in _ENDS,
    )


def _status(row: Any) -> str | None:  # noqa: ANN401  a row of that question
    if row.type == _STATUS:
        status: str | None = row.new
        return status
    fields: dict[str, str] = json.loads(row.fields) if row.fields else {}
    return fields.get("status")
