"""How a promise about what requesters say of their tickets stands."""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True, kw_only=True)
class Answers:
    """Answers about the tickets of one promise and one service in one window."""

    good: int = 0
    """Answers that are good by the survey's own threshold."""
    answered: int = 0
    """The n behind the share."""
    asked: int | None = None
    """Tickets whose requester could answer; None where nobody knows."""


NO_ANSWERS: Final = Answers()
