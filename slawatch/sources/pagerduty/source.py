"""PagerDuty as a source."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from random import SystemRandom

from slawatch.clock import Clock
from slawatch.ingest.backoff import Budget
from slawatch.ingest.change_feed import ChangeFeed
from slawatch.ingest.desk import Desk, Row
from slawatch.ingest.http import Endpoint, HttpClient, HttpLimits
from slawatch.ingest.people import pseudonyms
from slawatch.ingest.source import Batch, Caps, Check, Limits, RequestObserver
from slawatch.sources.pagerduty.checks import findings
from slawatch.sources.pagerduty.desk import Incidents, Memory
from slawatch.sources.pagerduty.options import Options
from slawatch.sources.pagerduty.rest import Rest

VERSION = "application/vnd.pagerduty+json;version=2"
CHECK_SECONDS = 60.0


class PagerDuty(ChangeFeed):
    """Tells what happened to the incidents of one account."""

    kind = "pagerduty"
    caps = Caps(
        history="full",
        delta="time_id",
        grain=1,
        public_replies=True,
        lag=15,
        passes=frozenset({"rescan", "hydrate", "census"}),
    )

    def __init__(self, options: Options, *, clock: Clock, observer: RequestObserver) -> None:
        """Take the options; nothing is asked yet."""
        self._options, self._memory = options, Memory()
        endpoint = Endpoint(
            url=options.url,
            credentials=lambda: headers(options),
            allow_http=options.allow_http,
            limits=HttpLimits(requests_per_second=options.requests_per_minute / 60),
        )
        super().__init__(HttpClient(endpoint, clock=clock, observer=observer, rng=SystemRandom()), clock=clock)

    def desks(self, budget: Budget) -> Mapping[str, Desk]:
        """Return the one feed that there is."""
        return {"incidents": self._incidents(self._rest(budget))}

    def check(self) -> Check:
        """Return what the key sees, and whether PagerDuty's filters can be relied on."""
        rest = self._rest(Budget(CHECK_SECONDS, self._clock))
        return findings(rest, self._incidents(rest))

    def rescan(self, since: datetime, limits: Limits) -> Iterator[Batch]:
        """Tell what happened since an instant and was not told, wherever the last poll ended."""
        self._memory.through = None
        return super().rescan(since, limits)

    def _untold(self, name: str, desk: Desk, rows: Sequence[Row], read: set[str]) -> Sequence[Row]:
        """Return all rows: log entries that were told are left out already, and two may share a second."""
        del name, desk, read
        return rows

    def _rest(self, budget: Budget) -> Rest:
        return Rest(self._http, budget, self._options)

    def _incidents(self, rest: Rest) -> Incidents:
        salt = self._options.people_salt
        return Incidents(rest, self._memory, person=pseudonyms(salt.reveal() if salt else None))


def headers(options: Options) -> Mapping[str, str]:
    """Return what each request carries beside its question."""
    token = options.token.reveal()
    authorization = f"Bearer {token}" if options.auth == "bearer" else f"Token token={token}"
    return {"Authorization": authorization, "Accept": VERSION}
