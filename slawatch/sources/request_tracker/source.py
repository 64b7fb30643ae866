"""Request Tracker 5 as a source: a first reading by tickets, then the feed of transactions by id."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from random import SystemRandom
from typing import Final

from slawatch.clock import Clock
from slawatch.errors import FatalSourceError
from slawatch.ingest.backoff import Budget
from slawatch.ingest.http import Endpoint, HttpClient
from slawatch.ingest.misread import understood
from slawatch.ingest.source import Batch, Caps, Check, Cursor, Limits, RequestObserver, Stamp
from slawatch.sources.request_tracker.checks import findings
from slawatch.sources.request_tracker.hydration import FEED, Hydration, Told
from slawatch.sources.request_tracker.options import Options
from slawatch.sources.request_tracker.passes import hydrated, listed, rescanned
from slawatch.sources.request_tracker.position import Position
from slawatch.sources.request_tracker.rest import Rest, Row, Search, row_ids

TICKETS: Final = Search(path="tickets")
BEGINNING: Final = Position(highest=0, filled=0)
CHECK_SECONDS: Final = 60.0
RESERVE: Final = 0.2
"""Of a poll's time: with less left no further page is begun, so that what was read gets stored."""


@understood
class RequestTracker:
    """Tells what happened in one Request Tracker."""

    kind = "request_tracker"
    caps = Caps(
        history="full",
        delta="mono_id",
        grain=1,
        public_replies=True,
        deletes=True,
        passes=frozenset({"rescan", "hydrate", "census"}),
    )

    def __init__(self, options: Options, *, clock: Clock, observer: RequestObserver) -> None:
        self._options = options
        self._clock = clock
        endpoint = Endpoint(
            url=options.url,
            credentials=lambda: {"Authorization": f"token {options.token.reveal()}"},
            allow_http=options.allow_http,
        )
        self._http = HttpClient(endpoint, clock=clock, observer=observer, rng=SystemRandom())

    def check(self) -> Check:
        """Return who the account is, what it sees, and whether its zone and RT's filters can be relied on."""
        return findings(self._rest(CHECK_SECONDS), self._options, now=self._clock.now())

    def poll(self, cursor: Cursor | None, limits: Limits) -> Iterator[Batch]:
        """Tell every ticket that has a transaction which was not seen, whole."""
        rest = self._rest(limits.seconds)
        began = rest.server_time()
        position = BEGINNING if cursor is None else Position.read(cursor)
        if position.filled == 0:
            if rest.newest(TICKETS) is None:
                yield Batch(cursor=BEGINNING.cursor(), complete_through=began)
                return
            # Taken before any ticket is read: what happens during the first reading is told by the feed after it.
            position = replace(BEGINNING, highest=rest.newest(FEED) or 0)
        reading = _Reading(rest, self._options, position, reserve=limits.seconds * RESERVE)
        yield from reading.first()
        yield from reading.changes(began)

    def rescan(self, since: datetime, limits: Limits) -> Iterator[Batch]:
        """Tell every ticket with a transaction since an instant, whole."""
        rest = self._rest(limits.seconds)
        return rescanned(rest, Hydration(rest, self._options), since=since)

    def hydrate(self, ids: Collection[str], limits: Limits) -> Iterator[Batch]:
        """Tell tickets by their ids; those that are shown no more are gone."""
        rest = self._rest(limits.seconds)
        return hydrated(rest, Hydration(rest, self._options), ids)

    def census(self, limits: Limits, *, open_only: bool) -> Iterator[Stamp]:
        """Tell the tickets that a search finds: neither deleted nor merged."""
        return listed(self._rest(limits.seconds), self._options, open_only=open_only)

    def close(self) -> None:
        """Give the connections back."""
        self._http.close()

    def _rest(self, seconds: float) -> Rest:
        return Rest(self._http, Budget(seconds, self._clock))


class _Reading:
    """One poll from where the last one ended."""

    def __init__(self, rest: Rest, options: Options, position: Position, *, reserve: float) -> None:
        self._rest = rest
        self._page_size = options.page_size
        self._overlap = options.overlap
        self._position = position
        self._reserve = reserve
        self._hydration = Hydration(rest, options)

    def first(self) -> Iterator[Batch]:
        """Tell every ticket once, by growing id; a reading that was broken off goes on where it stood."""
        if self._position.filled is None:
            return
        expected = self._rest.count(TICKETS, after=self._position.filled)
        through = self._rest.newest(TICKETS) or 0
        for page in self._pages(TICKETS, after=self._position.filled, through=through):
            ids = row_ids({"items": page})
            told = self._hydration.told(map(str, ids))
            self._position = replace(self._position, filled=ids[-1])
            yield self._batch(told, expected=expected)
            if self._spent:
                return
        self._position = replace(self._position, filled=None)

    def changes(self, began: datetime) -> Iterator[Batch]:
        """Tell the tickets of the transactions that were not seen, and at the end that everything is told."""
        if self._position.filled is not None:
            return
        for page in self._pages(FEED, after=self._position.lower_bound(self._overlap), through=self._through()):
            ids = row_ids({"items": page})
            unseen = self._position.unseen(ids)
            told = self._hydration.told({str(row["ObjectId"]) for row in page if int(row["id"]) in unseen})
            self._position = self._position.after(ids, told=told.transactions, overlap=self._overlap)
            if unseen:
                yield self._batch(told)
            if self._spent:
                return
        yield replace(self._batch(Told()), complete_through=began, more=False)

    def _pages(self, search: Search, *, after: int, through: int) -> Iterator[Sequence[Row]]:
        return self._rest.pages(search, after=after, through=through, size=self._page_size)

    @property
    def _spent(self) -> bool:
        return self._rest.budget.remaining < self._reserve

    def _through(self) -> int:
        newest = self._rest.newest(FEED)
        if newest is None and self._position.highest:
            raise FatalSourceError(
                "RT shows the account none of the transactions it once showed; were rights taken away?"
            )
        return newest or 0

    def _batch(self, told: Told, *, expected: int | None = None) -> Batch:
        return Batch(
            cursor=self._position.cursor(),
            tickets=told.tickets,
            events=told.events,
            bad=told.bad,
            more=True,
            expected=expected,
        )
