"""Rows that could not be read: kept until they are."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Final

from sqlalchemy import ColumnElement, Connection, bindparam, delete, func, select, update

from slawatch.ingest.source import BadRow, Batch
from slawatch.store.bulk import among, load
from slawatch.store.pass_contract import Retry
from slawatch.store.stream import Stream
from slawatch.store.tables import quarantine, streams


def listed(connection: Connection, source: str, *, first: int, most: int | None) -> list[BadRow]:
    """Return a source's rows in quarantine, by id, so many from the first on."""
    question = select(quarantine.c.row_id, quarantine.c.reason, quarantine.c.sha256).join(streams)
    told = question.where(_of(source)).order_by(quarantine.c.row_id)
    rows = connection.execute(told.offset(first).limit(most))
    return [BadRow(row_id=row.row_id, reason=row.reason, sha256=row.sha256) for row in rows]


def size(connection: Connection, source: str) -> int:
    """Return how many rows of a source are in quarantine."""
    return connection.scalar(select(func.count()).select_from(quarantine).join(streams).where(_of(source))) or 0


def _of(source: str) -> ColumnElement[bool]:
    return streams.c.source == source


_RETRIES: Final = (
    select(quarantine.c.row_id, quarantine.c.attempts, quarantine.c.retry_at)
    .join(streams)
    .where(streams.c.source == bindparam("named"))
    .order_by(quarantine.c.row_id)
)


def retries(connection: Connection, source: str) -> list[Retry]:
    """Return a source's rows in quarantine with how often and until when they were put off, by id."""
    rows = connection.execute(_RETRIES, {"named": source})
    return [Retry(row_id=row.row_id, attempts=row.attempts, not_before=row.retry_at) for row in rows]


def put_off(connection: Connection, source: str, until: Mapping[str, datetime]) -> None:
    """Count a try of rows that are still bad, and note when each is tried next."""
    stream = select(streams.c.stream).where(streams.c.source == source).scalar_subquery()
    for row_id, instant in until.items():
        there = (quarantine.c.stream == stream) & (quarantine.c.row_id == row_id)
        values = {"attempts": quarantine.c.attempts + 1, "retry_at": instant}
        connection.execute(update(quarantine).where(there).values(values))


def review(connection: Connection, stream: Stream, batch: Batch) -> int:
    """Let rows out that this batch could read and take its bad ones in; return how many were not there as they are."""
    bad = {row.row_id: row for row in batch.bad}
    there = {row.row_id: row for row in _named(connection, stream, bad.keys() | _read(batch))}
    fresh = [row for row in bad.values() if there.get(row.row_id) != row]
    leaving = there.keys() - bad.keys() | {row.row_id for row in fresh}
    if leaving:
        rows = among(connection, quarantine.c.row_id, sorted(leaving))
        connection.execute(delete(quarantine).where(quarantine.c.stream == stream.number, rows))
    load(connection, quarantine, [(stream.number, row.row_id, row.reason, row.sha256, 0, None) for row in fresh])
    return len(fresh)


def _read(batch: Batch) -> set[str]:
    """Return ids by which a row may have been quarantined: its ticket's, its event's, its outage's."""
    ids = {event.native_id for event in batch.events if event.native_id is not None}
    ids |= {gone.ticket_id for gone in batch.gone}
    ids |= {fact.id for facts in (batch.tickets, batch.outages, batch.exclusions) for fact in facts}
    return ids


_ANY: Final = select(quarantine.c.row_id).where(quarantine.c.stream == bindparam("number")).limit(1)


def _named(connection: Connection, stream: Stream, ids: Iterable[str]) -> Sequence[BadRow]:
    columns = quarantine.c
    if connection.scalar(_ANY, {"number": stream.number}) is None:
        return []
    rows = connection.execute(
        select(columns.row_id, columns.reason, columns.sha256).where(
            columns.stream == stream.number, among(connection, columns.row_id, sorted(ids))
        )
    )
    return [BadRow(row_id=row.row_id, reason=row.reason, sha256=row.sha256) for row in rows]
