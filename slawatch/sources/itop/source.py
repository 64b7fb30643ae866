"""iTop as a source: each class of tickets is a feed."""

import base64
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
from slawatch.ingest.wall_clock import ClockWatch, WallClock
from slawatch.sources.itop.checks import findings
from slawatch.sources.itop.desk import TicketDesk
from slawatch.sources.itop.history import Telling
from slawatch.sources.itop.options import Options
from slawatch.sources.itop.rest import Login, Rest

CHECK_SECONDS: Final = 60.0
COMMIT_SECONDS: Final = 10
"""A change carries the time of its writing and is seen once its transaction ends."""


class Itop(ChangeFeed):
    """Tells what happened in one iTop."""

    kind = "itop"
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
        self._watch = ClockWatch("iTop", options.timezone)
        endpoint = Endpoint(url=options.url, credentials=self._headers, allow_http=options.allow_http)
        super().__init__(HttpClient(endpoint, clock=clock, observer=observer, rng=SystemRandom()), clock=clock)

    def check(self) -> Check:
        """Return which classes the account may read, and whether filters can be relied on."""
        rest = self._rest(Budget(CHECK_SECONDS, self._clock))
        return findings(rest, self._desks(rest), identity=self._options.username, now=self._clock.now())

    def desks(self, budget: Budget) -> Mapping[str, Desk]:
        """Return a feed for each class."""
        return self._desks(self._rest(budget))

    def _desks(self, rest: Rest) -> Mapping[str, TicketDesk]:
        salt = self._options.people_salt
        telling = Telling(
            url=self._options.url.rstrip("/"),
            wall=self._wall,
            custom_fields=frozenset(self._options.custom_fields),
            person=pseudonyms(salt.reveal() if salt else None),
        )
        size = self._options.page_size
        return {
            feed: TicketDesk(rest, telling, self._watch, feed=feed, page_size=size) for feed in self._options.classes
        }

    def _rest(self, budget: Budget) -> Rest:
        fields: Mapping[str, str] = {}
        if self._options.login == "form" and self._options.username and self._options.password:
            fields = {"auth_user": self._options.username, "auth_pwd": self._options.password.reveal()}
        return Rest(self._http, budget, self._wall, Login(fields=fields))

    def _headers(self) -> Mapping[str, str]:
        """Return the headers that tell who asks; none where the form does."""
        if self._options.token is not None:
            return {"Auth-Token": self._options.token.reveal()}
        if self._options.login == "form" or self._options.password is None:
            return {}
        pair = f"{self._options.username}:{self._options.password.reveal()}"
        return {"Authorization": f"Basic {base64.b64encode(pair.encode()).decode()}"}
