"""Short ways to say what a source tells, for tests of the store."""

from datetime import UTC, datetime, timedelta

from slawatch.ingest.source import Batch
from slawatch.model.event import Event, EventType
from slawatch.model.ticket import Ticket

START = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)


def after(seconds: int) -> datetime:
    """Return the instant so many seconds after the start."""
    return START + timedelta(seconds=seconds)


def ticket(id_: str, **told: object) -> Ticket:
    """Return a ticket created at the start."""
    return Ticket(**{"id": id_, "key": f"T-{id_}", "created_at": START, **told})


def created(id_: str, **told: object) -> Event:
    """Return the creation of a ticket at the start."""
    said = {"at": START, "native_id": f"{id_}/created", "fields": {"status": "new", "priority": "P2"}}
    return Event(**{"ticket_id": id_, "type": EventType.CREATED, **said, **told})


def status(id_: str, new: str | None, seconds: int, **told: object) -> Event:
    """Return a change of status so many seconds after the start."""
    said = {"at": after(seconds), "field": "status", "new": new, "native_id": f"{id_}/{seconds}"}
    return Event(**{"ticket_id": id_, "type": EventType.STATUS, **said, **told})


def history(id_: str, *statuses: str) -> tuple[Event, ...]:
    """Return a ticket's creation and its changes of status, one a minute."""
    return (created(id_), *(status(id_, new, 60 * (nth + 1)) for nth, new in enumerate(statuses)))


def batch(*ids: str, cursor: str = "1", **told: object) -> Batch:
    """Return a batch with tickets that were created, opened and resolved."""
    events = tuple(event for id_ in ids for event in history(id_, "open", "resolved"))
    return Batch(**{"cursor": cursor, "tickets": tuple(ticket(id_) for id_ in ids), "events": events, **told})
