"""The merged outages and degradations behind an availability, one by one, with what each cost."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from fractions import Fraction

import numpy as np

from slawatch.engine.availability import Degradation, Span, service_seconds
from slawatch.engine.columns import OutageRows
from slawatch.engine.ground import Ground, ground
from slawatch.engine.period_times import period_times
from slawatch.engine.plan import Plan
from slawatch.engine.rows import Rows
from slawatch.engine.service_time import ServiceTime
from slawatch.engine.spans import Spans, clipped, union
from slawatch.engine.starts import origins
from slawatch.engine.watermarks import Watermarks
from slawatch.model.agreement import Agreement
from slawatch.model.instant import from_epoch
from slawatch.model.interval import Interval
from slawatch.model.outage import Severity


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedOutage:
    """A merged outage or degradation of a service, as one agreement counts it in one period; whole seconds."""

    service_id: str
    sla: str
    severity: Severity
    weight: float
    """The share (0..1) of its time that is lost: 1 of an outage, of degraded time what was agreed."""
    started_at: datetime
    ended_at: datetime | None
    """None while it lasts at as_of."""
    outage_seconds: int
    """Full elapsed length, up to as_of."""
    service_seconds: int
    """Of it within the period's service hours, exclusions ignored: what users felt."""
    lost_seconds: float
    """Of it within agreed time, by its weight: what counts against the target."""
    bridged_seconds: int
    """Of its full length, in gaps too short to part two outages."""
    dropped_seconds: int
    """Within agreed time, of an outage that does not count since it is too short."""
    merge_gap_seconds: int
    min_outage_seconds: int
    """What the agreement says of gaps and of short outages; 0: nothing."""
    start: str
    """By what its start is known (see model.outage.Origin); empty where it follows from parts of the service."""


def listed_outages(
    plan: Plan, rows: Rows, *, period: Callable[[Agreement], Interval], as_of: datetime, watermarks: Watermarks
) -> Iterator[ListedOutage]:
    """Yield every merged outage and degradation that touches a period, by agreement, service and start.

    The sum of the lost seconds of a service is the time lost in its availability: a degraded second that is down, or
    degraded by more, is listed where it counts. Outages that are too short to count are listed as well, with
    nothing lost.
    """
    yield from outages_on(ground(plan, rows, as_of=as_of, watermarks=watermarks), period)


def outages_on(base: Ground, period: Callable[[Agreement], Interval]) -> Iterator[ListedOutage]:
    """Yield the same on ground that was made ready, for those who ask for more than one list."""
    for time in period_times(base, period):
        yield from outages_of(time, base.outages_behind(time))


def outages_of(time: ServiceTime, told: OutageRows) -> Iterator[ListedOutage]:
    """Yield what touches the window of a service, by start; `told` are the rows of the service."""
    yield from sorted((*_outages(time, told), *_degradations(time, told)), key=lambda each: each.started_at)


def _outages(time: ServiceTime, told: OutageRows) -> Iterator[ListedOutage]:
    merged = _touching(union((time.record.down, time.record.dropped)), time)
    for outage, origin in zip(merged, origins(merged, told.take(~told.degraded)), strict=True):
        listed = _listed(time, outage, Degradation(stretches=time.layers.down, weight=Fraction(1)))
        began, until = int(outage[0]), min(int(outage[1]), time.window.as_of)
        yield replace(
            listed,
            severity=Severity.DOWN,
            start=origin or "",
            bridged_seconds=int(np.diff(clipped(time.record.bridged, began, until)).sum()),
            dropped_seconds=int(_seconds(time.layers.dropped, outage, time)),
        )


def _degradations(time: ServiceTime, told: OutageRows) -> Iterator[ListedOutage]:
    counting = {part.weight: part for part in time.layers.degraded}
    for part in time.record.degraded:
        merged = _touching(part.stretches, time)
        for stretch, origin in zip(merged, origins(merged, told.take(told.degraded)), strict=True):
            yield replace(_listed(time, stretch, counting[part.weight]), start=origin or "")


def _touching(stretches: Spans, time: ServiceTime) -> Spans:
    start, end = time.window.seen
    return stretches[(stretches[:, 0] < end) & (stretches[:, 1] > start)]


def _listed(time: ServiceTime, outage: Span, lost: Degradation) -> ListedOutage:
    began, ended = (int(edge) for edge in outage)
    return ListedOutage(
        service_id=time.service,
        sla=time.agreement.id,
        severity=Severity.DEGRADED,
        weight=float(lost.weight),
        started_at=from_epoch(began),
        ended_at=from_epoch(ended) if ended <= time.window.as_of else None,
        outage_seconds=min(ended, time.window.as_of) - began,
        service_seconds=_seconds(np.array([outage]), outage, time),
        lost_seconds=_number(lost.weight * _seconds(lost.stretches, outage, time)),
        bridged_seconds=0,
        dropped_seconds=0,
        merge_gap_seconds=time.agreement.merge_gap,
        min_outage_seconds=time.agreement.min_outage,
        start="",
    )


def _seconds(stretches: Spans, within: Span, time: ServiceTime) -> int:
    """Return the service seconds of stretches that lie in an outage and in the part of the window that was seen."""
    start, end = time.window.seen
    inside = clipped(stretches, max(int(within[0]), start), min(int(within[1]), end))
    return int(service_seconds(inside, time.calendar).sum())


def _number(seconds: Fraction) -> float:
    """Return seconds whole where they are."""
    return int(seconds) if seconds.denominator == 1 else float(seconds)
