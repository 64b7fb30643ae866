"""Znuny as a source: one feed of tickets by their last change."""

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
from slawatch.sources.znuny.checks import findings
from slawatch.sources.znuny.desk import ZnunyDesk
from slawatch.sources.znuny.local import Local
from slawatch.sources.znuny.options import Options
from slawatch.sources.znuny.rest import Service

CHECK_SECONDS: Final = 60.0
LAG: Final = 10
"""Seconds from the stamp of a change until it is committed."""


class Znuny(ChangeFeed):
    """Tells what happened in one Znuny or OTOBO."""

    kind = "znuny"
    caps = Caps(
        history="full",
        delta="time_id",
        grain=1,
        lag=LAG,
        public_replies=True,
        native_sla=True,
        passes=frozenset({"rescan", "hydrate", "census"}),
    )

    def __init__(self, options: Options, *, clock: Clock, observer: RequestObserver) -> None:
        self._options = options
        self._local = Local(options.timezone)
        endpoint = Endpoint(url=options.url, allow_http=options.allow_http)
        super().__init__(HttpClient(endpoint, clock=clock, observer=observer, rng=SystemRandom()), clock=clock)

    def check(self) -> Check:
        """Return what the agent sees, and whether zone and filters can be relied on."""
        service = self._service(Budget(CHECK_SECONDS, self._clock))
        return findings(self._desk(service), service, self._options, local=self._local, now=self._clock.now())

    def desks(self, budget: Budget) -> Mapping[str, Desk]:
        """Return the one feed."""
        return {"tickets": self._desk(self._service(budget))}

    def _desk(self, service: Service) -> ZnunyDesk:
        salt = self._options.people_salt
        person = pseudonyms(salt.reveal() if salt else None)
        return ZnunyDesk(service, self._options, local=self._local, person=person)

    def _service(self, budget: Budget) -> Service:
        return Service(self._http, self._options, budget)
