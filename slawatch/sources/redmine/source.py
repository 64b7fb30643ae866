"""Redmine as a source: what it is asked in each pass is the frame's business."""

from collections.abc import Mapping
from random import SystemRandom
from typing import Final

from slawatch.clock import Clock
from slawatch.errors import FatalSourceError
from slawatch.ingest.backoff import Budget
from slawatch.ingest.change_feed import ChangeFeed
from slawatch.ingest.desk import Desk
from slawatch.ingest.http import Endpoint, HttpClient, HttpStatusError
from slawatch.ingest.people import pseudonyms
from slawatch.ingest.source import Caps, Check, RequestObserver
from slawatch.sources.redmine.checks import findings
from slawatch.sources.redmine.issues import RedmineDesk, Scope
from slawatch.sources.redmine.options import Options
from slawatch.sources.redmine.rest import Rest

CHECK_SECONDS: Final = 60.0
ABSENT: Final = frozenset({403, 404})


class Redmine(ChangeFeed):
    """Tells what happened in one Redmine."""

    kind = "redmine"
    caps = Caps(
        history="full",
        delta="time_id",
        grain=1,
        lag=5,  # a change is stamped before its transaction is committed
        public_replies=True,
        passes=frozenset({"rescan", "hydrate", "census"}),
    )

    def __init__(self, options: Options, *, clock: Clock, observer: RequestObserver) -> None:
        self._options = options
        endpoint = Endpoint(
            url=options.url,
            credentials=lambda: {"X-Redmine-API-Key": options.api_key.reveal()},
            allow_http=options.allow_http,
        )
        super().__init__(HttpClient(endpoint, clock=clock, observer=observer, rng=SystemRandom()), clock=clock)
        self._projects: dict[str, int] = {}
        """Numbers of the projects by identifier, once they are known; neither ever changes."""

    def desks(self, budget: Budget) -> Mapping[str, Desk]:
        """Return one feed for each project that is named, or one for all."""
        rest = Rest(self._http, budget)
        numbers = [self._number(rest, identifier) for identifier in self._options.projects]
        if not numbers:
            return {"issues": self._desk(rest, Scope())}
        every = frozenset(numbers)
        return {
            f"project {number}": self._desk(rest, Scope(project=number, projects=every, answers=number == numbers[0]))
            for number in numbers
        }

    def check(self) -> Check:
        """Return who the account is, what it sees, and whether Redmine's filters can be relied on."""
        rest = Rest(self._http, Budget(CHECK_SECONDS, self._clock))
        return findings(rest, self._options, now=self._clock.now(), desk=self._desk(rest, Scope()))

    def _desk(self, rest: Rest, scope: Scope) -> RedmineDesk:
        salt = self._options.people_salt
        return RedmineDesk(rest, self._options, scope, person=pseudonyms(salt.reveal() if salt else None))

    def _number(self, rest: Rest, identifier: str) -> int:
        if identifier not in self._projects:
            try:
                self._projects[identifier] = int(rest.ask(f"projects/{identifier}.json").body["project"]["id"])
            except HttpStatusError as error:
                if error.status not in ABSENT:
                    raise
                raise FatalSourceError(f'the account sees no project "{identifier}"') from error
        return self._projects[identifier]
