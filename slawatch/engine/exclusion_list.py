"""Exclusions one by one: what each takes out of agreed time, and why one does not."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime

import numpy as np

from slawatch.engine.availability import service_seconds
from slawatch.engine.columns import NEVER
from slawatch.engine.exclusions import by_approver, in_time
from slawatch.engine.ground import Ground, ground
from slawatch.engine.period_times import period_times
from slawatch.engine.plan import Plan
from slawatch.engine.rows import Rows
from slawatch.engine.service_time import ServiceTime
from slawatch.engine.spans import Spans, clipped, intersection
from slawatch.engine.watermarks import Watermarks
from slawatch.model.agreement import Agreement
from slawatch.model.instant import EARLIEST, epoch, from_epoch
from slawatch.model.interval import Interval


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedExclusion:
    """An exclusion of a service, as one agreement counts it in one period; whole seconds.

    Exclusions that overlap each tell what lies under them, so their seconds don't add up.
    """

    service_id: str
    sla: str
    source: str
    started_at: datetime
    ended_at: datetime
    approved_at: datetime | None
    """None where nobody did, and for maintenance of the configuration, which counts at all times."""
    retrospective: bool
    """True where somebody who is named approved it after it had begun."""
    service_seconds: int
    """Of it within the period's service hours."""
    excluded_seconds: int
    """Of those, how many are excluded."""
    reason: str
    """Why the others are not; empty where none are left."""
    overrun_seconds: int = 0
    """Downtime of the period after its end, in the outage that lay under it when it ended."""


def listed_exclusions(
    plan: Plan, rows: Rows, *, period: Callable[[Agreement], Interval], as_of: datetime, watermarks: Watermarks
) -> Iterator[ListedExclusion]:
    """Yield every exclusion that touches a period, by agreement, service and start."""
    yield from exclusions_on(ground(plan, rows, as_of=as_of, watermarks=watermarks), period)


def exclusions_on(base: Ground, period: Callable[[Agreement], Interval]) -> Iterator[ListedExclusion]:
    """Yield the same on ground that was made ready, for those who ask for more than one list."""
    for time in period_times(base, period):
        yield from _listed(base, time)


def _listed(base: Ground, time: ServiceTime) -> Iterator[ListedExclusion]:
    start, end = time.window.span
    rows = base.exclusions_of(time.service)
    touching = rows.take((rows.started_at < end) & (rows.ended_at > start))
    told = touching.take(np.argsort(touching.started_at, kind="stable"))
    lets = by_approver(told, time.agreement, base.plan.words)
    counts = in_time(told, time.agreement, as_of=epoch(base.as_of)) & lets
    columns = (counts, lets, told.source, told.started_at, told.ended_at, told.approved_at, told.retrospective)
    for counting, let, source, began, ended, approved, later in zip(*(each.tolist() for each in columns), strict=True):
        within = clipped(np.array([[began, ended]]), start, end)
        whole = _seconds(within, time)
        out = _seconds(intersection(within, time.record.excluded), time) if counting else 0
        yield ListedExclusion(
            service_id=time.service,
            sla=time.agreement.id,
            source=base.plan.words.words[source],
            started_at=from_epoch(began),
            ended_at=from_epoch(ended),
            approved_at=from_epoch(approved) if epoch(EARLIEST) <= approved < NEVER else None,
            retrospective=later,
            service_seconds=whole,
            excluded_seconds=out,
            reason="" if out == whole else _reason(approved, began, base, counting=counting, let=let),
            overrun_seconds=_overrun(ended, time) if out else 0,
        )


def _overrun(ended: int, time: ServiceTime) -> int:
    """Return the downtime of the window in the outage that is under way at an instant, from there on."""
    outages = time.layers.outages
    over = outages[(outages[:, 0] < ended) & (ended < outages[:, 1]), 1]
    start, end = time.window.seen
    return _seconds(clipped(time.layers.down, max(start, ended), min(end, over[0])), time) if len(over) else 0


def _reason(approved: int, began: int, base: Ground, *, counting: bool, let: bool) -> str:
    if counting:
        return "the period's allowance is used up"
    if approved == NEVER:
        return "nobody has approved it"
    if approved > epoch(base.as_of):
        return "approved after the instant of these figures; later ones go by it"
    if not let:
        return "approved by nobody whom the agreement lets approve"
    return "approved after it began" if approved > began else "approved too late for the notice agreed"


def _seconds(stretches: Spans, time: ServiceTime) -> int:
    return int(service_seconds(stretches, time.calendar).sum())
