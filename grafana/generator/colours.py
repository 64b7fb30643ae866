"""One table of colours. Blue, orange and dark red stay apart for every common kind of colour blindness, in both themes.

A colour never stands alone: a number, a word or a line says the same.
"""

from dataclasses import dataclass
from typing import Final

from grafana_foundation_sdk.models.dashboard import Threshold, ThresholdsConfig, ThresholdsMode

GOOD: Final = "blue"
WARNING: Final = "orange"
BAD: Final = "dark-red"
CELL_WARNING: Final = "dark-orange"
"""Behind white words, where the other orange is too bright."""
UNKNOWN: Final = "#808080"
SOON: Final = "light-yellow"
EXCUSED: Final = "dark-purple"
FAINT: Final = "super-light-blue"
NONE: Final = "transparent"
TEXT: Final = "text"
"""Of words that nothing is wrong with; NONE would hide them."""


@dataclass(frozen=True, slots=True)
class Steps:
    """Colours from a value on: the first holds from the beginning."""

    first: str
    rest: tuple[tuple[float, str], ...] = ()

    def drawn(self) -> ThresholdsConfig:
        """Return the steps as Grafana writes them; a lowest step without a value starts at minus infinity."""
        steps = [Threshold(color=self.first), *(Threshold(value=value, color=colour) for value, colour in self.rest)]
        return ThresholdsConfig(mode=ThresholdsMode.ABSOLUTE, steps=steps)


NEUTRAL: Final = Steps(GOOD)
QUIET: Final = Steps(NONE)
"""For cells of tables: no colour says that nothing is wrong."""
ANY_IS_BAD: Final = Steps(GOOD, ((1, BAD),))
ANY_WARNS: Final = Steps(GOOD, ((1, WARNING),))
ANY_CELL_IS_BAD: Final = Steps(NONE, ((1, BAD),))
ANY_CELL_WARNS: Final = Steps(NONE, ((1, CELL_WARNING),))
OVERDRAWN: Final = Steps(BAD, ((0, GOOD),))
OVERDRAWN_CELL: Final = Steps(BAD, ((0, NONE),))
"""Of a budget: below zero the promise is broken. How little is little depends on what was allowed."""
BEHIND_CELL: Final = Steps(CELL_WARNING, ((0, NONE),))
"""Of what tickets may still miss, or lie above a target: below zero more tickets in time can still mend it."""
USED_CELL: Final = Steps(NONE, ((0.75, CELL_WARNING), (1, BAD)))
"""Of the share of a budget that is used."""
AT_ONE: Final = Steps(NONE, ((1, BAD),))
"""For graphs of a rate in units of what it is reported from."""
