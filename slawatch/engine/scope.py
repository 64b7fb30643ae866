"""Whose figure a row counts in: its service's, or that of all services that its agreement judges together."""

from dataclasses import replace
from typing import TypeVar

import numpy as np

from slawatch.engine.attainment import Verdicts
from slawatch.engine.columns import TimerRows, WorkRows
from slawatch.engine.plan import Plan
from slawatch.model.agreement import Scope

AnyPromised = TypeVar("AnyPromised", TimerRows, WorkRows, Verdicts)


def gathered(rows: AnyPromised, plan: Plan) -> AnyPromised:
    """Return rows with the agreement's id as service where their agreement judges its services together."""
    together = {each.number: each.agreement.id for each in plan.promises if each.agreement.scope is Scope.AGREEMENT}
    if not together:
        return rows
    codes = np.array([plan.words.code(together.get(number)) for number in range(len(plan.promises))], np.int32)
    own = codes[rows.promise]
    return replace(rows, service=np.where(own > 0, own, rows.service))
