"""The merged outages behind an availability, one by one, with what each cost."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime

import numpy as np

from slawatch.calendars.calendar import Calendar
from slawatch.engine.availability import Span, service_seconds
from slawatch.engine.columns import OutageRows
from slawatch.engine.ground import ground
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


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedOutage:
    """A merged outage of a service, as one agreement counts it in one period; whole seconds."""

    service_id: str
    sla: str
    started_at: datetime
    ended_at: datetime | None
    """None while it lasts at as_of."""
    outage_seconds: int
    """Full elapsed length, up to as_of."""
    service_seconds: int
    """Of it within the period's service hours, exclusions ignored: what users felt."""
    lost_seconds: int
    """Of it within agreed time: what counts against the target."""
    bridged_seconds: int
    """Of its full length, in gaps too short to part two outages."""
    dropped_seconds: int
    """Within agreed time, of an outage that does not count since it is too short."""
    merge_gap_seconds: int
    min_outage_seconds: int
    """What the agreement says of gaps and of short outages; 0: nothing."""
    start: str
    """By what its start is known (see model.outage.Origin)."""


def listed_outages(
    plan: Plan, rows: Rows, *, period: Callable[[Agreement], Interval], as_of: datetime, watermarks: Watermarks
) -> Iterator[ListedOutage]:
    """Yield every merged outage that touches a period, by agreement, service and start.

    The sum of the lost seconds of a service is the downtime in its availability. Outages that are too short to
    count are listed as well, with nothing lost.
    """
    base = ground(plan, rows, as_of=as_of, watermarks=watermarks)
    for time in period_times(base, period):
        yield from outages_of(time, base.outages_behind(time))


def outages_of(time: ServiceTime, told: OutageRows) -> Iterator[ListedOutage]:
    """Yield every merged outage that touches the window of a service, by start; `told` are those of the service."""
    start, end = time.window.seen
    outages = union((time.record.down, time.record.dropped))
    touching = outages[(outages[:, 0] < end) & (outages[:, 1] > start)]
    for outage, origin in zip(touching, origins(touching, told), strict=True):
        began, ended = (int(edge) for edge in outage)
        until = min(ended, time.window.as_of)
        within = (max(began, start), min(ended, end))
        yield ListedOutage(
            service_id=time.service,
            sla=time.agreement.id,
            started_at=from_epoch(began),
            ended_at=from_epoch(ended) if ended <= time.window.as_of else None,
            outage_seconds=until - began,
            service_seconds=_seconds(np.array([within]), within, time.calendar),
            lost_seconds=_seconds(time.layers.down, within, time.calendar),
            bridged_seconds=int(np.diff(clipped(time.record.bridged, began, until)).sum()),
            dropped_seconds=_seconds(time.layers.dropped, within, time.calendar),
            merge_gap_seconds=time.agreement.merge_gap,
            min_outage_seconds=time.agreement.min_outage,
            start=origin,
        )


def _seconds(stretches: Spans, within: Span, calendar: Calendar) -> int:
    return int(service_seconds(clipped(stretches, *within), calendar).sum())
