"""What becomes of a timer when a change of its ticket's attributes puts another objective in charge."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from slawatch.engine.assignment import Assignments, standing
from slawatch.engine.columns import NEVER, Columns, Phase
from slawatch.engine.cycles import Cycles
from slawatch.engine.facts import Ints
from slawatch.engine.history import distinct, ordered_key, parted_key
from slawatch.engine.matching import matches
from slawatch.engine.plan import Plan, Promise
from slawatch.engine.timeline import Timeline
from slawatch.model.agreement import ChangePolicy


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretches(Columns):
    """A row for each stretch of a timer under one objective, ordered by timer, then by time."""

    timer: Ints
    """Position of the timer that they are stretches of."""
    promise: Ints
    """-1 where no objective matches."""
    at: Ints
    until: Ints
    """For the last one NEVER."""
    service: Ints
    """At the end of the stretch, as priority."""
    priority: Ints


def stretches(line: Timeline, assigned: Assignments, plan: Plan) -> Stretches | None:
    """Return the stretches of all timers whose objective does not judge the time before it; None without any.

    The objective that judges at the end says what happens to the time before. An unknown timer has no stretches.
    """
    keeps = np.array([p.objective.on_change is not ChangePolicy.RETROACTIVE for p in plan.promises], np.bool_)
    if not keeps.any():
        return None
    rows = np.flatnonzero(keeps[assigned.promise] & (assigned.phase != Phase.UNKNOWN))
    parts = [_stretches(line, assigned, group, rivals, plan) for rivals, group in _rivalries(assigned, rows, plan)]
    if not parts:
        return None
    found = Stretches.joined(parts)
    return found.take(np.argsort(found.timer, kind="stable"))


def restarted(line: Timeline, assigned: Assignments, parts: Stretches) -> Assignments:
    """Return the timers with each that has stretches starting at its last one."""
    last = parts.take(parts.until == NEVER)
    started_at, first = assigned.started_at.copy(), assigned.first.copy()
    moved = last.at != started_at[last.timer]
    timer, at = last.timer[moved], last.at[moved]
    started_at[timer], first[timer] = at, line.segments.locate(assigned.row[timer], at)
    return replace(assigned, started_at=started_at, first=first)


def earlier(line: Timeline, assigned: Assignments, parts: Stretches, plan: Plan) -> tuple[Ints, Assignments]:
    """Return what pro rata timers take over from: the timer of each earlier stretch, and the stretch as if stopped."""
    shares = np.array([p.objective.on_change is ChangePolicy.PRO_RATA for p in plan.promises], np.bool_)
    own = parts.take(shares[assigned.promise[parts.timer]] & (parts.promise >= 0) & (parts.until != NEVER))
    row = assigned.row[own.timer]
    return own.timer, replace(
        assigned.take(own.timer),
        # Downtime may begin before its ticket is created: that time lies in the ticket's first segment.
        first=line.segments.locate(row, np.maximum(own.at, line.events.created_at[row])),
        last=line.segments.locate(row, own.until),
        started_at=own.at,
        ended_at=own.until,
        phase=np.full(len(own), Phase.STOPPED, np.int8),
        promise=own.promise.astype(np.int32),
        service=own.service.astype(np.int32),
        priority=own.priority.astype(np.int32),
    )


def carried(timer: Ints, used: Ints, allowed: Ints, target: Ints) -> Ints:
    """Return the working seconds that each timer (a row of `target`) takes over from its earlier stretches.

    The used share of the time that was allowed stays the same, in whole seconds rounded down at every change. A
    change by itself therefore never makes a miss of what was none.
    """
    seconds, of = np.zeros(len(target), np.int64), np.ones(len(target), np.int64)
    place = np.arange(len(timer)) - np.searchsorted(timer, timer)
    for number in range(place.max(initial=-1) + 1):
        own = place == number
        each = timer[own]
        seconds[each] = seconds[each] * allowed[own] // of[each] + used[own]
        of[each] = np.maximum(allowed[own], 1)
    whole: Ints = seconds * target // of
    return whole


def _rivalries(assigned: Assignments, rows: Ints, plan: Plan) -> Iterator[tuple[list[Promise], Ints]]:
    """Yield the promises of one agreement and one contest with the timers that are theirs."""
    keys = [(promise.agreement.id, promise.objective.contest) for promise in plan.promises]
    numbers = {key: number for number, key in enumerate(dict.fromkeys(keys))}
    group_of = np.array([numbers[key] for key in keys], np.int64)
    groups = group_of[assigned.promise[rows]]
    for number in distinct(groups).tolist():
        yield [plan.promises[n] for n in np.flatnonzero(group_of == number)], rows[groups == number]


def _stretches(line: Timeline, assigned: Assignments, rows: Ints, rivals: list[Promise], plan: Plan) -> Stretches:
    cycles = assigned.take(rows)
    which, at = _instants(line, cycles, {"service", *(name for p in rivals for name in p.objective.when)} - {"source"})
    now = standing(line, replace(cycles.take(which), ended_at=at), plan)
    promise = np.full(len(at), -1, np.int64)
    for each, positions in matches(now, rivals):
        promise[positions] = each.number
    begins = np.flatnonzero((np.diff(which, prepend=-1) != 0) | (np.diff(promise, prepend=-1) != 0))
    ends = np.append(begins, len(at))[1:]
    following = np.minimum(ends, len(at) - 1)
    goes_on = (ends < len(at)) & (which[following] == which[begins])
    return Stretches(
        timer=rows[which[begins]],
        promise=promise[begins],
        at=at[begins],
        until=np.where(goes_on, at[following], NEVER),
        service=now.attribute("service")[ends - 1],
        priority=now.attribute("priority")[ends - 1],
    )


def _instants(line: Timeline, cycles: Cycles, attributes: set[str]) -> tuple[Ints, Ints]:
    """Return each cycle's start and the instants until its end at which an attribute was set, by its position."""
    told = [ordered_key(np.arange(len(cycles)), cycles.started_at)]
    for name in attributes:
        which, at = line.attributes[name].between(cycles.row, cycles.started_at, cycles.ended_at)
        told.append(ordered_key(which, at))
    return parted_key(np.unique(np.concatenate(told)))
