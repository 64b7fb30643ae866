"""Alertmanager as a source of outages: what fires now, compared with what fired at the last poll."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from random import SystemRandom
from typing import Final

from slawatch.clock import Clock
from slawatch.errors import SkippableRow, SourceError
from slawatch.ingest.backoff import Budget
from slawatch.ingest.http import Endpoint, HttpClient
from slawatch.ingest.misread import understood
from slawatch.ingest.source import BadRow, Batch, Caps, Check, Cursor, Finding, Limits, RequestObserver, Word
from slawatch.model.instant import epoch
from slawatch.model.outage import Outage
from slawatch.sources.alertmanager.alerts import Alert, Position, alert, ended, heard_at, services, unwatched
from slawatch.sources.alertmanager.options import Options
from slawatch.sources.alertmanager.rest import Rest, Row, headers

CHECK_SECONDS: Final = 60.0
DAWN: Final = datetime(2000, 1, 1, tzinfo=UTC)
"""Before this no agreement was measured."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Seen:
    alerts: Mapping[str, Alert]
    bad: tuple[BadRow, ...]
    nameless: int


@understood
class Alertmanager:
    """Tells which alerts fire as outages, and when nobody looked."""

    kind = "alertmanager"

    def __init__(self, options: Options, *, clock: Clock, observer: RequestObserver) -> None:
        self._options, self._clock = options, clock
        self.caps = Caps(
            history="none",
            delta="snapshot",
            grain=options.gap,
            public_replies=False,
            lag=options.lag,
            forgets=True,
        )
        endpoint = Endpoint(url=options.url, credentials=lambda: headers(options), allow_http=options.allow_http)
        self._http = HttpClient(endpoint, clock=clock, observer=observer, rng=SystemRandom())

    def check(self) -> Check:
        """Return what fires now, and whether the watchdog does."""
        rest = self._rest(CHECK_SECONDS)
        listing = rest.alerts()
        seen = self._seen(listing.rows)
        words = tuple(Word(field="service", raw=name) for name in services(seen.alerts.values()))
        return Check(
            findings=tuple(self._findings(rest, seen)),
            words=words,
            server_time=listing.at,
            timezone="UTC",
            version=_version(rest),
        )

    def poll(self, cursor: Cursor | None, limits: Limits) -> Iterator[Batch]:
        """Tell the alerts that fire, the ends of those that do no longer, and when nobody looked."""
        rest = self._rest(limits.seconds)
        watchdogs = rest.watchdogs()
        is_watched = watchdogs is None or bool(watchdogs.rows)
        listing = rest.alerts()
        at, seen = epoch(listing.at), self._seen(listing.rows)
        before = Position(begun=at, at=at) if cursor is None else Position.read(cursor)
        at = max(at, before.at)  # a clock that was put back
        away_since = None if is_watched else self._silent_since(before)
        heard = heard_at(watchdogs.rows, at=at) if watchdogs else None
        yield Batch(
            cursor=replace(before, at=at, alerts=seen.alerts, away_since=away_since, heard_at=heard).cursor(),
            outages=(
                self._never_looked(before),
                *self._away(before, at=at, is_watched=is_watched),
                *ended(before, seen.alerts, at=at, gap=self._options.gap),
                *(each.outage(id_) for id_, each in seen.alerts.items()),
            ),
            bad=seen.bad,
            complete_through=listing.at - timedelta(seconds=self._options.lag),
        )

    def close(self) -> None:
        """Give the connections back."""
        self._http.close()

    def _rest(self, seconds: float) -> Rest:
        return Rest(self._http, self._options, Budget(seconds, self._clock))

    def _seen(self, rows: Sequence[Row]) -> _Seen:
        alerts: dict[str, Alert] = {}
        bad: list[BadRow] = []
        nameless = 0
        for row in rows:
            try:
                read = alert(row, self._options)
            except SkippableRow as error:
                bad.append(BadRow(row_id=error.row_id, reason=str(error), sha256=_digest(row)))
                continue
            nameless += read is None
            alerts.update([] if read is None else [read])
        return _Seen(alerts=alerts, bad=tuple(bad), nameless=nameless)

    def _never_looked(self, before: Position) -> Outage:
        since = epoch(max(self._options.since or DAWN, DAWN))
        return unwatched("before", since, max(since, before.begun))

    def _away(self, before: Position, *, at: int, is_watched: bool) -> Iterator[Outage]:
        """Yield the time since the last poll where that is long ago, and the time in which the watchdog is silent."""
        if at - before.at > self._options.gap:
            yield unwatched(f"unpolled@{before.at}", before.at, at)
        silent = self._silent_since(before)
        if not is_watched:
            yield unwatched(f"silent@{silent}", silent, None)
        elif before.away_since is not None:
            yield unwatched(f"silent@{silent}", silent, at)

    def _silent_since(self, before: Position) -> int:
        """Return since when the watchdog is silent, which Alertmanager lists for minutes after it was told last."""
        if before.away_since is not None:
            return before.away_since
        heard = before.at if before.heard_at is None else before.heard_at
        return min(before.at, max(heard, before.at - self._options.gap, before.begun))

    def _findings(self, rest: Rest, seen: _Seen) -> Iterator[Finding]:
        names = ", ".join(services(seen.alerts.values())) or "no service"
        yield Finding(level="ok", text=f"{len(seen.alerts)} alerts fire that are outages, of {names}")
        if seen.nameless:
            text = f"{seen.nameless} alerts that fire have none of the labels {', '.join(self._options.by)}"
            yield Finding(level="warning", text=text, hint="name labels that they have under by, or narrow filter")
        if self._options.watchdog is None:
            text = "without a watchdog nobody sees that Prometheus is dead: all would be up"
            yield Finding(level="warning", text=text, hint="add an alert that always fires and name it under watchdog")
        elif not ((watchdogs := rest.watchdogs()) and watchdogs.rows):
            text = f"the watchdog {self._options.watchdog} does not fire: everything is unknown"
            yield Finding(
                level="warning", text=text, hint="it is silenced or inhibited, or Prometheus does not send it"
            )
        if self._options.since is None:
            text = "since is not set: all time before the first poll is unknown"
            yield Finding(level="warning", text=text, hint="set it to the instant from which alerts count")


def _digest(row: object) -> str:
    return sha256(repr(row).encode()).hexdigest()


def _version(rest: Rest) -> str | None:
    try:
        return rest.version()
    except SourceError:
        return None  # not every server that speaks this API tells
