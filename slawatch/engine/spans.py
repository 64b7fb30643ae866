"""Algebra of half-open stretches of time: arrays of shape (k, 2) in epoch seconds.

Every result is canonical: sorted, apart from each other, none of them empty. Stretches that overlap or touch are one.
"""

from collections.abc import Iterable
from typing import Final

import numpy as np

from slawatch.engine.facts import Ints

Spans = Ints
"""Shape (k, 2): [start, end) each."""

_BOUNDS: Final = np.iinfo(np.int64)


def nowhere() -> Spans:
    """Return no stretch at all."""
    return np.empty((0, 2), np.int64)


def covered(stretches: Spans, *, times: int) -> Spans:
    """Return where at least `times` of the stretches lie over each other; they may come in any order.

    With starts and ends sorted apart, i stretches have ended before ends[i], so as many as wanted are open from
    starts[i + times - 1] on.
    """
    whole = len(stretches) - times + 1
    if whole <= 0:
        return nowhere()
    starts, ends = np.sort(stretches[:, 0])[times - 1 :], np.sort(stretches[:, 1])[:whole]
    real = starts < ends
    starts, ends = starts[real], ends[real]
    first, last = np.ones((2, len(starts)), np.bool_)
    first[1:] = last[:-1] = starts[1:] > ends[:-1]
    return np.stack((starts[first], ends[last]), axis=1)


def union(parts: Iterable[Spans]) -> Spans:
    """Return where at least one of the parts is."""
    present = [part for part in parts if len(part)]
    return covered(np.concatenate(present), times=1) if present else nowhere()


def intersection(one: Spans, other: Spans) -> Spans:
    """Return where both are; both must be canonical."""
    if not len(one) or not len(other):
        return nowhere()
    return covered(np.concatenate((one, other)), times=2)


def difference(one: Spans, other: Spans) -> Spans:
    """Return where the first is and the second is not; both must be canonical."""
    return intersection(one, _outside(other)) if len(other) else one


def from_instant(start: int) -> Spans:
    """Return the one stretch from an instant to the end of time."""
    return np.array([[start, _BOUNDS.max]], np.int64)


def clipped(stretches: Spans, start: int, end: int) -> Spans:
    """Return each stretch cut to [start, end), in the same rows; those outside have no length."""
    return np.minimum(np.maximum(stretches, start), end)  # of a few rows, a quarter of what np.clip takes


def _outside(stretches: Spans) -> Spans:
    return np.concatenate(([_BOUNDS.min], stretches.ravel(), [_BOUNDS.max])).reshape(-1, 2)
