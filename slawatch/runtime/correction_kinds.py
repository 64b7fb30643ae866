"""What each kind of correction says, part by part: forms and commands ask for these parts and know no others."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import Enum, auto
from typing import Any, Final, NamedTuple

from slawatch.model.correction import (
    STATEABLE,
    VOIDABLE,
    CorrectionKind,
    FieldHeld,
    Happened,
    NoOutage,
    NotCounted,
    OutageWas,
    TimerExcluded,
    Told,
)
from slawatch.model.definitions import Definitions
from slawatch.model.event import EventType
from slawatch.runtime.correctable import FoundTicket, raw_field, require_promised, require_told

ENDS_TOO_SOON: Final = "It must end after it begins."
ENDS_BEFORE: Final = "It can't end before it begins."
SAYS_NOTHING: Final = "Say what was otherwise."


class Takes(Enum):
    """What is said in a part."""

    TEXT = auto()
    INSTANT = auto()
    EVENT = auto()
    COUNT = auto()
    """A whole number, 0 or more."""


class Part(NamedTuple):
    """Something that a correction says."""

    name: str
    takes: Takes = Takes.TEXT
    is_needed: bool = False
    meant: str = ""
    """What the model calls it; empty: the same."""


Said = Mapping[str, Any]
"""By part what is said, of the type that the part takes; None, or missing: nothing."""


class Unfit(NamedTuple):
    """What is wrong with parts as they stand, whatever is known."""

    parts: Sequence[str]
    sentence: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Wording:
    """What a kind of correction says."""

    makes: Callable[..., Told]
    is_of_outage: bool = False
    """Else it is of a ticket."""
    parts: tuple[Part, ...] = ()
    events: frozenset[EventType] = frozenset()
    """Those that a part may name which takes one."""
    no_event: str = ""
    """What any other is told."""
    fits: Callable[[Said], Unfit | None] = lambda _: None
    known: Callable[[Definitions, FoundTicket, Any], Told] | None = None
    """Holds what is said of a ticket against what there is; StatementError where it speaks of nothing."""
    looked_up: str = ""
    """The part which that is about."""

    def told(self, said: Said, definitions: Definitions, ticket: FoundTicket | None) -> Told:
        """Return what is said, which fits, of a ticket or an outage (None); StatementError where it is of nothing."""
        told = self.makes(**{part.meant or part.name: said.get(part.name) for part in self.parts})
        return told if self.known is None or ticket is None else self.known(definitions, ticket, told)


_TYPE: Final = Part("type", Takes.EVENT, is_needed=True)
_AT: Final = Part("at", Takes.INSTANT, is_needed=True)


def _after(said: Said) -> Unfit | None:
    start, end = _stretch(said)
    return Unfit(("to",), ENDS_TOO_SOON) if start and end and end <= start else None


def _otherwise(said: Said) -> Unfit | None:
    if all(said.get(part.name) is None for part in _OTHERWISE):
        return Unfit([part.name for part in _OTHERWISE], SAYS_NOTHING)
    start, end = _stretch(said)
    return Unfit(("to",), ENDS_BEFORE) if start and end and end < start else None


def _stretch(said: Said) -> tuple[datetime | None, datetime | None]:
    return said.get("from"), said.get("to")


def _raw(definitions: Definitions, ticket: FoundTicket, told: FieldHeld) -> Told:
    return replace(told, field=raw_field(definitions.mappings[ticket.source], told.field), value=told.value or None)


def _told(_definitions: Definitions, ticket: FoundTicket, told: NotCounted) -> Told:
    require_told(ticket.facts, told)
    return told


def _promised(definitions: Definitions, _ticket: FoundTicket, told: TimerExcluded) -> Told:
    require_promised(definitions, told)
    return told


_OTHERWISE: Final = (
    Part("from", Takes.INSTANT, meant="started_at"),
    Part("to", Takes.INSTANT, meant="ended_at"),
    Part("service"),
    Part("severity"),
)

WORDINGS: Final[Mapping[CorrectionKind, Wording]] = {
    CorrectionKind.FIELD: Wording(
        makes=FieldHeld,
        parts=(
            Part("field", is_needed=True),
            Part("value"),
            Part("from", Takes.INSTANT, is_needed=True, meant="starts_at"),
            Part("to", Takes.INSTANT, meant="ends_at"),
        ),
        fits=_after,
        known=_raw,
        looked_up="field",
    ),
    CorrectionKind.EVENT: Wording(
        makes=Happened, parts=(_TYPE, _AT), events=STATEABLE, no_event="This can't be stated."
    ),
    CorrectionKind.VOID_EVENT: Wording(
        makes=NotCounted,
        parts=(_TYPE, _AT),
        events=VOIDABLE,
        no_event="This can't be taken away.",
        known=_told,
        looked_up="at",
    ),
    CorrectionKind.TIMER: Wording(
        makes=TimerExcluded,
        parts=(Part("agreement"), Part("objective"), Part("cycle", Takes.COUNT)),
        known=_promised,
        looked_up="objective",
    ),
    CorrectionKind.OUTAGE: Wording(makes=OutageWas, is_of_outage=True, parts=_OTHERWISE, fits=_otherwise),
    CorrectionKind.VOID_OUTAGE: Wording(makes=NoOutage, is_of_outage=True),
}
