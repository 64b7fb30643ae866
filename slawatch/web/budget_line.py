"""How a budget was used over a period, as a line against what was allowed."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from slawatch.engine.explain_period import ExplainedAvailability
from slawatch.engine.explain_tickets import ExplainedShare
from slawatch.model.interval import Interval
from slawatch.model.result import Budget, ObjectiveFigure, Outcome
from slawatch.speech.axis import named_days

HEIGHT = 100.0
MOST_LABELS = 10


class Step(NamedTuple):
    """Up to an instant so much was used in all."""

    at: datetime
    used: float


@dataclass(frozen=True)
class BudgetLine:
    """The drawing of one figure; x in percent of the period, y from 0 (top) to 100 (nothing used)."""

    figure: ObjectiveFigure
    budget: Budget
    steps: Sequence[Step]
    as_of: datetime

    @property
    def top(self) -> float:
        """What the height stands for: a tenth more than what is allowed, or than what was used where that is more."""
        return 1.1 * max(self.budget.allowed, self.budget.consumed, 1e-9)

    @property
    def allowed_y(self) -> float:
        """Where the allowance stands."""
        return self._y(self.budget.allowed)

    @property
    def points(self) -> str:
        """The line, as an SVG's points: level until something is used."""
        return " ".join(f"{self._x(at):.3f},{self._y(used):.3f}" for at, used in self._corners())

    @property
    def end(self) -> float:
        """Where the line ends: at the moment of the figures, or with the period."""
        return round(self._x(self._until), 3)

    @property
    def labels(self) -> Sequence[tuple[float, str, bool]]:
        """The named days: where, as what, and whether it is left out where there is little room."""
        span = Interval(self.figure.starts_at, self.figure.ends_at)
        named = enumerate(named_days(span, self.figure.timezone, most=MOST_LABELS))
        told = [(self._x(at), f"{at:%m-%d}" if is_day else f"{at:%Y-%m}", n % 2 == 1) for n, (at, is_day) in named]
        return [(round(x, 3), text, is_odd) for x, text, is_odd in told if -0.01 <= x <= 96]  # noqa: PLR2004  sticks out

    @property
    def _until(self) -> datetime:
        return min(self.as_of, self.figure.ends_at)

    def _corners(self) -> Iterator[Step]:
        yield Step(self.figure.starts_at, 0)
        yield from self.steps
        yield Step(self._until, self.steps[-1].used if self.steps else 0)

    def _x(self, at: datetime) -> float:
        whole = (self.figure.ends_at - self.figure.starts_at).total_seconds()
        return 100 * (at - self.figure.starts_at).total_seconds() / max(whole, 1)

    def _y(self, used: float) -> float:
        return round(HEIGHT * (1 - used / self.top), 3)


def budget_line(found: object, as_of: datetime) -> BudgetLine | None:
    """Return the line of an availability or of a share of tickets; None where none is allowed, or it can't be whole."""
    if not isinstance(found, ExplainedAvailability | ExplainedShare) or found.figure.budget is None:
        return None
    budget = found.figure.budget
    steps = list(_lost(found) if isinstance(found, ExplainedAvailability) else _missed(found))
    told = steps[-1].used if steps else 0
    if abs(told - budget.consumed) > 1:
        return None  # not all of it is at hand, and a line that ends elsewhere than its figure would lie
    return BudgetLine(found.figure, budget, steps, as_of)


def _lost(found: ExplainedAvailability) -> Iterator[Step]:
    used = 0.0
    for segment in found.segments:
        if segment.weight and segment.scheduled_seconds:
            yield Step(segment.starts_at, used)
            used += float(segment.weight * segment.scheduled_seconds)
            yield Step(segment.ends_at, used)


def _missed(found: ExplainedShare) -> Iterator[Step]:
    instants = [each.counted_at for each in found.timers if each.outcome is Outcome.MISSED]
    for used, at in enumerate(sorted(at for at in instants if at is not None)):
        yield Step(at, used)
        yield Step(at, used + 1)
