"""Zendesk as a source."""

import base64
from collections.abc import Iterator, Mapping
from datetime import datetime
from random import SystemRandom
from typing import Final

from slawatch.clock import Clock
from slawatch.ingest.backoff import Budget
from slawatch.ingest.change_feed import ChangeFeed
from slawatch.ingest.desk import Desk
from slawatch.ingest.http import Endpoint, HttpClient, HttpLimits
from slawatch.ingest.people import pseudonyms
from slawatch.ingest.source import Batch, Caps, Check, Cursor, Limits, RequestObserver
from slawatch.ingest.telling import batch
from slawatch.ingest.throttle import TokenBucket
from slawatch.sources.zendesk.checks import findings
from slawatch.sources.zendesk.desk import Tickets
from slawatch.sources.zendesk.lists import Lists, read_lists
from slawatch.sources.zendesk.memory import Memory
from slawatch.sources.zendesk.options import Options
from slawatch.sources.zendesk.position import Position
from slawatch.sources.zendesk.reading import Reading, chunks
from slawatch.sources.zendesk.rest import EXPORTS_AT_ONCE, EXPORTS_PER_SECOND, Rest

CHECK_SECONDS: Final = 120.0
RESERVE: Final = 0.2
"""Of a poll's time: with less left nothing further is begun, so that what was read gets stored."""
LISTS_LAST: Final = 3600.0
"""Seconds."""


class Zendesk(ChangeFeed):
    """Tells what happened in one account."""

    kind = "zendesk"
    caps = Caps(
        history="full",
        delta="token",
        grain=1,
        public_replies=True,
        deletes=True,
        native_sla=True,
        lag=61,
        passes=frozenset({"rescan", "hydrate", "census"}),
    )

    def __init__(self, options: Options, *, clock: Clock, observer: RequestObserver) -> None:
        """Take the options; nothing is asked yet."""
        self._options = options
        self._exports = TokenBucket(clock, per_second=EXPORTS_PER_SECOND, burst=EXPORTS_AT_ONCE)
        self._memory = Memory()
        self._lists: tuple[float, Lists] | None = None
        endpoint = Endpoint(
            url=options.url,
            credentials=lambda: {"Authorization": authorization(options)},
            allow_http=options.allow_http,
            limits=HttpLimits(requests_per_second=options.requests_per_minute / 60),
        )
        super().__init__(HttpClient(endpoint, clock=clock, observer=observer, rng=SystemRandom()), clock=clock)

    def desks(self, budget: Budget) -> Mapping[str, Desk]:
        """Return the one feed that there is."""
        return {"tickets": self._tickets(budget)}

    def check(self) -> Check:
        """Return who the account is, what it may read, and whether the export filters."""
        rest = self._rest(Budget(CHECK_SECONDS, self._clock))
        return findings(rest, lambda: self._tickets(rest.budget, rest))

    def poll(self, cursor: Cursor | None, limits: Limits) -> Iterator[Batch]:
        """Tell the tickets of the export, then what it does not tell."""
        position = Position.read(cursor)
        if cursor is None:
            self._memory = Memory()
        desk = self._tickets(Budget(limits.seconds, self._clock))
        reading = Reading(desk, self._memory, position, reserve=limits.seconds * RESERVE)
        yield from reading.exported()
        yield from reading.measured()
        yield from reading.recent()
        yield from reading.end()

    def rescan(self, since: datetime, limits: Limits) -> Iterator[Batch]:
        """Tell the tickets that changed since an instant and are not known as they are."""
        desk = self._tickets(Budget(limits.seconds, self._clock))
        asked = desk.server_time()
        for rows in desk.changed(since):
            for some in chunks(self._memory.untold(rows)):
                yield batch(desk, some)
                self._memory.learn(some, asked=asked)

    def _tickets(self, budget: Budget, rest: Rest | None = None) -> Tickets:
        rest = rest or self._rest(budget)
        now = self._clock.monotonic()
        if self._lists is None or now - self._lists[0] > LISTS_LAST:
            salt = self._options.people_salt
            person = pseudonyms(salt.reveal() if salt else None)
            self._lists = now, read_lists(rest, custom_fields=self._options.custom_fields, person=person)
        return Tickets(rest, self._lists[1], self._options)

    def _rest(self, budget: Budget) -> Rest:
        return Rest(self._http, budget, clock=self._clock, exports=self._exports)


def authorization(options: Options) -> str:
    """Return the header's text: basic for an API token, bearer for OAuth."""
    token = options.token.reveal()
    if options.email is None:
        return f"Bearer {token}"
    return "Basic " + base64.b64encode(f"{options.email}/token:{token}".encode()).decode()
