"""Figures beside those of other stretches: the one before, the same of last year, and twelve months."""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import cache, cached_property

from slawatch.engine.outage_cost import OutageCost
from slawatch.model.agreement import Agreement, Objective
from slawatch.model.result import ObjectiveFigure
from slawatch.reports.cells import Cell, Unknown
from slawatch.reports.cuts import Cut
from slawatch.reports.material import Material
from slawatch.reports.promise_cells import attained, spark
from slawatch.reports.reasons import NOTHING_STORED, PARTLY_STORED, UNTOLD
from slawatch.reports.subject_figures import SubjectFigures

Key = tuple[str, str, str]
"""Service, agreement, objective."""


@dataclass(frozen=True, eq=False)
class Stretch:
    """A stretch as agreements cut it. Its figures are judged when they are asked for."""

    material: Material
    cut: Cut

    @property
    def figures(self) -> SubjectFigures:
        """The figures of the stretch."""
        return self.material.figures_of(self.cut)

    @cached_property
    def verdicts(self) -> tuple[ObjectiveFigure, ...]:
        """The figures of the agreements' own periods in it."""
        return self.material.own_of(self.cut)


@dataclass(frozen=True, kw_only=True, eq=False)
class Compared:
    """A report's figures by what they are of, and those of the stretches that they are held against."""

    material: Material

    @property
    def agreements(self) -> tuple[Agreement, ...]:
        """The subject's agreements, each in its newest version."""
        return tuple(self.material.agreement(each) for each in self.material.covered.agreements)

    @cached_property
    def shown(self) -> tuple[Stretch, Stretch, Stretch]:
        """What is shown of the agreements, the stretch before, and the same of last year."""
        cuts = self.material.cuts
        return self._stretches(cuts.shown, cuts.previous, cuts.last_year)

    @cached_property
    def reported(self) -> tuple[Stretch, Stretch, Stretch]:
        """The report's period itself, the stretch before, and the same of last year, whatever agreements judge by."""
        cuts = self.material.cuts
        return self._stretches(cuts.reported, cuts.reported_before, cuts.reported_last_year)

    def _stretches(self, now: Cut, before: Cut, year: Cut) -> tuple[Stretch, Stretch, Stretch]:
        return Stretch(self.material, now), Stretch(self.material, before), Stretch(self.material, year)

    def told(
        self, stretch: Stretch, total: Callable[[Stretch], Cell], *, services: Collection[str] | None = None
    ) -> Cell:
        """Return a total of a stretch, or why it can't be told: what is stored in part is never held against a whole.

        Of agreements that had not begun nothing is missed. `services` are those that are added up; None: all.
        """
        spans = [(each, stretch.cut(each)) for each in self.agreements]
        begun = [(each, span) for each, span in spans if each.starts_at is None or each.starts_at < span.end]
        lacks = [lack for each, span in begun if (lack := self.material.lack(each, span, services)) is not None]
        if not lacks:
            return total(stretch)
        return Unknown(PARTLY_STORED if PARTLY_STORED in lacks else lacks[0])

    def of_outages(self, total: Callable[[Iterable[OutageCost]], Cell]) -> Callable[[Stretch], Cell]:
        """Return how outages of all services are added up in a stretch."""
        if self.sees_none:
            return lambda _: Unknown(UNTOLD)
        return lambda stretch: total(self.by_service(stretch).values())

    @property
    def sees_none(self) -> bool:
        """Whether no source tells outages of any service, and nothing is promised of them."""
        return self.material.untold.issuperset(self.material.covered.services)

    def objectives(self, stretch: Stretch) -> tuple[ObjectiveFigure, ...]:
        """Return the objectives' figures of a stretch of which facts are stored."""
        is_told = self._telling(stretch)
        if is_told is None:
            return ()
        told = stretch.figures.objectives
        return tuple(each for each in told if is_told(each.sla, each.services or (each.service_id,)))

    def costs(self, stretch: Stretch) -> tuple[OutageCost, ...]:
        """Return what outages cost in a stretch of which facts are stored, of services whose outages are told."""
        is_told, untold = self._telling(stretch), self.material.untold
        if is_told is None:
            return ()
        told = stretch.figures.costs
        return tuple(each for each in told if each.service_id not in untold and is_told(each.sla, (each.service_id,)))

    def by_service(self, stretch: Stretch) -> Mapping[str, OutageCost]:
        """Return what outages cost in a stretch by service, each as the first agreement tells it that counts it."""
        found: dict[str, OutageCost] = {}
        for each in self.costs(stretch):
            if each.sla in self.material.counting(each.service_id):
                found.setdefault(each.service_id, each)
        return found

    def _telling(self, stretch: Stretch) -> Callable[[str, tuple[str, ...]], bool] | None:
        """Return what tells of services whether facts of all of a stretch are stored; None where of none are."""
        spans = {each.id: (each, stretch.cut(each)) for each in self.agreements}
        if all(self.material.lack(*each, ()) is not None for each in spans.values()):
            return None
        return cache(lambda sla, services: self.material.lack(*spans[sla], services) is None)

    def year(self, figure: ObjectiveFigure, objective: Objective) -> Cell:
        """Return twelve months of an objective as a line."""
        key = key_of(figure)
        line = spark(tuple(self._month(name, key) for name in self.material.cuts.months), objective)
        return line if any(each is not None for each in line.values) else Unknown(NOTHING_STORED)

    def month_stretch(self, name: str) -> Stretch:
        """Return a calendar month."""
        return Stretch(self.material, self.material.cuts.month(name))

    def _month(self, name: str, key: Key) -> ObjectiveFigure | None:
        found = self._months[name].get(key)
        return None if found is None or attained(found) is None else found

    @cached_property
    def _months(self) -> Mapping[str, Mapping[Key, ObjectiveFigure]]:
        return {name: by_key(self.objectives(self.month_stretch(name))) for name in self.material.cuts.months}


def by_key(figures: Iterable[ObjectiveFigure]) -> Mapping[Key, ObjectiveFigure]:
    """Return figures by what they are of."""
    return {key_of(each): each for each in figures}


def key_of(figure: ObjectiveFigure) -> Key:
    """Return what a figure is of."""
    return figure.service_id, figure.sla, figure.objective
