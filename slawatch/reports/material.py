"""Everything that the sections of a report ask, collected once and cut to what the report is about."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property

from slawatch.clock import Clock
from slawatch.engine.credit_list import ListedCredit, credits_on
from slawatch.engine.exclusion_list import ListedExclusion, exclusions_on
from slawatch.engine.explain_tickets import CountedTimer
from slawatch.engine.ground import Ground
from slawatch.engine.outage_list import ListedOutage, outages_on
from slawatch.engine.plan import Plan
from slawatch.engine.reliability_list import ListedReliability, reliability_on
from slawatch.engine.restriction import restricted_definitions
from slawatch.engine.rows import Rows
from slawatch.engine.timer_spread import TimerSpread
from slawatch.engine.watermarks import sources_behind
from slawatch.engine.windows import window
from slawatch.model.action import Acceptance, Action
from slawatch.model.agreement import Agreement
from slawatch.model.correction import Correction
from slawatch.model.definitions import Definitions
from slawatch.model.interval import Interval
from slawatch.model.result import ObjectiveFigure
from slawatch.reports.asked import Covered, ReportAsked
from slawatch.reports.cells import Phrase
from slawatch.reports.cuts import Cut, Cuts, own_in
from slawatch.reports.desk_material import DeskMaterial
from slawatch.reports.judged import Judged
from slawatch.reports.period_named import period_named
from slawatch.reports.promised_material import PromisedMaterial
from slawatch.reports.stored_facts import StoredFacts
from slawatch.reports.subject_figures import SubjectFigures
from slawatch.reports.timer_material import TimerMaterial
from slawatch.runtime.corrected import Corrected
from slawatch.runtime.evaluator import Reached
from slawatch.runtime.told_facts import ToldFacts
from slawatch.runtime.told_statements import is_correction_told, is_told
from slawatch.store.contract import Reader, Store


@dataclass(frozen=True, kw_only=True, eq=False)
class Material(PromisedMaterial):
    """Figures, lists and facts of a report. What is asked for twice is computed once."""

    asked: ReportAsked
    covered: Covered
    judged: Judged
    known_at: datetime
    """The instant up to which facts were known, as the report tells it."""

    @classmethod
    def collected(cls, store: Store, plan: Plan, clock: Clock, asked: ReportAsked) -> "Material":
        """Judge all facts that were known, and return what there is of a subject and a period.

        Raises SubjectError and PeriodError where there is no such subject or period, StoreError where it was not
        recorded what was known then.
        """
        covered, judged = Covered.by(asked.subject, plan.definitions), Judged.of(store, plan, clock, asked)
        whole = cls(asked=asked, covered=covered, judged=judged, known_at=judged.known_at)
        told = whole.about(asked)
        assert told.cuts.span.end  # noqa: S101  a text that names no period is refused here, not in a section
        return told

    def about(self, asked: ReportAsked) -> "Material":
        """Return what there is of another subject or period, from the same facts: judging them is most of the work."""
        covered = Covered.by(asked.subject, self.definitions)
        period = period_named(asked.period, covered, self.definitions, self.as_of)
        named = replace(asked, period=period, as_of=self.asked.as_of, known_at=self.asked.known_at)
        return replace(self, asked=named, covered=covered)

    @property
    def rows(self) -> Rows:
        """What the figures are made of."""
        return self.judged.rows

    @property
    def reached(self) -> Reached:
        """What the figures stand on: as_of, the watermarks, what was known."""
        return self.judged.reached

    @property
    def reader(self) -> Reader:
        """The facts as they were known."""
        return self.judged.reader

    @property
    def definitions(self) -> Definitions:
        """What judged."""
        return self.plan.definitions

    @property
    def watermarks(self) -> Mapping[str, datetime | None]:
        """Per source the instant up to which it has told."""
        return self.judged.watermarks

    @cached_property
    def cuts(self) -> Cuts:
        """The report's period as each agreement sees it."""
        asked, zone = self.asked, self.covered.timezone
        return Cuts(plan=self.plan, period=asked.period, as_of=self.as_of, timezone=zone)

    @property
    def base(self) -> Ground:
        """The rows made ready for figures of any period."""
        return self.judged.base

    @cached_property
    def figures(self) -> SubjectFigures:
        """The figures of the period, as each agreement shows it."""
        return self.figures_of(self.cuts.shown)

    @cached_property
    def own_periods(self) -> tuple[ObjectiveFigure, ...]:
        """The figures of each agreement's own periods that ended in what is shown, or contain its end (see own_of)."""
        return self.own_of(self.cuts.shown)

    def own_of(self, cut: Cut) -> tuple[ObjectiveFigure, ...]:
        """Return the figures of each agreement's own periods that ended in a stretch: the verdicts that it knows.

        By period, then as the others.
        """
        agreements = {name: self.agreement(name) for name in self.covered.agreements}
        own = {name: own_in(each, cut(each)) for name, each in agreements.items()}
        found: list[ObjectiveFigure] = []
        for place in range(max(map(len, own.values()), default=0)):
            told = self.figures_of(_nth(own, place, otherwise=cut))
            found.extend(each for each in told.objectives if place < len(own[each.sla]))
        return tuple(found)

    def figures_of(self, cut: Cut) -> SubjectFigures:
        """Return the subject's figures of any stretch."""
        key = tuple(map(cut, self.judged.agreements.values()))
        if key not in self._figures:
            self._figures[key] = SubjectFigures(self.judged.figures(cut), self.covered, self.stored)
        return self._figures[key]

    @cached_property
    def _figures(self) -> dict[object, SubjectFigures]:
        return {}

    @cached_property
    def outages(self) -> tuple[ListedOutage, ...]:
        """The merged outages and degradations of the report's period, by agreement, service and start."""
        told = self.judged.listed(outages_on, self.cuts.reported)
        return tuple(each for each in told if self.covered.holds(each.service_id, each.sla))

    @cached_property
    def exclusions(self) -> tuple[ListedExclusion, ...]:
        """What was agreed not to count in the report's period, by agreement, service and start."""
        told = self.judged.listed(exclusions_on, self.cuts.reported)
        return tuple(each for each in told if self.covered.holds(each.service_id, each.sla))

    @cached_property
    def reliability(self) -> tuple[ListedReliability, ...]:
        """Failures of the report's period and of the year up to its end, by agreement and service."""
        told = self.judged.listed(reliability_on, self.cuts.reported)
        return tuple(each for each in told if self.covered.holds(each.figure.service_id, each.figure.sla))

    @cached_property
    def credits(self) -> tuple[ListedCredit, ...]:
        """Credits of the agreements' own periods that the report tells of, each with its outages."""
        told = self.judged.listed(credits_on, self.cuts.all_own)
        return tuple(each for each in told if self.covered.holds(each.credit.service_id, each.credit.sla))

    @property
    def corrected(self) -> Corrected:
        """The facts as corrections state them."""
        return self.judged.corrected

    @property
    def corrections(self) -> tuple[Correction, ...]:
        """Every correction that was known, also those that don't count, in the order in which they were stated."""
        return self.judged.corrections

    def tells(self, statement: Action | Acceptance | Correction) -> bool:
        """Tell whether whoever may read the report may know of what somebody stated, as on their pages."""
        if self._seen is None:
            return True
        if isinstance(statement, Correction):
            return is_correction_told(statement, self._seen)
        return is_told(statement, self._seen)

    @cached_property
    def _seen(self) -> Definitions | None:
        """Return the definitions of who sees what the report covers and nothing else; None where they see everything.

        Who sees some agreements only reads no report about none.
        """
        covered, every = set(self.covered.agreements), {each.id for each in self.definitions.agreements}
        return restricted_definitions(self.definitions, covered) if covered and covered != every else None

    @property
    def told(self) -> ToldFacts:
        """What was told of services, whichever a report is about."""
        return self.judged.told

    @cached_property
    def desk(self) -> DeskMaterial:
        """The desk's figures."""
        return DeskMaterial(
            plan=self.plan,
            rows=self.rows.desk,
            as_of=self.as_of,
            watermarks=self.watermarks,
            period=self.asked.period,
            covered=self.covered,
        )

    def timers(self, figure: ObjectiveFigure) -> tuple[CountedTimer, ...]:
        """Return the timers behind a figure of what is shown, by outcome and by the instant that counts."""
        return self._timers.of(figure)

    @cached_property
    def timer_spreads(self) -> tuple[TimerSpread, ...]:
        """The timers of what is shown by objective, service and priority."""
        return self._timers.spreads()

    @cached_property
    def _timers(self) -> TimerMaterial:
        agreements = [self.agreement(promise.agreement.id) for promise in self.plan.promises]
        windows = [window(each, self.cuts.shown(each), as_of=self.as_of) for each in agreements]
        return TimerMaterial(plan=self.plan, rows=self.rows, reader=self.reader, covered=self.covered, windows=windows)

    @property
    def stored(self) -> StoredFacts:
        """Since when facts are stored: creations of tickets, and starts of outages."""
        return self.judged.stored

    def lack(self, agreement: Agreement, span: Interval, services: Iterable[str] | None = None) -> Phrase | None:
        """Return why a stretch of an agreement can't be told; the report's own is told from the first fact on.

        `services` are those that are told of; None: all of the agreement that the report covers.
        """
        if span in self._own_spans[agreement.id] and self.stored.touch(span):
            return None
        own = agreement.services if services is None else services
        return self.stored.lack(span, since=agreement.starts_at, sources=self.sources(own))

    @cached_property
    def _own_spans(self) -> Mapping[str, tuple[Interval, Interval]]:
        """By agreement what the report is about: its period, and what is shown of it."""
        agreements = map(self.agreement, self.covered.agreements)
        return {each.id: (self.cuts.reported(each), self.cuts.shown(each)) for each in agreements}

    def sources(self, services: Iterable[str]) -> frozenset[str]:
        """Return the sources that can tell of services; of others than the report's nothing is told."""
        return frozenset(source for each in services for source in self._sources.get(each, ()))

    @cached_property
    def _sources(self) -> Mapping[str, tuple[str, ...]]:
        return {each: sources_behind(self.definitions, each) for each in self.covered.services}

    @cached_property
    def unseen(self) -> frozenset[str]:
        """The services of which no source tells outages."""
        return self.judged.unseen & set(self.covered.services)

    @cached_property
    def untold(self) -> frozenset[str]:
        """Those of them of whose outages nothing is promised either: the rest keep the figure that was agreed."""
        return frozenset(each for each in self.unseen if not self.promises_outages(each))


def _nth(own: Mapping[str, Sequence[Interval]], place: int, *, otherwise: Cut) -> Cut:
    """Return how agreements cut the n-th of their own periods; those with fewer, their last."""

    def cut(agreement: Agreement) -> Interval:
        periods = own.get(agreement.id)
        return periods[min(place, len(periods) - 1)] if periods else otherwise(agreement)

    return cut
