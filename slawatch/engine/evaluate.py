"""Everything concluded at an instant: columns in, a frozen snapshot out."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from slawatch.engine import workload
from slawatch.engine.attainment import NO_TIMERS, Group, Tally, tallies
from slawatch.engine.availability import ServiceRecord, outage_start
from slawatch.engine.columns import OutageRows, TicketRows
from slawatch.engine.credits import credit
from slawatch.engine.desk.figures import backlog_ages, desk_figures, desk_periods
from slawatch.engine.figures import objective_figure, service_figure
from slawatch.engine.ground import Ground, ground
from slawatch.engine.group_time import JudgedTime, judged
from slawatch.engine.native_figures import verdict_comparisons
from slawatch.engine.outlook import outlooks, past
from slawatch.engine.plan import Plan, Promise
from slawatch.engine.rows import Rows
from slawatch.engine.scope import gathered
from slawatch.engine.service_time import ServiceTime
from slawatch.engine.versions import at_all_times, is_promised, judging, whole
from slawatch.engine.watermarks import Watermarks, sources_behind
from slawatch.engine.windows import Window, current_and_previous, months, retention_start, window
from slawatch.model.agreement import Agreement
from slawatch.model.instant import epoch, from_epoch
from slawatch.model.interval import Interval
from slawatch.model.outlook import Outlook
from slawatch.model.result import (
    Credit,
    ObjectiveFigure,
    OpenTickets,
    ServiceFigure,
    ServiceState,
    Snapshot,
    SourceQuality,
    UnjudgedTickets,
)
from slawatch.model.service import text

Windows = Mapping[str, Sequence[Window]]
"""By agreement id; every agreement has as many windows as the others."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """Figures of every service of every agreement."""

    objectives: tuple[ObjectiveFigure, ...]
    services: tuple[ServiceFigure, ...]
    credits: tuple[Credit, ...]


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
    times = [_times(base, windows, place) for place in range(2)]
    told = [_tallies(base, windows, place) for place in range(2)]
    concluded = _figures(base, windows, times, told)
    since, periods = retention_start(definitions.agreements, as_of), desk_periods(definitions.desk, as_of)
    tickets = workload.recent(rows.tickets, since)
    return Snapshot(
        as_of=as_of,
        evaluated_at=evaluated_at,
        definitions=definitions.sha256,
        known_through=tuple(sorted(known_through.items())),
        watermarks=tuple(sorted(watermarks.items())),
        simulated=definitions.simulated,
        objectives=concluded.objectives,
        services=concluded.services,
        outlooks=tuple(_outlooks(base, windows, times[0], told)) if windows else (),
        credits=concluded.credits,
        states=tuple(_states(base, workload.open_tickets(tickets, plan.words.words))),
        unjudged=tuple(_unjudged(base, tickets, windows)),
        comparisons=tuple(verdict_comparisons(plan, rows, windows)),
        quality=tuple(_quality(plan, tickets, workload.recent_outages(rows.outages, since))),
        desk=desk_figures(plan, rows.desk, periods, as_of=as_of, watermarks=watermarks),
        backlog=tuple(backlog_ages(rows.desk.cases, plan.words.words, as_of=epoch(as_of))),
    )


def figures(
    plan: Plan, rows: Rows, *, period: Callable[[Agreement], Interval], as_of: datetime, watermarks: Watermarks
) -> Figures:
    """Return the figures of one period, which each agreement cuts in its own zone."""
    return figures_on(ground(plan, rows, as_of=as_of, watermarks=watermarks), period)


def figures_on(base: Ground, period: Callable[[Agreement], Interval]) -> Figures:
    """Return the figures of one period on ground that was made ready, for those who ask for many."""
    agreements = {name: whole(versions) for name, versions in base.plan.versions.items()}
    windows = {name: (window(each, period(each), as_of=base.as_of),) for name, each in agreements.items()}
    return _figures(base, windows, [_times(base, windows, 0)], [_tallies(base, windows, 0)])


def _figures(
    base: Ground, windows: Windows, times: Sequence[Sequence[ServiceTime]], tallied: Sequence[Mapping[Group, Tally]]
) -> Figures:
    objectives: list[ObjectiveFigure] = []
    services: list[ServiceFigure] = []
    for place, (own, told) in enumerate(zip(times, tallied, strict=True)):
        for time in judged(own):
            objectives.extend(_objectives(base, time, told))
        in_force = (time for time in own if time.window.in_force)
        services.extend(service_figure(each, base.outages_behind(each), base.standings_of(each)) for each in in_force)
        if windows:
            objectives.extend(_outlived(base, windows, place, told))
    due = [credit(time) for own in times for time in judged(own)]
    return Figures(
        objectives=tuple(objectives), services=tuple(services), credits=tuple(each for each in due if each is not None)
    )


def _outlooks(
    base: Ground, windows: Windows, times: Sequence[ServiceTime], tallied: Sequence[Mapping[Group, Tally]]
) -> Iterator[Outlook]:
    now, before = tallied
    known = past(base, now=now, before=before, started={name: own[1] for name, own in windows.items()})
    return outlooks(known, ((promise, time) for time in judged(times) for promise in _promises(base, time)))


def _tallies(base: Ground, windows: Windows, place: int) -> Mapping[Group, Tally]:
    own = [windows[promise.agreement.id][place] for promise in base.plan.promises]
    if not own:
        return {}
    return tallies(gathered(base.verdicts.within(own), base.plan), base.plan.words.words)


def _times(base: Ground, windows: Windows, place: int) -> Sequence[ServiceTime]:
    found: list[ServiceTime] = []
    for name, versions in base.plan.versions.items():
        window = windows[name][place]
        agreement = judging(versions, window.period, as_of=base.as_of)
        found.extend(base.time(agreement, service, window) for service in agreement.services)
    return found


def _promises(base: Ground, time: JudgedTime) -> Iterator[Promise]:
    for promise in base.promises.get(time.agreement.id, ()):
        if promise.agreement.version == time.agreement.version:
            yield promise


def _objectives(base: Ground, time: JudgedTime, told: Mapping[Group, Tally]) -> Iterator[ObjectiveFigure]:
    families = base.plan.families
    for promise in _promises(base, time):
        group = families[promise.number], base.code(time.service)
        basis = base.basis(group, told.get(group, NO_TIMERS))
        yield objective_figure(promise, time, basis, base.running.get(group, ()))


def _outlived(base: Ground, windows: Windows, place: int, tallied: Mapping[Group, Tally]) -> Iterator[ObjectiveFigure]:
    """Yield figures of what only an earlier version promised, where it judged timers that belong to the window."""
    for number, code in sorted({*tallied, *base.running}):
        promise, service = base.plan.promises[number], base.plan.words.words[code]
        versions, own = base.plan.versions[promise.agreement.id], windows[promise.agreement.id][place]
        tally, running = tallied.get((number, code), NO_TIMERS), base.running.get((number, code), ())
        told = tally.outcomes or (running and own.running)
        if told and not is_promised(judging(versions, own.period, as_of=base.as_of), promise.objective.id, service):
            time = base.judged(at_all_times(promise.agreement, versions), service, own)
            yield objective_figure(promise, time, base.basis((number, code), tally), running)


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
