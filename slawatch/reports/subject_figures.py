"""The figures of a stretch, cut to what a report is about."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from slawatch.engine.outage_cost import OutageCost
from slawatch.engine.period_figures import PeriodFigures
from slawatch.model.interval import Interval
from slawatch.model.result import ObjectiveFigure, State
from slawatch.reports.asked import Covered
from slawatch.reports.stored_facts import StoredFacts
from slawatch.reports.unstored import unstored


@dataclass(frozen=True, eq=False)
class SubjectFigures:
    """Of the figures of a stretch those of the subject, each kind when it is first asked for."""

    told: PeriodFigures
    covered: Covered
    stored: StoredFacts

    @cached_property
    def objectives(self) -> tuple[ObjectiveFigure, ...]:
        """How each objective stands."""
        return tuple(self._stored(each) for each in self.told.objectives if self._is_about(each))

    @cached_property
    def costs(self) -> tuple[OutageCost, ...]:
        """What outages cost services."""
        return tuple(each for each in self.told.costs if self.covered.holds(each.service_id, each.sla))

    @property
    def felt(self) -> Mapping[tuple[str, str], float | None]:
        """By service and agreement the availability as users felt it."""
        return self.told.felt

    def _stored(self, figure: ObjectiveFigure) -> ObjectiveFigure:
        """Return a figure, without what it says of a time of which no fact is stored: nobody measured 100 %."""
        if figure.state is State.NOT_APPLICABLE or self.stored.touch(Interval(figure.starts_at, figure.ends_at)):
            return figure
        return unstored(figure)

    def _is_about(self, figure: ObjectiveFigure) -> bool:
        together = not figure.services or bool(set(figure.services) & set(self.covered.services))
        return together and self.covered.holds(figure.service_id, figure.sla)
