"""What the engine concludes: figures of objectives and services, frozen in a snapshot.

Ratios are 0..1, times are seconds. None means "not known" or "no basis to judge", never 0.
"""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from slawatch.model.agreement import TIMERS, AgreementKind, Indicator, Statistic
from slawatch.model.business_days import BusinessDays
from slawatch.model.desk_figures import BacklogAge, DeskFigures
from slawatch.model.outlook import Outlook
from slawatch.model.relative import Relative as Relative  # noqa: PLC0414  every figure tells it
from slawatch.model.service_figure import ServiceFigure as ServiceFigure  # noqa: PLC0414  a snapshot is made of them
from slawatch.model.spread import Durations as Durations  # noqa: PLC0414  every figure tells it
from slawatch.model.target_use import TargetUse


class State(StrEnum):
    """How an objective stands."""

    MET = "met"
    AT_RISK = "at_risk"
    BREACHED = "breached"
    INDETERMINATE = "indeterminate"
    NO_DATA = "no_data"
    NOT_APPLICABLE = "not_applicable"


class Outcome(StrEnum):
    """How a timer stands. The order of definition is the code in engine columns: append, never insert."""

    MET = "met"
    MISSED = "missed"
    RUNNING = "running"
    PAUSED = "paused"
    EXCLUDED = "excluded"
    CANCELLED = "cancelled"
    UNKNOWN = "unknown"


class Band(StrEnum):
    """Share of its target that a running or paused timer has used."""

    LT_50 = "lt_50"
    FROM_50 = "50_75"
    FROM_75 = "75_90"
    FROM_90 = "90_100"
    OVERDUE = "overdue"


@dataclass(frozen=True, slots=True, kw_only=True)
class Budget:
    """Error budget: seconds of downtime, or tickets that may be missed. Consumed is not clamped."""

    unit: str
    """"seconds" or "events"."""
    allowed: float
    consumed: float
    remaining_ratio: float | None
    """1 - consumed/allowed; None where nothing is allowed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OutcomeCount:
    """Timers of a period by priority and outcome."""

    priority: str
    outcome: Outcome
    timers: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RunningTimers:
    """Open timers of an objective by priority: how many in each band, and the urgent ones."""

    priority: str
    bands: tuple[tuple[Band, int], ...]
    """Every band, also those with 0."""
    next_due_at: datetime | None
    """The earliest due instant of a running timer that lies ahead."""
    oldest_overdue_seconds: int | None
    """The most working seconds by which an open timer exceeds its target; None when none does."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ObjectiveFigure:
    """One objective of one service, or of all services of an agreement together, in one period."""

    service_id: str
    """The agreement's id where its services are judged together."""
    sla: str
    objective: str
    indicator: Indicator
    agreement_kind: AgreementKind
    party: str
    supplier: str
    """The party's id for a contract, else empty."""
    period_kind: str
    """The kind of the agreement's periods in words: month, rolling 28 days."""
    timezone: str
    decimals: int
    period: Relative
    starts_at: datetime
    ends_at: datetime
    elapsed_ratio: float | None
    """Share of the period's agreed service time that lies before as_of."""
    target_ratio: float | None
    """The promised share; None where a time or a number is promised."""
    target_seconds: int | None
    """Working seconds that every timer may take, or a limit of lengths or ages; None for business days."""
    attained_ratio: float | None
    good: int
    """Numerator behind the ratio: timers met, or seconds up."""
    events: int
    """Denominator: timers met and missed, or agreed seconds; the n behind the figure."""
    state: State
    reason: str
    """Why there is no figure or no verdict, in words; empty otherwise."""
    misses_left: int | None
    best_possible_ratio: float | None
    breached_at: datetime | None
    coverage_ratio: float | None
    budget: Budget | None
    outcomes: tuple[OutcomeCount, ...] = ()
    running: tuple[RunningTimers, ...] = ()
    """Of the current period only."""
    target_days: BusinessDays | None = None
    version: int = 1
    """Of the agreement, as it judges the period."""
    statistic: Statistic = Statistic.SHARE
    target_events: int | None = None
    """The limit of a number: outages, tickets."""
    attained_seconds: float | None = None
    """The median, p90 or mean of timers, the longest outage, the greatest age; None without a basis."""
    attained_events: int | None = None
    """What was counted."""
    elapsed: Durations | None = None
    """What the stopwatches of all timers judged show, in working seconds; None for what is no timer."""
    used: TargetUse | None = None
    """The shares of their targets that all timers judged used, in working seconds; None for what is no timer."""
    services: tuple[str, ...] = ()
    """The services that are judged together; empty where it is one service's figure."""
    worst_service: str | None = None
    """Of services judged together the one that lost the largest share of its time; None for one service's figure."""

    @property
    def is_timer(self) -> bool:
        """True where tickets are judged one by one."""
        return self.indicator in TIMERS


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenTickets:
    """Tickets that are not done, by kind and priority ("" where not mapped)."""

    kind: str
    priority: str
    tickets: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceState:
    """How a service stands now."""

    service_id: str
    name: str
    outage_active: bool | None
    """None while a source of the service has never answered, and no other one tells of an outage."""
    outage_started_at: datetime | None
    data_through: datetime | None
    """Watermark of the oldest source behind it, or the instant since when one has not looked; None when no source has
    answered yet."""
    data_age_limit_seconds: int
    open_tickets: tuple[OpenTickets, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class UnjudgedTickets:
    """Tickets created in a period that no objective matches."""

    service_id: str
    kind: str
    period: Relative
    tickets: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceQuality:
    """Tickets and outages of a source whose raw words nothing maps, by attribute."""

    source: str
    attribute: str
    """status, priority, service or severity."""
    tickets: int | None
    """None where it is no attribute of tickets, as outages."""
    outages: int | None = None


class Direction(StrEnum):
    """Who pays a service credit: we to a customer, or a supplier to us."""

    OWED = "owed"
    CLAIMABLE = "claimable"


@dataclass(frozen=True, slots=True, kw_only=True)
class Credit:
    """The service credit of one service, or of several together, in one period, if nothing more is lost in it.

    What is not known yet lies between `low` (all of it up) and `high` (all of it down); the amount is None where
    the two differ.
    """

    service_id: str
    sla: str
    period: Relative
    starts_at: datetime
    ends_at: datetime
    direction: Direction
    currency: str
    """ISO 4217."""
    fee: float
    below_ratio: float | None
    """The bound of the band that decides; None where the availability earns no credit, or is not known."""
    share_ratio: float | None
    """The share of the fee in that band."""
    amount: float | None
    low: float
    high: float
    provisional: bool
    """True until the period is over and its sources have told all of it."""
    claim_by: date | None
    """The last day for a claim, in the agreement's zone; None where none is agreed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class VerdictComparison:
    """Timers of a period on which a source has a verdict of its own, and on how many of them it differs from ours."""

    service_id: str
    sla: str
    objective: str
    source: str
    period: Relative
    compared: int
    disagreements: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Snapshot:
    """Everything that an evaluation concluded; exporters and pages read nothing else."""

    as_of: datetime
    evaluated_at: datetime
    definitions: str
    """sha256 of the definitions that judged."""
    known_through: tuple[tuple[str, int], ...]
    """Per stream the change sequence up to which facts were known."""
    watermarks: tuple[tuple[str, datetime | None], ...]
    """Per source the instant up to which it has reported."""
    simulated: bool
    objectives: tuple[ObjectiveFigure, ...]
    services: tuple[ServiceFigure, ...]
    states: tuple[ServiceState, ...]
    unjudged: tuple[UnjudgedTickets, ...] = ()
    quality: tuple[SourceQuality, ...] = ()
    comparisons: tuple[VerdictComparison, ...] = ()
    """Of sources that have verdicts of their own only."""
    outlooks: tuple[Outlook, ...] = ()
    """Of current periods."""
    credits: tuple[Credit, ...] = ()
    desk: tuple[DeskFigures, ...] = ()
    """Of the desk's current and previous period."""
    backlog: tuple[BacklogAge, ...] = ()
