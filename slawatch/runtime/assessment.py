"""Figures computed once, from everything that is stored."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import datetime
from typing import NamedTuple, TypeVar

from slawatch.calendars.periods import parse_period
from slawatch.clock import Clock
from slawatch.engine.evaluate import figures
from slawatch.engine.plan import Plan
from slawatch.errors import SlawatchError
from slawatch.model.agreement import Agreement
from slawatch.model.interval import Interval
from slawatch.model.result import Snapshot
from slawatch.runtime.evaluator import Evaluator
from slawatch.store.contract import Reader

T = TypeVar("T")


class PeriodError(SlawatchError):
    """The text names no period."""


def assessed(store: Reader, plan: Plan, clock: Clock, *, as_of: datetime | None, period: str | None = None) -> Snapshot:
    """Return the figures at an instant; with `period`, of that one instead of the current and the previous one."""
    evaluator = Evaluator(plan, store, clock, forgets=period is None)
    snapshot = evaluator.evaluate(as_of)
    if period is None:
        return snapshot
    watermarks = dict(snapshot.watermarks)
    told = figures(
        plan, evaluator.rows, period=own(period, snapshot.as_of), as_of=snapshot.as_of, watermarks=watermarks
    )
    return replace(snapshot, objectives=told.objectives, services=told.services, credits=told.credits, outlooks=())


class Asked(NamedTuple):
    """What a list is about."""

    period: str
    as_of: datetime | None
    """None: up to where the sources have told."""


def listed(listing: Callable[..., Iterable[T]], store: Reader, plan: Plan, clock: Clock, asked: Asked) -> tuple[T, ...]:
    """Return what one of the engine's lists yields of a period."""
    evaluator = Evaluator(plan, store, clock)
    reached = evaluator.judge(asked.as_of)
    watermarks = dict(reached.watermarks)
    cut = own(asked.period, reached.as_of)
    return tuple(listing(plan, evaluator.rows, period=cut, as_of=reached.as_of, watermarks=watermarks))


def own(period: str, as_of: datetime) -> Callable[[Agreement], Interval]:
    """Return how each agreement cuts a period that is named in words: in its own zone, of its own kind."""

    def cut(agreement: Agreement) -> Interval:
        try:
            return parse_period(period, as_of=as_of, kind=agreement.period, timezone=agreement.timezone)
        except ValueError as error:
            raise PeriodError(str(error)) from error

    return cut
