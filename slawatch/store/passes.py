"""When passes ended and what they missed."""

from collections.abc import Collection
from datetime import datetime
from typing import Final

from sqlalchemy import Connection, bindparam, delete, select

from slawatch.ingest.source import Batch
from slawatch.store.bulk import among, upsert
from slawatch.store.pass_contract import Suspect
from slawatch.store.stream import Stream, number_of
from slawatch.store.tables import passes, streams, suspects

_NOTED: Final = select(passes.c.name, passes.c.at).join(streams).where(streams.c.source == bindparam("named"))


def noted(connection: Connection, source: str) -> dict[str, datetime]:
    """Return by name when each pass of a source was last noted."""
    return {row.name: row.at for row in connection.execute(_NOTED, {"named": source})}


def note(connection: Connection, source: str, name: str, *, at: datetime) -> None:
    """Note a pass; a source that was never committed has none."""
    stream = number_of(connection, source)
    if stream is not None:
        put = upsert(connection.dialect.name, passes).values(stream=stream, name=name, at=at)
        connection.execute(put.on_conflict_do_update(index_elements=["stream", "name"], set_={"at": at}))


def listed(connection: Connection, source: str) -> dict[str, Suspect]:
    """Return the tickets of a source that one pass missed, by id."""
    columns = suspects.c
    question = select(columns.ticket_id, columns.why, columns.at, columns.missed_at).join(streams)
    rows = connection.execute(question.where(streams.c.source == source)).all()
    return {row.ticket_id: Suspect(**row._asdict()) for row in rows}


def suspect(connection: Connection, source: str, missed: Collection[Suspect], *, found: Collection[str]) -> None:
    """Note tickets that were missed for the first time, and take off those that were found."""
    stream = number_of(connection, source)
    if stream is None:
        return
    _take_off(connection, stream, found)
    for each in missed:
        values = {"why": each.why, "at": each.at, "missed_at": each.missed_at}
        put = upsert(connection.dialect.name, suspects).values(stream=stream, ticket_id=each.ticket_id, **values)
        connection.execute(put.on_conflict_do_nothing())


def settle(connection: Connection, stream: Stream, batch: Batch) -> None:
    """Take off the tickets of which a batch tells: they are there, or they are gone for good."""
    _take_off(connection, stream.number, {each.id for each in batch.tickets} | {g.ticket_id for g in batch.gone})


_ANY: Final = select(suspects.c.ticket_id).where(suspects.c.stream == bindparam("number")).limit(1)


def _take_off(connection: Connection, stream: int, ids: Collection[str]) -> None:
    if ids and connection.scalar(_ANY, {"number": stream}) is not None:
        named = among(connection, suspects.c.ticket_id, sorted(ids))
        connection.execute(delete(suspects).where(suspects.c.stream == stream, named))
