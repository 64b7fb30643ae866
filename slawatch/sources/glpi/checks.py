"""What a GLPI and the account that reads it must be like, each fault with its way out."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Final

from slawatch.errors import SkippableRow
from slawatch.ingest.canaries import canaries
from slawatch.ingest.desk import AbsentError, Row
from slawatch.ingest.http import HttpStatusError
from slawatch.ingest.source import Check, Finding, Word
from slawatch.sources.glpi import STATUS_CLASSES
from slawatch.sources.glpi.desk import ItilDesk
from slawatch.sources.glpi.rest import ID, Rest
from slawatch.sources.glpi.words import TICKET_TYPES

SKEW_SECONDS: Final = 60
REFUSED: Final = frozenset({400, 401, 403})
URL_HINT: Final = "url is the address of GLPI's start page, without apirest.php"
API_HINT: Final = (
    "look in Setup, General, API: the API must be on, the account needs an API token (its remote access key), "
    "and an app token or an address may be asked of clients"
)
LISTS: Final = {"ITILCategory": "category", "Entity": "entity"}
PRIORITIES: Final = ("1", "2", "3", "4", "5", "6")


def findings(rest: Rest, desks: Mapping[str, ItilDesk], *, now: datetime) -> Check:
    """Return everything that a look at the server finds; what it finds first may make the rest idle."""
    try:
        answer = rest.ask("getFullSession")
    except HttpStatusError as error:
        hint = API_HINT if error.status in REFUSED else URL_HINT
        return Check(findings=(Finding(level="error", text=f"GLPI begins no session: {error}", hint=hint),))
    session = answer.body.get("session") if isinstance(answer.body, dict) else None
    if not isinstance(session, dict):
        return Check(findings=(Finding(level="error", text="what answers is no GLPI", hint=URL_HINT),))
    zone = tuple(rest.wall.verified(session.get("glpi_currenttime"), answer.server_time, system="GLPI"))
    found = [*_clock(answer.server_time, now), *zone]
    if all(finding.level != "error" for finding in found):
        found += [finding for kind, desk in desks.items() for finding in _feed(kind, desk)]
    return Check(
        findings=tuple(found),
        words=tuple(_words(rest)),
        identity=str(session.get("glpiname") or session.get("glpiID") or ""),
        server_time=answer.server_time,
        timezone=rest.wall.name,
        version=_version(rest),
    )


def _clock(server: datetime | None, now: datetime) -> Iterator[Finding]:
    if server is None:
        hint = "let the web server before it send one"
        yield Finding(level="error", text="GLPI's answers have no Date", hint=hint)
    elif abs(skew := (server - now).total_seconds()) > SKEW_SECONDS:
        text = f"GLPI's clock is {skew:+.0f} s from ours"
        yield Finding(level="warning", text=text, hint="let both follow a time server (NTP)")


def _feed(kind: str, desk: ItilDesk) -> Iterator[Finding]:
    try:
        newest = desk.newest()
    except HttpStatusError as error:
        hint = f"give its profile the right to see all of {kind}, or leave it out of kinds"
        yield Finding(level="error", text=f"{kind}: the account may not search: {error}", hint=hint)
        return
    for finding in canaries(desk.first, newest, grain=1):
        yield Finding(level=finding.level, text=f"{kind}: {finding.text}", hint=finding.hint)
    if newest is not None:
        yield from _parts(desk, kind, {ID: newest.id.rpartition("/")[2]})


def _parts(desk: ItilDesk, kind: str, row: Row) -> Iterator[Finding]:
    """Yield which parts of a ticket the account may not see: a ticket that misses one would be passed over."""
    try:
        desk.told(row)
    except (AbsentError, SkippableRow):
        return  # it went meanwhile, or will be put aside: no fault of the account
    except HttpStatusError as error:
        hint = "its profile needs: see all tickets, see followups (public and private), and Administration, Logs"
        yield Finding(level="error", text=f"{kind}: a part of the newest can't be read: {error}", hint=hint)


def _words(rest: Rest) -> Iterator[Word]:
    yield from (Word(field="status", raw=raw, means=means) for raw, means in STATUS_CLASSES.items())
    yield from (Word(field="priority", raw=raw) for raw in PRIORITIES)
    yield from (Word(field="type", raw=raw) for raw in (*TICKET_TYPES.values(), "problem", "change"))
    for kind, field in LISTS.items():
        yield from (Word(field=field, raw=name) for name in rest.names(kind))


def _version(rest: Rest) -> str | None:
    """Return GLPI's version, None where the account may not see its configuration."""
    try:
        body = rest.ask("getGlpiConfig").body
    except HttpStatusError:
        return None
    config = body.get("cfg_glpi") if isinstance(body, dict) else None
    return str(config["version"]) if isinstance(config, dict) and "version" in config else None
