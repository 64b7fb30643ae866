"""Jira as a source."""

from base64 import b64encode
from collections.abc import Mapping
from random import SystemRandom
from typing import Final

from slawatch.clock import Clock
from slawatch.ingest.backoff import Budget
from slawatch.ingest.change_feed import ChangeFeed
from slawatch.ingest.desk import Desk
from slawatch.ingest.http import Endpoint, HttpClient
from slawatch.ingest.source import Caps, Check, RequestObserver
from slawatch.sources.jira.checks import findings
from slawatch.sources.jira.desk import JiraDesk
from slawatch.sources.jira.kept import Kept
from slawatch.sources.jira.options import Options
from slawatch.sources.jira.rest import Rest
from slawatch.sources.jira.search import INDEX_LAG

CHECK_SECONDS: Final = 60.0


class Jira(ChangeFeed):
    """Tells what happened in one Jira."""

    kind = "jira"
    caps = Caps(
        history="full",
        delta="time_id",
        grain=60,
        public_replies=True,
        native_sla=True,
        lag=INDEX_LAG,
        passes=frozenset({"rescan", "hydrate", "census"}),
    )

    def __init__(self, options: Options, *, clock: Clock, observer: RequestObserver) -> None:
        self._options, self._kept = options, Kept(clock)
        endpoint = Endpoint(url=options.url, credentials=self._credentials, allow_http=options.allow_http)
        super().__init__(HttpClient(endpoint, clock=clock, observer=observer, rng=SystemRandom()), clock=clock)

    def desks(self, budget: Budget) -> Mapping[str, Desk]:
        """Return the one feed: issues of all projects change in one order."""
        return {"issues": JiraDesk(self._rest(budget), self._options)}

    def check(self) -> Check:
        """Return who the account is, what it sees, and whether JQL filters."""
        rest = self._rest(Budget(CHECK_SECONDS, self._clock))
        return findings(rest, JiraDesk(rest, self._options), self._options, now=self._clock.now())

    def _rest(self, budget: Budget) -> Rest:
        return Rest(self._http, budget, self._kept)

    def _credentials(self) -> Mapping[str, str]:
        token = self._options.token.reveal()
        if self._options.user is None:
            told = f"Bearer {token}"
        else:
            told = "Basic " + b64encode(f"{self._options.user}:{token}".encode()).decode()
        # Data centers before 2023 hide parts of Service Management's interface from who does not ask for them.
        return {"Authorization": told, "X-ExperimentalApi": "opt-in"}
