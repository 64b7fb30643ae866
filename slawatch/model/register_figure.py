"""How the improvement register stands, in numbers."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisterFigure:
    """Actions and unanswered findings of one agreement; one that concerns several agreements is counted by each."""

    sla: str
    """Empty: of actions that concern no agreement of the configuration."""
    actions_open: int
    actions_overdue: int
    breaches_unanswered: int | None
    """Missed objectives without an action and without an acceptance; None while older periods are not read yet."""
    outages_unanswered: int
    """Unplanned outages, likewise."""
