"""Columns that the kernel fills: a row a ticket, a row a timer."""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from enum import IntEnum
from typing import Final, Self

import numpy as np
from numpy.typing import NDArray

from slawatch.engine.facts import Ints
from slawatch.model.outage import Origin

NEVER: Final = int(np.iinfo(np.int64).max)
"""Stands in columns of epoch seconds for an instant that there is not."""

ORIGIN_CODE: Final = {origin: code for code, origin in enumerate(Origin)}

UNTOLD: Final = -1
"""Stands in columns of counts for one that nobody has told."""

EVERY: Final = -1
"""Stands in columns of services for all of them."""

Codes = NDArray[np.int32]
Flags = NDArray[np.bool_]


class Phase(IntEnum):
    """What a timer does at the horizon."""

    RUNNING = 0
    PAUSED = 1
    STOPPED = 2
    CANCELLED = 3
    UNKNOWN = 4


class Columns:
    """Rows of equal length in named columns."""

    def __len__(self) -> int:
        return len(getattr(self, fields(self)[0].name))  # type: ignore[arg-type]

    def take(self, rows: NDArray[np.bool_] | Ints) -> Self:
        """Return the rows named by a mask or by positions."""
        places = np.flatnonzero(rows) if rows.dtype == np.bool_ else rows  # to read a mask once a column takes longer
        return type(self)(**{f.name: getattr(self, f.name)[places] for f in fields(self)})  # type: ignore[arg-type]

    @classmethod
    def joined(cls, parts: Sequence[Self]) -> Self:
        """Return the rows of all parts, one after the other; at least one part is needed."""
        return cls(**{f.name: np.concatenate([getattr(p, f.name) for p in parts]) for f in fields(cls)})  # type: ignore[arg-type]


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketRows(Columns):
    """One row a ticket, as it stands at the horizon. Attribute columns hold codes of Plan.words."""

    source: Codes
    """Code of the source's id."""
    ticket: Ints
    created_at: Ints
    done_at: Ints
    """Entry into the last done or void stretch; NEVER while it is open."""
    kind: Codes
    service: Codes
    priority: Codes
    status_class: NDArray[np.int8]
    """Position in StatusClass."""
    unmapped: NDArray[np.uint8]
    """Bits: 1 status, 2 priority, 4 service, 8 type of a change."""
    raw_status: Codes
    """Code of the raw status where nothing maps it, else 0; likewise the two that follow."""
    raw_priority: Codes
    raw_service: Codes
    raw_change_type: Codes
    judged: Flags
    """True when at least one objective matched it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TimerRows(Columns):
    """One row a timer cycle. Instants are epoch seconds (NEVER where there is none), durations working seconds."""

    source: Codes
    ticket: Ints
    promise: Codes
    """Number of the promise in the plan."""
    service: Codes
    priority: Codes
    cycle: Codes
    """0 for the first cycle; only `new_cycle`, next_reply and periodic_update have more."""
    started_at: Ints
    stopped_at: Ints
    due_at: Ints
    """The earliest instant at which elapsed equals the target, for a stopped timer had it run on; NEVER while
    paused or cancelled before it."""
    breach_at: Ints
    """The smallest second t with elapsed(t) > target, past or, while running, to come; NEVER where it does not come."""
    elapsed: Ints
    paused: Ints
    target: Ints
    carried: Ints
    """What of elapsed is taken over from earlier objectives; only `pro_rata` has any."""
    reopens: Codes
    phase: NDArray[np.int8]
    """See Phase."""
    since: Ints
    """Start of the running or paused stretch that is open at the horizon; NEVER when stopped."""
    counted_to: Ints
    """The instant up to which elapsed and paused count: the stop, or the horizon that judged an open timer."""
    excluded: Flags
    """A correction takes it out of the count."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkRows(Columns):
    """One row a stretch of work on a ticket, since its creation or a reopening, under a promise that counts tickets."""

    source: Codes
    ticket: Ints
    promise: Codes
    """Number of the promise in the plan."""
    service: Codes
    cycle: Codes
    """0 for the stretch that begins with the creation."""
    created_at: Ints
    started_at: Ints
    ended_at: Ints
    """NEVER while it is open."""
    void: Flags
    """The ticket came to nothing: merged, spam, a duplicate, cancelled."""
    changed_at: Ints
    """Instant of the ticket's last event."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OutageRows(Columns):
    """One row a stretch in which a service was down or degraded, from an outage fact or an outage ticket."""

    source: Codes
    ticket: Ints
    """The store's number of the ticket that tells it, -1 for an outage fact."""
    service: Codes
    started_at: Ints
    ended_at: Ints
    """NEVER while it lasts."""
    detected_at: Ints
    acknowledged_at: Ints
    degraded: Flags
    unmapped: Flags
    """Its raw severity is told and nothing maps it; it counts as down."""
    raw_severity: Codes
    """Code of the raw severity where nothing maps it, else 0; likewise that of the service."""
    raw_service: Codes
    origin: NDArray[np.int8]
    """Position in Origin: by what its start is known."""
    users: Ints
    """How many users it touches, UNTOLD where nobody says so."""


@dataclass(frozen=True, slots=True, kw_only=True)
class GapRows(Columns):
    """One row a stretch in which a source did not look at a service."""

    source: Codes
    service: Codes
    """EVERY where it looked at none."""
    started_at: Ints
    ended_at: Ints
    """NEVER while it lasts."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ExclusionRows(Columns):
    """One row an exclusion; whether it counts, the agreement says."""

    source: Codes
    ticket: Ints
    """The store's number of the ticket that tells it, -1 for a fact of its own."""
    service: Codes
    started_at: Ints
    ended_at: Ints
    approved_at: Ints
    """NEVER where nobody did."""
    retrospective: Flags
    """Approved by somebody who is named after it had begun."""
    approver: Codes
    """Code of the name of who approved it; 0 where nobody is named."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NativeRows(Columns):
    """One row a verdict of a source's own on a timer of one of its tickets; of several cycles it is the last one's."""

    source: Codes
    ticket: Ints
    promise: Codes
    name: Codes
    """What the source calls its service level."""
    outcome: NDArray[np.int8]
    """Position in Outcome."""
    told_at: Ints
