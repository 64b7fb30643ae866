"""Promises about how many tickets there are: the backlog and its age, and the workload that was agreed."""

from dataclasses import replace
from typing import Final

import numpy as np

from slawatch.engine.columns import Flags, WorkRows
from slawatch.engine.conclusion import NOT_ALL_TOLD, NOT_IN_FORCE, Conclusion, ratio_state
from slawatch.engine.facts import Ints
from slawatch.engine.group_time import JudgedTime
from slawatch.engine.rows import empty
from slawatch.model.instant import from_epoch
from slawatch.model.result import State

NO_WORK: Final = empty(WorkRows)


def of_workload(at_most: int, work: WorkRows, time: JudgedTime) -> Conclusion:
    """Return how an agreed limit of tickets a period stands: exceeded, for good, by the first one too many.

    A ticket counts in the period in which it is created, unless it came to nothing (merged, spam). What exceeds the
    limit is the customer's side of the agreement.
    """
    if not time.window.in_force:
        return NOT_IN_FORCE
    created = np.sort(work.created_at[is_workload(work, time)]).tolist()
    told = _within(time)
    if len(created) > at_most:
        told = Conclusion(state=State.BREACHED, breached_at=from_epoch(created[at_most]))
    return _counted(told, len(created), at_most)


def of_backlog(at_most: int, work: WorkRows, time: JudgedTime) -> Conclusion:
    """Return how a limit of open tickets stands: as of now, and in the end by what is open at the end of the period."""
    if not time.window.in_force:
        return NOT_IN_FORCE
    n = len(_open(work, time))
    told = _beyond(time) if n > at_most and not _nothing_told(time) else _within(time)
    return _counted(told, n, at_most)


def of_backlog_age(at_most: int, work: WorkRows, time: JudgedTime) -> Conclusion:
    """Return how a limit of the age of open tickets stands, in elapsed seconds since their creation.

    A ticket ages as far as its source tells: a source that is silent makes nothing too old.
    """
    if not time.window.in_force:
        return NOT_IN_FORCE
    ages = np.maximum(min(time.window.seen[1], time.told_until) - _open(work, time), 0)
    old = int(np.count_nonzero(ages > at_most))
    told = _beyond(time) if old and not _nothing_told(time) else _within(time)
    if told.state is State.NO_DATA:
        return told
    oldest = int(ages.max()) if len(ages) else None
    return replace(told, attained_seconds=oldest, good=len(ages) - old, events=len(ages))


def is_workload(work: WorkRows, time: JudgedTime) -> Flags:
    """Tell of each row whether its ticket counts as workload of the window: once, and not if it came to nothing."""
    own: Flags = (work.cycle == 0) & ~work.void & (work.created_at >= time.window.span[0])
    return own & (work.created_at <= _last_second(time))


def is_backlog(work: WorkRows, time: JudgedTime) -> Flags:
    """Tell of each row whether its ticket is open in the last second of the window that has come."""
    at = _last_second(time)
    is_open: Flags = (work.started_at <= at) & (at < work.ended_at)
    return is_open


def _open(work: WorkRows, time: JudgedTime) -> Ints:
    """Return the creations of the tickets of the backlog."""
    return work.created_at[is_backlog(work, time)]


def _last_second(time: JudgedTime) -> int:
    return min(time.window.as_of, time.window.span[1] - 1)


def _counted(told: Conclusion, n: int, at_most: int) -> Conclusion:
    if told.state is State.NO_DATA:
        return told
    return replace(told, attained_events=n, events=n, misses_left=at_most - n)


def _within(time: JudgedTime) -> Conclusion:
    """Return what can be said where the limit is kept so far as tickets are told."""
    if _nothing_told(time):
        return Conclusion(state=State.NO_DATA, reason="the sources have told nothing of the period")
    if time.complete or time.window.running:
        return Conclusion(state=State.MET)
    return Conclusion(state=State.INDETERMINATE, reason=NOT_ALL_TOLD)


def _nothing_told(time: JudgedTime) -> bool:
    return time.known_until is None or time.known_until <= time.window.span[0]


def _beyond(time: JudgedTime) -> Conclusion:
    """Return what can be said where a limit is exceeded that may be kept again until the end of the period."""
    state, reason = ratio_state(time, broken=True)
    ended = from_epoch(time.window.span[1]) if state is State.BREACHED else None
    return Conclusion(state=state, reason=reason, breached_at=ended)
