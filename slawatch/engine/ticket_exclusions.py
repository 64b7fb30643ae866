"""Time agreed not to count that tickets tell: a change ticket with its window and its approval."""

import numpy as np

from slawatch.engine.columns import NEVER, ExclusionRows, Flags
from slawatch.engine.facts import Ints
from slawatch.engine.plan import Vocabulary
from slawatch.engine.rows import empty
from slawatch.engine.ticket_outages import instants_told, latest
from slawatch.engine.timeline import CLASSES, Timeline
from slawatch.model.mapping import ExclusionRule
from slawatch.model.ticket import VOID


def ticket_exclusions(line: Timeline, words: Vocabulary) -> ExclusionRows:
    """Return a row for each ticket that tells a window; one that was cancelled tells none.

    The window is approved as it stands: one that was moved or made longer after the approval counts as approved when
    that was done, so nobody can cover an outage with a change that was agreed for another time.
    """
    rule = line.mapping.exclusion
    if rule is None:
        return empty(ExclusionRows)
    start, end = (instants_told(line, field) for field in (rule.started_at, rule.ended_at))
    tells = _chosen(line, rule) & ~_void(line) & (start < end) & (end != NEVER)
    approved = _approved_at(line, rule)
    moved = np.maximum(_last_set(line, rule.started_at), _last_set(line, rule.ended_at))
    approved_at = np.where(approved == NEVER, NEVER, np.maximum(approved, moved))
    approver = _approver(line, rule, words)
    return ExclusionRows(
        source=np.full(len(line), words.code(line.source), np.int32),
        ticket=line.tickets,
        service=line.attributes["service"].at(np.arange(len(line)), line.horizon).astype(np.int32),
        started_at=start,
        ended_at=end,
        approved_at=approved_at,
        retrospective=(approver > 0) & (approved_at != NEVER) & (approved_at > start),
        approver=approver.astype(np.int32),
    ).take(tells)


def _chosen(line: Timeline, rule: ExclusionRule) -> Flags:
    field = line.mapping.attribute(rule.field)
    chosen: Flags = latest(line, field.field, lambda text: int(field.value(text) in rule.equals)) > 0
    return chosen


def _void(line: Timeline) -> Flags:
    status = line.segments.status[line.segments.first[1:] - 1]
    return np.isin(status, [code for code, name in enumerate(CLASSES) if name in VOID])


def _approved_at(line: Timeline, rule: ExclusionRule) -> Ints:
    """Return when each ticket's approval last began to stand, NEVER where it does not stand."""

    def approved(text: str | None) -> int:
        return int((text or "") in rule.approved)

    positions, values = line.raw.changes(rule.approval, approved)
    rows, initial = line.events.rows[positions], line.raw.initial(rule.approval, approved)
    before = np.where(np.diff(rows, prepend=-1) == 0, np.roll(values, 1), initial[rows])
    begun = np.where(initial > 0, line.events.created_at, NEVER)
    enters = np.flatnonzero((values > 0) & (before == 0))
    begun[rows[enters]] = line.events.at[positions[enters]]
    return np.where(latest(line, rule.approval, approved) > 0, begun, NEVER)


def _last_set(line: Timeline, field: str) -> Ints:
    """Return when a field was last set, the creation where it never was again."""
    last, positions = line.events.created_at.copy(), line.raw.setting(field)
    last[line.events.rows[positions]] = line.events.at[positions]
    return last


def _approver(line: Timeline, rule: ExclusionRule, words: Vocabulary) -> Ints:
    if rule.approver is None:
        return np.zeros(len(line), np.int64)
    return latest(line, rule.approver, words.code)
