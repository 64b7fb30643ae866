"""The kernel's one door: facts and definitions in, rows of tickets, timers and outages out."""

from collections.abc import Callable
from typing import Final

import numpy as np
from numpy.typing import NDArray

from slawatch.engine.assignment import assignments
from slawatch.engine.change_types import UNTYPED, change_types
from slawatch.engine.columns import NEVER, Codes, Flags, Phase, TicketRows, TimerRows
from slawatch.engine.cycles import Cycles, whole, work_cycles
from slawatch.engine.desk.judge import desk_rows
from slawatch.engine.facts import Facts, Ints
from slawatch.engine.handover import handovers
from slawatch.engine.history import lacking
from slawatch.engine.native import native_rows
from slawatch.engine.plan import Plan
from slawatch.engine.rows import Judged
from slawatch.engine.ticket_exclusions import ticket_exclusions
from slawatch.engine.ticket_outages import ticket_outages
from slawatch.engine.timeline import CLASS_CODE, Timeline, class_flags, timeline
from slawatch.engine.timer import timers
from slawatch.engine.work import work_rows
from slawatch.model.desk import CHANGE
from slawatch.model.mapping import CHANGE_TYPE, SourceMapping
from slawatch.model.ticket import VOID, StatusClass

UNMAPPED_STATUS, UNMAPPED_PRIORITY, UNMAPPED_SERVICE, UNMAPPED_CHANGE_TYPE = 1, 2, 4, 8
"""Bits of TicketRows.unmapped, all 0 for a ticket that is void: nothing would judge it anyway."""
_VOID: Final = class_flags(VOID)


def judged(facts: Facts, plan: Plan, *, horizon: int, desk: bool = False) -> Judged:
    """Return what the definitions say of the tickets as they stand at the horizon (epoch seconds, included).

    With `desk` the rows behind the desk's figures are made, too.
    """
    line = timeline(facts, plan.definitions.mappings[facts.source], plan.words, horizon=horizon)
    cycles = work_cycles(line)
    parts = [(line, assignments(line, cycles, plan)), *handovers(line, whole(line, cycles), plan)]
    rows = np.concatenate([assigned.row for _, assigned in parts])
    tickets = _tickets(line, cycles, rows, plan)
    measured = TimerRows.joined([timers(own, assigned, plan) for own, assigned in parts])
    return Judged(
        tickets=tickets,
        timers=measured,
        outages=ticket_outages(line, cycles, plan.words),
        exclusions=ticket_exclusions(line, plan.words),
        work=work_rows(line, cycles, plan),
        desk=desk_rows(line, facts, plan, ends=whole(line, cycles), tickets=tickets) if desk else None,
        native=native_rows(line, measured, plan),
    )


def _tickets(line: Timeline, cycles: Cycles, judged_rows: Ints, plan: Plan) -> TicketRows:
    ends = whole(line, cycles)
    status = line.segments.status[line.segments.first[1:] - 1]
    kind, priority, service = _now(line, "kind"), _now(line, "priority"), _now(line, "service")
    is_judged = np.zeros(len(line), np.bool_)
    is_judged[judged_rows] = True
    unknown = status == CLASS_CODE[StatusClass.UNKNOWN]
    unmapped = unknown * UNMAPPED_STATUS + (priority == 0) * UNMAPPED_PRIORITY + (service == 0) * UNMAPPED_SERVICE
    unmapped += _lacks_type(line, kind, plan) * UNMAPPED_CHANGE_TYPE
    unmapped = np.where(_VOID[status], 0, unmapped).astype(np.uint8)
    return TicketRows(
        source=np.full(len(line), plan.words.code(line.source), np.int32),
        ticket=line.tickets,
        created_at=line.events.created_at,
        done_at=np.where(ends.phase == Phase.RUNNING, NEVER, ends.ended_at),
        kind=kind,
        service=service,
        priority=priority,
        status_class=status,
        unmapped=unmapped,
        raw_status=_raw(line, unmapped, UNMAPPED_STATUS, plan),
        raw_priority=_raw(line, unmapped, UNMAPPED_PRIORITY, plan),
        raw_service=_raw(line, unmapped, UNMAPPED_SERVICE, plan),
        raw_change_type=_raw(line, unmapped, UNMAPPED_CHANGE_TYPE, plan),
        judged=is_judged,
    )


def _lacks_type(line: Timeline, kind: Codes, plan: Plan) -> Flags:
    """Tell of each ticket whether it is a change of no type that there is, where the source tells types at all."""
    if CHANGE_TYPE not in line.mapping.attributes:
        return np.zeros(len(line), np.bool_)
    lacks: Flags = (kind == plan.words.code(CHANGE)) & (change_types(line, kind, plan) == UNTYPED)
    return lacks


def _now(line: Timeline, attribute: str) -> Codes:
    return line.attributes[attribute].at(np.arange(len(line)), line.horizon).astype(np.int32)


def _raw(line: Timeline, unmapped: NDArray[np.uint8], bit: int, plan: Plan) -> Codes:
    """Return the code of each ticket's raw word where a bit says that nothing maps it, else 0."""
    codes, lost = np.zeros(len(line), np.int32), np.flatnonzero(unmapped & bit)
    if len(lost):  # most sources are mapped whole, and what is mapped is not read a second time
        field, is_lacking = _told_in(line.mapping, bit)
        codes[lost] = line.raw.history(field, lacking(is_lacking, plan.words)).at(lost, line.horizon)
    return codes


def _told_in(mapping: SourceMapping, bit: int) -> tuple[str, Callable[[str | None], bool]]:
    return {
        UNMAPPED_STATUS: (mapping.status.field, mapping.lacks_status),
        UNMAPPED_PRIORITY: (mapping.attribute("priority").field, mapping.lacks_priority),
        UNMAPPED_SERVICE: (mapping.attribute("service").field, mapping.lacks_service),
        UNMAPPED_CHANGE_TYPE: (mapping.attribute(CHANGE_TYPE).field, mapping.lacks_change_type),
    }[bit]
