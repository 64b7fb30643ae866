"""What an iTop and the account that reads it must be like, each fault with its way out."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Final

from slawatch.ingest.canaries import canaries
from slawatch.ingest.http import HttpStatusError
from slawatch.ingest.source import Check, Finding, Word
from slawatch.sources.itop import STATUS_CLASSES
from slawatch.sources.itop.desk import TicketDesk
from slawatch.sources.itop.rest import ItopBrokenError, ItopError, Rest, names
from slawatch.sources.itop.words import KEYS

SKEW_SECONDS: Final = 60
MOST_WORDS: Final = 200
"""Names of a list that are told."""
PRIORITIES: Final = ("1", "2", "3", "4")
LOGIN_HINT: Final = (
    "the account needs the profile REST Services User, and its way to log in (form, basic, token) must be among iTop's "
    "allowed_login_types"
)
URL_HINT: Final = "url is the address of iTop's start page, without webservices/rest.php"


def findings(rest: Rest, desks: Mapping[str, TicketDesk], *, identity: str | None, now: datetime) -> Check:
    """Return everything that a look at the server finds; what it finds first may make the rest idle."""
    try:
        answer = rest.ask(operation="list_operations")
    except ItopError as error:
        return Check(findings=(Finding(level="error", text=str(error), hint=LOGIN_HINT),))
    except HttpStatusError as error:
        return Check(findings=(Finding(level="error", text=str(error), hint=URL_HINT),))
    found = [*_clock(answer.server_time, now)]
    for feed, desk in desks.items():
        found += _feed(feed, desk)
    return Check(
        findings=tuple(found),
        words=tuple(_words(rest)),
        identity=identity,
        server_time=answer.server_time,
        timezone=rest.wall.name,
        version=f"REST {answer.body.get('version')}",
    )


def _clock(server: datetime | None, now: datetime) -> Iterator[Finding]:
    if server is None:
        hint = "let the web server before it send one"
        yield Finding(level="error", text="iTop's answers have no Date", hint=hint)
    elif abs(skew := (server - now).total_seconds()) > SKEW_SECONDS:
        text = f"iTop's clock is {skew:+.0f} s from ours"
        yield Finding(level="warning", text=text, hint="let both follow a time server (NTP)")


def _feed(feed: str, desk: TicketDesk) -> Iterator[Finding]:
    try:
        newest = desk.newest()
        for finding in canaries(desk.first, newest, grain=1):
            yield Finding(level=finding.level, text=f"{feed}: {finding.text}", hint=finding.hint)
        if newest is not None:
            desk.prepare([{"id": newest.id.rpartition("/")[2]}])
    except ItopError as error:
        hint = f"the account must read {feed}, the history (CMDBChangeOp), User, and the names that tickets hold"
        yield Finding(level="error", text=f"{feed}: {error}", hint=hint)
    except ItopBrokenError as error:
        hint = "an iTop without the ITIL modules has no Incident: leave out of classes what there isn't"
        yield Finding(level="error", text=f"{feed}: {error}", hint=hint)


def _words(rest: Rest) -> Iterator[Word]:
    yield from (Word(field="status", raw=raw, means=means) for raw, means in STATUS_CLASSES.items())
    yield from (Word(field="priority", raw=raw) for raw in PRIORITIES)
    for field, class_ in KEYS.values():
        try:
            rows = rest.get(class_, fields="id,friendlyname", limit=MOST_WORDS)
        except (ItopError, ItopBrokenError):
            continue
        yield from (Word(field=field, raw=name) for name in names(rows).values())
