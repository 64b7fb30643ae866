"""What became of the days of one service, as each of its agreements counts them, out of the columns at hand."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from slawatch.engine.columns import TimerRows, WorkRows
from slawatch.engine.ground import ground
from slawatch.engine.outage_list import ListedOutage, outages_of
from slawatch.engine.period_segments import DayTotal, days, pieces
from slawatch.engine.rows import empty
from slawatch.engine.versions import judging, whole
from slawatch.engine.windows import window
from slawatch.model.agreement import Agreement
from slawatch.model.result import Snapshot
from slawatch.runtime.assessment import own
from slawatch.runtime.made_of import MadeOf


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceRecord:
    """A service's days and outages under one agreement in one period."""

    agreement: Agreement
    """In the version that judges the period."""
    starts_at: datetime
    ends_at: datetime
    """Of the whole period; the days end at the instant of the figures."""
    days: tuple[DayTotal, ...]
    outages: tuple[ListedOutage, ...]
    """By start."""


def service_records(made_of: MadeOf, snapshot: Snapshot, service: str, period: str) -> Iterator[ServiceRecord]:
    """Yield what each agreement on a service makes of a period; tickets are left out, so it costs no more with them."""
    plan = made_of.plan
    rows = replace(made_of.rows, timers=empty(TimerRows), work=empty(WorkRows))
    base = ground(plan, rows, as_of=snapshot.as_of, watermarks=dict(snapshot.watermarks))
    for versions in plan.versions.values():
        span = own(period, snapshot.as_of)(whole(versions))
        seen = window(whole(versions), span, as_of=snapshot.as_of)
        agreement = judging(versions, span, as_of=snapshot.as_of)
        if service in agreement.services and seen.in_force:
            time = base.time(agreement, service, seen)
            yield ServiceRecord(
                agreement=agreement,
                starts_at=span.start,
                ends_at=span.end,
                days=tuple(days(pieces(time), agreement.timezone)),
                outages=tuple(outages_of(time, base.outages_behind(time))),
            )
