"""Which stretch a report shows of each agreement: periods of another kind than the report's are shown whole.

A quarter is no quarter after a month, so a report of October shows the quarter of an agreement that is judged by
quarters. Of an agreement that is judged week by week it shows October, and each of its weeks that ended in it.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache, cached_property, partial
from typing import Final
from zoneinfo import ZoneInfo

from slawatch.calendars.neighbours import stretch_a_year_before, stretch_before
from slawatch.calendars.period_names import period_name
from slawatch.calendars.periods import parse_period, period_containing
from slawatch.calendars.zones import zone
from slawatch.engine.plan import Plan
from slawatch.engine.versions import whole
from slawatch.model.agreement import Agreement, PeriodKind, Rolling
from slawatch.model.interval import Interval
from slawatch.runtime.assessment import PeriodError

Cut = Callable[[Agreement], Interval]
MONTHS: Final = 12
"""Of a trend."""
_SECOND: Final = timedelta(seconds=1)


@dataclass(frozen=True, kw_only=True)
class Cuts:
    """A report's period, as each agreement sees it."""

    plan: Plan
    period: str
    as_of: datetime
    timezone: str

    @cached_property
    def widest(self) -> Interval:
        """The report's period in all zones of its agreements, and what is shown of them."""
        cuts = [cut(whole(each)) for each in self.plan.versions.values() for cut in (self.reported, self.shown)]
        spans = [self.span, *cuts]
        return Interval(min(each.start for each in spans), max(each.end for each in spans))

    @property
    def zone(self) -> ZoneInfo:
        """The report's own zone."""
        return zone(self.timezone)

    @cached_property
    def span(self) -> Interval:
        """The period in the report's own zone."""
        return self.asked(PeriodKind.MONTH, self.timezone)

    def asked(self, kind: PeriodKind | Rolling, timezone: str) -> Interval:
        """Return the period as it is asked for, in a zone; PeriodError where the text names none."""
        try:
            return self._parsed(self.period, kind=kind, timezone=timezone)
        except ValueError as error:
            raise PeriodError(str(error)) from error

    def reported(self, agreement: Agreement) -> Interval:
        """Return the report's period in an agreement's zone, whatever periods the agreement is judged by."""
        return self.asked(agreement.period, agreement.timezone)

    def reported_before(self, agreement: Agreement) -> Interval:
        """Return the stretch before that, as long."""
        return stretch_before(self.reported(agreement), timezone=agreement.timezone)

    def reported_last_year(self, agreement: Agreement) -> Interval:
        """Return the same stretch of last year."""
        return stretch_a_year_before(self.reported(agreement), timezone=agreement.timezone)

    def shown(self, agreement: Agreement) -> Interval:
        """Return the stretch that is shown of an agreement."""
        return self._shown[agreement.id]

    def previous(self, agreement: Agreement) -> Interval:
        """Return the stretch before that, as long."""
        return stretch_before(self.shown(agreement), timezone=agreement.timezone)

    def last_year(self, agreement: Agreement) -> Interval:
        """Return the same stretch of last year."""
        return stretch_a_year_before(self.shown(agreement), timezone=agreement.timezone)

    def is_other(self, agreement: Agreement) -> bool:
        """Tell whether what is shown of an agreement is not the report's period."""
        return self.shown(agreement) != self.reported(agreement)

    def own(self, agreement: Agreement) -> tuple[Interval, ...]:
        """Return the agreement's own periods that the report tells of, in order: each has a verdict of its own."""
        return own_in(agreement, self.shown(agreement))

    def all_own(self, agreement: Agreement) -> Interval:
        """Return the stretch from the start of the first of an agreement's own periods to the end of the last."""
        own = self.own(agreement)
        return Interval(own[0].start, own[-1].end)

    def name(self, agreement: Agreement) -> str:
        """Return the period that is shown of an agreement, in words that name it to commands and pages."""
        if not self.is_other(agreement):
            return self.period
        return named(agreement, self.shown(agreement))

    @cached_property
    def months(self) -> tuple[str, ...]:
        """The twelve calendar months up to the one in which the report's period ends: 2025-11 and so on."""
        last = (self.span.end - _SECOND).astimezone(self.zone).date()
        return tuple(_month(last, back) for back in reversed(range(MONTHS)))

    def month(self, name: str) -> Cut:
        """Return how agreements cut a calendar month."""
        return lambda agreement: self._parsed(name, kind=PeriodKind.MONTH, timezone=agreement.timezone)

    @cached_property
    def _parsed(self) -> Callable[..., Interval]:
        """What a text names; agreements by the dozen have one zone."""
        return cache(partial(parse_period, as_of=self.as_of))

    @cached_property
    def _shown(self) -> Mapping[str, Interval]:
        return {name: self._shown_of(whole(versions)) for name, versions in self.plan.versions.items()}

    def _shown_of(self, agreement: Agreement) -> Interval:
        asked = self.reported(agreement)
        if ".." in self.period:
            return asked
        own = _last(agreement, asked)
        is_longer = own.seconds > asked.seconds or isinstance(agreement.period, Rolling)
        return own if is_longer else asked


def own_in(agreement: Agreement, shown: Interval) -> tuple[Interval, ...]:
    """Return an agreement's own periods that ended in a stretch, in order; without any, the one that holds its end."""
    found = [_last(agreement, shown)]
    if isinstance(agreement.period, Rolling):
        return (found[0],)
    while found[-1].start > shown.start:
        found.append(_before(agreement, found[-1]))
    ended = tuple(each for each in reversed(found) if shown.start < each.end <= shown.end)
    return ended or (found[0],)


def named(agreement: Agreement, period: Interval) -> str:
    """Return a period of an agreement's own as periods are asked for: 2026-Q4, and of a rolling one its dates."""
    if not isinstance(agreement.period, Rolling):
        return period_name(agreement.period, period, timezone=agreement.timezone)
    first, after = (at.astimezone(zone(agreement.timezone)).date() for at in (period.start, period.end))
    return f"{first}..{after}"


def _last(agreement: Agreement, shown: Interval) -> Interval:
    return period_containing(agreement.period, shown.end - _SECOND, timezone=agreement.timezone)


def _before(agreement: Agreement, period: Interval) -> Interval:
    return period_containing(agreement.period, period.start - _SECOND, timezone=agreement.timezone)


def _month(last: date, back: int) -> str:
    year, month = divmod(last.year * MONTHS + last.month - 1 - back, MONTHS)
    return f"{year}-{month + 1:02}"
