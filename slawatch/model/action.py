"""The improvement register: what is done about breaches and outages, and what is accepted without."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Final

from slawatch.model.instant import instant
from slawatch.model.measurement import Goal, Measurement
from slawatch.model.reference import FindingRef, ObjectiveRef, OutageRef, Reference


class Stage(StrEnum):
    """Where an action stands in plan, do, check, act."""

    PLAN = "plan"
    DO = "do"
    CHECK = "check"
    """It is done; whether it helped is looked at."""
    ACT = "act"
    """It was looked at; what follows is made the rule, or the next action."""
    CLOSED = "closed"
    CANCELLED = "cancelled"


OPEN: Final = (Stage.PLAN, Stage.DO, Stage.CHECK, Stage.ACT)
"""In their order."""
UNDONE: Final = frozenset({Stage.PLAN, Stage.DO})


@dataclass(frozen=True, slots=True, kw_only=True)
class Action:
    """One version of an improvement action; the newest counts, and those before it are kept."""

    id: str
    """A-1, A-2 and so on."""
    title: str
    about: tuple[Reference, ...]
    owner: str
    due_on: date
    """The last day on which it is in time, in its agreement's zone."""
    author: str
    """Who stated it first."""
    stated_at: datetime
    changed_by: str
    """Who stated this version; of the first one the author."""
    changed_at: datetime
    stage: Stage = Stage.PLAN
    cause: str = ""
    """Why it came to what the action is about, as far as that is known."""
    plan: str = ""
    """What is to be done."""
    check_on: date | None = None
    """The last day on which its effect is to have been looked at; None: no day is set."""
    measure: ObjectiveRef | None = None
    """The objective whose figure it is to make better."""
    baseline: Measurement | None = None
    """What that figure was, as it was known when this was stated."""
    goal: Goal | None = None
    done_at: datetime | None = None
    """When what was planned had been done: the result is measured from then on."""
    result: Measurement | None = None
    """What the figure came to after that, as it was known at the end of the action; None before."""
    ended_at: datetime | None = None
    """When it was closed or cancelled."""
    reason: str = ""
    """What was said of this version: how it ended, why it was cancelled, what changed."""

    def __post_init__(self) -> None:
        """Refuse naive instants, and an end without a word on it."""
        _aware(self, "stated_at", "changed_at", "done_at", "ended_at")
        if (self.ended_at is not None) is self.is_open:
            msg = f"the action {self.id} is {self.stage}, and its end does not agree with that"
            raise ValueError(msg)
        if self.stage is Stage.CANCELLED and not self.reason:
            msg = f"the action {self.id} can't be cancelled without a reason"
            raise ValueError(msg)

    @property
    def is_open(self) -> bool:
        """True until it is closed or cancelled."""
        return self.stage in OPEN

    @property
    def waits_until(self) -> date | None:
        """The day after which it is overdue as it stands; None where no day is set, or it has ended."""
        if self.stage in UNDONE:
            return self.due_on
        return self.check_on if self.is_open else None

    def is_overdue(self, today: date) -> bool:
        """Tell whether its day has passed; `today` is the date in its agreement's zone."""
        until = self.waits_until
        return until is not None and today > until

    @property
    def answers(self) -> tuple[FindingRef, ...]:
        """The breaches and outages to which it is the answer; none where it was cancelled."""
        return () if self.stage is Stage.CANCELLED else findings_of(self.about)


@dataclass(frozen=True, slots=True, kw_only=True)
class Acceptance:
    """One version of a statement that breaches and outages are accepted without an action."""

    id: str
    """C-1, C-2 and so on: a concession."""
    about: tuple[FindingRef, ...]
    accepted_by: str
    """Who answers for it."""
    reason: str
    author: str
    """Who stated it."""
    stated_at: datetime
    until: date | None = None
    """The last day on which it holds, in its agreement's zone; None: for good."""
    withdrawn_by: str | None = None
    withdrawn_at: datetime | None = None

    def __post_init__(self) -> None:
        """Refuse naive instants, and an acceptance of nothing, by nobody or for no reason."""
        _aware(self, "stated_at", "withdrawn_at")
        if not (self.about and self.accepted_by and self.reason):
            msg = f"the acceptance {self.id} must say what is accepted, by whom and why"
            raise ValueError(msg)

    def holds(self, today: date) -> bool:
        """Tell whether it counts; `today` is the date in its agreement's zone."""
        return self.withdrawn_at is None and (self.until is None or today <= self.until)


def findings_of(about: tuple[Reference, ...]) -> tuple[FindingRef, ...]:
    """Return the breaches and outages among what is named."""
    return tuple(each for each in about if isinstance(each, FindingRef))


def is_meant(named: FindingRef, found: FindingRef) -> bool:
    """Tell whether a name means a breach or an outage that is found now."""
    if isinstance(named, OutageRef) and isinstance(found, OutageRef):
        return named.service_id == found.service_id and named.overlaps(found.started_at, found.ended_at)
    return named == found


def _aware(value: object, *names: str) -> None:
    for name in names:
        at = getattr(value, name)
        if at is not None:
            object.__setattr__(value, name, instant(at))
