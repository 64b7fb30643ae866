"""What a Request Tracker is asked beside its feed."""

from collections.abc import Collection, Iterator
from datetime import datetime
from typing import Final

from slawatch.ingest.source import Batch, Gone, Stamp
from slawatch.model.instant import EARLIEST, instant
from slawatch.sources.request_tracker.hydration import FEED, Hydration, Told
from slawatch.sources.request_tracker.options import Options
from slawatch.sources.request_tracker.rest import Rest, Row, Search

PATIENCE: Final = 20
"""Pages of transactions that the account may not see, before older ones are no longer looked for."""
CLOSED: Final = ("resolved", "rejected", "deleted")
"""Where an installation has other words for it, a census lists more than it must."""


def rescanned(rest: Rest, hydration: Hydration, *, since: datetime) -> Iterator[Batch]:
    """Yield every ticket with a transaction since an instant.

    Transactions are read backwards by id: a filter on their times would depend on the account's zone.
    """
    told: set[str] = set()
    for page in rest.newest_first(FEED, patience=PATIENCE):
        recent = [row for row in page if datetime.fromisoformat(row["Created"]) >= since]
        ids = {str(row["ObjectId"]) for row in recent} - told
        told |= ids
        if ids:
            yield _batch(hydration.told(ids))
        if not recent:
            return


def hydrated(rest: Rest, hydration: Hydration, ids: Collection[str]) -> Iterator[Batch]:
    """Yield everything about named tickets, and which of them are gone."""
    known = {id_ for id_ in ids if id_.isdecimal()}
    at = rest.server_time()
    told = hydration.told(known)
    seen = {ticket.id for ticket in told.tickets} | {row.row_id for row in told.bad}
    gone = [_gone(rest, id_, at) for id_ in sorted(known - seen, key=int)]
    yield _batch(told, gone=tuple(each for each in gone if each is not None))


def listed(rest: Rest, options: Options, *, open_only: bool) -> Iterator[Stamp]:
    """Yield the tickets in the queues that are read."""
    conditions = [f"Status != '{status}'" for status in CLOSED] if open_only else []
    if options.queues:
        conditions.append("(" + " OR ".join(f"Queue = '{_quoted(name)}'" for name in options.queues) + ")")
    search = Search(path="tickets", where=" AND ".join(conditions), fields={"fields": "Status,LastUpdated"})
    newest = rest.newest(search)
    for page in rest.pages(search, after=0, through=newest or 0):
        yield from map(_stamp, page)


def _gone(rest: Rest, id_: str, at: datetime) -> Gone | None:
    why = rest.why_absent(f"ticket/{id_}")
    return None if why is None else Gone(ticket_id=id_, why=why, at=at)


def _stamp(row: Row) -> Stamp:
    updated = datetime.fromisoformat(row["LastUpdated"])
    updated_at = None if updated < EARLIEST else instant(updated)
    return Stamp(id=str(row["id"]), updated_at=updated_at, status=row["Status"])


def _quoted(name: str) -> str:
    return name.replace("\\", "\\\\").replace("'", "\\'")


def _batch(told: Told, *, gone: tuple[Gone, ...] = ()) -> Batch:
    return Batch(cursor=None, tickets=told.tickets, events=told.events, bad=told.bad, gone=gone)
