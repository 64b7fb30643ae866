"""GitHub as a source: each repository a feed."""

from collections.abc import Mapping
from random import SystemRandom
from typing import Final

from slawatch.clock import Clock
from slawatch.ingest.backoff import Budget
from slawatch.ingest.change_feed import ChangeFeed
from slawatch.ingest.desk import Desk
from slawatch.ingest.http import Endpoint, HttpClient, HttpLimits
from slawatch.ingest.people import pseudonyms
from slawatch.ingest.source import Caps, Check, RequestObserver
from slawatch.sources.github.checks import findings
from slawatch.sources.github.options import Options
from slawatch.sources.github.rest import Repository, Rest
from slawatch.sources.github.rows import Glossary

CHECK_SECONDS: Final = 60.0
VERSION: Final = "2022-11-28"
PER_SECOND: Final = 10.0
"""GitHub's secondary limit is 900 points a minute, and a GET is one."""


class GitHub(ChangeFeed):
    """Tells what happened to issues."""

    kind = "github"
    caps = Caps(
        history="full",
        delta="time_id",
        grain=1,
        lag=5,  # lists come from replicas
        public_replies=True,
        passes=frozenset({"rescan", "hydrate", "census"}),
    )

    def __init__(self, options: Options, *, clock: Clock, observer: RequestObserver) -> None:
        self._options = options
        endpoint = Endpoint(
            url=options.url,
            credentials=self._headers,
            allow_http=options.allow_http,
            limits=HttpLimits(requests_per_second=PER_SECOND),
        )
        super().__init__(HttpClient(endpoint, clock=clock, observer=observer, rng=SystemRandom()), clock=clock)

    def desks(self, budget: Budget) -> Mapping[str, Desk]:
        """Return the repositories by name."""
        return self._repositories(budget)

    def check(self) -> Check:
        """Return who the account is, what it sees, and whether GitHub's filters can be relied on."""
        budget = Budget(CHECK_SECONDS, self._clock)
        return findings(self._rest(budget), self._repositories(budget), self._options)

    def _repositories(self, budget: Budget) -> Mapping[str, Repository]:
        salt = self._options.people_salt
        glossary = Glossary(
            labels=self._options.label_rules,
            agents=frozenset(self._options.agents),
            person=pseudonyms(salt.reveal() if salt else None),
        )
        rest = self._rest(budget)
        return {name: Repository(rest, name, glossary) for name in self._options.repositories}

    def _rest(self, budget: Budget) -> Rest:
        return Rest(http=self._http, budget=budget, page_size=self._options.page_size)

    def _headers(self) -> Mapping[str, str]:
        return {
            "Authorization": f"Bearer {self._options.token.reveal()}",
            "Accept": "application/vnd.github+json",
            "X-GitHub-Api-Version": VERSION,
        }
