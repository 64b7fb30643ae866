"""An objective's line: its current figure and the one before."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from slawatch.model.result import Band, ObjectiveFigure, Relative, State
from slawatch.speech import words
from slawatch.speech.signs import SIGNS


@dataclass(frozen=True)
class Row:
    """An objective's line."""

    current: ObjectiveFigure
    previous: ObjectiveFigure | None

    @property
    def sign(self) -> tuple[str, str]:
        """Symbol and word of the state."""
        return SIGNS[self.current.state]

    @property
    def bar(self) -> float | None:
        """Remaining share of the error budget in percent of a bar's width, 0..100; None where there is no bar."""
        budget = self.current.budget
        if budget is None or budget.remaining_ratio is None or not words.forgives(self.current):
            return None
        return round(100 * min(max(budget.remaining_ratio, 0.0), 1.0), 1)

    @cached_property
    def overdue(self) -> int:
        """Open timers beyond their target."""
        return sum(count for told in self.current.running for band, count in told.bands if band is Band.OVERDUE)


def rows(figures: Iterable[ObjectiveFigure]) -> list[Row]:
    """Return a row for each current figure, with that of the previous period beside it."""
    told = list(figures)
    previous = {_key(figure): figure for figure in told if figure.period is Relative.PREVIOUS}
    current = (figure for figure in told if figure.period is Relative.CURRENT)
    return [Row(current=figure, previous=previous.get(_key(figure))) for figure in current]


def tallied(told: Sequence[Row]) -> list[tuple[State, tuple[str, str], int]]:
    """Return how many objectives are in each state, the worst first; states that none is in are left out but met."""
    states = [row.current.state for row in told]
    return [
        (state, SIGNS[state], states.count(state)) for state in WORST_FIRST if state in states or state is State.MET
    ]


WORST_FIRST = (
    State.BREACHED, State.AT_RISK, State.INDETERMINATE, State.NO_DATA, State.NOT_APPLICABLE, State.MET,
)  # fmt: skip
"""In the order in which a reader wants to know of them."""


def _key(figure: ObjectiveFigure) -> tuple[str, str, str]:
    return figure.service_id, figure.sla, figure.objective
