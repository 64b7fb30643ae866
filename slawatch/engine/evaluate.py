"""Everything concluded at an instant: columns in, a frozen snapshot out."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime

from slawatch.engine import workload
from slawatch.engine.availability import ServiceRecord, outage_start
from slawatch.engine.columns import OutageRows, TicketRows
from slawatch.engine.desk.figures import backlog_ages, desk_figures, desk_periods
from slawatch.engine.ground import Ground, ground
from slawatch.engine.group_time import judged
from slawatch.engine.native_figures import verdict_comparisons
from slawatch.engine.outlook import outlooks, past
from slawatch.engine.period_figures import PeriodFigures, figures_on, promises_of
from slawatch.engine.plan import Plan
from slawatch.engine.rows import Rows
from slawatch.engine.versions import whole
from slawatch.engine.watermarks import Watermarks, sources_behind
from slawatch.engine.windows import Window, current_and_previous, months, retention_start
from slawatch.model.agreement import Agreement
from slawatch.model.instant import epoch, from_epoch
from slawatch.model.interval import Interval
from slawatch.model.outlook import Outlook
from slawatch.model.result import (
    OpenTickets,
    ServiceState,
    Snapshot,
    SourceQuality,
    UnjudgedTickets,
)
from slawatch.model.service import text

Windows = Mapping[str, Sequence[Window]]
"""By agreement id; every agreement has as many windows as the others."""


def evaluate(  # noqa: PLR0913  a snapshot is a function of all six
    plan: Plan,
    rows: Rows,
    *,
    as_of: datetime,
    evaluated_at: datetime,
    known_through: Mapping[str, int],
    watermarks: Watermarks,
) -> Snapshot:
    """Return what the rows say at an instant, for each agreement's current and previous period."""
    definitions = plan.definitions
    windows = {name: current_and_previous(whole(versions), as_of) for name, versions in plan.versions.items()}
    base = ground(plan, rows, as_of=as_of, watermarks=watermarks)
    now, before = (
        PeriodFigures(base=base, windows={name: own[place] for name, own in windows.items()}) for place in range(2)
    )
    since, periods = retention_start(definitions.agreements, as_of), desk_periods(definitions.desk, as_of)
    tickets = workload.recent(rows.tickets, since)
    return Snapshot(
        as_of=as_of,
        evaluated_at=evaluated_at,
        definitions=definitions.sha256,
        known_through=tuple(sorted(known_through.items())),
        watermarks=tuple(sorted(watermarks.items())),
        simulated=definitions.simulated,
        objectives=now.objectives + before.objectives,
        services=now.services + before.services,
        outlooks=tuple(_outlooks(now, before)) if windows else (),
        credits=now.credits + before.credits,
        states=tuple(_states(base, workload.open_tickets(tickets, plan.words.words))),
        unjudged=tuple(_unjudged(base, tickets, windows)),
        comparisons=tuple(verdict_comparisons(plan, rows, windows)),
        quality=tuple(_quality(plan, tickets, workload.recent_outages(rows.outages, since))),
        desk=desk_figures(plan, rows.desk, periods, as_of=as_of, watermarks=watermarks),
        backlog=tuple(backlog_ages(rows.desk.cases, plan.words.words, as_of=epoch(as_of))),
    )


def figures(
    plan: Plan, rows: Rows, *, period: Callable[[Agreement], Interval], as_of: datetime, watermarks: Watermarks
) -> PeriodFigures:
    """Return the figures of one period, which each agreement cuts in its own zone."""
    return figures_on(ground(plan, rows, as_of=as_of, watermarks=watermarks), period)


def _outlooks(now: PeriodFigures, before: PeriodFigures) -> Iterator[Outlook]:
    base = now.base
    known = past(base, now=now.tallies, before=before.tallies, started=before.windows)
    return outlooks(known, ((promise, time) for time in judged(now.times) for promise in promises_of(base, time)))


def _states(base: Ground, tickets: Mapping[str, tuple[OpenTickets, ...]]) -> Iterator[ServiceState]:
    definitions = base.plan.definitions
    for service in definitions.services.values():
        known = base.known[service.id]
        limits = [definitions.data_age_limits.get(source, 0) for source in sources_behind(definitions, service.id)]
        record = base.records.of(service.id)
        away = base.away_since(service.id)
        since = outage_start(record, epoch(base.as_of), away=away)
        yield ServiceState(
            service_id=service.id,
            name=text(service.names),
            outage_active=None if since is None and known is None else since is not None,
            outage_started_at=None if since is None else from_epoch(since),
            data_through=None if known is None else from_epoch(_told_through(record, known)),
            data_age_limit_seconds=max(limits, default=0),
            open_tickets=tickets.get(service.id, ()),
        )


def _told_through(record: ServiceRecord, known: int) -> int:
    """Return the watermark, or since when nothing is known up to it."""
    lasting = record.unknown[record.unknown[:, 1] > known, 0]
    return int(min([known, *lasting[:1].tolist()]))


def _quality(plan: Plan, tickets: TicketRows, outages: OutageRows) -> Iterator[SourceQuality]:
    code, definitions = plan.words.code, plan.definitions
    sources = {source: code(source) for source in definitions.mappings}
    return workload.quality(tickets, outages, sources, [code(service) for service in definitions.services])


def _unjudged(base: Ground, tickets: TicketRows, windows: Windows) -> Iterator[UnjudgedTickets]:
    """Count by the periods of the first agreement that names the service, else by calendar months."""
    own: dict[str, Sequence[Window]] = {}
    for agreement in base.plan.definitions.agreements:
        for service in agreement.services:
            own.setdefault(service, windows[agreement.id])
    without, words = months(base.as_of), base.plan.words
    codes = {service_id: words.code(service_id) for service_id in base.plan.definitions.services}
    for service_id, rows in workload.of_services(tickets, codes):
        yield from workload.unjudged(rows, own.get(service_id, without), service_id, words.words)
