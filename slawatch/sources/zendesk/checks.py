"""What a Zendesk account and the token that reads it must be like."""

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Final

from slawatch.errors import FatalSourceError
from slawatch.ingest.canaries import FAR_FUTURE
from slawatch.ingest.http import HttpStatusError
from slawatch.ingest.source import Check, Finding, Word
from slawatch.model.instant import epoch
from slawatch.sources.zendesk.desk import Tickets
from slawatch.sources.zendesk.memory import changed_at
from slawatch.sources.zendesk.reading import RECENT
from slawatch.sources.zendesk.rest import Export, Rest, Row, time_or_none

UNAUTHORIZED: Final = 401
FORBIDDEN: Final = 403
TOO_RECENT: Final = frozenset({400, 422})
ADMIN: Final = "admin"
PRIORITIES: Final = ("low", "normal", "high", "urgent")
TYPES: Final = ("question", "incident", "problem", "task")
CATEGORIES: Final = {
    "new": "new",
    "open": "open",
    "pending": "pending_requester",
    "hold": "pending_supplier",
    "solved": "resolved",
    "closed": "closed",
}
FIELDS: Final = {"groups": "group", "brands": "brand", "ticket_forms": "form"}


def findings(rest: Rest, tickets: Callable[[], Tickets]) -> Check:
    """Return everything that a look at the account finds."""
    try:
        answer = rest.get("users/me")
        me, at = answer.body["user"], answer.server_time
        if at is None:
            raise FatalSourceError("the answers have no Date; a proxy before Zendesk must pass it on")
        desk = tickets()
        found = (*_who(me), *_filters(desk, at), *_audits(desk))
    except HttpStatusError as error:
        return Check(findings=(_unreadable(error),))
    return Check(
        findings=found,
        words=tuple(_words(desk)),
        identity=None if me.get("id") is None else f"user {me['id']}, {me.get('role')}",
        server_time=at,
        timezone="UTC",
        version="API v2",
    )


def _unreadable(error: HttpStatusError) -> Finding:
    hint = "is url the account's own address, https://example.zendesk.com?"
    if error.status == UNAUTHORIZED:
        hint = "token access must be on, and email must be that of the token's owner; OAuth tokens go without email"
    elif error.status == FORBIDDEN:
        hint = "the incremental export is for administrators"
    return Finding(level="error", text=f"Zendesk refuses: {error}", hint=hint)


def _who(me: dict[str, object]) -> Iterator[Finding]:
    if me.get("id") is None:
        hint = "email must be that of the token's owner, and the token must be one of this account"
        yield Finding(level="error", text="Zendesk takes us for an anonymous visitor", hint=hint)
    elif me.get("role") != ADMIN:
        hint = "make the owner of the token an administrator; exports and SLA policies are shown to no one else"
        yield Finding(level="warning", text=f"the account's role is {me.get('role')}", hint=hint)


def _filters(desk: Tickets, now: datetime) -> Iterator[Finding]:
    """Look whether the export begins where it is asked to."""
    future = _page(desk, FAR_FUTURE)
    if future is not None and future.rows:
        text = f"the export's start is ignored: {len(future.rows)} tickets are said to have changed since 2199"
        yield Finding(level="error", text=text, hint="a proxy may drop the query")
        return
    newest = desk.newest()
    at = newest.updated_at if newest else None
    if at is None:
        yield Finding(level="warning", text="no ticket is seen, so it is unknown whether the export finds any")
    elif at > now - RECENT:
        yield Finding(level="ok", text="the export's start is heeded")
    else:
        yield from _edge(desk, at)


def _audits(desk: Tickets) -> Iterator[Finding]:
    newest = desk.newest()
    if newest is None:
        return
    try:
        desk.rest.audits(newest.id)
    except FatalSourceError as error:
        yield Finding(level="error", text=str(error), hint="without audits nothing that happened is known")


def _edge(desk: Tickets, at: datetime) -> Iterator[Finding]:
    page = _page(desk, at)
    rows = page.rows if page else ()
    older = [row for row in rows if _is_older(row, at)]
    if not rows or older:
        wrong = "finds older tickets" if older else "does not find the newest ticket"
        text = f"the export that begins at {at:%Y-%m-%d %H:%M:%S} UTC {wrong}"
        yield Finding(level="error", text=text, hint="may the account see all tickets?")
    else:
        yield Finding(level="ok", text="the export's start is heeded")


def _is_older(row: Row, at: datetime) -> bool:
    """Tell whether both of a ticket's stamps are; the export goes by one of them, which it need not show."""
    times = (changed_at(row), time_or_none(row.get("updated_at")))
    return isinstance(row.get("generated_timestamp"), int) and all(time is not None and time < at for time in times)


def _page(desk: Tickets, since: datetime) -> Export | None:
    """Return the first page of an export, None where Zendesk finds its start too recent."""
    try:
        return next(desk.rest.export(after=None, start=epoch(since), size=desk.options.page_size))
    except HttpStatusError as error:
        if error.status in TOO_RECENT:
            return None
        raise


def _words(desk: Tickets) -> Iterator[Word]:
    lists = desk.lists
    yield from (Word(field="status", raw=raw, means=means) for raw, means in CATEGORIES.items())
    for id_, own in lists.statuses.items():
        if not own.default:
            raw = lists.status(own.category, id_) or own.category
            yield Word(field="status", raw=raw, means=CATEGORIES.get(own.category))
    yield from (Word(field="priority", raw=raw) for raw in PRIORITIES)
    yield from (Word(field="type", raw=raw) for raw in TYPES)
    for collection, field in FIELDS.items():
        yield from (Word(field=field, raw=name) for name in lists.names[collection].values())
