"""Timers that a correction took out of the count."""

import json

import numpy as np

from slawatch.engine.assignment import Assignments
from slawatch.engine.columns import Flags
from slawatch.engine.facts import EXCUSED
from slawatch.engine.plan import Plan
from slawatch.engine.timeline import Timeline


def excused(line: Timeline, assigned: Assignments, plan: Plan) -> Flags:
    """Tell of each timer whether a correction names it."""
    out = np.zeros(len(assigned), np.bool_)
    for position in np.flatnonzero(line.events.type == EXCUSED):
        named = json.loads(line.raw.terms[line.events.value[position]])
        rows = np.flatnonzero(assigned.row == line.events.rows[position])
        for row in rows.tolist():
            promise = plan.promises[assigned.promise[row]]
            own = promise.agreement.id, promise.objective.id, int(assigned.number[row])
            out[row] |= all(name in (None, each) for name, each in zip(named, own, strict=True))
    return out
