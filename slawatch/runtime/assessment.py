"""Figures computed once, from everything that is stored."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from slawatch.calendars.periods import parse_period
from slawatch.clock import Clock
from slawatch.engine.evaluate import figures
from slawatch.engine.outage_list import ListedOutage, listed_outages
from slawatch.engine.plan import Plan
from slawatch.errors import SlawatchError
from slawatch.model.agreement import Agreement
from slawatch.model.interval import Interval
from slawatch.model.result import Snapshot
from slawatch.runtime.evaluator import Evaluator
from slawatch.store.contract import Reader


class PeriodError(SlawatchError):
    """The text names no period."""


def assessed(store: Reader, plan: Plan, clock: Clock, *, as_of: datetime | None, period: str | None = None) -> Snapshot:
    """Return the figures at an instant; with `period`, of that one instead of the current and the previous one."""
    evaluator = Evaluator(plan, store, clock, forgets=period is None)
    snapshot = evaluator.evaluate(as_of)
    if period is None:
        return snapshot
    watermarks = dict(snapshot.watermarks)
    told = figures(plan, evaluator.rows, period=own(period, snapshot), as_of=snapshot.as_of, watermarks=watermarks)
    return replace(snapshot, objectives=told.objectives, services=told.services)


def outages(
    store: Reader, plan: Plan, clock: Clock, *, as_of: datetime | None, period: str
) -> tuple[ListedOutage, ...]:
    """Return every merged outage that touches a period."""
    evaluator = Evaluator(plan, store, clock)
    snapshot = evaluator.evaluate(as_of)
    watermarks = dict(snapshot.watermarks)
    cut = own(period, snapshot)
    return tuple(listed_outages(plan, evaluator.rows, period=cut, as_of=snapshot.as_of, watermarks=watermarks))


def own(period: str, snapshot: Snapshot) -> Callable[[Agreement], Interval]:
    """Return how each agreement cuts a period that is named in words: in its own zone, of its own kind."""

    def cut(agreement: Agreement) -> Interval:
        try:
            return parse_period(period, as_of=snapshot.as_of, kind=agreement.period, timezone=agreement.timezone)
        except ValueError as error:
            raise PeriodError(str(error)) from error

    return cut
