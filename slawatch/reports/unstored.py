"""A time of which no fact is stored: nobody looked, or nobody kept what was seen."""

from dataclasses import replace
from typing import Final

from slawatch.model.result import ObjectiveFigure, State

NOTHING_STORED: Final = "no facts of that time are stored"
PARTLY_STORED: Final = "facts of only a part of that time are stored"


def unstored(figure: ObjectiveFigure) -> ObjectiveFigure:
    """Return a figure as one of which nothing is known."""
    return replace(
        figure,
        state=State.NO_DATA,
        reason=NOTHING_STORED,
        attained_ratio=None,
        attained_seconds=None,
        attained_events=None,
        good=0,
        events=0,
        misses_left=None,
        best_possible_ratio=None,
        coverage_ratio=None,
        budget=None,
    )
