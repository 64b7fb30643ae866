"""Figures beside those of other stretches: the one before, the same of last year, and twelve months."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from slawatch.engine.evaluate import Figures
from slawatch.model.agreement import Agreement, Objective
from slawatch.model.result import ObjectiveFigure, ServiceFigure
from slawatch.reports.cells import Cell, Unknown
from slawatch.reports.cuts import Cut
from slawatch.reports.material import Material
from slawatch.reports.promise_cells import attained, spark
from slawatch.reports.reasons import NOTHING_STORED, PARTLY_STORED, UNTOLD

Key = tuple[str, str, str]
"""Service, agreement, objective."""


class Stretch(NamedTuple):
    """The figures of a stretch, and how agreements cut it."""

    figures: Figures
    cut: Cut


class Verdicts(NamedTuple):
    """The verdicts of the agreements' own periods in a stretch."""

    figures: tuple[ObjectiveFigure, ...]
    cut: Cut


@dataclass(frozen=True, kw_only=True, eq=False)
class Compared:
    """A report's figures by what they are of, and those of the stretches that they are held against."""

    material: Material

    @property
    def agreements(self) -> tuple[Agreement, ...]:
        """The subject's agreements, each in its newest version."""
        return tuple(self.material.agreement(each) for each in self.material.covered.agreements)

    @cached_property
    def own_periods(self) -> tuple[ObjectiveFigure, ...]:
        """The figures of the agreements' own periods that the report tells of."""
        return self.material.own_periods

    def verdicts(self) -> tuple[Verdicts, Verdicts, Verdicts]:
        """Return the figures of the agreements' own periods: of now, of the stretch before, and of last year."""
        cuts = self.material.cuts
        now, before, year = (
            Verdicts(self.material.own_of(cut), cut) for cut in (cuts.shown, cuts.previous, cuts.last_year)
        )
        return now, before, year

    @cached_property
    def reported(self) -> tuple[Stretch, Stretch, Stretch]:
        """The report's period itself, the stretch before, and the same of last year, whatever agreements judge by."""
        cuts = self.material.cuts.reported, self.material.cuts.reported_before, self.material.cuts.reported_last_year
        now, before, year = (Stretch(self.material.figures_of(cut), cut) for cut in cuts)
        return now, before, year

    def told(self, cut: Cut, cell: Cell) -> Cell:
        """Return a total of a stretch, or why it can't be told: what is stored in part is never held against a whole.

        Of agreements that had not begun nothing is missed.
        """
        spans = [(each, cut(each)) for each in self.agreements]
        begun = [(each, span) for each, span in spans if each.starts_at is None or each.starts_at < span.end]
        lacks = [lack for each, span in begun if (lack := self.material.lack(each, span)) is not None]
        if not lacks:
            return cell
        return Unknown(PARTLY_STORED if PARTLY_STORED in lacks else lacks[0])

    def of_outages(self, stretch: Stretch, total: Callable[[Iterable[ServiceFigure]], Cell]) -> Cell:
        """Return a total of the outages of all services, or why it can't be told."""
        if self.sees_none:
            return Unknown(UNTOLD)
        return self.told(stretch.cut, total(self.by_service(stretch).values()))

    @property
    def sees_none(self) -> bool:
        """Whether no source tells outages of any service, and nothing is promised of them."""
        return self.material.untold.issuperset(self.material.covered.services)

    def objectives(self, stretch: Stretch) -> tuple[ObjectiveFigure, ...]:
        """Return the objectives' figures of a stretch of which facts are stored."""
        return tuple(each for each in stretch.figures.objectives if self.is_stored(each.sla, stretch.cut))

    def services(self, stretch: Stretch) -> tuple[ServiceFigure, ...]:
        """Return the time accounts of a stretch of which facts are stored, of services whose outages are told."""
        untold = self.material.untold
        own = (each for each in stretch.figures.services if each.service_id not in untold)
        return tuple(each for each in own if self.is_stored(each.sla, stretch.cut))

    def by_service(self, stretch: Stretch) -> Mapping[str, ServiceFigure]:
        """Return the time accounts of a stretch by service, each as the first agreement tells it that counts it."""
        found: dict[str, ServiceFigure] = {}
        for each in self.services(stretch):
            if each.sla in self.material.counting(each.service_id):
                found.setdefault(each.service_id, each)
        return found

    def is_stored(self, sla: str, cut: Cut) -> bool:
        """Tell whether facts are stored of an agreement's stretch, of one that is past of all of it."""
        agreement = self.material.agreement(sla)
        return self.material.lack(agreement, cut(agreement)) is None

    def year(self, figure: ObjectiveFigure, objective: Objective) -> Cell:
        """Return twelve months of an objective as a line."""
        key = key_of(figure)
        line = spark(tuple(self._month(name, key) for name in self.material.cuts.months), objective)
        return line if any(each is not None for each in line.values) else Unknown(NOTHING_STORED)

    def month_stretch(self, name: str) -> Stretch:
        """Return a calendar month."""
        return Stretch(self.material.months[name], self.material.cuts.month(name))

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
