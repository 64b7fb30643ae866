"""How a batch becomes rows: what the store does not know yet is added, and nothing is written over."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, Table

from slawatch.ingest.source import Batch
from slawatch.store import commits, deeds, passes, quarantine, versions
from slawatch.store.contract import OPERATOR, Committed
from slawatch.store.ledger import Ledger
from slawatch.store.rows import exclusion_row, outage_row
from slawatch.store.stream import Stream, locked, save
from slawatch.store.tables import exclusions, outages
from slawatch.store.uncollected import uncollected


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """A batch and the circumstances in which it came."""

    source: str
    batch: Batch
    at: datetime
    config_hash: str
    known: int | None = None
    """The sequence from which the writer took what it knows; None: whatever it is."""


def take_in(connection: Connection, delivery: Delivery) -> Committed:
    """Write a batch's rows, its cursor and its watermark; the caller's transaction holds them together."""
    with uncollected():  # rows hold no cycles
        return _taken(connection, delivery)


def _taken(connection: Connection, delivery: Delivery) -> Committed:
    batch = delivery.batch
    stream = locked(connection, delivery.source)
    stream.require(delivery.known)
    before = stream.sequence
    ledger = _ledger(connection, stream, batch)
    ledger.write()
    changed = 0
    for table, facts in (
        (outages, [outage_row(outage) for outage in batch.outages]),
        (exclusions, [exclusion_row(fact) for fact in batch.exclusions]),
    ):
        changed += versions.append(connection, stream, table, facts, noted=_noted(connection, delivery, table))
    quarantined = quarantine.review(connection, stream, batch)
    passes.settle(connection, stream, batch)
    save(connection, stream, _standing(delivery))
    commits.record(connection, stream, before=before, complete_through=batch.complete_through, at=delivery.at)
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
    standing: dict[str, object] = {"committed_at": delivery.at}
    if batch.cursor is not None:
        standing |= {"cursor": batch.cursor, "config_hash": delivery.config_hash}
    return standing if batch.complete_through is None else {**standing, "complete_through": batch.complete_through}


def _noted(connection: Connection, delivery: Delivery, table: Table) -> versions.Noted | None:
    """Return what notes who stated something; what a source tells is nobody's deed."""
    if delivery.source != OPERATOR:
        return None
    return deeds.noting(connection, table, versions.telling(table), at=delivery.at)


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
