"""What people stated, as pages list it: how it stands and what somebody may do about it."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final, NamedTuple

from slawatch.model.correction import Correction
from slawatch.model.outage import Exclusion


class Standing(StrEnum):
    """How a statement stands."""

    REQUESTED = "requested"
    APPROVED = "approved"
    WITHDRAWN = "withdrawn"


class Sign(NamedTuple):
    """How a standing is shown."""

    symbol: str
    word: str
    tone: str


SIGNS: Final[Mapping[Standing, Sign]] = {
    Standing.REQUESTED: Sign("…", "Waits for approval", "at_risk"),
    Standing.APPROVED: Sign("✓", "Approved", "met"),
    Standing.WITHDRAWN: Sign("○", "Withdrawn", "no_data"),
}

DONE: Final[Mapping[str, str]] = {
    "stated": "{name} is stated. It counts once somebody else has approved it.",
    "approved": "{name} is approved. Figures follow with the next evaluation.",
    "withdrawn": "{name} is withdrawn. Figures follow with the next evaluation.",
}
"""What a page says after a form was taken, by the word in its address."""


def standing_of(told: Exclusion | Correction) -> Standing:
    """Return how a statement stands."""
    if told.withdrawn_at is not None:
        return Standing.WITHDRAWN
    return Standing.REQUESTED if told.approved_at is None else Standing.APPROVED
