"""The pausable stopwatch of a ticket under an objective: what it shows, and what came of it."""

from collections.abc import Iterator
from dataclasses import dataclass, fields
from typing import Final

import numpy as np
from numpy.typing import NDArray

from slawatch.engine import on_change
from slawatch.engine.assignment import Assignments
from slawatch.engine.columns import NEVER, Columns, Flags, Phase, TimerRows
from slawatch.engine.cycles import Cycles
from slawatch.engine.excused import excused
from slawatch.engine.facts import Ints
from slawatch.engine.meter import Kind, Kinds, Meter, Meters, kinds
from slawatch.engine.plan import Plan
from slawatch.engine.target import targets
from slawatch.engine.timeline import Timeline
from slawatch.engine.working_hours import by_calendar
from slawatch.model.result import Outcome

OUTCOME_CODE: Final = {name: code for code, name in enumerate(Outcome)}

_OF_PHASE: Final = np.array(
    [OUTCOME_CODE[name] for name in (Outcome.RUNNING, Outcome.PAUSED, Outcome.MET, Outcome.CANCELLED, Outcome.UNKNOWN)],
    np.int8,
)
"""Over Phase: what comes of a timer that does not exceed its target."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Readings(Columns):
    """What stopwatches show, a row a cycle; the columns mean what they mean in TimerRows."""

    elapsed: Ints
    paused: Ints
    due_at: Ints
    breach_at: Ints
    phase: NDArray[np.int8]
    since: Ints


def readings(meter: Meter, cycles: Cycles, target: Ints) -> Readings:
    """Return what the cycles' stopwatches show under targets in working seconds."""
    is_paused = (cycles.phase == Phase.RUNNING) & (meter.kind[cycles.last] == Kind.PAUSED)
    phase = np.where(is_paused, np.int8(Phase.PAUSED), cycles.phase)
    runs, known = phase == Phase.RUNNING, phase != Phase.UNKNOWN
    elapsed, paused = (measured * known for measured in meter.elapsed_and_paused(cycles))
    is_open = np.flatnonzero(runs | is_paused)
    since = np.full(len(cycles), NEVER)
    since[is_open] = meter.since(cycles.take(is_open))
    return Readings(
        elapsed=elapsed,
        paused=paused,
        due_at=_passes(meter, cycles, target, elapsed, runs | (phase == Phase.STOPPED)),
        breach_at=_passes(meter, cycles, target + 1, elapsed, runs),
        phase=phase,
        since=since,
    )


def _passes(meter: Meter, cycles: Cycles, mark: Ints, elapsed: Ints, runs_on: Flags) -> Ints:
    """Return the earliest instant at which each stopwatch shows its mark, past or, where it runs on, to come."""
    at = np.full(len(mark), NEVER)
    past = elapsed >= mark
    at[past] = meter.reached(cycles.take(past), mark[past])
    ahead = runs_on & ~past
    at[ahead] = meter.calendar.add(cycles.ended_at[ahead], mark[ahead] - elapsed[ahead])
    return at


def timers(line: Timeline, assigned: Assignments, plan: Plan) -> TimerRows:
    """Return the timer of every assignment, in the same order."""
    parts = on_change.stretches(line, assigned, plan)
    if parts is not None:
        assigned = on_change.restarted(line, assigned, parts)
    target = targets(assigned, plan)
    taken_over = np.zeros_like(target) if parts is None else _taken_over(line, assigned, parts, target, plan)
    shown = _all_readings(line, assigned, target - taken_over, plan)
    is_over = (shown.phase == Phase.STOPPED) | (shown.phase == Phase.CANCELLED)
    return TimerRows(
        source=np.full(len(assigned), plan.words.code(line.source), np.int32),
        ticket=line.tickets[assigned.row],
        promise=assigned.promise,
        service=assigned.service,
        priority=assigned.priority,
        cycle=assigned.number.astype(np.int32),
        started_at=assigned.started_at,
        stopped_at=np.where(is_over, assigned.ended_at, NEVER),
        due_at=shown.due_at,
        breach_at=shown.breach_at,
        elapsed=shown.elapsed + taken_over,
        paused=shown.paused,
        target=target,
        carried=taken_over,
        reopens=assigned.reopens.astype(np.int32),
        phase=shown.phase,
        since=shown.since,
        counted_to=assigned.ended_at,
        excluded=excused(line, assigned, plan),
    )


def outcome(rows: TimerRows) -> NDArray[np.int8]:
    """Return the code of each timer's outcome (see OUTCOME_CODE): beyond its target it is missed, open or stopped.

    One that a correction takes out of the count is excluded, whatever it shows.
    """
    found = _OF_PHASE[rows.phase]
    found[_exceeded(rows)] = OUTCOME_CODE[Outcome.MISSED]
    found[rows.excluded] = OUTCOME_CODE[Outcome.EXCLUDED]
    return found


def verdict_at(rows: TimerRows) -> Ints:
    """Return when each timer was met or missed: the earlier of stop and breach; NEVER while it is undecided.

    Of an excluded one: when it would have been.
    """
    decided = (rows.phase == Phase.STOPPED) | _exceeded(rows)
    return np.where(decided, np.minimum(rows.stopped_at, rows.breach_at), NEVER)


def _exceeded(rows: TimerRows) -> Flags:
    judged = (rows.phase != Phase.CANCELLED) & (rows.phase != Phase.UNKNOWN)
    exceeded: Flags = judged & (rows.elapsed > rows.target)
    return exceeded


def _taken_over(line: Timeline, assigned: Assignments, parts: on_change.Stretches, target: Ints, plan: Plan) -> Ints:
    timer, before = on_change.earlier(line, assigned, parts, plan)
    allowed = targets(before, plan)
    used = _all_readings(line, before, allowed, plan).elapsed
    return on_change.carried(timer, used, allowed, target)


def _all_readings(line: Timeline, assigned: Assignments, target: Ints, plan: Plan) -> Readings:
    blank = np.zeros(len(assigned), np.int64)
    shown = Readings(
        elapsed=blank,
        paused=blank.copy(),
        due_at=blank.copy(),
        breach_at=blank.copy(),
        phase=assigned.phase.copy(),
        since=blank.copy(),
    )
    for meter, positions in _metered(Meters(line.segments, plan.calendars), assigned, plan):
        part = readings(meter, assigned.take(positions), target[positions])
        for column in fields(Readings):
            getattr(shown, column.name)[positions] = getattr(part, column.name)
    return shown


def _metered(meters: Meters, assigned: Assignments, plan: Plan) -> Iterator[tuple[Meter, Ints]]:
    """Yield each meter with the positions of the timers that it measures."""
    known: dict[Kinds, int] = {}
    ways = np.array([known.setdefault(kinds(p.objective), len(known)) for p in plan.promises], np.int64)
    for calendar, positions in by_calendar(plan, assigned.promise, assigned.service):
        way = ways[assigned.promise[positions]]
        for of_classes, number in known.items():
            own = positions[way == number]
            if len(own):
                yield meters.meter(calendar, of_classes), own
