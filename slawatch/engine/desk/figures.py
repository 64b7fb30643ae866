"""All figures of the desk at an instant, for its own current and previous period or for any other."""

from collections.abc import Iterator, Sequence
from datetime import datetime

import numpy as np

from slawatch.calendars.periods import period_containing, previous
from slawatch.engine.columns import NEVER
from slawatch.engine.desk.answers import satisfaction
from slawatch.engine.desk.chain import chain, problem_loads
from slawatch.engine.desk.handling import handling
from slawatch.engine.desk.process import first_contact, reassignments, reopened, resolved
from slawatch.engine.desk.rows import CaseRows, DeskRows
from slawatch.engine.desk.workload import workloads
from slawatch.engine.durations import durations
from slawatch.engine.groups import grouped
from slawatch.engine.plan import Plan
from slawatch.model.desk import Desk
from slawatch.model.desk_figures import BacklogAge, DeskFigures, Dimension, Workload
from slawatch.model.instant import epoch
from slawatch.model.interval import Interval
from slawatch.model.result import Relative


def desk_periods(desk: Desk, as_of: datetime) -> tuple[Interval, Interval]:
    """Return the desk's current period and the one before it."""
    current = period_containing(desk.period, as_of, timezone=desk.timezone)
    return current, previous(desk.period, as_of, timezone=desk.timezone)


def desk_figures(
    plan: Plan, rows: DeskRows, periods: Sequence[Interval], *, as_of: datetime
) -> tuple[DeskFigures, ...]:
    """Return the figures of each period; it is current where it contains as_of."""
    loads = [() for _ in periods] if not periods else _loads(plan, rows, periods)
    return tuple(
        _figures(plan, rows, period, as_of=as_of, loads=load) for period, load in zip(periods, loads, strict=True)
    )


def _loads(plan: Plan, rows: DeskRows, periods: Sequence[Interval]) -> Iterator[tuple[Workload, ...]]:
    """Return the workloads of each period by team, by service, and by queue where some source tells queues."""
    windows = [_span(period) for period in periods]
    by = [Dimension.TEAM, Dimension.SERVICE]
    if any("queue" in mapping.attributes for mapping in plan.definitions.mappings.values()):
        by.insert(1, Dimension.QUEUE)
    told = [workloads(rows.stages, dimension, windows, plan.words.words) for dimension in by]
    return (tuple(load for part in parts for load in part) for parts in zip(*told, strict=True))


def _figures(
    plan: Plan, rows: DeskRows, period: Interval, *, as_of: datetime, loads: tuple[Workload, ...]
) -> DeskFigures:
    window, words, desk = _span(period), plan.words, plan.definitions.desk
    done = resolved(rows.cases, window)
    ripe = {"as_of": epoch(as_of), "reopen_window": desk.reopen_window}
    return DeskFigures(
        period=Relative.CURRENT if as_of in period else Relative.PREVIOUS,
        starts_at=period.start,
        ends_at=period.end,
        workloads=loads,
        handling=tuple(handling(rows.stages, window, words.words)),
        processes=(
            *first_contact(done, words.words, **ripe),
            *reopened(done, words.words),
            *chain(rows, window, words),
        ),
        reassignments=tuple(reassignments(done, words.words)),
        problems=tuple(problem_loads(rows.links, window, words)),
        satisfaction=tuple(satisfaction(rows.cases, window, words, plan.definitions.mappings)),
    )


def backlog_ages(cases: CaseRows, words: Sequence[str], *, as_of: int) -> Iterator[BacklogAge]:
    """Yield how old the open tickets of each service and kind are, in elapsed seconds since their creation."""
    lying = cases.take(cases.done_at == NEVER)
    for (service, kind), own in grouped(lying.service, lying.kind).parts():
        ages = np.sort(np.maximum(as_of - lying.created_at[own], 0))
        yield BacklogAge(service_id=words[service], kind=words[kind], age=durations(ages))


def _span(period: Interval) -> tuple[int, int]:
    return epoch(period.start), epoch(period.end)
