"""Prometheus as a source of outages: range by range, on a grid of instants that does not depend on when it is asked."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from itertools import chain as joined
from random import SystemRandom
from typing import Final

from slawatch.clock import Clock
from slawatch.ingest.backoff import Budget
from slawatch.ingest.http import Endpoint, HttpClient
from slawatch.ingest.misread import understood
from slawatch.ingest.source import Batch, Caps, Check, Cursor, Limits, RequestObserver
from slawatch.model.instant import epoch, from_epoch
from slawatch.model.outage import UNWATCHED, Outage
from slawatch.sources.prometheus.checks import findings
from slawatch.sources.prometheus.options import Options, Query
from slawatch.sources.prometheus.position import Position, by_key
from slawatch.sources.prometheus.promql import question, witness
from slawatch.sources.prometheus.rest import Rest, Values, headers
from slawatch.sources.prometheus.watch import (
    Chain,
    State,
    followed,
    service_name,
    service_states,
    witness_states,
)

CHECK_SECONDS: Final = 60.0
RESERVE: Final = 0.2
"""Of a poll's time: with less left no further range is asked for, so that what was read gets stored."""
DAWN: Final = datetime(2000, 1, 1, tzinfo=UTC)
"""Before this no agreement was measured."""
EVERYTHING: Final = ""
"""Stands for a query's name in the chain of whether Prometheus looked at all."""


@understood
class Prometheus:
    """Tells when services were down, and when nobody looked."""

    kind = "prometheus"

    def __init__(self, options: Options, *, clock: Clock, observer: RequestObserver) -> None:
        self._options, self._clock = options, clock
        self.caps = Caps(
            history="full",
            delta="time_id",
            grain=options.step,
            public_replies=False,
            lag=options.lag,
            forgets=True,
        )
        endpoint = Endpoint(url=options.url, credentials=lambda: headers(options), allow_http=options.allow_http)
        self._http = HttpClient(endpoint, clock=clock, observer=observer, rng=SystemRandom())

    def check(self) -> Check:
        """Return what the server says of itself, and which services each query finds now."""
        return findings(self._rest(CHECK_SECONDS), self._options)

    def poll(self, cursor: Cursor | None, limits: Limits) -> Iterator[Batch]:
        """Tell what happened on the instants since the last one, a range a batch."""
        rest = self._rest(limits.seconds)
        end = self._on_grid(epoch(rest.server_time()) - self._options.lag)
        position, ended = self._resumed(cursor, end)
        step = self._options.step
        if position.at + step > end and (ended or cursor is None):
            yield Batch(cursor=position.cursor(), outages=(*ended, self._before(position)))
        while position.at + step <= end:
            last = min(end, position.at + step * self._options.points)
            position, facts = self._read(rest, position, range(position.at + step, last + 1, step))
            yield Batch(
                cursor=position.cursor(),
                outages=(*ended, self._before(position), *facts),
                complete_through=from_epoch(position.at),
                more=last < end,
            )
            ended = ()
            if rest.budget.remaining < limits.seconds * RESERVE:
                return

    def close(self) -> None:
        """Give the connections back."""
        self._http.close()

    def _rest(self, seconds: float) -> Rest:
        return Rest(self._http, Budget(seconds, self._clock))

    def _on_grid(self, at: int) -> int:
        return at - at % self._options.step

    def _resumed(self, cursor: Cursor | None, end: int) -> tuple[Position, tuple[Outage, ...]]:
        """Return where reading goes on, and the ends of what no query asks for any more."""
        names = frozenset(query.name for query in self._options.queries)
        if cursor is None:
            since = self._options.since
            begun = self._on_grid(end - self._options.history if since is None else epoch(since))
            witnessed = Chain(query=EVERYTHING, service=None, state=State.UP, since=begun)
            # A step back, so that the first instant is looked at too.
            at = begun - self._options.step
            return Position(begun=begun, at=at, chains=by_key([witnessed]), asked=names), ()
        held = Position.read(cursor)
        at = self._on_grid(held.at)
        position = replace(held.asking(names, first=at + self._options.step), at=at)
        left = [
            chain.fact(max(held.at, chain.since)) for key, chain in held.chains.items() if key not in position.chains
        ]
        return position, tuple(fact for fact in left if fact is not None)

    def _before(self, position: Position) -> Outage:
        """Return the time before the first instant: nobody looked, unless the options say that it does not matter."""
        since = max(self._options.since or DAWN, DAWN)
        ended_at = max(since, from_epoch(position.begun))
        return Outage(id=f"before:{UNWATCHED}", service=None, started_at=since, ended_at=ended_at, severity=UNWATCHED)

    def _read(self, rest: Rest, position: Position, instants: Sequence[int]) -> tuple[Position, tuple[Outage, ...]]:
        asked = {"start": instants[0], "end": instants[-1], "step": self._options.step}
        fresh = self._options.fresh
        found = rest.over(witness(self._options.watched, fresh=fresh), **asked)
        watched: Values = dict(joined.from_iterable(values.items() for values in found.values()))
        told = [followed(position.chains[EVERYTHING, None], witness_states(watched, instants))]
        for query in self._options.queries:
            series = rest.over(question(query, fresh=fresh), **asked)
            told += self._of_query(query, series, position, watched, instants)
        chains = by_key(chain for chain, _ in told)
        return replace(position, at=instants[-1], chains=chains), tuple(fact for _, facts in told for fact in facts)

    def _of_query(
        self,
        query: Query,
        series: Mapping[tuple[tuple[str, str], ...], Values],
        position: Position,
        watched: Values,
        instants: Sequence[int],
    ) -> Iterator[tuple[Chain, tuple[Outage, ...]]]:
        values = {name: each for labels, each in series.items() if (name := service_name(query, dict(labels)))}
        known = {service for name, service in position.chains if name == query.name and service is not None}
        expected = {*query.expect, *([] if query.service is None else [query.service])}
        for service in sorted(values.keys() | known | expected):
            chain = position.chains.get((query.name, service)) or self._met(query, service, position)
            states = service_states(query, values.get(service, {}), watched, instants)
            yield followed(replace(chain, severity=query.severity), states)

    def _met(self, query: Query, service: str, position: Position) -> Chain:
        """Return the chain of a service that was never met: of the time until then only alerts know something."""
        state = State.UP if query.down_when == "present" else State.UNKNOWN
        return Chain(query=query.name, service=service, state=state, since=position.watched_since(query.name, service))
