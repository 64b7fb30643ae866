"""The section `objectives` of an agreement: one promise each."""

from fractions import Fraction
from typing import Annotated, Self

from pydantic import BeforeValidator, Field, model_validator

from slawatch.config import objective_checks
from slawatch.config.burn_section import BurnSection, burn_faults
from slawatch.config.faults import refused
from slawatch.config.limits import AtMost, limit
from slawatch.config.section import Section
from slawatch.config.values import CalendarId, PartyId, Percent, ServiceRefs, SourceId, Texts, TimeAllowed, as_list
from slawatch.model.agreement import TIMERS, ChangePolicy, Indicator, ReopenPolicy, Statistic
from slawatch.model.ticket import StatusClass

StatusClasses = Annotated[
    tuple[StatusClass, ...], BeforeValidator(as_list, json_schema_input_type=StatusClass | list[StatusClass])
]
PartyIds = Annotated[tuple[PartyId, ...], BeforeValidator(as_list, json_schema_input_type=str | list[str])]
SourceIds = Annotated[tuple[SourceId, ...], BeforeValidator(as_list, json_schema_input_type=str | list[str])]


class WhenSection(Section):
    """What a ticket must be for an objective to judge it; every key must hold, each with one of its values."""

    kind: Texts | None = None
    """Kinds of ticket, e.g. incident."""
    priority: Texts | None = None
    """Priorities, e.g. P1."""
    service: ServiceRefs | None = None
    """Services of the agreement."""
    party: PartyIds | None = None
    """Parties, e.g. one customer."""
    category: Texts | None = None
    """Categories."""
    team: Texts | None = None
    """Teams."""
    tags: Texts | None = None
    """Tags, of which the ticket has one at least."""
    source: SourceIds | None = None
    """Sources that the ticket comes from."""

    @property
    def conditions(self) -> dict[str, frozenset[str]]:
        """Return the attributes that are named, in the order in which they stand above, with the values allowed."""
        named = (name for name in type(self).model_fields if name in self.model_fields_set)
        return {name: frozenset(getattr(self, name)) for name in named}


class ObjectiveSection(Section):
    """One promise."""

    indicator: Indicator
    """What is measured: availability, one of the timers, e.g. resolution, or a number of outages or tickets."""
    target: Percent | None = None
    """The share to be kept: of agreed time for availability, of tickets or answers for the others."""
    statistic: Statistic = Statistic.SHARE
    """What of all timers of a period is judged: the share within the time allowed (share), or the median, the p90 or
    the mean of their times, which within then limits."""
    within: TimeAllowed | None = None
    """What a ticket may take: working time (90s, 15m, 4h) or business days (2bd, 2bd!eod). Of timers only."""
    at_most: AtMost | None = None
    """The limit: of outages, backlog and workload a number, of longest_outage a time (2h), of backlog_age days or
    weeks (30 days), of reopened a share (5%)."""
    minimum_responses: Annotated[int, Field(ge=1)] = 1
    """With fewer answers satisfaction is not judged."""
    when: WhenSection = WhenSection()
    """Which tickets; left out: every ticket of the agreement's services that no earlier objective took."""
    hours: CalendarId | None = None
    """The calendar in which the timer runs; left out: the hours of the ticket's service."""
    pause: StatusClasses | None = None
    """Status classes in which the timer stands still."""
    reopen: ReopenPolicy = ReopenPolicy.RESUME
    """After a reopening the closed gap does not count (resume), does (continue), or a new timer starts (new_cycle)."""
    on_change: ChangePolicy = ChangePolicy.RETROACTIVE
    """When a change of the ticket puts this objective in charge, all time before it counts (retroactive), none does
    (from_change), or the share of the target that was used is taken over (pro_rata)."""
    burn: BurnSection = BurnSection()
    """From where on the burning of its error budget is reported; left out: the usual, as far as it can be reached."""

    @model_validator(mode="after")
    def _fits_its_indicator(self) -> Self:
        indicator, told = self.indicator, self.model_fields_set
        faults = [
            *objective_checks.key_faults(indicator, told),
            *objective_checks.missing(indicator, self.statistic, told),
            *(objective_checks.statistic_faults(self.statistic, told, self.within) if indicator in TIMERS else ()),
            *objective_checks.limit_faults(indicator, self.at_most),
            *objective_checks.pause_faults(self.pause or ()),
        ]
        if faults:
            raise refused("objective", faults)
        return self

    @property
    def limit(self) -> int | None:
        """What `at_most` says: a number, or seconds; None where it says a share or nothing."""
        told = None if self.at_most is None else limit(self.indicator, self.at_most)
        return told if isinstance(told, int) else None

    @property
    def share(self) -> Fraction | None:
        """The share (0..1) that must be kept: of reopened what may not be reopened; None where none is promised."""
        told = None if self.at_most is None else limit(self.indicator, self.at_most)
        return 1 - told if isinstance(told, Fraction) else self.target

    @model_validator(mode="after")
    def _burn_can_be_reached(self) -> Self:
        faults = list(burn_faults(self.indicator, self.target, self.burn))
        if faults:
            raise refused("objective", faults)
        return self
