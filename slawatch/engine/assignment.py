"""Every timer of a chunk of tickets: which cycle runs under which promise."""

from collections.abc import Iterator
from dataclasses import dataclass, fields
from typing import Any

import numpy as np

from slawatch.engine.columns import Codes
from slawatch.engine.cycles import Cycles, is_last, whole
from slawatch.engine.facts import Ints
from slawatch.engine.matching import Standing, matches, rivalries
from slawatch.engine.plan import Plan, Promise
from slawatch.engine.timeline import Timeline
from slawatch.engine.waits import WAITS
from slawatch.model.agreement import Indicator, ReopenPolicy


@dataclass(frozen=True, slots=True, kw_only=True)
class Assignments(Cycles):
    """One row a timer: a cycle with the promise that judges it, and the ticket's attributes at its end."""

    promise: Codes
    service: Codes
    priority: Codes


def assignments(line: Timeline, cycles: Cycles, plan: Plan) -> Assignments:
    """Return every timer, ordered by indicator, agreement, promise and ticket; `cycles` are all work cycles."""
    tickets = whole(line, cycles)
    promised = {promise.objective.indicator for promise in plan.promises}
    parts = [_none(cycles), *_resolutions(line, cycles, tickets, plan)]
    for indicator, wait in WAITS.items():
        if indicator in promised:
            parts += _waits(indicator, line, wait(line, tickets), plan)
    return Assignments.joined(parts)


def _resolutions(line: Timeline, cycles: Cycles, tickets: Cycles, plan: Plan) -> Iterator[Assignments]:
    """Yield timers of resolution: each cycle for itself under `new_cycle`, else the ticket as a whole."""
    now, last = standing(line, cycles, plan), is_last(cycles)
    for promise, positions in judges(Indicator.RESOLUTION, now, plan):
        if promise.objective.reopen is ReopenPolicy.NEW_CYCLE:
            yield assigned_to(cycles.take(positions), promise, now, positions)
        else:
            ends = positions[last[positions]]
            yield assigned_to(tickets.take(cycles.row[ends]), promise, now, ends)


def _waits(indicator: Indicator, line: Timeline, cycles: Cycles, plan: Plan) -> Iterator[Assignments]:
    now = standing(line, cycles, plan)
    for promise, positions in judges(indicator, now, plan):
        yield assigned_to(cycles.take(positions), promise, now, positions)


def judges(indicator: Indicator, now: Standing, plan: Plan) -> Iterator[tuple[Promise, Ints]]:
    """Yield the promises of an indicator with the positions of the cycles that each judges."""
    for rivals in rivalries(promise for promise in plan.promises if promise.objective.indicator is indicator):
        yield from matches(now, rivals)


def standing(line: Timeline, cycles: Cycles, plan: Plan) -> Standing:
    """Return what the tickets of cycles are at the ends of these."""
    return Standing(
        source=line.source,
        words=plan.words,
        histories=line.attributes,
        cycles=cycles,
        created_at=line.events.created_at[cycles.row],
    )


def assigned_to(cycles: Cycles, promise: Promise, now: Standing, positions: Ints) -> Assignments:
    """Return cycles under a promise; `positions` are theirs in what the standing is of."""
    return Assignments(
        **_columns(cycles),
        promise=np.full(len(positions), promise.number, np.int32),
        service=now.attribute("service")[positions],
        priority=now.attribute("priority")[positions],
    )


def _none(cycles: Cycles) -> Assignments:
    nothing = np.empty(0, np.int32)
    return Assignments(
        **_columns(cycles.take(np.empty(0, np.int64))), promise=nothing, service=nothing, priority=nothing
    )


def _columns(cycles: Cycles) -> dict[str, Any]:
    return {column.name: getattr(cycles, column.name) for column in fields(cycles)}
