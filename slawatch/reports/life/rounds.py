"""What is done about reports again and again: those that are due are sealed, those that say otherwise restated."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

import structlog

from slawatch.clock import Clock
from slawatch.config.settings import ReportSettings, ScheduledReport
from slawatch.errors import SlawatchError
from slawatch.model.sealed import Link
from slawatch.reports.asked import ReportAsked
from slawatch.reports.life.judges import Judges
from slawatch.reports.life.restating import Sealed, changes, closed_gaps, found_anew, looked, newest, touched
from slawatch.reports.life.schedule import Due, Schedule, Stage, kind_of
from slawatch.reports.life.seal import SCHEDULE, Seal
from slawatch.reports.life.sealing import Order, Sealer, Turn, collected, marks_now
from slawatch.reports.material import Material
from slawatch.runtime.setbacks import Setbacks
from slawatch.store.contract import Mark, Store

log = structlog.get_logger(__name__)

NAMED_MOST: Final = 20
"""Tickets and outages named as the reason of a restatement."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rounds:
    """Looks after the reports of one configuration."""

    store: Store
    settings: ReportSettings
    judges: Judges
    clock: Clock
    external_url: str = ""
    setbacks: Setbacks = field(default_factory=Setbacks)
    """Reports that could not be made."""

    def due(self) -> Sequence[Due]:
        """Return the reports whose periods have closed and that are not sealed."""
        definitions, now = self.judges.today, self.clock.now()
        states = {source: self.store.state(source) for source in definitions.mappings}
        schedule = Schedule(definitions=definitions, states=states, now=now)
        sealed = frozenset(report for report, _ in self.store.reports.seals())
        return [each for settings in self.settings.scheduled for each in schedule.due(settings, sealed)]

    def seal(self) -> Iterator[Link]:
        """Seal every report that is ready, and yield the links; facts are judged once for each cut-off.

        Making a report takes all the facts: one that could not be made waits longer each time before it is tried again.
        """
        ready = [each for each in self.due() if each.stage is Stage.READY and not self._must_wait(each)]
        for as_of in sorted({each.as_of for each in ready}):
            yield from self._sealed([each for each in ready if each.as_of == as_of], as_of)

    def restate(self) -> Iterator[Link]:
        """Restate every sealed report whose figures changed by what was told since, and yield the links.

        Where one of them can't be made, the others are, and the next look begins where this one began.
        """
        failed: list[Sealed] = []
        suspects, through = touched(self.store, self.judges, newest(self.store))
        for as_of, definitions in sorted({(each.seal.as_of, each.seal.definitions) for each in suspects}):
            same = [each for each in suspects if (each.seal.as_of, each.seal.definitions) == (as_of, definitions)]
            yield from self._restated(same, failed)
        if not failed:
            looked(self.store, through)

    def _sealed(self, ready: Sequence[Due], as_of: datetime) -> Iterator[Link]:
        asked = [ReportAsked(subject=each.subject, period=each.period, as_of=as_of) for each in ready]
        try:
            marks, plan = marks_now(self.store, as_of=as_of), self.judges.plan(self.judges.today.sha256)
            first = collected(self.store, plan, asked[0], marks=marks, known_at=self.clock.now())
        except Exception as error:  # noqa: BLE001  whatever it is, it is told and tried again
            for each in ready:
                self._failed(each, error)
            return
        for each, about in zip(ready, asked, strict=True):
            link = self._sealed_one(first, each, about)
            if link is not None:
                yield link

    def _sealed_one(self, first: Material, due: Due, asked: ReportAsked) -> Link | None:
        """Seal one of several reports; one that can't be made must not keep the others from being sealed."""
        try:
            order = self.order(due.settings, reason=waited(due))
            link = Sealer(store=self.store, settings=self.settings).seal(first.about(asked), order)
        except Exception as error:  # noqa: BLE001  likewise
            self._failed(due, error)
            return None
        self.setbacks.forget(due.report)
        log.info("report sealed", report=link.report, position=link.position, sha256=link.sha256)
        return link

    def _must_wait(self, due: Due) -> bool:
        return self.setbacks.must_wait(due.report, self.clock)

    def _failed(self, due: Due, error: Exception) -> None:
        """Remember why a report could not be made; it is told once, and again where the reason is another."""
        is_told = isinstance(error, SlawatchError)
        reason = str(error) if is_told else f"{type(error).__name__}, see the log"
        if self.setbacks.note(due.report, reason, self.clock):
            told = None if is_told else error
            log.error("a report can't be sealed, and is tried again", report=due.report, reason=reason, exc_info=told)

    def order(self, settings: ScheduledReport, *, reason: str = "") -> Order:
        """Return how a report of the configuration is sealed on schedule."""
        return Order(
            languages=settings.languages,
            formats=settings.formats,
            by=SCHEDULE,
            reason=reason,
            mail=bool(settings.to),
            external_url=self.external_url,
        )

    def _restated(self, same: Sequence[Sealed], failed: list[Sealed]) -> Iterator[Link]:
        """Restate reports that have their cut-off and their definitions in common."""
        seal, marks = same[0].seal, marks_now(self.store, as_of=same[0].seal.as_of)
        try:
            plan = self.judges.plan(seal.definitions)
            first = found_anew(self.store, plan, seal, marks, known_at=self.clock.now())
        except SlawatchError as error:
            log.warning("sealed reports can't be looked at again", reports=len(same), reason=str(error))
            return
        for each in same:
            try:
                link = self._restated_one(first, each, marks)
            except Exception:
                log.exception("a report can't be restated, and is tried again", report=each.link.report)
                failed.append(each)
                continue
            if link is not None:
                yield link

    def _restated_one(self, first: Material, sealed: Sealed, marks: Mapping[str, Mark]) -> Link | None:
        asked = ReportAsked(subject=sealed.seal.about, period=sealed.seal.period)
        material = first.about(asked)
        found = changes(self.store, material, sealed)
        if not found:
            return None
        order = self._again(sealed, self._told(sealed.seal, marks))
        turn = Turn(nth=sealed.link.restatement + 1, found=found)
        link = Sealer(store=self.store, settings=self.settings).seal(material, order, turn)
        log.info("report restated", report=link.report, restatement=link.restatement, differences=len(found))
        return link

    def _again(self, sealed: Sealed, reason: str) -> Order:
        """Return how a report is sealed again: as it is configured, else as it was before."""
        seal = sealed.seal
        for each in self.settings.scheduled:
            if each.subject == seal.subject and each.period is kind_of(seal.period):
                return self.order(each, reason=reason)
        return Order(
            languages=tuple(dict.fromkeys(each.language for each in seal.files if each.language)) or ("en",),
            formats=tuple(dict.fromkeys(each.format for each in seal.files)),
            by=SCHEDULE,
            reason=reason,
            mail=seal.mail,
            external_url=self.external_url,
        )

    def _told(self, seal: Seal, marks: Mapping[str, Mark]) -> str:
        """Return what came since that may have changed a report: tickets, outages, exclusions, corrections."""
        told: dict[str, None] = {}
        for source, mark in marks.items():
            known = seal.marks.get(source, (0, None))[0]
            for change in self.store.reports.stored(source, after=known, through=mark.sequence):
                if change.at <= seal.as_of and change.touches_from < seal.ends_at:
                    what = "ticket" if change.what in ("event", "creation") else change.what
                    told[f"{what} {source}/{change.subject}"] = None
        gaps = closed_gaps(self.store, seal)
        if gaps:
            told[f"all of {seal.period} from {', '.join(gaps)}"] = None
        return _listed(list(told))


def _listed(told: Sequence[str]) -> str:
    more = len(told) - NAMED_MOST
    return ", ".join(told[:NAMED_MOST]) + (f" and {more} more" if more > 0 else "")


def waited(due: Due) -> str:
    """Return why a report is sealed although sources have not told all of its period; empty where they have."""
    return f"sealed without all of {', '.join(due.waits_for)}" if due.waits_for else ""
