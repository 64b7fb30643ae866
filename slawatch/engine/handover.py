"""Timers of agreements below an SLA: the time for which a ticket stands with the party of the agreement."""

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from slawatch.engine.assignment import Assignments, assigned_to, standing
from slawatch.engine.columns import Flags
from slawatch.engine.cycles import ENDED, Cycles
from slawatch.engine.facts import Ints
from slawatch.engine.history import ordered_key, parted_key
from slawatch.engine.matching import matches, rivalries
from slawatch.engine.meter import AWAY
from slawatch.engine.plan import Plan, Promise
from slawatch.engine.timeline import CLASS_CODE, Segments, Timeline, bounds
from slawatch.engine.visible import first_positions
from slawatch.model.agreement import Agreement, AgreementKind, Indicator
from slawatch.model.ticket import StatusClass


def handovers(line: Timeline, tickets: Cycles, plan: Plan) -> Iterator[tuple[Timeline, Assignments]]:
    """Yield the handover timers of each OLA and each contract, with the tickets as the party sees them.

    With a team stands a ticket whose team it is; with a supplier one that waits for the supplier. A ticket has one
    timer, from the first time that it stands with the party to being done. It is paused while the ticket stands
    elsewhere. A ticket that never stood with the party has none.
    """
    for rivals in rivalries(promise for promise in plan.promises if _is_handover(promise)):
        held = replace(line, segments=_segments(line, rivals[0].agreement, plan))
        cycles = _cycles(held, tickets)
        now = standing(held, cycles, plan)
        parts = [assigned_to(cycles.take(own), promise, now, own) for promise, own in matches(now, rivals)]
        yield held, Assignments.joined(parts)


def _is_handover(promise: Promise) -> bool:
    return promise.objective.indicator is Indicator.HANDOVER and promise.agreement.kind is not AgreementKind.SLA


def _segments(line: Timeline, agreement: Agreement, plan: Plan) -> Segments:
    segments = line.segments
    if agreement.kind is AgreementKind.CONTRACT:
        return _marked(segments, segments.status == CLASS_CODE[StatusClass.PENDING_SUPPLIER])
    team = line.attributes["team"]
    split = _split(segments, team.keys, line.horizon)
    return _marked(split, team.at(split.rows, split.start) == plan.words.code(agreement.party))


def _split(segments: Segments, keys: Ints, horizon: int) -> Segments:
    """Return the segments cut at further instants of their tickets."""
    rows, start = parted_key(np.sort(np.concatenate((ordered_key(segments.rows, segments.start), keys)), kind="stable"))
    first, end = bounds(rows, start, horizon)
    status = segments.status[segments.locate(rows, start)]
    return Segments(first=first, rows=rows, start=start, end=end, status=status, position=np.full(len(rows), -1))


def _marked(segments: Segments, is_held: Flags) -> Segments:
    is_away = ~is_held & ~ENDED[segments.status]
    return replace(segments, status=np.where(is_away, np.int8(AWAY), segments.status))


def _cycles(held: Timeline, tickets: Cycles) -> Cycles:
    segments = held.segments
    lasts = (segments.end > segments.start) | (segments.start == held.horizon)
    stands = (segments.status != AWAY) & lasts
    stands[stands] = ~ENDED[segments.status[stands]]
    first = first_positions(stands, segments.rows, len(held))
    rows = np.flatnonzero(first >= 0)
    cycles = tickets.take(rows)
    return replace(
        cycles,
        first=first[rows],
        last=segments.locate(cycles.row, cycles.ended_at),
        started_at=segments.start[first[rows]],
    )
