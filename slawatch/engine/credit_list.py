"""Credits one by one, each with the outages that prove it."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction

from slawatch.calendars.periods import period_containing
from slawatch.engine.credits import credit
from slawatch.engine.ground import Ground, ground
from slawatch.engine.group_time import JudgedTime
from slawatch.engine.outage_list import ListedOutage, outages_of
from slawatch.engine.plan import Plan
from slawatch.engine.rows import Rows
from slawatch.engine.versions import judging, whole
from slawatch.engine.watermarks import Watermarks
from slawatch.engine.windows import window
from slawatch.model.agreement import Agreement
from slawatch.model.interval import Interval
from slawatch.model.result import Credit


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedCredit:
    """A credit and its evidence."""

    credit: Credit
    timezone: str
    """In which the agreement cuts its periods."""
    decimals: int
    """Of the agreement's printed percentages."""
    agreed_seconds: Fraction | int
    """Of the whole period, if all of it becomes known."""
    lost_seconds: Fraction | int
    """Time down, and time degraded by its weight."""
    unknown_seconds: Fraction | int
    """Of the agreed time before as_of, what nobody has told yet."""
    evidence: tuple[ListedOutage, ...]
    """The outages that cost agreed time."""


def listed_credits(
    plan: Plan, rows: Rows, *, period: Callable[[Agreement], Interval], as_of: datetime, watermarks: Watermarks
) -> Iterator[ListedCredit]:
    """Yield the credits of each agreement's own periods that begin within the one asked for, up to as_of."""
    yield from credits_on(ground(plan, rows, as_of=as_of, watermarks=watermarks), period)


def credits_on(base: Ground, period: Callable[[Agreement], Interval]) -> Iterator[ListedCredit]:
    """Yield the same on ground that was made ready, for those who ask for more than one list."""
    for versions in base.plan.versions.values():
        always = whole(versions)
        for own in own_periods(always, period(always)):
            agreement = judging(versions, own, as_of=base.as_of)
            if agreement.credits is not None and own.start <= base.as_of:
                seen = window(always, own, as_of=base.as_of)
                yield from _listed(base, [base.judged(agreement, name, seen) for name in agreement.judged])


def own_periods(agreement: Agreement, asked: Interval) -> Iterator[Interval]:
    """Yield the periods of an agreement that begin within a stretch, in order."""
    each = period_containing(agreement.period, asked.start, timezone=agreement.timezone)
    while each.start < asked.end:
        if each.start >= asked.start:
            yield each
        each = period_containing(agreement.period, each.end, timezone=agreement.timezone)


def _listed(base: Ground, times: Iterable[JudgedTime]) -> Iterator[ListedCredit]:
    for time in times:
        due = credit(time)
        if due is not None:
            outages = [each for part in time.parts for each in outages_of(part, base.outages_behind(part))]
            yield ListedCredit(
                credit=due,
                timezone=time.agreement.timezone,
                decimals=time.agreement.decimals,
                agreed_seconds=time.planned,
                lost_seconds=time.account.lost,
                unknown_seconds=time.account.unknown,
                evidence=tuple(each for each in outages if each.lost_seconds),
            )
