"""GLPI as a source: tickets, problems and changes are a feed each."""

from collections.abc import Mapping
from random import SystemRandom
from typing import Final

from slawatch.clock import Clock
from slawatch.ingest.backoff import Budget
from slawatch.ingest.change_feed import ChangeFeed
from slawatch.ingest.desk import Desk
from slawatch.ingest.http import Endpoint, HttpClient
from slawatch.ingest.people import pseudonyms
from slawatch.ingest.source import Caps, Check, RequestObserver
from slawatch.ingest.wall_clock import WallClock
from slawatch.sources.glpi.checks import findings
from slawatch.sources.glpi.desk import ItilDesk
from slawatch.sources.glpi.history import Telling
from slawatch.sources.glpi.options import Options
from slawatch.sources.glpi.rest import Rest
from slawatch.sources.glpi.session import Sessions

CHECK_SECONDS: Final = 60.0
COMMIT_SECONDS: Final = 10
"""A change carries the time at which its request began and is seen when that ends."""


class Glpi(ChangeFeed):
    """Tells what happened in one GLPI."""

    kind = "glpi"
    caps = Caps(
        history="full",
        delta="time_id",
        grain=1,
        public_replies=True,
        native_sla=True,
        lag=COMMIT_SECONDS,
        passes=frozenset({"rescan", "hydrate", "census"}),
    )

    def __init__(self, options: Options, *, clock: Clock, observer: RequestObserver) -> None:
        self._options = options
        self._wall = WallClock(options.timezone)
        self._sessions = Sessions(options, clock=clock, observer=observer)
        endpoint = Endpoint(url=options.url, credentials=self._sessions, allow_http=options.allow_http)
        super().__init__(HttpClient(endpoint, clock=clock, observer=observer, rng=SystemRandom()), clock=clock)

    def check(self) -> Check:
        """Return who the account is, what it sees, and whether zone, filters and rights can be relied on."""
        budget = Budget(CHECK_SECONDS, self._clock)
        rest = Rest(self._http, budget, self._wall)
        return findings(rest, self._desks(rest), now=self._clock.now())

    def desks(self, budget: Budget) -> Mapping[str, Desk]:
        """Return a feed for each kind of ticket."""
        return self._desks(Rest(self._http, budget, self._wall))

    def close(self) -> None:
        """End the session and give the connections back."""
        self._sessions.close()
        super().close()

    def _desks(self, rest: Rest) -> Mapping[str, ItilDesk]:
        salt = self._options.people_salt
        telling = Telling(
            url=self._options.url.rstrip("/"),
            wall=self._wall,
            person=pseudonyms(salt.reveal() if salt else None),
        )
        size, links = self._options.page_size, self._options.links
        return {kind: ItilDesk(rest, telling, kind=kind, page_size=size, links=links) for kind in self._options.kinds}
