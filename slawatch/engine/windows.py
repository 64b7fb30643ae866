"""Periods as agreements see them: cut to the contract's dates, up to now."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Final

from slawatch.calendars.periods import period_containing, previous
from slawatch.engine.availability import Span
from slawatch.model.agreement import Agreement, Period, PeriodKind
from slawatch.model.definitions import Definitions
from slawatch.model.instant import EARLIEST, LATEST, epoch
from slawatch.model.interval import Interval
from slawatch.model.result import Relative

_ALWAYS: Final = (epoch(EARLIEST), epoch(LATEST))


@dataclass(frozen=True, kw_only=True)
class Window:
    """A period of an agreement, seen at an instant. Its span is empty where the agreement is not in force."""

    relative: Relative
    period: Interval
    as_of: int
    contract: Span
    """[go-live, end of the agreement)."""

    @cached_property
    def span(self) -> Span:
        """The part of the period in which the agreement is in force."""
        start = max(epoch(self.period.start), self.contract[0])
        return start, max(start, min(epoch(self.period.end), self.contract[1]))

    @cached_property
    def seen(self) -> Span:
        """The part of the span that lies before as_of."""
        start, end = self.span
        return start, max(start, min(end, self.as_of))

    @property
    def in_force(self) -> bool:
        """True when the agreement judges at least a second of the period."""
        start, end = self.span
        return start < end

    @property
    def running(self) -> bool:
        """True while the span contains as_of: open timers belong to it."""
        start, end = self.span
        return start <= self.as_of < end


def current_and_previous(agreement: Agreement, as_of: datetime) -> tuple[Window, Window]:
    """Return the agreement's period that contains as_of and the one before it."""
    periods = _around(agreement.period, as_of, agreement.timezone)
    current, before = (window(agreement, period, as_of=as_of) for period in periods)
    return current, before


def months(as_of: datetime) -> tuple[Window, Window]:
    """Return the calendar months (UTC) that count where no agreement names a period."""
    current, before = (_window(period, as_of, _ALWAYS) for period in _around(PeriodKind.MONTH, as_of, "UTC"))
    return current, before


def window(agreement: Agreement, period: Interval, *, as_of: datetime) -> Window:
    """Return a period as an agreement sees it: current where the period contains as_of, else previous."""
    return _window(period, as_of, contract(agreement))


def contract(agreement: Agreement) -> Span:
    """Return [go-live, end of the agreement)."""
    begins = epoch(agreement.starts_at) if agreement.starts_at else _ALWAYS[0]
    ends = epoch(agreement.ends_at) if agreement.ends_at else _ALWAYS[1]
    return begins, ends


def retention_start(agreements: Iterable[Agreement], as_of: datetime) -> int:
    """Return the earliest instant that the current and previous periods of the agreements still need."""
    oldest = [months(as_of)[1], *(current_and_previous(agreement, as_of)[1] for agreement in agreements)]
    return min(epoch(each.period.start) for each in oldest)


def kept_since(definitions: Definitions, as_of: datetime) -> int:
    """Return the earliest instant that any figure of a snapshot still needs, those of the desk included."""
    desk = definitions.desk
    before = previous(desk.period, as_of, timezone=desk.timezone)
    return min(retention_start(definitions.agreements, as_of), epoch(before.start))


def _window(period: Interval, as_of: datetime, contract: Span) -> Window:
    relative = Relative.CURRENT if as_of in period else Relative.PREVIOUS
    return Window(relative=relative, period=period, as_of=epoch(as_of), contract=contract)


def _around(kind: Period, as_of: datetime, timezone: str) -> tuple[Interval, Interval]:
    return period_containing(kind, as_of, timezone=timezone), previous(kind, as_of, timezone=timezone)
