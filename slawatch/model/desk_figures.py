"""What the engine concludes of the service desk's own work, frozen in a snapshot.

Ratios are 0..1, times are seconds. None means "not known" or "no basis to judge", never 0.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from slawatch.model.relative import Relative
from slawatch.model.spread import Durations


class Dimension(StrEnum):
    """By what tickets are told apart."""

    TEAM = "team"
    QUEUE = "queue"
    SERVICE = "service"
    KIND = "kind"
    PERSON = "person"
    """By pseudonym, and only where the definitions switch it on."""


class Stage(StrEnum):
    """What a ticket waits for. Together the stages are its life, from creation to being done."""

    NEW = "new"
    """Nobody has touched it."""
    OPEN = "open"
    """It is worked on, or its status is not mapped."""
    REQUESTER = "pending_requester"
    SUPPLIER = "pending_supplier"
    OTHER = "pending_other"
    DONE = "done"
    """Between a resolution and the reopening that followed."""


class ProcessIndicator(StrEnum):
    """Shares of tickets that tell how a process works."""

    FIRST_CONTACT = "first_contact"
    REOPENED = "reopened"
    PROBLEM_LINKED = "problem_linked"
    CHANGE_FAILED = "change_failed"
    CHANGE_CAUSED_INCIDENTS = "change_caused_incidents"
    CHANGE_EMERGENCY = "change_emergency"


@dataclass(frozen=True, slots=True, kw_only=True)
class Workload:
    """Tickets of one kind that came to a team, queue or service and left it.

    Each is counted as often as it comes or goes. In - out = change of the backlog.
    """

    dimension: Dimension
    value: str
    """The team, queue, service or person; empty where it is not mapped, or nobody has them."""
    kind: str
    backlog_start: int
    created: int
    handed_in: int
    reopened: int
    resolved: int
    """Resolved or closed."""
    cancelled: int
    """Or deleted, merged, moved away."""
    handed_away: int
    backlog_end: int

    @property
    def came(self) -> int:
        """Tickets in."""
        return self.created + self.handed_in + self.reopened

    @property
    def went(self) -> int:
        """Tickets out."""
        return self.resolved + self.cancelled + self.handed_away

    @property
    def imbalance(self) -> int:
        """Tickets that in = out + change of the backlog does not explain; anything but 0 is a fault of slawatch."""
        return self.came - self.went - (self.backlog_end - self.backlog_start)


@dataclass(frozen=True, slots=True, kw_only=True)
class Handling:
    """How long tickets that were done in the period were in one stage, or with one team; a length a ticket."""

    dimension: Dimension
    """SERVICE: of one service, kind and stage. KIND: of a kind and stage. TEAM, PERSON: all kinds and stages."""
    value: str
    kind: str
    stage: Stage | None
    """None for all the time with a team or person, which ends with a handover or a resolution."""
    elapsed: Durations
    elapsed_seconds: int
    """Of all the tickets together."""
    working: Durations
    """In hours of the service; without the tickets of services that are not mapped."""
    working_seconds: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ProcessShare:
    """A share of the tickets of one service that a process is judged by, with Wilson's interval of 95 %."""

    process: str
    """The kind of ticket."""
    indicator: ProcessIndicator
    service_id: str
    counted: int
    n: int
    ratio: float | None
    lower: float | None
    upper: float | None
    unknown: int = 0
    """Tickets of the period of which the source can't tell it."""
    waiting: int = 0
    """Tickets of the period of which it is too early to tell it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reassignments:
    """How often tickets resolved in the period had been handed from team to team by then."""

    service_id: str
    kind: str
    tickets: int
    mean: float
    distribution: tuple[tuple[int, int], ...]
    """(handovers, tickets) in ascending order; those that did not occur are left out."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ProblemLoad:
    """Incidents of one service created in the period that are symptoms of known problems."""

    service_id: str
    problems: int
    incidents: int
    recurring: int
    """Problems with more than one incident."""
    most: int
    """Incidents of the problem that has most."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Satisfaction:
    """What requesters said, by the day of their (last) answer, of one service as one source's survey tells it."""

    service_id: str
    source: str
    survey: str
    """Where the answers come from, in the configuration's words."""
    answers: int
    good: int
    score_ratio: float | None
    """good / answers."""
    unreadable: int
    """Answers that the scale does not know; they are in neither."""
    asked: int | None
    """Tickets whose requester was asked in the period; None where the source does not tell it."""
    responses: int | None
    """Of those, how many have answered by now."""
    response_ratio: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonSatisfaction:
    """What requesters said, by the day of their (last) answer, of the tickets that a person had last by then."""

    person: str
    """A pseudonym; empty where nobody had them."""
    source: str
    survey: str
    answers: int
    good: int
    score_ratio: float | None
    """good / answers."""
    unreadable: int


@dataclass(frozen=True, slots=True, kw_only=True)
class BacklogAge:
    """How old the tickets of a service and kind are that are open now."""

    service_id: str
    kind: str
    age: Durations


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """How many tickets are open now in one stage of one team, queue, service, kind or person, and how old they are."""

    dimension: Dimension
    value: str
    stage: Stage
    age: Durations


@dataclass(frozen=True, slots=True, kw_only=True)
class DeskFigures:
    """The desk's work in one period."""

    period: Relative
    starts_at: datetime
    ends_at: datetime
    workloads: tuple[Workload, ...] = ()
    handling: tuple[Handling, ...] = ()
    processes: tuple[ProcessShare, ...] = ()
    reassignments: tuple[Reassignments, ...] = ()
    problems: tuple[ProblemLoad, ...] = ()
    satisfaction: tuple[Satisfaction, ...] = ()
    persons: tuple[PersonSatisfaction, ...] = ()
    """Those by person are made for who asks, as are those of what waits now; a snapshot holds none."""
    waiting: tuple[Waiting, ...] = ()
