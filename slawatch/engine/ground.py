"""What figures of any window stand on."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Final, TypeVar

import numpy as np

from slawatch.calendars.calendar import Calendar
from slawatch.engine.attainment import Group, Tally, Verdicts, running, verdicts
from slawatch.engine.availability import ServiceRecord, Span
from slawatch.engine.columns import ExclusionRows, GapRows, OutageRows, TimerRows, WorkRows
from slawatch.engine.counted import counted
from slawatch.engine.desk.rows import CaseRows
from slawatch.engine.exclusions import by_approver, excluded, standings
from slawatch.engine.group_time import GroupTime, JudgedTime
from slawatch.engine.judgement import NO_CASES, Basis
from slawatch.engine.maintenance import maintenance_rows
from slawatch.engine.outages import records, touching, unwatched
from slawatch.engine.plan import Plan, Promise
from slawatch.engine.rollup import Records
from slawatch.engine.rows import Rows, by_service, empty
from slawatch.engine.scope import gathered
from slawatch.engine.service_time import ServiceTime
from slawatch.engine.spans import Spans, from_instant, nowhere, union
from slawatch.engine.ticket_counts import NO_WORK
from slawatch.engine.watermarks import Watermarks, known_until, made_of, sources_behind, sources_of
from slawatch.engine.windows import Window, contract
from slawatch.engine.work import OF_CASES, by_promise, cases_of
from slawatch.model.agreement import Agreement, Scope
from slawatch.model.definitions import Definitions
from slawatch.model.instant import epoch
from slawatch.model.reliability import Standing
from slawatch.model.result import RunningTimers

AnyPromised = TypeVar("AnyPromised", TimerRows, WorkRows)

_NOTHING_TOLD: Final = ServiceRecord()
_NO_OUTAGES: Final = empty(OutageRows)
_NO_EXCLUSIONS: Final = empty(ExclusionRows)
_DAWN: Final = int(np.iinfo(np.int64).min)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """Rows made ready: outages by service, timers with their verdicts, watermarks by service."""

    plan: Plan
    as_of: datetime
    promises: Mapping[str, Sequence[Promise]]
    """By agreement id, in file order, of all its versions."""
    records: Records
    """Past the watermark of a service's sources nothing is known."""
    outages: Mapping[int, OutageRows]
    """By code of the service."""
    exclusions: Mapping[int, ExclusionRows]
    """By code of the service."""
    work: Mapping[Group, WorkRows]
    cases: CaseRows
    verdicts: Verdicts
    running: Mapping[Group, tuple[RunningTimers, ...]]
    known: Mapping[str, int | None]
    """By service id: the oldest watermark of its sources."""
    gaps: GapRows
    _told: dict[tuple[str, int, Span, str], ServiceRecord] = field(default_factory=dict, init=False, repr=False)

    def code(self, service: str) -> int:
        """Return the code of a service."""
        return self.plan.words.code(service)

    def away_since(self, service: str) -> int | None:
        """Return since when a source of a service has not looked at it; None while all of them look."""
        sources, known = sources_of(self.plan.definitions, service), self.known[service]
        codes = map(self.plan.words.code, sources)
        gaps = unwatched(self.gaps, service=self.code(service), sources=codes, but=_NOTHING_TOLD)
        if known is None or not len(gaps) or gaps[-1, 1] <= known:
            return None
        return int(gaps[-1, 0])

    def outages_of(self, service: str) -> OutageRows:
        """Return the outages of a service as they were told, not merged."""
        return self.outages.get(self.code(service), _NO_OUTAGES)

    def outages_behind(self, time: ServiceTime) -> OutageRows:
        """Return the outages that took a service down: its own, and those of its parts while it was down as a whole."""
        own = self.outages_of(time.service)
        if self.plan.definitions.services[time.service].state is None:
            return own
        parts = sorted(made_of(self.plan.definitions, time.service) - {time.service})
        return OutageRows.joined([own, *(touching(self.outages_of(part), time.layers.outages) for part in parts)])

    def exclusions_of(self, service: str) -> ExclusionRows:
        """Return the exclusions of a service, told or configured; those of its parts are none of the whole."""
        return self.exclusions.get(self.code(service), _NO_EXCLUSIONS)

    def basis(self, group: Group, tally: Tally) -> Basis:
        """Return what the tickets of a promise and a service tell; the tally is of one window."""
        work = self.work.get(group, NO_WORK)
        judged = self.plan.promises[group[0]].objective.indicator
        return Basis(
            tally=tally,
            work=work,
            cases=cases_of(work, self.cases) if judged in OF_CASES else NO_CASES,
            reopen_window=self.plan.definitions.desk.reopen_window,
        )

    def standings_of(self, time: ServiceTime) -> tuple[tuple[Standing, int], ...]:
        """Return how many exclusions touch a window, by what becomes of them."""
        return standings(self.exclusions_of(time.service), time, self.plan.words)

    def time(self, agreement: Agreement, service: str, window: Window) -> ServiceTime:
        """Return the time of a service as an agreement counts it."""
        return ServiceTime(
            agreement=agreement,
            service=self.plan.definitions.services[service].id,
            window=window,
            calendar=self._hours(service),
            record=self._counted(agreement, service),
            known_until=self.known[service],
            users=self.plan.definitions.services[service].users,
        )

    def judged(self, agreement: Agreement, name: str, window: Window) -> JudgedTime:
        """Return the time that an agreement has one figure of, by its name (see Agreement.judged)."""
        if agreement.scope is Scope.SERVICE:
            return self.time(agreement, name, window)
        return GroupTime(parts=tuple(self.time(agreement, service, window) for service in agreement.services))

    def _hours(self, service: str) -> Calendar:
        return self.plan.calendars[self.plan.definitions.services[service].hours]

    def _counted(self, agreement: Agreement, service: str) -> ServiceRecord:
        key = agreement.id, agreement.version, contract(agreement), service
        if key not in self._told:
            record = self.records.of(service, degraded=agreement.degraded)
            told = self.exclusions_of(service)
            approved = told.take(by_approver(told, agreement, self.plan.words))
            self._told[key] = replace(
                counted(record, agreement, as_of=epoch(self.as_of)),
                excluded=excluded(approved, agreement, self._hours(service), as_of=epoch(self.as_of)),
            )
        return self._told[key]


def ground(plan: Plan, rows: Rows, *, as_of: datetime, watermarks: Watermarks) -> Ground:
    """Return the rows made ready for the figures of any window."""
    definitions, outages = plan.definitions, by_service(rows.outages)
    timers, work = _in_families(rows.timers, plan), _in_families(rows.work, plan)
    known = {each: known_until(sources_behind(definitions, each), watermarks) for each in definitions.services}
    told = records(outages)
    own = {service: _own_record(plan, service, told, rows.gaps, watermarks) for service in definitions.services}
    return Ground(
        plan=plan,
        as_of=as_of,
        promises=_by_agreement(plan.promises),
        records=Records(definitions.services, own),
        outages=outages,
        exclusions=by_service(ExclusionRows.joined((rows.exclusions, maintenance_rows(plan, as_of=as_of)))),
        work=by_promise(gathered(work, plan)),
        cases=rows.desk.cases,
        verdicts=verdicts(timers),
        running=running(gathered(timers, plan), plan.words.words, epoch(as_of)),
        known=known,
        gaps=rows.gaps,
    )


def _own_record(
    plan: Plan, service: str, told: Mapping[int, ServiceRecord], gaps: GapRows, watermarks: Watermarks
) -> ServiceRecord:
    """Return what a service's own sources told of it; what they have not told yet, or did not look at, is unknown."""
    code, sources = plan.words.code(service), sources_of(plan.definitions, service)
    record = told.get(code, _NOTHING_TOLD)
    unlooked = unwatched(gaps, service=code, sources=map(plan.words.code, sources), but=record)
    return replace(record, unknown=union((_untold(plan.definitions, service, sources, watermarks), unlooked)))


def _untold(definitions: Definitions, service: str, sources: tuple[str, ...], watermarks: Watermarks) -> Spans:
    """Return the time past the oldest watermark of a service's own sources.

    A service that no source can name has told nothing ever, unless its parts speak for it.
    """
    if definitions.services[service].state is not None and not sources:
        return nowhere()
    watermark = known_until(sources, watermarks)
    return from_instant(_DAWN if watermark is None else watermark)


def _in_families(rows: AnyPromised, plan: Plan) -> AnyPromised:
    """Versions of one objective are counted together, whichever of them judged a ticket."""
    families = plan.families
    if families == tuple(range(len(families))):
        return rows
    return replace(rows, promise=np.array(families, np.int32)[rows.promise])


def _by_agreement(promises: Iterable[Promise]) -> Mapping[str, Sequence[Promise]]:
    found: dict[str, list[Promise]] = {}
    for promise in promises:
        found.setdefault(promise.agreement.id, []).append(promise)
    return found
