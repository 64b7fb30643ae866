"""How the service desk itself is judged: its period, and what links between tickets mean."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from slawatch.model.agreement import PeriodKind


class Relation(StrEnum):
    """What another ticket is to the one that names it. The order of definition is the code in engine columns."""

    PROBLEM = "problem"
    """The problem whose symptom this incident is."""
    CHANGE = "change"
    """The change that is to remove its cause."""
    CAUSED_BY = "caused_by"
    """The change that broke what it is about."""
    PARENT = "parent"
    DUPLICATE = "duplicate"


INCIDENT: Final = "incident"
PROBLEM: Final = "problem"
CHANGE: Final = "change"
"""Kinds of ticket that process figures know by name."""

FAILED: Final = "failed"
"""The outcome of a change that did not do what it was for, or was taken back."""


class ChangeType(StrEnum):
    """How a change came to be made."""

    EMERGENCY = "emergency"
    """It could not wait for the usual assessment and approval."""
    NORMAL = "normal"
    """It was assessed and approved before."""
    STANDARD = "standard"
    """It follows a procedure that was approved once for all."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """How figures of the desk are cut, whatever the periods of agreements."""

    period: PeriodKind = PeriodKind.MONTH
    timezone: str = "UTC"
    reopen_window: int = 7 * 86400
    """Elapsed seconds after a resolution in which a reopening shows that it was none at the first contact."""
    by_person: bool = False
    """Whether figures are made by person at all."""
    names: Mapping[str, str] = field(default_factory=dict)
    """What people call the holders of pseudonyms; they change no figure."""
