"""What was promised of a report's subject, by the versions of agreements that judge what is shown."""

from abc import ABC, abstractmethod
from collections.abc import Mapping
from datetime import datetime
from functools import cached_property
from typing import Final

from slawatch.engine.plan import Plan, Promise
from slawatch.engine.versions import judging
from slawatch.model.agreement import Agreement, Indicator, Objective
from slawatch.model.result import ObjectiveFigure
from slawatch.model.service import Names
from slawatch.reports import naming
from slawatch.reports.asked import Covered
from slawatch.reports.cells import Named
from slawatch.reports.cuts import Cuts
from slawatch.reports.judged import Judged

OUTAGES: Final = frozenset({Indicator.AVAILABILITY, Indicator.OUTAGES, Indicator.LONGEST_OUTAGE})
"""What is promised of outages."""


class PromisedMaterial(ABC):
    """Looks agreements and objectives up, each once a report."""

    covered: Covered
    judged: Judged
    """What it has in common with other reports of the same facts."""

    @property
    def plan(self) -> Plan:
        """What judged, made ready."""
        return self.judged.plan

    @property
    def as_of(self) -> datetime:
        """The instant up to which events count."""
        return self.judged.as_of

    @property
    @abstractmethod
    def cuts(self) -> Cuts:
        """The report's period as each agreement sees it."""

    @property
    def promises(self) -> tuple[Promise, ...]:
        """The promises of the subject's agreements, of all versions."""
        return tuple(each for each in self.plan.promises if each.agreement.id in self.covered.agreements)

    def agreement(self, sla: str) -> Agreement:
        """Return the newest version of an agreement as if it had been in force since the first began."""
        return self.judged.agreements[sla]

    def judging(self, sla: str) -> Agreement:
        """Return the version of an agreement that judges what is shown of it."""
        return self._judging[sla]

    def counting(self, service: str) -> tuple[str, ...]:
        """Return the agreements that count a service: those that promise something of its outages, if any does."""
        return self._counting.get(service, ())

    def promises_outages(self, service: str) -> bool:
        """Tell whether an agreement promises something of a service's outages."""
        return any(
            each.indicator in OUTAGES
            for sla in self.covered.agreements
            if service in self.judging(sla).services
            for each in self.judging(sla).objectives
        )

    @cached_property
    def _judging(self) -> Mapping[str, Agreement]:
        return {
            name: judging(versions, self.cuts.shown(self.agreement(name)), as_of=self.as_of)
            for name, versions in self.plan.versions.items()
        }

    @cached_property
    def _counting(self) -> Mapping[str, tuple[str, ...]]:
        found: dict[str, tuple[str, ...]] = {}
        for service in self.covered.services:
            own = [sla for sla in self.covered.agreements if service in self.judging(sla).services]
            promising = [sla for sla in own if any(each.indicator in OUTAGES for each in self.judging(sla).objectives)]
            found[service] = tuple(promising or own)
        return found

    def objective(self, figure: ObjectiveFigure) -> Objective:
        """Return the objective behind a figure, of the version that judged it."""
        versions = self.plan.versions[figure.sla]
        return next(
            objective
            for agreement in versions
            if agreement.version == figure.version
            for objective in agreement.objectives
            if objective.id == figure.objective
        )

    def in_words(self, figure: ObjectiveFigure) -> Named:
        """Return the objective behind a figure in words."""
        key = figure.sla, figure.version, figure.objective
        if key not in self._in_words:
            agreement, objective = self.agreement(figure.sla), self.objective(figure)
            self._in_words[key] = naming.objective(self.plan.definitions, agreement, objective)
        return self._in_words[key]

    @cached_property
    def _in_words(self) -> dict[tuple[str, int, str], Named]:
        return {}

    @cached_property
    def calendars(self) -> Mapping[str, Names]:
        """What each calendar is called."""
        return naming.calendars(self.plan.definitions)
