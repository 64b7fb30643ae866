"""One service under one agreement in one window."""

from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

from slawatch.calendars.calendar import Calendar
from slawatch.engine.availability import (
    Layers,
    ServiceRecord,
    Span,
    TimeAccount,
    exceeded_at,
    service_seconds,
    time_account,
)
from slawatch.engine.spans import clipped
from slawatch.engine.windows import Window
from slawatch.model.agreement import Agreement, ExclusionMode
from slawatch.model.service import ServiceId


@dataclass(frozen=True, kw_only=True)
class ServiceTime:
    """What became of the time of a service, as one agreement counts it."""

    agreement: Agreement
    service: ServiceId
    window: Window
    calendar: Calendar
    """The service's hours."""
    record: ServiceRecord
    """As the agreement counts it (see counted)."""
    known_until: int | None
    """Watermark of the sources behind the service; None: some never answered."""
    users: int | None = None
    """How many people use the service; None where that is not stated."""

    @cached_property
    def layers(self) -> Layers:
        """The record in the agreement's exclusion mode."""
        return self.record.layers(self.agreement.exclusion_mode)

    @cached_property
    def account(self) -> TimeAccount:
        """The time before as_of."""
        return time_account(self.layers, self.calendar, self.window.seen)

    @cached_property
    def whole(self) -> TimeAccount:
        """The time of the whole window; what lies ahead is unknown in it."""
        if self.window.span == self.window.seen:
            return self.account
        return time_account(self.layers, self.calendar, self.window.span)

    @cached_property
    def planned(self) -> int:
        """Agreed seconds of the whole window, if all of it becomes known."""
        return self.whole.possible

    @property
    def dropped(self) -> int:
        """Seconds of agreed time before as_of in outages that are too short to count."""
        return int(service_seconds(clipped(self.layers.dropped, *self.window.seen), self.calendar).sum())

    @property
    def elapsed(self) -> float | None:
        """Share of the planned time that lies before as_of."""
        return self.account.possible / self.planned if self.planned else None

    def availability(self, mode: ExclusionMode) -> float | None:
        """Return availability in any exclusion mode: raw is as users felt it."""
        if mode is self.agreement.exclusion_mode or not len(self.record.excluded):
            return self.account.availability
        return time_account(self.record.layers(mode), self.calendar, self.window.seen).availability

    @property
    def parts(self) -> tuple["ServiceTime", ...]:
        """Itself alone; of services that are judged together, each (see group_time)."""
        return (self,)

    def exceeded_at(self, allowed: Fraction, span: Span) -> int | None:
        """Return the earliest instant of a span before which more than `allowed` seconds were lost in it."""
        return exceeded_at(self.layers, self.calendar, span, allowed)

    @property
    def told_until(self) -> int:
        """The instant before as_of up to which the service is told of; as_of where it never was."""
        return self.window.as_of if self.known_until is None else min(self.window.as_of, self.known_until)

    @property
    def is_told(self) -> bool:
        """False where agreed time has passed and nothing at all is known of it."""
        return self.account.agreed > 0 or not self.account.unknown

    @property
    def complete(self) -> bool:
        """True when the window is over and the sources have told everything up to its end."""
        end = self.window.span[1]
        return self.window.as_of >= end and self.known_until is not None and self.known_until >= end
