"""Which person had each ticket when, by pseudonyms; nobody had any while figures by person are off."""

import numpy as np

from slawatch.engine.columns import Codes
from slawatch.engine.facts import Ints
from slawatch.engine.history import History, ordered_key, unchanged
from slawatch.engine.plan import Plan
from slawatch.engine.timeline import Timeline
from slawatch.model.event import EventType
from slawatch.model.person import FIELDS, unnamed


def holders(line: Timeline, plan: Plan) -> tuple[Ints, History]:
    """Return the events that hand tickets to persons, or take them away, and the codes of persons through time."""
    if not plan.definitions.desk.by_person:
        return np.empty(0, np.int64), unchanged(np.zeros(len(line), np.int64))

    def code(text: str | None) -> int:
        return plan.words.code(unnamed(text))

    initial = np.zeros(len(line), np.int64)
    for field in FIELDS:
        initial = np.where(initial, initial, line.raw.initial(field, code))
    positions = np.flatnonzero(line.events.of(EventType.ASSIGNED))
    rows = line.events.rows[positions]
    keys = ordered_key(rows, line.events.at[positions])
    return positions, History(initial, rows, keys, line.raw.meanings(positions, code))


def last_holder(line: Timeline, plan: Plan, instants: Ints) -> Codes:
    """Return the person who had each ticket last by an instant: who resolves one may give it up with that."""
    _, told = holders(line, plan)
    named = told.values > 0
    ever = History(told.initial, told.rows[named], told.keys[named], told.values[named])
    return ever.at(np.arange(len(line)), instants).astype(np.int32)
