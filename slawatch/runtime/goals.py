"""What the figure of an action was before, in which period, and what it is to come to, as people write it."""

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Final

from slawatch.config.durations import SECONDS, duration, share
from slawatch.model.definitions import Definitions
from slawatch.model.measurement import Goal, Measurement, Quantity
from slawatch.model.reference import BreachRef, ObjectiveRef, Reference
from slawatch.runtime.improvement import is_inverted, promised_goal
from slawatch.runtime.operator_facts import StatementError

_FORMS: Final = {Quantity.RATIO: "95%", Quantity.SECONDS: "4h", Quantity.EVENTS: "3"}


def period_before(about: Sequence[Reference], measure: ObjectiveRef) -> str:
    """Return the period of the breach that is named of what is measured, else the one before this."""
    of_measure = (measure.sla, measure.objective, measure.service_id)
    breached = (each for each in about if isinstance(each, BreachRef))
    return next(
        (each.period for each in breached if (each.sla, each.objective, each.service_id) == of_measure), "previous"
    )


def goal_of(
    told: str | None, measure: ObjectiveRef | None, baseline: Measurement | None, definitions: Definitions
) -> Goal | None:
    """Return what a figure is to come to, what is promised where nothing is told; None without a figure."""
    if measure is None or baseline is None:
        if told is not None:
            raise StatementError("a target needs a figure: name it with --measure objective/SLA/OBJECTIVE/SERVICE")
        return None
    if told is None:
        return promised_goal(measure, definitions)
    try:
        return Goal(quantity=baseline.quantity, value=_value(told, baseline.quantity, measure, definitions))
    except ValueError as error:
        raise StatementError(f'"{told}" is no target here ({error}); write {_FORMS[baseline.quantity]}') from error


def promised_text(measure: ObjectiveRef, definitions: Definitions) -> str:
    """Return what is promised of a figure, as goal_of reads it; "" where that is nothing that can be a goal."""
    goal = promised_goal(measure, definitions)
    if goal is None:
        return ""
    if goal.quantity is Quantity.SECONDS:
        return _duration(int(goal.value))
    if goal.quantity is Quantity.EVENTS:
        return f"{goal.value:.0f}"
    told = Decimal(repr(goal.value))
    return f"{((1 - told if is_inverted(measure, definitions) else told) * 100).normalize():f}%"


def _duration(seconds: int) -> str:
    parts: list[str] = []
    for unit in ("h", "m", "s"):
        number, seconds = divmod(seconds, SECONDS[unit])
        parts += [f"{number}{unit}"] * bool(number)
    return "".join(parts)


def _value(told: str, quantity: Quantity, measure: ObjectiveRef, definitions: Definitions) -> float:
    if quantity is Quantity.SECONDS:
        return duration(told)
    if quantity is Quantity.EVENTS:
        return int(told)
    part: Fraction = share(told)
    return float(1 - part if is_inverted(measure, definitions) else part)
