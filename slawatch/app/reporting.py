"""What the daemon does about reports: seals those that are due, restates those that changed, mails both."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from itertools import chain
from typing import Final

import structlog

from slawatch.app.planning import planned
from slawatch.config.settings import Configuration
from slawatch.exporters.selfmetrics import ReportState
from slawatch.model.sealed import Link, LinkKind
from slawatch.reports.life.delivering import Mailing
from slawatch.reports.life.judges import Judges
from slawatch.reports.life.rounds import Rounds
from slawatch.reports.life.schedule import Due, Stage
from slawatch.reports.life.seal import Seal
from slawatch.runtime.ground import Ground
from slawatch.runtime.operation import Chore
from slawatch.store.contract import Store

log = structlog.get_logger(__name__)

REPORTS: Final = "reports"
"""The job, and the turn that those take who do it."""
EVERY: Final = 120
"""Seconds between two looks at what is due."""
LOOK_AGAIN: Final = 3600
"""Seconds between two looks whether sealed reports would be other today."""


def rounds_of(configuration: Configuration, ground: Ground) -> Rounds:
    """Return what seals and restates the reports of a configuration."""
    judges = Judges(store=ground.store, today=configuration.definitions, planned=planned)
    external_url = configuration.web.external_url or ""
    return Rounds(
        store=ground.store,
        settings=configuration.reports,
        judges=judges,
        clock=ground.clock,
        external_url=external_url,
        setbacks=ground.setbacks,
    )


class Reporting:
    """Looks after reports in a turn of its own, beside polls and evaluations."""

    def __init__(self, ground: Ground, configuration: Configuration) -> None:
        self._ground, self._configuration = ground, configuration
        ground.setbacks.clear()  # under another configuration it may be made
        self._rounds = rounds_of(configuration, ground)
        self._looked_at: float | None = None
        self._last = LastSeals(ground.store)

    @property
    def chore(self) -> Chore:
        """The job."""
        return Chore(name=REPORTS, every=EVERY, run=self.run, at_once=True)

    def run(self) -> None:
        """Do what is to be done; where one part fails, the others go on and it is tried again."""
        with self._ground.turn(REPORTS):
            self._tried("sealing", lambda: list(self._rounds.seal()))
            self._tried("restating", self._look_again)
            self._tried("mailing", self._mailing().deliver)
            self._tried("telling", self.tell)

    def tell(self) -> None:
        """Set the metrics of reports."""
        due = self._rounds.due()
        for each in due:
            if each.stage is Stage.SOURCES:
                log.info("a report waits for its sources", report=each.report, sources=",".join(each.waits_for))
        self._ground.metrics.reports(_states(self._configuration, self._last.by_subject(), due))
        self._ground.metrics.unsent_mails(self._mailing().unsent())

    def _look_again(self) -> Sequence[Link]:
        now = self._ground.clock.monotonic()
        if self._looked_at is not None and now - self._looked_at < LOOK_AGAIN:
            return ()
        links = list(self._rounds.restate())
        self._looked_at = now
        return links

    def _mailing(self) -> Mailing:
        return Mailing(store=self._ground.store, settings=self._configuration.reports, clock=self._ground.clock)

    @staticmethod
    def _tried(what: str, run: Callable[[], object]) -> None:
        try:
            run()
        except Exception:
            log.exception("reports: a part of the work failed and is tried again", part=what)


class LastSeals:
    """When reports of each subject were sealed last; of a chain that only grows every link is read once."""

    def __init__(self, store: Store) -> None:
        self._store, self._read = store, 0
        self._found: dict[str, datetime] = {}

    def by_subject(self) -> Mapping[str, datetime]:
        """Return the instant of the last seal by subject."""
        for link in self._store.reports.links(after=self._read):
            seal = Seal.readable(link) if link.kind is LinkKind.SEAL else None
            if seal is not None:
                self._found[seal.subject] = max(link.at, self._found.get(seal.subject, link.at))
            self._read = link.position
        return self._found


def _states(configuration: Configuration, sealed: Mapping[str, datetime], due: Sequence[Due]) -> Iterator[ReportState]:
    """Yield how the reports of each subject stand."""
    waiting: dict[str, Due] = {}
    for one in due:
        waiting.setdefault(str(one.subject), one)
    told = (each.subject for each in configuration.reports.scheduled)
    for subject in dict.fromkeys(chain(told, sealed)):
        first = waiting.get(subject)
        yield ReportState(
            subject=subject,
            last_sealed_at=sealed.get(subject),
            due_at=None if first is None else first.due_at,
        )
