"""How an objective stands, by symbol and word."""

from typing import Final

from slawatch.model.result import State

SIGNS: Final = {
    State.MET: ("✓", "Met"),
    State.AT_RISK: ("▲", "At risk"),
    State.BREACHED: ("✕", "Breached"),
    State.INDETERMINATE: ("?", "Indeterminate"),
    State.NO_DATA: ("○", "No data"),
    State.NOT_APPLICABLE: ("—", "Not applicable"),
}
"""A state is told by symbol and word; colour only repeats it."""
