"""Why an objective's figure reads as it does: the figure, what it is made of, and who told it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import cached_property
from typing import Final

from slawatch.clock import Clock
from slawatch.engine.evaluate import figures
from slawatch.engine.evidence import (
    ToldOutage,
)
from slawatch.engine.exclusion_list import ListedExclusion, listed_exclusions
from slawatch.engine.explain_counts import (
    ExplainedCount,
    explained_count,
    tickets_counted,
    work_counted,
    work_of,
)
from slawatch.engine.explain_group import ExplainedGroup, explained_group, unjudged
from slawatch.engine.explain_period import Evidence, ExplainedAvailability, explained_availability
from slawatch.engine.explain_tickets import ExplainedShare, explained_share, foremost, tickets_of, timers_of
from slawatch.engine.figures import objective_figure
from slawatch.engine.ground import Ground, ground
from slawatch.engine.judgement import Basis
from slawatch.engine.plan import Plan, Promise
from slawatch.engine.rows import Rows
from slawatch.engine.versions import at_all_times, whole
from slawatch.engine.watermarks import made_of, sources_behind
from slawatch.engine.windows import Window, window
from slawatch.model.agreement import COUNTING, Agreement, Scope
from slawatch.model.result import ObjectiveFigure, Snapshot
from slawatch.runtime.assessment import own
from slawatch.runtime.corrected import Corrected
from slawatch.runtime.evaluator import Evaluator
from slawatch.runtime.made_of import MadeOf
from slawatch.runtime.numbered import numbered
from slawatch.runtime.told_facts import ToldFacts
from slawatch.store.contract import Reader

_DAY: Final = timedelta(days=1)
"""A window's zone may be a day ahead of UTC."""

Explained = ExplainedAvailability | ExplainedGroup | ExplainedShare | ExplainedCount


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """Which figures are meant: one objective's, of every service and agreement that has it, or of those named."""

    objective: str
    period: str
    service: str | None = None
    agreement: str | None = None
    most: int | None = None
    """So many timers are listed of each figure, the missed ones first; None: all."""

    def promises(self, plan: Plan) -> list[Promise]:
        """Return the promises meant."""
        return [
            promise
            for promise in plan.promises
            if promise.objective.id == self.objective and self.agreement in (None, promise.agreement.id)
        ]

    def services(self, promise: Promise) -> list[str]:
        """Return the services of a promise that are meant; those that are judged together go by their agreement."""
        agreement = promise.agreement
        if agreement.scope is Scope.AGREEMENT and self.service in agreement.services:
            return list(agreement.judged)
        return [name for name in agreement.judged if self.service in (None, name)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """The figures that were asked for, taken apart."""

    snapshot: Snapshot
    """What the figures stand on: as_of, the definitions, the watermarks."""
    period: str
    """As it was asked for."""
    figures: tuple[Explained, ...]


def explanation(store: Reader, plan: Plan, clock: Clock, asked: Asked, *, as_of: datetime | None) -> Explanation:
    """Return the figures of an objective in a period, by agreement and service in the order of the file."""
    evaluator = Evaluator(plan, store, clock, forgets=False)
    snapshot = evaluator.evaluate(as_of)
    return taken_apart(store, MadeOf(plan=plan, rows=evaluator.rows), snapshot, asked)


def taken_apart(store: Reader, made_of: MadeOf, snapshot: Snapshot, asked: Asked) -> Explanation:
    """Return the figures of an objective that a snapshot's evaluation gave, or gives of another period."""
    plan = made_of.plan
    desk = _Desk(Corrected.known(store, plan.definitions), plan, made_of.rows, snapshot, asked)
    meant = [(promise, service) for promise in asked.promises(plan) for service in asked.services(promise)]
    chosen = [each for each in meant if desk.has_figure(*each)]
    figures = tuple(desk.explained(*each) for each in chosen)
    return Explanation(snapshot=snapshot, period=asked.period, figures=figures)


@dataclass
class _Desk:
    """Everything that one explanation looks into, looked up when it is first asked for."""

    store: Corrected
    plan: Plan
    rows: Rows
    snapshot: Snapshot
    asked: Asked

    def explained(self, promise: Promise, service: str) -> Explained:
        figure = self.figures[service, promise.agreement.id, promise.objective.id]
        if promise.objective.is_timer:
            return self._share(promise, service, figure)
        if promise.objective.indicator in COUNTING:
            return self._count(promise, service, figure)
        if promise.agreement.scope is Scope.AGREEMENT:
            return self._group(promise, figure)
        return self._availability(promise, service, figure)

    def _group(self, promise: Promise, figure: ObjectiveFigure) -> ExplainedGroup:
        agreement, own_window = self._judging(promise), self._window(promise)
        times = [self.base.time(agreement, service, own_window) for service in agreement.services]
        alone = [unjudged(objective_figure(promise, time, Basis(), ())) for time in times]
        parts = (self._availability(promise, own.service_id, own) for own in alone)
        return explained_group(figure, agreement, parts)

    def _share(self, promise: Promise, service: str, figure: ObjectiveFigure) -> ExplainedShare:
        windows = [self._window(each) for each in self.plan.promises]
        timers = timers_of(self.rows, windows, self.plan, promise=promise, name=service)
        if self.asked.most is not None:
            timers = foremost(timers, self.asked.most)
        return explained_share(figure, timers, self.plan, numbered(self.store, tickets_of(timers, self.plan)))

    def _count(self, promise: Promise, service: str, figure: ObjectiveFigure) -> ExplainedCount:
        time = self.base.judged(self._judging(promise), service, self._window(promise))
        work = work_of(self.rows.work, self.plan, promise=promise, name=service)
        counted = work_counted(promise.objective.indicator, work, time)
        if counted is None:
            return ExplainedCount(figure=figure, tickets=None)
        return explained_count(figure, counted, self.plan, numbered(self.store, tickets_counted(counted, self.plan)))

    def _availability(self, promise: Promise, service: str, figure: ObjectiveFigure) -> ExplainedAvailability:
        agreement, own_window = self._judging(promise), self._window(promise)
        definitions = self.plan.definitions
        behind = sources_behind(definitions, service)
        evidence = Evidence(
            outages=[
                replace(told, corrections=self._corrections(told))
                for part in sorted(made_of(definitions, service))
                for told in self._told.outages(part)
            ],
            exclusions=list(self._told.exclusions(service, own_window.period.end.date() + _DAY)),
            listed=[each for each in self.exclusions if (each.sla, each.service_id) == (agreement.id, service)],
            known_until={source: self.watermarks.get(source) for source in behind},
        )
        return explained_availability(self.base.time(agreement, service, own_window), figure, evidence)

    def _corrections(self, told: ToldOutage) -> tuple[str, ...]:
        return tuple(each.id for each in self.store.of(told.source).get(told.id, ()))

    @cached_property
    def _told(self) -> ToldFacts:
        return ToldFacts(self.store, self.plan, self.rows, self.base)

    def has_figure(self, promise: Promise, service: str) -> bool:
        """Tell whether the figure of the period is that of the promise's version, and not of another."""
        figure = self.figures.get((service, promise.agreement.id, promise.objective.id))
        return figure is not None and figure.version == promise.agreement.version

    def _judging(self, promise: Promise) -> Agreement:
        return at_all_times(promise.agreement, self.plan.versions[promise.agreement.id])

    def _window(self, promise: Promise) -> Window:
        agreement = whole(self.plan.versions[promise.agreement.id])
        return window(agreement, own(self.asked.period, self.snapshot.as_of)(agreement), as_of=self.snapshot.as_of)

    @property
    def watermarks(self) -> Mapping[str, datetime | None]:
        return dict(self.snapshot.watermarks)

    @cached_property
    def base(self) -> Ground:
        return ground(self.plan, self.rows, as_of=self.snapshot.as_of, watermarks=self.watermarks)

    @cached_property
    def figures(self) -> Mapping[tuple[str, str, str], ObjectiveFigure]:
        own_period = [each for each in self.snapshot.objectives if each.period == self.asked.period]
        if own_period:
            return {(each.service_id, each.sla, each.objective): each for each in own_period}
        told = figures(
            self.plan,
            self.rows,
            period=own(self.asked.period, self.snapshot.as_of),
            as_of=self.snapshot.as_of,
            watermarks=self.watermarks,
        )
        return {(each.service_id, each.sla, each.objective): each for each in told.objectives}

    @cached_property
    def exclusions(self) -> Sequence[ListedExclusion]:
        rows, cut = self.rows, own(self.asked.period, self.snapshot.as_of)
        at, known = self.snapshot.as_of, self.watermarks
        return tuple(listed_exclusions(self.plan, rows, period=cut, as_of=at, watermarks=known))
