"""What came of an action: the figure it was to make better, before it and since it was done."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from slawatch.calendars.periods import parse_period
from slawatch.clock import Clock
from slawatch.engine.comparison import Comparison, compared
from slawatch.engine.ground import Ground, ground
from slawatch.engine.measuring import measured, quantity_of
from slawatch.engine.plan import Plan
from slawatch.model.action import UNDONE, Action
from slawatch.model.agreement import Indicator, Objective
from slawatch.model.definitions import Definitions
from slawatch.model.interval import Interval
from slawatch.model.measurement import Goal, Measurement, Quantity
from slawatch.model.reference import ObjectiveRef
from slawatch.runtime.assessment import PeriodError
from slawatch.runtime.evaluator import Evaluator
from slawatch.runtime.operator_facts import StatementError
from slawatch.store.contract import Reader


@dataclass(frozen=True, slots=True, kw_only=True)
class Effect:
    """An action's figure since it was done, held against its baseline and its goal."""

    result: Measurement | None = None
    """None where it was not done yet, names no figure, or the figure is gone."""
    comparison: Comparison | None = None
    is_reached: bool | None = None
    """Whether the goal is reached; None where that can't be told."""


class Measuring:
    """Measures objectives over any stretch; all facts are judged once, when the first figure is asked for."""

    def __init__(self, base: Callable[[], Ground]) -> None:
        self._base = base

    @classmethod
    def of(cls, store: Reader, plan: Plan, clock: Clock) -> "Measuring":
        """Return what measures by everything that is stored."""
        return cls(lambda: whole_ground(store, plan, clock))

    @cached_property
    def base(self) -> Ground:
        """All rows, made ready for figures."""
        return self._base()

    def in_period(self, objective: ObjectiveRef, period: str) -> Measurement:
        """Return what an objective came to in a period by its name; PeriodError where it names none."""
        agreement = self.base.plan.versions[objective.sla][-1]
        try:
            span = parse_period(period, as_of=self.base.as_of, kind=agreement.period, timezone=agreement.timezone)
        except ValueError as error:
            raise PeriodError(str(error)) from error
        found = measured(self.base, objective, span)
        if found is None:
            raise StatementError(f"{objective} is not promised in {period}")
        return found

    def since_done(self, action: Action) -> Measurement | None:
        """Return what an action's figure came to from when it was done until it ended, or as far as is told."""
        if action.measure is None or action.done_at is None or action.stage in UNDONE:
            return None
        end = min(action.ended_at or self.base.as_of, self.base.as_of)
        return measured(self.base, action.measure, Interval(action.done_at, end)) if action.done_at < end else None

    def effect(self, action: Action) -> Effect:
        """Return what came of an action; of one that has ended, as it was known at its end."""
        result = self.since_done(action) if action.is_open else action.result
        return effect_of(action, result)


def effect_of(action: Action, result: Measurement | None) -> Effect:
    """Return a result held against an action's baseline and its goal."""
    if result is None:
        return Effect()
    return Effect(
        result=result,
        comparison=None if action.baseline is None else compared(action.baseline, result),
        is_reached=None if action.goal is None else action.goal.is_reached(result),
    )


def whole_ground(store: Reader, plan: Plan, clock: Clock, *, as_of: datetime | None = None) -> Ground:
    """Return everything that is stored, judged and made ready for figures of any time."""
    evaluator = Evaluator(plan, store, clock, forgets=False)
    reached = evaluator.judge(as_of)
    return ground(plan, evaluator.rows, as_of=reached.as_of, watermarks=dict(reached.watermarks))


def promised(measure: ObjectiveRef, definitions: Definitions) -> Objective | None:
    """Return the objective that is to become better, in its agreement's newest version that has it."""
    versions = [each for each in definitions.agreements if each.id == measure.sla]
    own = (objective for each in reversed(versions) for objective in each.objectives)
    return next((objective for objective in own if objective.id == measure.objective), None)


def is_inverted(measure: ObjectiveRef | None, definitions: Definitions) -> bool:
    """Tell whether people speak of what an objective's share lacks: of the tickets that were reopened."""
    found = None if measure is None else promised(measure, definitions)
    return found is not None and found.indicator is Indicator.REOPENED


def promised_goal(measure: ObjectiveRef, definitions: Definitions) -> Goal | None:
    """Return what was promised as what is meant; None for business days, which are no seconds."""
    objective = promised(measure, definitions)
    if objective is None:
        return None
    if objective.target is not None:
        return Goal(quantity=Quantity.RATIO, value=float(objective.target))
    limit = objective.within if objective.is_timer else objective.at_most
    quantity = quantity_of(objective.indicator, is_share=False)
    return Goal(quantity=quantity, value=float(limit)) if isinstance(limit, int) else None
