"""The frame of both products: a feed by last change, with how tickets were at the last look in its cursor."""

import base64
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from random import SystemRandom
from typing import Final

from slawatch.clock import Clock
from slawatch.ingest.backoff import Budget
from slawatch.ingest.change_feed import ChangeFeed
from slawatch.ingest.desk import Desk
from slawatch.ingest.freshworks.checks import Account, findings, words
from slawatch.ingest.freshworks.desk import Tickets
from slawatch.ingest.freshworks.memory import Memory
from slawatch.ingest.freshworks.rest import Rest
from slawatch.ingest.freshworks.rows import CLOSED, Reading, Words
from slawatch.ingest.http import Endpoint, HttpClient, HttpLimits
from slawatch.ingest.snapshot import LastSeen, Seen
from slawatch.ingest.source import Batch, Caps, Check, Cursor, Limits, RequestObserver

CHECK_SECONDS: Final = 60.0
PER_SECOND: Final = 5.0
"""Plans allow from 50 to some 700 requests a minute; beyond that 429 says when to go on."""

WORDS_SECONDS: Final = 3600.0
"""For so long names of statuses and groups are taken to stay."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Access:
    """How an account is reached."""

    url: str
    api_key: Callable[[], str]
    allow_http: bool = False

    def headers(self) -> Mapping[str, str]:
        """Return the key as both products want it: a user's name without a password."""
        return {"Authorization": "Basic " + base64.b64encode(f"{self.api_key()}:X".encode()).decode()}


class FreshworksFeed(ChangeFeed):
    """Tells what happened to tickets of one account."""

    caps = Caps(
        history="partial",
        delta="time_id",
        grain=1,
        lag=10,  # nobody promises that a list shows a change at once
        public_replies=True,
        native_sla=True,
        passes=frozenset({"rescan", "hydrate", "census"}),
    )
    account: Account
    """What differs between the products."""

    def __init__(self, access: Access, *, clock: Clock, observer: RequestObserver) -> None:
        endpoint = Endpoint(
            url=access.url,
            credentials=access.headers,
            allow_http=access.allow_http,
            limits=HttpLimits(requests_per_second=PER_SECOND),
        )
        super().__init__(HttpClient(endpoint, clock=clock, observer=observer, rng=SystemRandom()), clock=clock)
        self._last = LastSeen()
        self._beside: dict[str, Seen] = {}
        """How tickets were that other passes told since the last poll."""
        self._words: Words | None = None
        self._stale_at = 0.0

    def reading(self) -> Reading:
        """Return what is read of a ticket, and how."""
        raise NotImplementedError

    def workspaces(self) -> Sequence[int]:
        """Return the workspaces that are read; none: the list is not narrowed."""
        return ()

    def desks(self, budget: Budget) -> Mapping[str, Desk]:
        """Return the lists of tickets by name."""
        return self._tickets(budget)

    def check(self) -> Check:
        """Return who the account is, what it sees, and whether the filters can be relied on."""
        budget = Budget(CHECK_SECONDS, self._clock)
        self._words = None
        return findings(self._rest(budget), self._tickets(budget), self.account)

    def poll(self, cursor: Cursor | None, limits: Limits) -> Iterator[Batch]:
        """Tell what changed since the cursor; the cursor also keeps how the tickets were."""
        position, memory = Memory.unpacked(cursor)
        if cursor is not None:
            memory = replace(memory, last=memory.last.after(*self._beside.values()))
        self._last = memory.last
        for batch in super().poll(position, limits):
            memory = self._after(memory, batch)
            yield replace(batch, cursor=memory.packed(batch.cursor))
            self._committed()
            self._beside.clear()
            self._last = replace(memory.last, at=self._last.at)  # the look is over with the poll

    def rescan(self, since: datetime, limits: Limits) -> Iterator[Batch]:
        """Tell what changed since an instant; what is found then is not found again."""
        yield from self._noted(super().rescan(since, limits))

    def hydrate(self, ids: Collection[str], limits: Limits) -> Iterator[Batch]:
        """Tell named tickets whole, or that they are gone."""
        yield from self._noted(super().hydrate(ids, limits))

    def _noted(self, batches: Iterator[Batch]) -> Iterator[Batch]:
        """Keep how tickets were that a pass without a cursor told, for the next poll's."""
        for batch in batches:
            yield batch
            found = self._committed()
            self._beside |= found
            self._last = self._last.after(*found.values())

    def _committed(self) -> Mapping[str, Seen]:
        """Return how the tickets were of a batch that is stored, and forget them."""
        found = {id_: seen for desk in self._lists for id_, seen in desk.seen.items()}
        for desk in self._lists:
            desk.seen.clear()
        return found

    def _after(self, memory: Memory, batch: Batch) -> Memory:
        seen = [each for desk in self._lists for each in desk.seen.values()]
        closed = self._known().status(CLOSED) if batch.tickets else ""
        now = next((desk.began for desk in self._lists if desk.began), self._clock.now())
        return memory.after(seen, batch, closed=closed, now=now)

    def _tickets(self, budget: Budget) -> Mapping[str, Tickets]:
        rest, reading = self._rest(budget), self.reading()
        self._asking = rest
        made: dict[str, Tickets] = {}
        for workspace in self.workspaces() or (None,):
            desk = Tickets(rest, reading, self._known, lambda: self._last)
            desk.scope = {} if workspace is None else {"workspace_id": workspace}
            desk.knows_ids = not made
            made["tickets" if workspace is None else f"workspace {workspace}"] = desk
        self._lists = list(made.values())
        return made

    def _known(self) -> Words:
        now = self._clock.monotonic()
        if self._words is None or now >= self._stale_at:
            self._words, self._stale_at = words(self._asking, self.account)[0], now + WORDS_SECONDS
        return self._words

    def _rest(self, budget: Budget) -> Rest:
        return Rest(http=self._http, budget=budget, page_size=self.reading().page_size)
