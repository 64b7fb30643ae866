"""The desk's figures of a report's period, of the stretch before and of the same stretch of last year."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property
from typing import TypeVar

from slawatch.calendars.neighbours import stretch_a_year_before, stretch_before
from slawatch.calendars.periods import parse_period
from slawatch.engine.desk.figures import backlog_ages, desk_figures
from slawatch.engine.desk.persons import with_persons
from slawatch.engine.desk.rows import DeskRows
from slawatch.engine.desk.waiting import with_waiting
from slawatch.engine.plan import Plan
from slawatch.model.desk_figures import BacklogAge, DeskFigures, Dimension, Handling, Waiting, Workload
from slawatch.model.instant import epoch
from slawatch.model.interval import Interval
from slawatch.reports.asked import Covered
from slawatch.reports.subject import SubjectKind
from slawatch.runtime.assessment import PeriodError

_Valued = TypeVar("_Valued", Workload, Handling, Waiting)


@dataclass(frozen=True, kw_only=True, eq=False)
class DeskMaterial:
    """What the desk did. Only of the whole organisation are there figures by team, queue, kind and person.

    Of anything smaller they are by service alone, for tickets know of no agreement that they were worked on for.
    """

    plan: Plan
    rows: DeskRows
    as_of: datetime
    watermarks: Mapping[str, datetime | None]
    period: str
    covered: Covered

    @cached_property
    def span(self) -> Interval:
        """The period, cut in the desk's zone; PeriodError where the text names none."""
        desk = self.plan.definitions.desk
        try:
            return parse_period(self.period, as_of=self.as_of, kind=desk.period, timezone=desk.timezone)
        except ValueError as error:
            raise PeriodError(str(error)) from error

    @cached_property
    def figures(self) -> DeskFigures:
        """The figures of the period, with those by person where they are switched on, and what waits now."""
        told = with_persons(self._periods[0], self.plan, self.rows)
        return self._own(with_waiting(told, self.plan, self.rows, as_of=self.as_of))

    @property
    def previous(self) -> DeskFigures:
        """The figures of the stretch before."""
        return self._own(self._periods[1])

    @property
    def last_year(self) -> DeskFigures:
        """The figures of the same stretch of last year."""
        return self._own(self._periods[2])

    @cached_property
    def backlog(self) -> tuple[BacklogAge, ...]:
        """How old the tickets are that are open at as_of, by service and kind."""
        told = backlog_ages(self.rows.cases, self.plan.words.words, as_of=epoch(self.as_of))
        return tuple(each for each in told if self._covers(each.service_id))

    @cached_property
    def _periods(self) -> tuple[DeskFigures, ...]:
        zone = self.plan.definitions.desk.timezone
        before, year = stretch_before(self.span, timezone=zone), stretch_a_year_before(self.span, timezone=zone)
        periods = (self.span, before, year)
        return desk_figures(self.plan, self.rows, periods, as_of=self.as_of, watermarks=self.watermarks)

    @property
    def _is_whole(self) -> bool:
        return self.covered.subject.kind is SubjectKind.ORGANISATION

    def _covers(self, service: str) -> bool:
        return self._is_whole or service in self.covered.services

    def _own(self, told: DeskFigures) -> DeskFigures:
        if self._is_whole:
            return told
        return replace(
            told,
            workloads=self._by_service(told.workloads),
            handling=self._by_service(told.handling),
            processes=tuple(each for each in told.processes if self._covers(each.service_id)),
            reassignments=tuple(each for each in told.reassignments if self._covers(each.service_id)),
            problems=tuple(each for each in told.problems if self._covers(each.service_id)),
            satisfaction=tuple(each for each in told.satisfaction if self._covers(each.service_id)),
            persons=(),
            waiting=self._by_service(told.waiting),
        )

    def _by_service(self, told: tuple[_Valued, ...]) -> tuple[_Valued, ...]:
        return tuple(each for each in told if each.dimension is Dimension.SERVICE and self._covers(each.value))
