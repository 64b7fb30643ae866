"""The paper: agreements and the objectives promised in them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from fractions import Fraction
from typing import Final

from slawatch.model.burn import BurnThresholds
from slawatch.model.business_days import BusinessDays
from slawatch.model.credit import CreditTerms
from slawatch.model.service import Names, ServiceId
from slawatch.model.ticket import PENDING, StatusClass


class AgreementKind(StrEnum):
    """With whom a promise is made: a customer (sla), an internal team (ola), a supplier (contract)."""

    SLA = "sla"
    OLA = "ola"
    CONTRACT = "contract"


class Indicator(StrEnum):
    """What an objective measures."""

    AVAILABILITY = "availability"
    FIRST_RESPONSE = "first_response"
    ACKNOWLEDGEMENT = "acknowledgement"
    NEXT_REPLY = "next_reply"
    PERIODIC_UPDATE = "periodic_update"
    RESOLUTION = "resolution"
    RESTORATION = "restoration"
    HANDOVER = "handover"
    OUTAGES = "outages"
    LONGEST_OUTAGE = "longest_outage"
    BACKLOG = "backlog"
    BACKLOG_AGE = "backlog_age"
    WORKLOAD = "workload"
    SATISFACTION = "satisfaction"
    FIRST_CONTACT = "first_contact"
    REOPENED = "reopened"


TIMERS: Final = frozenset(
    {
        Indicator.FIRST_RESPONSE,
        Indicator.ACKNOWLEDGEMENT,
        Indicator.NEXT_REPLY,
        Indicator.PERIODIC_UPDATE,
        Indicator.RESOLUTION,
        Indicator.RESTORATION,
        Indicator.HANDOVER,
    }
)
"""Indicators that judge tickets one by one, each by a stopwatch."""

NUMBERS: Final = frozenset({Indicator.OUTAGES, Indicator.BACKLOG, Indicator.WORKLOAD})
"""Indicators whose limit is a number."""

LENGTHS: Final = frozenset({Indicator.LONGEST_OUTAGE, Indicator.BACKLOG_AGE})
"""Indicators whose limit is a time."""

COUNTING: Final = frozenset(
    {
        Indicator.BACKLOG,
        Indicator.BACKLOG_AGE,
        Indicator.WORKLOAD,
        Indicator.SATISFACTION,
        Indicator.FIRST_CONTACT,
        Indicator.REOPENED,
    }
)
"""Indicators of tickets that no stopwatch judges."""


class Statistic(StrEnum):
    """What of all timers of a period is held against the promise: the share that was in time, or a typical time."""

    SHARE = "share"
    MEDIAN = "median"
    P90 = "p90"
    MEAN = "mean"


class PeriodKind(StrEnum):
    """The stretch that is judged, cut at local midnights in the agreement's zone."""

    WEEK = "week"
    MONTH = "month"
    QUARTER = "quarter"
    HALF_YEAR = "half_year"
    YEAR = "year"


@dataclass(frozen=True, slots=True)
class Rolling:
    """The last so many local dates, today included; at each local midnight it moves on by a date."""

    days: int

    def __str__(self) -> str:
        """Return it as it is written in the configuration."""
        return f"rolling {self.days} days"


Period = PeriodKind | Rolling


class ReopenPolicy(StrEnum):
    """What a reopening does: the closed gap does not count, or it does, or a new timer starts."""

    RESUME = "resume"
    CONTINUE = "continue"
    NEW_CYCLE = "new_cycle"


class ChangePolicy(StrEnum):
    """What becomes of the time before a change of the objective that judges a ticket.

    All of it counts under the new one, none of it does, or the share of the target that was used is taken over.
    """

    RETROACTIVE = "retroactive"
    FROM_CHANGE = "from_change"
    PRO_RATA = "pro_rata"


class Scope(StrEnum):
    """Of what an objective has a figure: of each service, or one of all services of the agreement together."""

    SERVICE = "service"
    AGREEMENT = "agreement"


class ExclusionMode(StrEnum):
    """Excluded time leaves the denominator (agreed), counts as up (credit), or is ignored (raw)."""

    AGREED = "agreed"
    CREDIT = "credit"
    RAW = "raw"


DEFAULT_PAUSES = PENDING - {StatusClass.PENDING_OTHER}


@dataclass(frozen=True, slots=True, kw_only=True)
class Objective:
    """One promise. Working seconds are counted in the calendar `hours`."""

    id: str
    indicator: Indicator
    target: Fraction | None = None
    """The share (0..1) that must be kept: of agreed time for availability, of tickets for timers; None where a
    statistic or `at_most` is the limit."""
    statistic: Statistic = Statistic.SHARE
    within: int | BusinessDays | None = None
    """Target of a timer: working seconds, or business days that each timer freezes to such at its start.

    A median, p90 or mean of all timers must not exceed it either.
    """
    at_most: int | None = None
    """The limit of a number (outages, tickets), or in seconds of a length or an age."""
    minimum_responses: int = 0
    """So many answers are needed before satisfaction is judged."""
    hours: str | None = None
    """Calendar id of a timer; None: the service's hours."""
    when: Mapping[str, frozenset[str]] = field(default_factory=dict)
    """Attribute (see mapping.ATTRIBUTES, and "source") -> allowed values; empty: every ticket of the services."""
    pause: frozenset[StatusClass] = frozenset()
    reopen: ReopenPolicy = ReopenPolicy.RESUME
    on_change: ChangePolicy = ChangePolicy.RETROACTIVE
    burn: BurnThresholds = field(default_factory=BurnThresholds)

    @property
    def is_timer(self) -> bool:
        """True where tickets are judged one by one."""
        return self.indicator in TIMERS

    @property
    def contest(self) -> tuple[Indicator, Statistic]:
        """What it is promised about: of an agreement's objectives about the same the first that matches wins."""
        return self.indicator, self.statistic


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreement:
    """An SLA, an OLA or a supplier's contract; objectives stand in file order, the first match wins per indicator."""

    id: str
    kind: AgreementKind
    party: str
    names: Names
    services: tuple[ServiceId, ...]
    objectives: tuple[Objective, ...]
    version: int = 1
    """Versions of one id stand in order, one begins where the other ends, and are alike in kind, party and period."""
    versions: int = 1
    """How many there are of its id."""
    period: Period = PeriodKind.MONTH
    timezone: str = "UTC"
    scope: Scope = Scope.SERVICE
    """The same in all versions."""
    weights: Mapping[ServiceId, Fraction] = field(default_factory=dict)
    """How many times a service's seconds count in an availability of all together; 1 where nothing is said."""
    starts_at: datetime | None = None
    """Go-live, or where this version begins: nothing before it is judged by it."""
    ends_at: datetime | None = None
    exclusion_mode: ExclusionMode = ExclusionMode.AGREED
    notice: int = 0
    """Seconds by which an exclusion must be approved before it begins."""
    allowance: int | None = None
    """Service seconds that may be excluded in a period, the earliest ones; None: any number."""
    approvers: frozenset[str] | None = None
    """Who may approve an exclusion; None: anybody."""
    degraded: Fraction = Fraction(0)
    """The share (0..1) of degraded time that counts as lost."""
    merge_gap: int = 0
    """Outages that lie at most so many seconds apart are one, and the gap counts as outage."""
    min_outage: int = 0
    """Outages shorter than so many seconds, after merging, don't count."""
    decimals: int = 2
    """Decimals of printed percentages; they are floored, never rounded up."""
    full_metrics: bool = False
    """Metrics tell all periods, the cross with priorities, and typical times; else only what every board shows."""
    underpins: frozenset[str] | None = None
    """Ids of the agreements that it carries its part of; None: every one above it on a service of its."""
    review_by: date | None = None
    """By when people mean to look at it again."""
    credits: CreditTerms | None = None
    """What a missed availability costs whoever promised it."""

    @property
    def judged(self) -> tuple[ServiceId, ...]:
        """What its objectives have a figure of: each service, or all of them under the agreement's own id."""
        return (ServiceId(self.id),) if self.scope is Scope.AGREEMENT else self.services

    def judged_as(self, service: str) -> str:
        """Return the id that a service has figures under: its own, or of services together that of the agreement."""
        return self.id if self.scope is Scope.AGREEMENT else service

    def weight(self, service: ServiceId) -> Fraction:
        """Return how often the seconds of a service count beside those of the others."""
        return self.weights.get(service, Fraction(1))

    @property
    def title(self) -> str:
        """Its id, with the version where there are several."""
        return f"{self.id} v{self.version}" if self.versions > 1 else self.id
