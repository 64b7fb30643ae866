"""All figures of the desk at an instant, for its own current and previous period or for any other."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from functools import lru_cache

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
from slawatch.engine.facts import Ints
from slawatch.engine.groups import grouped
from slawatch.engine.plan import Plan
from slawatch.engine.watermarks import Watermarks
from slawatch.model.desk import CHANGE, PROBLEM, Desk
from slawatch.model.desk_figures import BacklogAge, DeskFigures, Dimension, ProcessShare, Workload
from slawatch.model.instant import epoch
from slawatch.model.interval import Interval
from slawatch.model.result import Relative


def desk_periods(desk: Desk, as_of: datetime) -> tuple[Interval, Interval]:
    """Return the desk's current period and the one before it."""
    current = period_containing(desk.period, as_of, timezone=desk.timezone)
    return current, previous(desk.period, as_of, timezone=desk.timezone)


def desk_figures(
    plan: Plan, rows: DeskRows, periods: Sequence[Interval], *, as_of: datetime, watermarks: Watermarks
) -> tuple[DeskFigures, ...]:
    """Return the figures of each period; it is current where it contains as_of."""
    relative = [Relative.CURRENT if as_of in period else Relative.PREVIOUS for period in periods]
    told_until = _told_until(plan, as_of, watermarks)
    return tuple(
        replace(told, period=place, processes=(*_first_contact(plan, rows, period, told_until), *told.processes))
        for period, place, told in zip(periods, relative, _settled(plan, rows, tuple(periods)), strict=True)
    )


@lru_cache(maxsize=1)
def _settled(plan: Plan, rows: DeskRows, periods: tuple[Interval, ...]) -> tuple[DeskFigures, ...]:
    """Return what time alone does not change: as long as no ticket does, the rows are the same and so are these."""
    return tuple(
        replace(_figures(plan, rows, period), workloads=loads)
        for period, loads in zip(periods, _loads(plan, rows, periods), strict=True)
    )


def dimensions(plan: Plan) -> list[Dimension]:
    """Return what tickets are told apart by: team, service and kind, and queue where some source tells queues."""
    queued = any("queue" in mapping.attributes for mapping in plan.definitions.mappings.values())
    return [each for each in Dimension if each is not Dimension.PERSON and (queued or each is not Dimension.QUEUE)]


def _loads(plan: Plan, rows: DeskRows, periods: Sequence[Interval]) -> Iterator[tuple[Workload, ...]]:
    """Return the workloads of each period."""
    windows = [_span(period) for period in periods]
    told = [workloads(rows.stages, dimension, windows, plan.words.words) for dimension in dimensions(plan)]
    return (tuple(load for part in parts for load in part) for parts in zip(*told, strict=True))


def _figures(plan: Plan, rows: DeskRows, period: Interval) -> DeskFigures:
    window, words = _span(period), plan.words
    done = resolved(rows.cases, window)
    return DeskFigures(
        period=Relative.PREVIOUS,
        starts_at=period.start,
        ends_at=period.end,
        handling=tuple(handling(rows.stages, window, words.words)),
        processes=(*reopened(done, words.words), *chain(rows, window, words)),
        reassignments=tuple(reassignments(done, words.words)),
        problems=tuple(problem_loads(rows.links, window, words)),
        satisfaction=tuple(satisfaction(rows.cases, window, words, plan.definitions.mappings)),
    )


def _first_contact(plan: Plan, rows: DeskRows, period: Interval, told_until: Ints) -> Iterator[ProcessShare]:
    words, window = plan.words, plan.definitions.desk.reopen_window
    done = resolved(rows.cases, _span(period))
    asked = done.take(~np.isin(done.kind, [words.code(PROBLEM), words.code(CHANGE)]))  # those are nobody's request
    is_ripe = asked.resolved_at + window <= told_until[asked.source]
    return first_contact(asked, is_ripe, words.words, reopen_window=window)


def _told_until(plan: Plan, as_of: datetime, watermarks: Watermarks) -> Ints:
    """Return over codes of sources up to which instant each has told everything."""
    codes = {plan.words.code(source): watermark for source, watermark in watermarks.items()}
    until = np.zeros(len(plan.words.words), np.int64)
    for code, watermark in codes.items():
        until[code] = epoch(min(as_of, watermark)) if watermark else 0
    return until


def backlog_ages(cases: CaseRows, words: Sequence[str], *, as_of: int) -> Iterator[BacklogAge]:
    """Yield how old the open tickets of each service and kind are, in elapsed seconds since their creation."""
    lying = cases.take(cases.done_at == NEVER)
    for (service, kind), own in grouped(lying.service, lying.kind).parts():
        ages = np.sort(np.maximum(as_of - lying.created_at[own], 0))
        yield BacklogAge(service_id=words[service], kind=words[kind], age=durations(ages))


def _span(period: Interval) -> tuple[int, int]:
    return epoch(period.start), epoch(period.end)
