"""A snapshot's figures as samples.

Lean by default: of the previous period only what a table of agreements shows; open timers without the cross with
priorities, and no figure whose like is told already. An agreement that is named in `full` has it all, and so
have its services.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from typing import Final

from slawatch.exporters.desk import tell_desk
from slawatch.exporters.escaping import label_text
from slawatch.exporters.family import KIND, OBJECTIVE, SERVICE, SERVICE_PERIOD
from slawatch.exporters.names import BY_NAME
from slawatch.exporters.outlook import tell_credits, tell_outlooks
from slawatch.exporters.register import tell_register
from slawatch.exporters.reliability import exclusions, reliability
from slawatch.exporters.samples import Block, Samples
from slawatch.exporters.target_use import tell_target_use
from slawatch.model.instant import epoch
from slawatch.model.register_figure import RegisterFigure
from slawatch.model.result import (
    Band,
    Budget,
    ObjectiveFigure,
    Outcome,
    Relative,
    RunningTimers,
    ServiceFigure,
    ServiceState,
    Snapshot,
    State,
)
from slawatch.model.target_use import UseExample

Counts = Mapping[str, Mapping[tuple[str, ...], int]]
"""Persisted counters by family without prefix and suffix ("tickets_created"), then by the values of its labels."""

COUNTERS: Final = ("tickets_created", "tickets_resolved", "tickets_reopened", "corrections")
SERVICE_CLASSES: Final = ("scheduled", "up", "down", "degraded", "excluded", "unknown")
_INFO: Final = BY_NAME["slawatch_objective_info"].labels


def figures(
    snapshot: Snapshot,
    counts: Counts,
    *,
    register: Iterable[RegisterFigure] = (),
    full: Collection[str] = (),
    examples: Iterable[UseExample] = (),
) -> list[Block]:
    """Return the families of a snapshot and of the persisted counters, in the order of the table.

    `examples` become exemplars of what agreements in full show.
    """
    samples = Samples()
    samples.add("slawatch_evaluation_as_of_timestamp_seconds", "", epoch(snapshot.as_of))
    _periods(snapshot, samples)
    for figure in snapshot.objectives:
        _objective(figure, samples, full=figure.sla in full)
    for service in snapshot.services:
        _service(service, samples, full=service.sla in full)
    for state in snapshot.states:
        _state(state, samples)
    tell_target_use(snapshot, samples, full=full, examples=examples)
    tell_outlooks(snapshot, samples, full)
    tell_credits(snapshot, samples)
    detailed = {service.service_id for service in snapshot.services if service.sla in full}
    tell_desk(snapshot, samples, detailed)
    _quality(snapshot, samples)
    tell_register(register, samples)
    _unjudged(snapshot, samples, detailed)
    _counters(counts, samples)
    return samples.blocks()


def _seconds(at: datetime | None) -> int | None:
    return None if at is None else epoch(at)


def _periods(snapshot: Snapshot, samples: Samples) -> None:
    """Tell each agreement's periods once, however many objectives and services it has."""
    figures: tuple[ServiceFigure | ObjectiveFigure, ...] = (*snapshot.services, *snapshot.objectives)
    bounds = {(figure.sla, figure.period): (figure.starts_at, figure.ends_at) for figure in figures}
    for (sla, period), (starts_at, ends_at) in bounds.items():
        labels = label_text(("sla", "period"), (sla, period))
        samples.add("slawatch_period_start_timestamp_seconds", labels, epoch(starts_at))
        samples.add("slawatch_period_end_timestamp_seconds", labels, epoch(ends_at))


def _objective(figure: ObjectiveFigure, samples: Samples, *, full: bool) -> None:
    o = label_text(OBJECTIVE, (figure.service_id, figure.sla, figure.objective))
    op = f'{o},period="{figure.period}"'
    samples.add("slawatch_objective_attained_ratio", op, figure.attained_ratio)
    samples.add("slawatch_objective_attained_seconds", op, figure.attained_seconds)
    samples.add("slawatch_objective_attained_events", op, figure.attained_events)
    samples.add("slawatch_objective_events", op, figure.events)
    samples.add("slawatch_objective_breached_timestamp_seconds", op, _seconds(_broken_at(figure)))
    if figure.period is Relative.CURRENT:
        _promise(figure, o, samples)
        if figure.is_timer:
            _timers(figure.running, o, samples, full=full)
    if full or figure.period is Relative.CURRENT:
        _standing(figure, op, samples)
    if full and figure.is_timer:
        _outcomes(figure, op, samples)
        _elapsed(figure, op, samples)


def _broken_at(figure: ObjectiveFigure) -> datetime | None:
    """Return when a promise was broken: one that only the whole period breaks, without a decisive loss, at its end."""
    judged_whole = figure.state is State.BREACHED and figure.period is Relative.PREVIOUS
    return figure.breached_at or (figure.ends_at if judged_whole else None)


def _promise(figure: ObjectiveFigure, o: str, samples: Samples) -> None:
    """Tell what was promised and what can still become of it."""
    described = (figure.indicator, figure.agreement_kind, figure.period_kind, figure.timezone)
    info = label_text(_INFO[len(OBJECTIVE) :], (*described, figure.party, figure.supplier))
    samples.add("slawatch_objective_info", f"{o},{info}", 1)
    samples.add("slawatch_objective_target_ratio", o, figure.target_ratio)
    samples.add("slawatch_objective_target_seconds", o, figure.target_seconds)
    samples.add("slawatch_objective_target_events", o, figure.target_events)
    samples.add("slawatch_objective_misses_left", o, figure.misses_left)
    samples.add("slawatch_objective_best_possible_ratio", o, figure.best_possible_ratio)
    samples.add("slawatch_period_elapsed_ratio", o, figure.elapsed_ratio)


def _standing(figure: ObjectiveFigure, op: str, samples: Samples) -> None:
    for state in State:
        labels = f'{op},slawatch_objective_state="{state}"'
        samples.add("slawatch_objective_state", labels, int(state is figure.state))
    samples.add("slawatch_objective_coverage_ratio", op, figure.coverage_ratio)
    if figure.budget is not None:
        _budget(figure.budget, op, samples)


def _budget(budget: Budget, op: str, samples: Samples) -> None:
    samples.add(f"slawatch_error_budget_allowed_{budget.unit}", op, budget.allowed)
    samples.add(f"slawatch_error_budget_consumed_{budget.unit}", op, budget.consumed)
    samples.add("slawatch_error_budget_remaining_ratio", op, budget.remaining_ratio)


def _elapsed(figure: ObjectiveFigure, op: str, samples: Samples) -> None:
    for stat in ("mean", "median", "p90", "max"):
        seconds = getattr(figure.elapsed, f"{stat}_seconds", None)
        samples.add("slawatch_timer_elapsed_seconds", f'{op},stat="{stat}"', seconds)


def _outcomes(figure: ObjectiveFigure, op: str, samples: Samples) -> None:
    """Tell timers by priority and outcome; every outcome has a series from the start."""
    timers = {(_cross(op, count.priority, full=True), count.outcome): count.timers for count in figure.outcomes}
    for labels in dict.fromkeys(labels for labels, _ in timers) or {op: None}:
        for outcome in Outcome:
            value = timers.get((labels, outcome), 0)
            samples.add("slawatch_timer_outcomes", f'{labels},outcome="{outcome}"', value)


def _timers(running: tuple[RunningTimers, ...], o: str, samples: Samples, *, full: bool) -> None:
    """Tell open timers: by priority where the agreement shows all, else of all priorities together."""
    groups: dict[str, list[RunningTimers]] = {} if full else {o: []}
    for timers in running:
        groups.setdefault(_cross(o, timers.priority, full=full), []).append(timers)
    for labels, group in groups.items():
        bands: Counter[Band] = Counter()
        for timers in group:
            bands.update(dict(timers.bands))
        for band in Band:
            samples.add("slawatch_timers_running", f'{labels},band="{band}"', bands[band])
        due = [epoch(timers.next_due_at) for timers in group if timers.next_due_at is not None]
        overdue = [timers.oldest_overdue_seconds for timers in group if timers.oldest_overdue_seconds is not None]
        samples.add("slawatch_timer_next_due_timestamp_seconds", labels, min(due, default=None))
        samples.add("slawatch_timer_oldest_overdue_seconds", labels, max(overdue, default=None))


def _cross(labels: str, priority: str, *, full: bool) -> str:
    return f"{labels},{label_text(('priority',), (priority,))}" if full else labels


def _service(figure: ServiceFigure, samples: Samples, *, full: bool) -> None:
    labels = label_text(SERVICE_PERIOD, (figure.service_id, figure.sla, figure.period))
    samples.add("slawatch_outages", labels, figure.outages)
    if not full and figure.period is not Relative.CURRENT:
        return
    reliability(figure, labels, samples, full=full)
    for name in SERVICE_CLASSES:
        seconds = getattr(figure, f"{name}_seconds")
        samples.add("slawatch_service_time_seconds", f'{labels},class="{name}"', seconds)
    samples.add("slawatch_availability_raw_ratio", labels, figure.raw_ratio)
    exclusions(figure, labels, samples)


def _state(state: ServiceState, samples: Samples) -> None:
    labels = label_text(SERVICE, (state.service_id,))
    samples.add("slawatch_outage_active", labels, None if state.outage_active is None else int(state.outage_active))
    samples.add("slawatch_outage_started_timestamp_seconds", labels, _seconds(state.outage_started_at))
    samples.add("slawatch_service_data_timestamp_seconds", labels, _seconds(state.data_through))
    samples.add("slawatch_service_data_age_limit_seconds", labels, state.data_age_limit_seconds)
    for open_tickets in state.open_tickets:
        of_kind = label_text(KIND, (state.service_id, open_tickets.kind, open_tickets.priority))
        samples.add("slawatch_tickets_open", of_kind, open_tickets.tickets)


def _quality(snapshot: Snapshot, samples: Samples) -> None:
    for quality in snapshot.quality:
        labels = label_text(("source", "attribute"), (quality.source, quality.attribute))
        samples.add("slawatch_source_unmapped_tickets", labels, quality.tickets)
        samples.add("slawatch_source_unmapped_outages", labels, quality.outages)
    for compared in snapshot.comparisons:
        values = compared.service_id, compared.sla, compared.objective, compared.source, compared.period
        labels = label_text((*OBJECTIVE, "source", "period"), values)
        samples.add("slawatch_source_verdict_disagreements", labels, compared.disagreements)


def _unjudged(snapshot: Snapshot, samples: Samples, detailed: Collection[str]) -> None:
    for unjudged in snapshot.unjudged:
        if unjudged.period is not Relative.CURRENT and unjudged.service_id not in detailed:
            continue
        labels = label_text(("service_id", "kind", "period"), (unjudged.service_id, unjudged.kind, unjudged.period))
        samples.add("slawatch_tickets_without_objective", labels, unjudged.tickets)


def _counters(counts: Counts, samples: Samples) -> None:
    for name in COUNTERS:
        family = BY_NAME[f"slawatch_{name}_total"]
        for values, count in counts.get(name, {}).items():
            samples.add(family.name, label_text(family.labels, values), count)
