"""Work on tickets under the promises that count tickets: backlog, workload, what people say of them."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

import numpy as np

from slawatch.engine.assignment import judges, standing
from slawatch.engine.attainment import Group
from slawatch.engine.columns import NEVER, Codes, Phase, WorkRows
from slawatch.engine.cycles import Cycles, whole
from slawatch.engine.desk.rows import CaseRows
from slawatch.engine.groups import grouped
from slawatch.engine.history import distinct
from slawatch.engine.plan import Plan
from slawatch.engine.rows import empty
from slawatch.engine.timeline import Timeline
from slawatch.model.agreement import COUNTING, Indicator

OF_CASES: Final = frozenset({Indicator.SATISFACTION, Indicator.FIRST_CONTACT, Indicator.REOPENED})
"""Indicators that need to know what became of each ticket (see the desk's rows)."""


def work_rows(line: Timeline, cycles: Cycles, plan: Plan) -> WorkRows:
    """Return every stretch of work on the tickets that such a promise matches, as they stand at the horizon."""
    promised = {promise.objective.indicator for promise in plan.promises}.intersection(COUNTING)
    if not promised:
        return empty(WorkRows)
    tickets = whole(line, cycles)
    now = standing(line, tickets, plan)
    stretches = _stretches(line, cycles, tickets, now.attribute("service"))
    parts = [empty(WorkRows)]
    for indicator in sorted(promised):
        for promise, positions in judges(indicator, now, plan):
            own = stretches.take(np.isin(cycles.row, tickets.row[positions]))
            numbers = np.full(len(own), promise.number, np.int32)
            parts.append(replace(own, promise=numbers, source=np.full_like(numbers, plan.words.code(line.source))))
    return WorkRows.joined(parts)


def recent_work(rows: WorkRows, since: int) -> WorkRows:
    """Return the work that lasts, and that on tickets with an event at or after an instant."""
    return rows.take((rows.ended_at == NEVER) | (rows.changed_at >= since))


def _stretches(line: Timeline, cycles: Cycles, tickets: Cycles, services: Codes) -> WorkRows:
    row, blank = cycles.row, np.zeros(len(cycles), np.int32)
    last_events = np.flatnonzero(np.diff(line.events.rows, append=-1))
    return WorkRows(
        source=blank,
        ticket=line.tickets[row],
        promise=blank,
        service=services[row],
        cycle=cycles.number.astype(np.int32),
        created_at=line.events.created_at[row],
        started_at=cycles.started_at,
        ended_at=np.where(cycles.phase == Phase.RUNNING, NEVER, cycles.ended_at),
        void=(tickets.phase == Phase.CANCELLED)[row],
        changed_at=line.events.at[last_events][row],
    )


def by_promise(rows: WorkRows) -> Mapping[Group, WorkRows]:
    """Return the rows of each promise and service."""
    groups = grouped(rows.promise, rows.service)
    return {(promise, service): rows.take(own) for (promise, service), own in groups.parts()}


def cases_of(work: WorkRows, cases: CaseRows) -> CaseRows:
    """Return what became of the tickets that were worked on."""
    worked_on = np.zeros(len(cases), np.bool_)
    for source in distinct(work.source).tolist():
        own = np.flatnonzero(cases.source == source)
        worked_on[own] = np.isin(cases.ticket[own], work.ticket[work.source == source])
    return cases.take(worked_on)
