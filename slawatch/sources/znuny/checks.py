"""What a system and the agent that reads it must be like, each fault with its way out."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Final

from slawatch.errors import FatalSourceError, RetriableSourceError
from slawatch.ingest.canaries import canaries
from slawatch.ingest.http import HttpStatusError
from slawatch.ingest.source import Check, Finding, Stamp, Word
from slawatch.sources.znuny.desk import MOVED, ZnunyDesk
from slawatch.sources.znuny.local import Local
from slawatch.sources.znuny.options import Options
from slawatch.sources.znuny.rest import Row, Service

SAMPLE: Final = 100
"""Tickets whose words are told: no operation lists those that there are."""
NOT_FOUND: Final = 404
MEANS: Final[Mapping[str, str]] = {
    "new": "new",
    "open": "open",
    "pending reminder": "pending_requester",
    "pending auto": "pending_requester",
    "closed": "closed",
    "merged": "merged",
    "removed": "deleted",
}
"""Types of states, which states of one's own have too."""
WORDS: Final = {"priority": "Priority", "queue": "Queue", "type": "Type", "service": "Service"}


def findings(desk: ZnunyDesk, service: Service, options: Options, *, local: Local, now: datetime) -> Check:
    """Return everything that a look at the system finds; what it finds first may make the rest idle."""
    try:
        server_time = desk.server_time()
        found = [*_zone(options, local, now), *canaries(lambda since: _probe(desk, since), desk.newest(), grain=1)]
        rows = list(service.tickets(service.search(limit=SAMPLE, newest_first=True)))
    except HttpStatusError as error:
        return Check(findings=(_unreachable(error, options),))
    except RetriableSourceError as error:
        text = f'{error}; a web service that is not there, or is not called "{options.webservice}", is answered so too'
        raise RetriableSourceError(text) from error
    except FatalSourceError as error:
        return Check(findings=(Finding(level="error", text=str(error), hint=_HINT),))
    return Check(
        findings=(*found, *_history(desk, rows)),
        words=tuple(_words(rows)),
        identity=options.username,
        server_time=server_time,
        timezone=options.timezone,
    )


_HINT: Final = "the agent needs the permission ro on the groups of the queues; docs/sources/znuny.md"


def _probe(desk: ZnunyDesk, since: datetime) -> list[Stamp]:
    return [desk.stamp({**row, MOVED: False}) for row in desk.page(since, None).rows]


def _unreachable(error: HttpStatusError, options: Options) -> Finding:
    if error.status == NOT_FOUND:
        hint = "url is where index.pl is, such as https://znuny.example.org/znuny"
    else:
        hint = f'import the web service under the name "{options.webservice}", with the file of docs/sources'
    return Finding(level="error", text=str(error), hint=hint)


def _zone(options: Options, local: Local, now: datetime) -> Iterator[Finding]:
    if local.repeats(now.year):
        text = f"in {options.timezone} the clock shows an hour twice a year; its times can only be told as its first"
        hint = "set repeated_hour: accept where an hour's error once a year is no harm"
        yield Finding(level="warning" if options.repeated_hour == "accept" else "error", text=text, hint=hint)


def _history(desk: ZnunyDesk, rows: Sequence[Row]) -> Iterator[Finding]:
    if not rows:
        yield Finding(level="warning", text="the agent sees no ticket", hint=_HINT)
        return
    if any(row.get("Age") in (None, "") for row in rows[:1]):
        yield Finding(level="warning", text="tickets tell no Age, so the time zone can't be verified")
    desk.prepare(rows[:1])


def _words(rows: Sequence[Row]) -> Iterator[Word]:
    states = {str(row["State"]): str(row.get("StateType", "")) for row in rows if row.get("State")}
    for raw, type_ in sorted(states.items()):
        yield Word(field="status", raw=raw, means=MEANS.get(type_))
    for field, attribute in WORDS.items():
        yield from (Word(field=field, raw=raw) for raw in sorted({str(r[attribute]) for r in rows if r.get(attribute)}))
