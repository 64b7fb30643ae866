"""How changes came to be made: as emergencies, normal or standard ones."""

from typing import Final

import numpy as np

from slawatch.engine.columns import Codes
from slawatch.engine.plan import Plan
from slawatch.engine.timeline import Timeline, attribute_history
from slawatch.model.desk import CHANGE, ChangeType
from slawatch.model.mapping import CHANGE_TYPE

UNTYPED: Final = 0
"""Stands for the type of a ticket that is no change, and of a change of which none is told that there is."""


def change_types(line: Timeline, kind: Codes, plan: Plan) -> Codes:
    """Return the code of each ticket's ChangeType at the horizon, UNTYPED where there is none; `kind` is the ticket's.

    As with the outcome of a change, what is known at the horizon counts, whenever it was told.
    """
    types, field = np.full(len(line), UNTYPED, np.int32), line.mapping.attributes.get(CHANGE_TYPE)
    if field is not None:
        changes = np.flatnonzero(kind == plan.words.code(CHANGE))
        told = attribute_history(line.raw, field, plan.words).at(changes, line.horizon)
        known = np.isin(told, [plan.words.code(each) for each in ChangeType])
        types[changes] = np.where(known, told, UNTYPED)
    return types
