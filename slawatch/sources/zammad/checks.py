"""What a Zammad and the account that reads it must be like, each fault with its way out."""

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any, Final

from slawatch.errors import SkippableRow
from slawatch.ingest.canaries import canaries
from slawatch.ingest.desk import Row
from slawatch.ingest.http import HttpStatusError
from slawatch.ingest.source import Check, Finding, Stamp, Word
from slawatch.sources.zammad import STATE_TYPES
from slawatch.sources.zammad.desk import TicketDesk
from slawatch.sources.zammad.rest import REFUSED, Rest

SKEW_SECONDS: Final = 60
UNAUTHORIZED: Final = 401
URL_HINT: Final = "url is the address of Zammad's start page, without /api/v1"
LISTS: Final = {"ticket_priorities": "priority", "groups": "group"}
HOW: Final = {
    "database": "changed tickets are found in the database",
    "index": "changed tickets are found in the search index",
}


def findings(rest: Rest, desk: Callable[[], TicketDesk], *, now: datetime) -> Check:
    """Return everything that a look at the server finds; what it finds first may make the rest idle."""
    try:
        answer = rest.me()
    except HttpStatusError as error:
        return Check(findings=(_unreadable(error),))
    if not isinstance(answer.body, dict) or "id" not in answer.body:
        return Check(findings=(Finding(level="error", text="what answers is no Zammad", hint=URL_HINT),))
    return Check(
        findings=(*_clock(answer.server_time, now), *_groups(answer.body), *_finding(desk())),
        words=tuple(_words(rest)),
        identity=str(answer.body.get("login") or answer.body["id"]),
        server_time=answer.server_time,
        timezone="UTC",
        version=_version(rest),
    )


def _unreadable(error: HttpStatusError) -> Finding:
    if error.status == UNAUTHORIZED:
        hint = "make a new one in Zammad under Profile, Token Access, with the permission ticket.agent"
        return Finding(level="error", text=f"Zammad refuses the token: {error}", hint=hint)
    return Finding(level="error", text=str(error), hint=URL_HINT)


def _clock(server: datetime | None, now: datetime) -> Iterator[Finding]:
    if server is None:
        hint = "let the web server before it send one"
        yield Finding(level="error", text="Zammad's answers have no Date", hint=hint)
    elif abs(skew := (server - now).total_seconds()) > SKEW_SECONDS:
        text = f"Zammad's clock is {skew:+.0f} s from ours"
        yield Finding(level="warning", text=text, hint="let both follow a time server (NTP)")


def _groups(me: Row) -> Iterator[Finding]:
    if groups := me.get("group_ids"):
        yield Finding(level="ok", text="reads " + (f"{len(groups)} groups" if len(groups) > 1 else "one group"))
    else:
        hint = "make it an agent with the access `read` to every group that is measured"
        yield Finding(level="warning", text="the account has no access to any group of its own", hint=hint)


def _finding(desk: TicketDesk) -> Iterator[Finding]:
    if desk.way == "list":
        hint = "with Elasticsearch, or Zammad 5 or newer, a poll asks only for what changed"
        yield Finding(level="warning", text="every poll lists all tickets: the search finds none", hint=hint)
    else:
        yield Finding(level="ok", text=HOW[desk.way])
        yield from canaries(lambda since: _first(desk, since), desk.newest(), grain=1)
    yield from _parts(desk)


def _parts(desk: TicketDesk) -> Iterator[Finding]:
    """Yield what of a ticket may not be read: tickets without their history would all be put aside."""
    try:
        if (row := desk.any()) is not None:
            desk.told(row)
    except SkippableRow:
        return
    except HttpStatusError as error:
        hint = "the token needs the permission ticket.agent, and the account the access `read` to the ticket's group"
        yield Finding(level="error", text=f"a part of a ticket can't be read: {error}", hint=hint)


def _first(desk: TicketDesk, since: datetime) -> list[Stamp]:
    return [desk.stamp(row) for row in desk.first(since)]


def _words(rest: Rest) -> Iterator[Word]:
    for row in rest.allowed_list("ticket_states"):
        yield Word(field="status", raw=str(row["name"]), means=STATE_TYPES.get(str(row.get("state_type"))))
    for path, field in LISTS.items():
        yield from (Word(field=field, raw=str(row["name"])) for row in rest.allowed_list(path))


def _version(rest: Rest) -> str | None:
    """Return Zammad's version, None where the account may not see it: that takes an administrator."""
    try:
        body: Any = rest.ask("version").body
    except HttpStatusError as error:
        if error.status not in {*REFUSED, UNAUTHORIZED}:
            raise
        return None
    return str(body["version"]) if isinstance(body, dict) and "version" in body else None
