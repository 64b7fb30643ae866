"""The timers that belong to what a report shows, one by one and by priority."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from slawatch.engine.attainment import Group, belonging
from slawatch.engine.columns import TimerRows
from slawatch.engine.evidence import Numbered
from slawatch.engine.explain_tickets import CountedTimer, by_figure, explained_share
from slawatch.engine.plan import Plan, Promise
from slawatch.engine.rows import Rows
from slawatch.engine.timer_spread import TimerSpread, timer_spreads
from slawatch.engine.windows import Window
from slawatch.model.result import ObjectiveFigure
from slawatch.model.ticket import Ticket
from slawatch.reports.asked import Covered
from slawatch.runtime.numbered import numbered
from slawatch.store.contract import Reader


@dataclass(frozen=True, kw_only=True, eq=False)
class TimerMaterial:
    """Timers of the agreements that a report is about."""

    plan: Plan
    rows: Rows
    reader: Reader
    covered: Covered
    windows: Sequence[Window]
    """What is shown of the agreement of each promise."""

    def spreads(self) -> tuple[TimerSpread, ...]:
        """Return the timers by objective, service and priority."""
        told = timer_spreads(self.plan, self._shown, self.windows)
        return tuple(each for each in told if self.covered.holds(each.service_id, each.sla))

    def of(self, figure: ObjectiveFigure) -> tuple[CountedTimer, ...]:
        """Return the timers behind a figure, by outcome and by the instant that counts."""
        group = self.plan.families[self._promise(figure).number], self.plan.words.code(figure.service_id)
        own = self._by_figure.get(group)
        return () if own is None else explained_share(figure, own, self.plan, self._tickets).timers

    @cached_property
    def _by_figure(self) -> Mapping[Group, TimerRows]:
        return by_figure(self._shown.timers, self.plan)

    @cached_property
    def _shown(self) -> Rows:
        """The rows with the timers of what is shown alone: every objective asks for its own."""
        own = [each.number for each in self.plan.promises if each.agreement.id in self.covered.agreements]
        return replace(self.rows, timers=belonging(self.rows.timers, self.windows, promises=own))

    @cached_property
    def _tickets(self) -> Mapping[Numbered, Ticket]:
        timers, word = self._shown.timers, self.plan.words.words
        told = zip(timers.source.tolist(), timers.ticket.tolist(), strict=True)
        return numbered(self.reader, ((word[source], ticket) for source, ticket in told))

    def _promise(self, figure: ObjectiveFigure) -> Promise:
        key = figure.sla, figure.version, figure.objective
        return next(
            each for each in self.plan.promises if (each.agreement.id, each.agreement.version, each.objective.id) == key
        )
