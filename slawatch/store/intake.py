"""How a batch becomes rows: what the store does not know yet is added, and nothing is written over."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, delete, select

from slawatch.ingest.source import BadRow, Batch
from slawatch.store import versions
from slawatch.store.bulk import among, upsert
from slawatch.store.contract import Committed
from slawatch.store.ledger import Ledger
from slawatch.store.rows import exclusion_row, outage_row
from slawatch.store.stream import Stream, locked, save
from slawatch.store.tables import exclusions, outages, quarantine


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """A batch and the circumstances in which it came."""

    source: str
    batch: Batch
    at: datetime
    config_hash: str


def take_in(connection: Connection, delivery: Delivery) -> Committed:
    """Write a batch's rows, its cursor and its watermark; the caller's transaction holds them together."""
    batch = delivery.batch
    stream = locked(connection, delivery.source)
    ledger = _ledger(connection, stream, batch)
    ledger.write()
    changed = versions.append(connection, stream, outages, [outage_row(outage) for outage in batch.outages])
    changed += versions.append(connection, stream, exclusions, [exclusion_row(fact) for fact in batch.exclusions])
    _release(connection, stream, batch)
    quarantined = _detain(connection, stream, batch.bad)
    save(connection, stream, _standing(delivery))
    return Committed(
        sequence=stream.sequence,
        tickets_new=ledger.tickets_new,
        tickets_changed=ledger.tickets_changed,
        events_new=ledger.events_new,
        outages_changed=changed,
        quarantined=quarantined,
    )


def _standing(delivery: Delivery) -> dict[str, object]:
    batch = delivery.batch
    standing = {"cursor": batch.cursor, "committed_at": delivery.at, "config_hash": delivery.config_hash}
    return standing if batch.complete_through is None else {**standing, "complete_through": batch.complete_through}


def _ledger(connection: Connection, stream: Stream, batch: Batch) -> Ledger:
    ids = {ticket.id for ticket in batch.tickets}
    ids |= {event.ticket_id for event in batch.events}
    ids |= {gone.ticket_id for gone in batch.gone}
    ledger = Ledger(connection, stream, ids)
    for ticket in batch.tickets:
        ledger.tell_ticket(ticket)
    for event in batch.events:
        ledger.tell_event(event)
    for gone in batch.gone:
        ledger.tell_gone(gone)
    return ledger


def _release(connection: Connection, stream: Stream, batch: Batch) -> None:
    """Let rows out of quarantine that this batch could read: a row's id is its ticket's, event's or outage's."""
    detained = set(connection.scalars(select(quarantine.c.row_id).where(quarantine.c.stream == stream.number)))
    if not detained:
        return
    read = {ticket.id for ticket in batch.tickets} | {event.native_id for event in batch.events}
    read |= {outage.id for outage in batch.outages} | {exclusion.id for exclusion in batch.exclusions}
    free = sorted(detained & {id_ for id_ in read if id_ is not None})
    connection.execute(
        delete(quarantine).where(quarantine.c.stream == stream.number, among(connection, quarantine.c.row_id, free))
    )


def _detain(connection: Connection, stream: Stream, bad: Sequence[BadRow]) -> int:
    """Put rows into quarantine; return how many were not there as they are."""
    put = upsert(connection, quarantine)
    put = put.on_conflict_do_update(
        index_elements=["stream", "row_id"],
        set_={"reason": put.excluded.reason, "sha256": put.excluded.sha256},
        where=(quarantine.c.reason != put.excluded.reason) | (quarantine.c.sha256 != put.excluded.sha256),
    )
    return sum(
        connection.execute(
            put.values(stream=stream.number, row_id=row.row_id, reason=row.reason, sha256=row.sha256)
        ).rowcount
        for row in bad
    )
