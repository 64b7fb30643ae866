"""Maintenance of the configuration as exclusions, approved for good.

An event of a feed counts as approved from the instant at which it says that it was entered: whoever writes an event
over an outage of last week takes nothing out.
"""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Final

import numpy as np

from slawatch.calendars.maintenance import openings
from slawatch.engine.columns import ExclusionRows
from slawatch.engine.plan import Plan
from slawatch.engine.rows import empty
from slawatch.model.maintenance import Maintenance

SOURCE: Final = "configuration"
"""What exclusions that no source told name as theirs."""

_YEARS_AHEAD: Final = 2
_AT_ALL_TIMES: Final = int(np.iinfo(np.int64).min)


def maintenance_rows(plan: Plan, *, as_of: datetime) -> ExclusionRows:
    """Return a row for each service and each time that a window opens, up to the end of the second year to come."""
    last = date(as_of.year + _YEARS_AHEAD, 12, 31)
    parts = [_rows(plan, each, last) for each in plan.definitions.maintenance]
    return ExclusionRows.joined([empty(ExclusionRows), *parts])


def _rows(plan: Plan, maintenance: Maintenance, last: date) -> ExclusionRows:
    told = openings(maintenance, last)
    times = np.array([(each.start, each.end) for each in told], np.int64).reshape(-1, 2)
    approved = [_AT_ALL_TIMES if each.entered is None else each.entered for each in told]
    services = _codes(plan, maintenance.services)
    return ExclusionRows(
        source=np.full(len(times) * len(services), plan.words.code(SOURCE), np.int32),
        ticket=np.full(len(times) * len(services), -1, np.int64),
        service=np.repeat(services, len(times)),
        started_at=np.tile(times[:, 0], len(services)),
        ended_at=np.tile(times[:, 1], len(services)),
        approved_at=np.tile(np.array(approved, np.int64), len(services)),
        retrospective=np.zeros(len(times) * len(services), np.bool_),
        approver=np.full(len(times) * len(services), plan.words.code(maintenance.approved_by), np.int32),
    )


def _codes(plan: Plan, services: Iterable[str]) -> np.ndarray[tuple[int], np.dtype[np.int32]]:
    return np.array([plan.words.code(service) for service in services], np.int32)
