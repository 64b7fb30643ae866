"""Whether an API does what the configuration says of it, each fault with its way out."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import islice
from typing import Final

from slawatch.errors import SkippableRow
from slawatch.ingest.canaries import canaries
from slawatch.ingest.http import Answer, HttpStatusError
from slawatch.ingest.source import Check, Finding, Stamp, Word
from slawatch.sources.rest.api import Api, Row
from slawatch.sources.rest.paths import at, text
from slawatch.sources.rest.rows import OWNER, Reading

SKEW_SECONDS: Final = 60
UTC_ZONES: Final = frozenset({"UTC", "Etc/UTC", "GMT", "Etc/GMT", "Z", "Zulu"})
AHEAD: Final = timedelta(minutes=10)
SAMPLED: Final = 500
"""Tickets whose words are told."""


def findings(api: Api, reading: Reading, now: datetime) -> Check:
    """Return everything that a look at the API finds."""
    try:
        answer = api.account()
    except HttpStatusError as error:
        hint = "mend auth" if error.status in {401, 403} else "mend url and the paths"
        return Check(findings=(Finding(level="error", text=str(error), hint=hint),))
    account = api.options.account
    told = text(at(answer.body, account.timezone)) if account and account.timezone else None
    sample = list(islice((row for rows in api.everything() for row in rows), SAMPLED))
    found = (
        *_clock(answer, now),
        *_zone(api, told),
        *_rows(sample, reading),
        *_future(sample, reading, answer),
        *_filter(api, reading),
    )
    return Check(
        findings=found,
        words=tuple(_words(sample, reading)),
        identity=text(at(answer.body, account.name)) if account else None,
        server_time=answer.server_time,
        timezone=told,
    )


def _clock(answer: Answer, now: datetime) -> Iterator[Finding]:
    server = answer.server_time
    if server is None:
        yield Finding(level="error", text="the API's answers have no Date", hint="let the web server send one")
    elif abs(skew := (server - now).total_seconds()) > SKEW_SECONDS:
        text_ = f"the server's clock is {skew:+.0f} s from ours"
        yield Finding(level="warning", text=text_, hint="let both follow a time server (NTP)")


def _zone(api: Api, told: str | None) -> Iterator[Finding]:
    since = api.options.list.since
    if told is None or since is None:
        return
    if told != since.timezone and not {told, since.timezone} <= UTC_ZONES:
        text_ = f"the account's time zone is {told}, and list.since.timezone says {since.timezone}"
        yield Finding(level="error", text=text_, hint="set one of them to the other: changes would be missed")


def _rows(sample: list[Row], reading: Reading) -> Iterator[Finding]:
    """Look whether rows can be read as the paths say."""
    for row in sample[:1]:
        try:
            reading.ticket(row)
        except SkippableRow as error:
            yield Finding(level="warning", text=f"a row can't be read: {error}", hint="mend ticket and times")
        if "status" not in reading.fields(row):
            text_ = f'a row has no status at "{reading.options.ticket.status}"'
            yield Finding(level="error", text=text_, hint="mend ticket.status")


def _future(sample: list[Row], reading: Reading, answer: Answer) -> Iterator[Finding]:
    """Look whether times lie in the future, as they do where a wall clock is read in a zone too far west."""
    paths = reading.options.ticket
    times = [time for row in sample if (time := reading.optional_time(row, paths.updated or paths.created)) is not None]
    if times and answer.server_time is not None and (ahead := max(times) - answer.server_time) > AHEAD:
        text_ = f"a ticket's last change lies {ahead} after the server's own time"
        yield Finding(level="error", text=text_, hint="times.timezone names another zone than the API writes in")


def _filter(api: Api, reading: Reading) -> Iterator[Finding]:
    since = api.options.list.since
    if since is None:
        return

    def probe(instant: datetime) -> list[Stamp]:
        return [reading.stamp(row) for row in next(filter(None, api.everything(instant)), [])]

    newest = api.newest()
    if newest is None and not api.options.list.newest:
        text_ = "list.newest is not set, so it is unknown whether the filter on times finds what changed last"
        yield Finding(level="warning", text=text_, hint="name the parameters that put the newest first")
    found = canaries(probe, None if newest is None else reading.stamp(newest), grain=since.grain)
    yield from (each for each in found if newest is not None or each.level == "error")


def _words(sample: list[Row], reading: Reading) -> Iterator[Word]:
    """Yield the words that tickets have; an API that is only described has no lists of them."""
    met = {(name, raw) for row in sample for name, raw in reading.fields(row).items() if name != OWNER}
    for name, raw in sorted(met):
        yield Word(field=name, raw=raw)
