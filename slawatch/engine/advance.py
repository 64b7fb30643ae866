"""Open timers moved on in time without a look at the facts."""

from dataclasses import replace

import numpy as np

from slawatch.engine.columns import NEVER, Phase, TimerRows
from slawatch.engine.facts import Ints
from slawatch.engine.plan import Plan
from slawatch.engine.working_hours import by_calendar


def advanced(rows: TimerRows, plan: Plan, *, horizon: int) -> TimerRows:
    """Return the timers as they stand at a later horizon by which nothing has happened to their tickets.

    Due and breach stand as they were: an open timer already knows when it will pass its target.
    """
    gained = _gained(rows, plan, horizon)
    return replace(
        rows,
        elapsed=rows.elapsed + gained * (rows.phase == Phase.RUNNING),
        paused=rows.paused + gained * (rows.phase == Phase.PAUSED),
        counted_to=np.where(rows.stopped_at == NEVER, horizon, rows.counted_to),
    )


def rewound(rows: TimerRows, plan: Plan, *, to: Ints) -> TimerRows:
    """Return the timers as they stood at an instant each, after which nothing has happened to their tickets."""
    gained = np.zeros(len(rows), np.int64)
    is_open = np.flatnonzero((rows.phase == Phase.RUNNING) | (rows.phase == Phase.PAUSED))
    for calendar, places in by_calendar(plan, rows.promise[is_open], rows.service[is_open]):
        own = is_open[places]
        gained[own] = plan.calendars[calendar].between(to[own], rows.counted_to[own])
    return replace(
        rows,
        elapsed=rows.elapsed - gained * (rows.phase == Phase.RUNNING),
        paused=rows.paused - gained * (rows.phase == Phase.PAUSED),
        counted_to=np.where(rows.stopped_at == NEVER, to, rows.counted_to),
    )


def due_if_resumed(rows: TimerRows, plan: Plan) -> Ints:
    """Return the instant at which each paused timer would reach its target if it ran on now; NEVER for all others."""
    return _shows(rows, plan, rows.target, phase=Phase.PAUSED)


def reaches(rows: TimerRows, plan: Plan, *, percent: int) -> Ints:
    """Return the instant at which each running timer will show so much of its target; NEVER where it has or stands."""
    return _shows(rows, plan, -(-rows.target * percent // 100), phase=Phase.RUNNING)


def _shows(rows: TimerRows, plan: Plan, mark: Ints, *, phase: Phase) -> Ints:
    """Return when the timers of a phase that are not there yet show their marks, if they run from now on."""
    at = np.full(len(rows), NEVER)
    below = np.flatnonzero((rows.phase == phase) & (rows.elapsed < mark))
    for calendar, places in by_calendar(plan, rows.promise[below], rows.service[below]):
        own = below[places]
        at[own] = plan.calendars[calendar].add(rows.counted_to[own], mark[own] - rows.elapsed[own])
    return at


def _gained(rows: TimerRows, plan: Plan, horizon: int) -> Ints:
    """Return working seconds of open timers since they were counted, 0 for others."""
    gained = np.zeros(len(rows), np.int64)
    is_open = np.flatnonzero((rows.phase == Phase.RUNNING) | (rows.phase == Phase.PAUSED))
    for calendar, places in by_calendar(plan, rows.promise[is_open], rows.service[is_open]):
        own = is_open[places]
        gained[own] = plan.calendars[calendar].between(rows.counted_to[own], horizon)
    return gained
