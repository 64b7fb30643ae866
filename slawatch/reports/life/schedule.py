"""When reports are sealed: after the period, after the time for late data, when the sources have told all of it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from slawatch.calendars.calendar import compiled
from slawatch.calendars.period_names import period_name
from slawatch.calendars.periods import period_containing
from slawatch.config.settings import ScheduledReport
from slawatch.engine.watermarks import sources_behind
from slawatch.model.agreement import PeriodKind
from slawatch.model.business_days import DayMode
from slawatch.model.definitions import Definitions
from slawatch.model.instant import epoch, from_epoch
from slawatch.model.interval import Interval
from slawatch.reports.asked import Covered
from slawatch.reports.life.sealing import report_id
from slawatch.reports.subject import Subject
from slawatch.store.contract import SourceState

_SECOND: Final = timedelta(seconds=1)
PATIENCE: Final = timedelta(days=14)
"""So long after the time for late data a report waits for sources that have not told the period; then it is sealed
with the gap told in it, unless one of them is just being read, or no source at all has told its end: then nobody but
our own clock says that it is over."""
SILENCE: Final = timedelta(days=1)
"""A source of which nothing came for so long is not being read. One that never told anything was never read: a report
without all of that is sealed by hand, if at all."""
HASTE: Final = timedelta(hours=1)
"""So long after the time for late data it waits for sources that have told the period and not all of that time."""
_LOOKED_BACK: Final = 60
"""Periods: a report that nobody sealed for so long begins anew with the last one."""

Watermarks = Mapping[str, datetime | None]


class Stage(StrEnum):
    """How far a report is on its way to being sealed."""

    LATE_DATA = "late_data"
    """The period has closed, and late data may come."""
    SOURCES = "sources"
    """Sources have not told all of it."""
    READY = "ready"


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """A report whose period has closed and that was not sealed."""

    settings: ScheduledReport
    subject: Subject
    period: str
    span: Interval
    due_at: datetime
    """The end of the time for late data."""
    sources: Mapping[str, datetime | None]
    """By source behind it up to when it has told."""
    stage: Stage
    as_of: datetime
    """The cut-off if it were sealed now."""

    @property
    def report(self) -> str:
        """What it will be known by."""
        return report_id(self.subject, self.period)

    @property
    def waits_for(self) -> tuple[str, ...]:
        """The sources that have not told all of the period."""
        return tuple(name for name, told in self.sources.items() if told is None or told < self.span.end)


@dataclass(frozen=True, slots=True, kw_only=True)
class Schedule:
    """Looks which reports are due."""

    definitions: Definitions
    states: Mapping[str, SourceState]
    """By source where it stands."""
    now: datetime

    def due(self, settings: ScheduledReport, sealed: frozenset[str]) -> Iterator[Due]:
        """Yield the reports of a subject whose periods have closed since the last one that was sealed, oldest first.

        Where none was ever sealed it begins with the period that closed last.
        """
        subject = Subject.of(settings.subject)
        covered = Covered.by(subject, self.definitions)
        wanting: list[Interval] = []
        span = _before(settings.period, self.now, covered.timezone)

        def name(span: Interval) -> str:
            return period_name(settings.period, span, timezone=covered.timezone)

        while (
            len(wanting) < _LOOKED_BACK
            and report_id(subject, period_name(settings.period, span, timezone=covered.timezone)) not in sealed
        ):
            wanting.append(span)
            span = _before(settings.period, span.start, covered.timezone)
        spans = wanting[:1] if len(wanting) == _LOOKED_BACK else wanting
        for each in reversed(spans):
            if self._was_in_force(covered, each):
                yield self.standing(settings, covered, name(each), each)

    def standing(self, settings: ScheduledReport, covered: Covered, period: str, span: Interval) -> Due:
        """Return how far the report of a closed period is."""
        due_at = late_until(self.definitions, settings, covered, span)
        sources = self._sources(covered)
        stage, as_of = self._stage(span, due_at, sources)
        return Due(
            settings=settings,
            subject=covered.subject,
            period=period,
            span=span,
            due_at=due_at,
            sources=sources,
            stage=stage,
            as_of=as_of,
        )

    def _stage(self, span: Interval, due_at: datetime, sources: Watermarks) -> tuple[Stage, datetime]:
        told = [each for each in sources.values() if each is not None]
        through = min(told) if told and len(told) == len(sources) else None
        cut_off = due_at if through is None or through < span.end else min(due_at, through)
        if self.now < due_at:
            return Stage.LATE_DATA, cut_off
        if through is not None and through >= (due_at if self.now < due_at + HASTE else span.end):
            return Stage.READY, cut_off
        waiting = [name for name, each in sources.items() if each is None or each < span.end]
        given_up = self.now >= due_at + PATIENCE and self._is_over(span) and all(map(self._is_silent, waiting))
        return (Stage.READY if given_up else Stage.SOURCES), cut_off

    def _is_over(self, span: Interval) -> bool:
        """Tell whether any source, of this report or not, has told a period's end: a clock that is ahead has none."""
        told = (each.complete_through for each in self.states.values())
        return any(each is not None and each >= span.end for each in told)

    def _is_silent(self, source: str) -> bool:
        committed_at = self.states[source].committed_at if source in self.states else None
        return committed_at is not None and committed_at + SILENCE <= self.now

    def _sources(self, covered: Covered) -> Watermarks:
        behind = {name for service in covered.services for name in sources_behind(self.definitions, service)}
        told = {name: each.complete_through for name, each in self.states.items()}
        return {name: told.get(name) for name in self.definitions.mappings if name in behind}

    def _was_in_force(self, covered: Covered, span: Interval) -> bool:
        return any(
            (each.starts_at is None or each.starts_at < span.end)
            and (each.ends_at is None or span.start < each.ends_at)
            for each in self.definitions.agreements
            if each.id in covered.agreements
        )


def kind_of(period: str) -> PeriodKind:
    """Return of which kind a named period is."""
    for sign, kind in (("W", PeriodKind.WEEK), ("Q", PeriodKind.QUARTER), ("H", PeriodKind.HALF_YEAR)):
        if f"-{sign}" in period:
            return kind
    return PeriodKind.MONTH if "-" in period else PeriodKind.YEAR


def late_until(definitions: Definitions, settings: ScheduledReport, covered: Covered, span: Interval) -> datetime:
    """Return when the last of the business days ends in which data may come late."""
    if not settings.after:
        return span.end
    hours = settings.hours or next((definitions.services[each].hours for each in covered.services), "24x7")
    calendar = compiled(definitions.calendars[hours])
    last = calendar.add_days(epoch(span.end - _SECOND), settings.after, mode=DayMode.END_OF_DAY)
    return from_epoch(last)


def _before(kind: PeriodKind, at: datetime, timezone: str) -> Interval:
    """Return the last period that had closed by an instant."""
    this = period_containing(kind, at, timezone=timezone)
    return period_containing(kind, this.start - _SECOND, timezone=timezone)
