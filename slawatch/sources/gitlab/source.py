"""GitLab as a source: each project a feed."""

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
from slawatch.sources.gitlab.checks import findings
from slawatch.sources.gitlab.options import Options
from slawatch.sources.gitlab.rest import Project, Rest
from slawatch.sources.gitlab.rows import Glossary

CHECK_SECONDS: Final = 60.0
PER_SECOND: Final = 10.0
"""gitlab.com allows an account some 2,000 requests a minute, self-managed ones what their administrators set."""


class GitLab(ChangeFeed):
    """Tells what happened to issues."""

    kind = "gitlab"
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
            credentials=lambda: {"PRIVATE-TOKEN": options.token.reveal()},
            allow_http=options.allow_http,
            limits=HttpLimits(requests_per_second=PER_SECOND),
        )
        super().__init__(HttpClient(endpoint, clock=clock, observer=observer, rng=SystemRandom()), clock=clock)

    def desks(self, budget: Budget) -> Mapping[str, Desk]:
        """Return the projects by name."""
        return self._projects(budget)

    def check(self) -> Check:
        """Return who the account is, what it sees, and whether GitLab's filters can be relied on."""
        budget = Budget(CHECK_SECONDS, self._clock)
        return findings(self._rest(budget), self._projects(budget), self._options)

    def _projects(self, budget: Budget) -> Mapping[str, Project]:
        salt = self._options.people_salt
        person = pseudonyms(salt.reveal() if salt else None)
        glossary = Glossary(labels=self._options.label_rules, person=person)
        rest = self._rest(budget)
        names = map(str, self._options.projects)
        return {name: Project(rest, name, glossary, agents=self._options.agents) for name in names}

    def _rest(self, budget: Budget) -> Rest:
        return Rest(http=self._http, budget=budget, page_size=self._options.page_size)
