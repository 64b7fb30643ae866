"""Reliability of every service in a period: is it getting worse, and is it other than before?"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime

from slawatch.calendars.neighbours import stretch_before, year_until
from slawatch.engine.figures import service_figure
from slawatch.engine.ground import Ground, ground
from slawatch.engine.period_times import period_times
from slawatch.engine.plan import Plan
from slawatch.engine.reliability import failed_at, failures, operating
from slawatch.engine.rows import Rows
from slawatch.engine.service_time import ServiceTime
from slawatch.engine.trend import Direction, Exposure, Trend, difference, direction, laplace
from slawatch.engine.watermarks import Watermarks
from slawatch.engine.windows import window
from slawatch.model.agreement import Agreement
from slawatch.model.interval import Interval
from slawatch.model.result import ServiceFigure


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedReliability:
    """A service under one agreement in a period, with the year up to its end and the stretch before it."""

    figure: ServiceFigure
    year: Interval
    trend: Trend | None
    """Of the failures of that year; None with too few of them."""
    now: Exposure
    before: Exposure
    """As long a stretch before the period."""
    p_value: float | None
    """Of both having one failure rate; None without a failure, or without time."""

    @property
    def change(self) -> Direction:
        """Whether the rate is another one than before, where chance alone would rarely make it so."""
        if self.p_value is None:
            return Direction.NONE
        rates = self.now.failures * self.before.seconds, self.before.failures * self.now.seconds
        return direction(self.p_value, worse=rates[0] > rates[1])


def listed_reliability(
    plan: Plan, rows: Rows, *, period: Callable[[Agreement], Interval], as_of: datetime, watermarks: Watermarks
) -> Iterator[ListedReliability]:
    """Yield the reliability of every service in the period that each agreement cuts, by agreement and service."""
    yield from reliability_on(ground(plan, rows, as_of=as_of, watermarks=watermarks), period)


def reliability_on(base: Ground, period: Callable[[Agreement], Interval]) -> Iterator[ListedReliability]:
    """Yield the same on ground that was made ready, for those who ask for more than one list."""
    for time in period_times(base, period):
        if time.window.in_force:
            yield _listed(base, time)


def _listed(base: Ground, time: ServiceTime) -> ListedReliability:
    own, timezone = time.window.period, time.agreement.timezone
    year = year_until(own.end, timezone=timezone)
    now = _exposure(time)
    before = _exposure(_at(base, time, stretch_before(own, timezone=timezone)))
    return ListedReliability(
        figure=service_figure(time, base.outages_behind(time)),
        year=year,
        trend=_trend(_at(base, time, year)),
        now=now,
        before=before,
        p_value=difference(now, before),
    )


def _at(base: Ground, time: ServiceTime, period: Interval) -> ServiceTime:
    return base.time(time.agreement, time.service, window(time.agreement, period, as_of=base.as_of))


def _exposure(time: ServiceTime) -> Exposure:
    return Exposure(
        failures=failures(time.layers, time.calendar, time.window), seconds=time.account.agreed - time.account.down
    )


def _trend(time: ServiceTime) -> Trend | None:
    failed = failed_at(time.layers, time.calendar, time.window)
    clock = operating(time.layers, time.calendar, time.window, failed)
    return laplace(clock.tolist(), time.account.agreed - time.account.down)
