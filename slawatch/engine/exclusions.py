"""Where exclusions count under one agreement: approved in time, and within the allowance of each period."""

from collections.abc import Iterator
from typing import Final

import numpy as np

from slawatch.calendars.calendar import Calendar
from slawatch.calendars.periods import period_containing
from slawatch.engine.availability import Span, service_seconds
from slawatch.engine.columns import ExclusionRows, Flags
from slawatch.engine.plan import Vocabulary
from slawatch.engine.service_time import ServiceTime
from slawatch.engine.spans import Spans, clipped, covered, union
from slawatch.engine.windows import contract
from slawatch.model.agreement import Agreement
from slawatch.model.instant import epoch, from_epoch
from slawatch.model.reliability import Standing

_NONE: Final = tuple((standing, 0) for standing in Standing)


def excluded(rows: ExclusionRows, agreement: Agreement, calendar: Calendar, *, as_of: int) -> Spans:
    """Return where exclusions of a service count; `calendar` holds its service hours."""
    told = rows.take(in_time(rows, agreement, as_of=as_of))
    stretches = covered(np.stack((told.started_at, told.ended_at), axis=1), times=1)
    if agreement.allowance is None:
        return stretches
    return union(
        _earliest(clipped(stretches, *period), calendar, seconds=agreement.allowance)
        for period in _periods(stretches, agreement)
    )


def in_time(rows: ExclusionRows, agreement: Agreement, *, as_of: int) -> Flags:
    """Tell of each exclusion whether it was approved before as_of, and before its start by the notice agreed.

    What nobody could foresee is approved in retrospect, by somebody who is named for it.
    """
    noticed = rows.approved_at <= rows.started_at - agreement.notice
    approved: Flags = (noticed | rows.retrospective) & (rows.approved_at <= as_of)
    return approved


def by_approver(rows: ExclusionRows, agreement: Agreement, words: Vocabulary) -> Flags:
    """Tell of each exclusion whether it names somebody whom the agreement lets approve; without a list all do."""
    if agreement.approvers is None:
        return np.ones(len(rows), np.bool_)
    return np.isin(rows.approver, [words.code(name) for name in agreement.approvers])


def standings(rows: ExclusionRows, time: ServiceTime, words: Vocabulary) -> tuple[tuple[Standing, int], ...]:
    """Return how many exclusions of a service touch the window, by what becomes of them."""
    if not len(rows):
        return _NONE
    start, end = time.window.span
    touching = rows.take((rows.started_at < end) & (rows.ended_at > start))
    counted = in_time(touching, time.agreement, as_of=time.window.as_of)
    counted &= by_approver(touching, time.agreement, words)
    pending = touching.approved_at > time.window.as_of
    found = {Standing.COUNTED: counted, Standing.PENDING: pending, Standing.REFUSED: ~(counted | pending)}
    return tuple((standing, int(np.count_nonzero(flags))) for standing, flags in found.items())


def _periods(stretches: Spans, agreement: Agreement) -> Iterator[Span]:
    """Yield the agreement's periods that hold some of the stretches, cut to the days on which it is in force."""
    first, after = contract(agreement)
    reached = first
    for start, end in clipped(stretches, first, after).tolist():
        at = max(start, reached)
        while at < end:
            period = period_containing(agreement.period, from_epoch(at), timezone=agreement.timezone)
            reached = epoch(period.end)
            yield max(epoch(period.start), first), min(reached, after)
            at = reached


def _earliest(stretches: Spans, calendar: Calendar, *, seconds: int) -> Spans:
    """Return the part of stretches, in order, that holds their first so many service seconds."""
    own = stretches[stretches[:, 0] < stretches[:, 1]]
    used = np.cumsum(service_seconds(own, calendar))
    over = int(np.searchsorted(used, seconds, side="right"))
    if over == len(own):
        return own
    left = seconds - (int(used[over - 1]) if over else 0)
    cut = clipped(own[: over + 1], int(own[0, 0]), int(calendar.add(int(own[over, 0]), left)))
    return covered(cut, times=1)
