"""Zammad as a source."""

from collections.abc import Mapping
from dataclasses import replace
from random import SystemRandom
from typing import Final

from slawatch.clock import Clock
from slawatch.ingest.backoff import Budget
from slawatch.ingest.change_feed import ChangeFeed
from slawatch.ingest.desk import Desk
from slawatch.ingest.http import Endpoint, HttpClient
from slawatch.ingest.people import pseudonyms
from slawatch.ingest.source import Caps, Check, RequestObserver
from slawatch.sources.zammad.checks import findings
from slawatch.sources.zammad.desk import TicketDesk
from slawatch.sources.zammad.history import Telling
from slawatch.sources.zammad.options import Options
from slawatch.sources.zammad.rest import Rest, Way
from slawatch.sources.zammad.ways import way_that_works

CHECK_SECONDS: Final = 60.0
COMMIT_SECONDS: Final = 10
"""A change carries the time of its writing and is seen once its transaction ends."""


class Zammad(ChangeFeed):
    """Tells what happened in one Zammad."""

    kind = "zammad"
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
        endpoint = Endpoint(
            url=options.url,
            credentials=lambda: {"Authorization": f"Token token={options.token.reveal()}"},
            allow_http=options.allow_http,
        )
        super().__init__(HttpClient(endpoint, clock=clock, observer=observer, rng=SystemRandom()), clock=clock)
        self._way: Way | None = None

    def check(self) -> Check:
        """Return who the account is, what it sees, and how changed tickets can be found."""
        self._way = None
        budget = Budget(CHECK_SECONDS, self._clock)
        return findings(Rest(self._http, budget), lambda: self._desk(budget), now=self._clock.now())

    def desks(self, budget: Budget) -> Mapping[str, Desk]:
        """Return the one feed of all tickets."""
        return {"tickets": self._desk(budget)}

    def _desk(self, budget: Budget) -> TicketDesk:
        rest = Rest(self._http, budget)
        way = self._found_way(rest)
        lag = self._options.index_lag if way == "index" else COMMIT_SECONDS
        self.caps = replace(type(self).caps, lag=lag)
        return TicketDesk(rest, self._telling(), way=way, page_size=self._options.page_size, lag=lag)

    def _found_way(self, rest: Rest) -> Way:
        """Return how changed tickets are found; it is tried out once, and again with each check."""
        if self._options.find != "auto":
            return self._options.find
        if self._way is None:
            self._way = way_that_works(rest)
        return self._way or "list"

    def _telling(self) -> Telling:
        salt = self._options.people_salt
        return Telling(
            url=self._options.url.rstrip("/"),
            custom_fields=frozenset(self._options.custom_fields),
            person=pseudonyms(salt.reveal() if salt else None),
            links=self._options.links,
        )
