"""How an objective stands, by symbol and word."""

from datetime import datetime
from typing import Final

from slawatch.model.result import ServiceState, State

SIGNS: Final = {
    State.MET: ("✓", "Met"),
    State.AT_RISK: ("▲", "At risk"),
    State.BREACHED: ("✕", "Breached"),
    State.INDETERMINATE: ("?", "Indeterminate"),
    State.NO_DATA: ("○", "No data"),
    State.NOT_APPLICABLE: ("—", "Not applicable"),
}
"""A state is told by symbol and word; colour only repeats it."""


def standing(state: ServiceState | None, now: datetime) -> tuple[str, str, str]:
    """Return symbol, word and colour of how a service stands; nothing is claimed of one whose data are stale."""
    if state is not None and state.outage_active:
        return "✕", "Down", "breached"
    if state is None or state.data_through is None or state.outage_active is None:
        return "○", "Nothing known yet", "no_data"
    if (now - state.data_through).total_seconds() > state.data_age_limit_seconds:
        return "○", "Stale data", "no_data"
    return "✓", "No outage now", "met"
