"""Figures of every service of every agreement in one period."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from slawatch.engine.attainment import NO_TIMERS, Group, Tally, tallies
from slawatch.engine.credits import credit
from slawatch.engine.figures import objective_figure, service_figure
from slawatch.engine.ground import Ground
from slawatch.engine.group_time import JudgedTime, judged
from slawatch.engine.outage_cost import OutageCost, outage_cost
from slawatch.engine.plan import Promise
from slawatch.engine.scope import gathered
from slawatch.engine.service_time import ServiceTime
from slawatch.engine.versions import at_all_times, is_promised, judging, whole
from slawatch.engine.windows import Window, window
from slawatch.model.agreement import Agreement, ExclusionMode
from slawatch.model.interval import Interval
from slawatch.model.result import Credit, ObjectiveFigure, ServiceFigure


@dataclass(frozen=True, kw_only=True, eq=False)
class PeriodFigures:
    """Figures of one period, each kind worked out when it is first asked for: a trend asks for few of them."""

    base: Ground
    windows: Mapping[str, Window]
    """By agreement id."""

    @cached_property
    def objectives(self) -> tuple[ObjectiveFigure, ...]:
        """How each objective stands."""
        promised = (figure for time in judged(self.times) for figure in self._objectives(time))
        return (*promised, *(self._outlived() if self.windows else ()))

    @cached_property
    def services(self) -> tuple[ServiceFigure, ...]:
        """Availability and reliability of each service while its agreement is in force."""
        base = self.base
        return tuple(
            service_figure(each, base.outages_behind(each), base.standings_of(each)) for each in self._in_force
        )

    @cached_property
    def costs(self) -> tuple[OutageCost, ...]:
        """Of them what their outages cost."""
        return tuple(map(outage_cost, self._in_force))

    @cached_property
    def felt(self) -> Mapping[tuple[str, str], float | None]:
        """By service and agreement the availability as users felt it: nothing is excluded."""
        return {(each.service, each.agreement.id): each.availability(ExclusionMode.RAW) for each in self._in_force}

    @cached_property
    def credits(self) -> tuple[Credit, ...]:
        """What is due."""
        due = map(credit, judged(self.times))
        return tuple(each for each in due if each is not None)

    @cached_property
    def times(self) -> Sequence[ServiceTime]:
        """The time of each service under each agreement, those of one agreement next to each other."""
        found: list[ServiceTime] = []
        for name, agreement in self._judging.items():
            own = self.windows[name]
            found.extend(self.base.time(agreement, service, own) for service in agreement.services)
        return found

    @cached_property
    def tallies(self) -> Mapping[Group, Tally]:
        """The timers of each promise and service."""
        plan, own = self.base.plan, [self.windows[each.agreement.id] for each in self.base.plan.promises]
        return tallies(gathered(self.base.verdicts.within(own), plan), plan.words.words) if own else {}

    @cached_property
    def _judging(self) -> Mapping[str, Agreement]:
        """By agreement id the version that judges the period."""
        return {
            name: judging(versions, self.windows[name].period, as_of=self.base.as_of)
            for name, versions in self.base.plan.versions.items()
        }

    @property
    def _in_force(self) -> Iterator[ServiceTime]:
        return (time for time in self.times if time.window.in_force)

    def _objectives(self, time: JudgedTime) -> Iterator[ObjectiveFigure]:
        base, families = self.base, self.base.plan.families
        for promise in promises_of(base, time):
            group = families[promise.number], base.code(time.service)
            basis = base.basis(group, self.tallies.get(group, NO_TIMERS))
            yield objective_figure(promise, time, basis, base.running.get(group, ()))

    def _outlived(self) -> Iterator[ObjectiveFigure]:
        """Yield figures of what only an earlier version promised, where it judged timers that belong to the window."""
        base = self.base
        for number, code in sorted({*self.tallies, *base.running}):
            promise, service = base.plan.promises[number], base.plan.words.words[code]
            sla = promise.agreement.id
            own = self.windows[sla]
            tally, running = self.tallies.get((number, code), NO_TIMERS), base.running.get((number, code), ())
            told = tally.outcomes or (running and own.running)
            if told and not is_promised(self._judging[sla], promise.objective.id, service):
                time = base.judged(at_all_times(promise.agreement, base.plan.versions[sla]), service, own)
                yield objective_figure(promise, time, base.basis((number, code), tally), running)


def figures_on(base: Ground, period: Callable[[Agreement], Interval]) -> PeriodFigures:
    """Return the figures of one period, which each agreement cuts in its own zone, on ground that was made ready."""
    agreements = {name: whole(versions) for name, versions in base.plan.versions.items()}
    windows = {name: window(each, period(each), as_of=base.as_of) for name, each in agreements.items()}
    return PeriodFigures(base=base, windows=windows)


def promises_of(base: Ground, time: JudgedTime) -> Iterator[Promise]:
    """Yield the promises of the version of an agreement that judges a time."""
    for promise in base.promises.get(time.agreement.id, ()):
        if promise.agreement.version == time.agreement.version:
            yield promise
