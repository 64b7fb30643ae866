"""What a Request Tracker and the account that reads it must be like, each fault with its way out."""

import re
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Final

from slawatch.ingest.http import HttpStatusError
from slawatch.ingest.source import Check, Finding
from slawatch.sources.request_tracker.hydration import FEED, custom_fields
from slawatch.sources.request_tracker.options import Options
from slawatch.sources.request_tracker.rest import Rest, Row, row_ids

TOKEN: Final = re.compile(r"\d+-(\d+)-\w+")
"""RT writes the number of the token's owner into it; REST2 of RT 5.0 has no other way to ask who one is."""

FAR_BEYOND: Final = 2_000_000_000
SKEW_SECONDS: Final = 60
UTC_ZONES: Final = frozenset({"UTC", "Etc/UTC", "GMT", "Etc/GMT", "Universal", "Zulu"})
UNAUTHORIZED: Final = 401
URL_HINT: Final = "url is the address of RT's start page, without /REST/2.0"
FEW_PAGES: Final = 5
"""Of transactions that the account may not see, before a check gives up looking for one that it may."""


def findings(rest: Rest, options: Options, *, now: datetime) -> Check:
    """Return everything that a look at the server finds; what it finds first may make the rest idle."""
    try:
        answer = rest.get("rt")
    except HttpStatusError as error:
        return Check(findings=(_unreadable(error),))
    if not isinstance(answer.body, dict) or "Version" not in answer.body:
        return Check(findings=(Finding(level="error", text="what answers is no Request Tracker 5", hint=URL_HINT),))
    account = _account(rest, options)
    found = (
        *_clocks(answer.server_time, now),
        *_who(account),
        *_visible(rest, options),
    )
    return Check(
        findings=found,
        identity=None if account is None else account.get("Name"),
        server_time=answer.server_time,
        timezone=None if account is None else account.get("Timezone"),
        version=str(answer.body.get("Version")),
    )


def _unreadable(error: HttpStatusError) -> Finding:
    if error.status == UNAUTHORIZED:
        return Finding(
            level="error", text=f"RT refuses the token: {error}", hint="make a new one in RT under Auth Tokens"
        )
    return Finding(level="error", text=str(error), hint=URL_HINT)


def _account(rest: Rest, options: Options) -> Row | None:
    owner = TOKEN.fullmatch(options.token.reveal())
    return rest.record(f"user/{owner[1]}") if owner else None


def _clocks(server: datetime | None, now: datetime) -> Iterator[Finding]:
    if server is None:
        yield Finding(level="error", text="RT's answers have no Date", hint="let the web server before it send one")
    elif abs(skew := (server - now).total_seconds()) > SKEW_SECONDS:
        yield Finding(
            level="warning", text=f"RT's clock is {skew:+.0f} s from ours", hint="let both follow a time server (NTP)"
        )


def _who(account: Row | None) -> Iterator[Finding]:
    if account is None:
        hint = "use a token that RT made under Auth Tokens"
        yield Finding(level="error", text="RT doesn't tell whose token this is, so its time zone is unknown", hint=hint)
        return
    zone = account.get("Timezone")
    if zone in UTC_ZONES:
        yield Finding(level="ok", text=f"account {account.get('Name')}, time zone {zone}")
        return
    if zone:
        text = f"the account's time zone is {zone}: RT reads the times in queries in it, and changes would be missed"
    else:
        text = (
            "the account has no time zone of its own: RT reads the times in queries in the server's, which nobody tells"
        )
    yield Finding(level="error", text=text, hint="set the account's Timezone to UTC (in RT: Settings, About me)")


def _visible(rest: Rest, options: Options) -> Iterator[Finding]:
    queues = set(rest.names("queues/all").values())
    if not queues:
        hint = "grant it SeeQueue, ShowTicket and ShowTicketComments; RT shows an empty list instead of a refusal"
        yield Finding(level="error", text="the account sees no queue", hint=hint)
        return
    yield Finding(level="ok", text="sees " + (f"{len(queues)} queues" if len(queues) > 1 else "one queue"))
    yield from _missing("queue", options.queues, queues, "SeeQueue and ShowTicket")
    if options.custom_fields:
        fields = custom_fields(rest).values()
        yield from _missing("custom field", options.custom_fields, fields, "SeeCustomField")
    yield from _canaries(rest)


def _missing(noun: str, named: Iterable[str], seen: Iterable[str], rights: str) -> Iterator[Finding]:
    for name in sorted(set(named) - set(seen)):
        hint = f"grant it {rights}, or mend the name; there is {', '.join(sorted(seen))}"
        yield Finding(level="error", text=f'the account sees no {noun} "{name}"', hint=hint)


def _canaries(rest: Rest) -> Iterator[Finding]:
    """Look whether filters filter: RT answers some that it doesn't understand with everything."""
    if rest.some(FEED.narrowed(f"id > {FAR_BEYOND}")):
        yield Finding(level="error", text="RT's filter on ids is ignored: it finds transactions of the far future")
    newest = rest.newest(FEED, patience=FEW_PAGES)
    if newest is None:
        hint = "grant it ShowTicket; in a new RT without tickets all is well"
        yield Finding(level="warning", text="the account sees no ticket's history", hint=hint)
    elif newest not in row_ids({"items": rest.some(FEED.narrowed(f"id > {newest - 1}"))}):
        yield Finding(level="error", text=f"RT's filter on ids doesn't find the newest transaction, {newest}")
