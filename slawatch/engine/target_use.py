"""The share of its target that each timer used, in buckets; whole numbers decide, so none is a rounding off."""

from collections.abc import Mapping
from itertools import pairwise
from math import fsum
from typing import Final

import numpy as np

from slawatch.engine.columns import Codes
from slawatch.engine.facts import Ints
from slawatch.engine.groups import grouped
from slawatch.model.target_use import SHARES, TargetUse

NO_USE: Final = TargetUse()


def buckets(elapsed: Ints, target: Ints) -> Ints:
    """Return the position in SHARES of the smallest share that each timer did not exceed; beyond all, their number."""
    exceeded = [elapsed * share.denominator > target * share.numerator for share in SHARES]
    found: Ints = np.sum(exceeded, axis=0, dtype=np.int64)
    return found


def uses(promise: Codes, service: Codes, *, elapsed: Ints, target: Ints) -> Mapping[tuple[int, int], TargetUse]:
    """Return what timers used by promise and service.

    Seconds are summed as whole numbers by target first, so the order of rows changes nothing.
    """
    parts, width = grouped(promise, service, target), len(SHARES) + 1
    cells = parts.member * width + buckets(elapsed, target)
    counts = np.bincount(cells, minlength=len(parts.keys) * width).reshape(-1, width)
    seconds = np.bincount(parts.member, weights=elapsed)  # whole below 2 ** 53, and so exact
    targets = np.array([max(length, 1) for _, _, length in parts.keys], np.int64)
    shares = (seconds / targets).tolist()
    groups = [(of_promise, of_service) for of_promise, of_service, _ in parts.keys]
    firsts = [place for place, group in enumerate(groups) if not place or group != groups[place - 1]]
    if not firsts:
        return {}
    together = np.add.reduceat(counts, firsts, axis=0).tolist()
    return {
        groups[first]: TargetUse(counts=tuple(told), total=fsum(shares[first:after]))
        for told, (first, after) in zip(together, pairwise((*firsts, len(shares))), strict=True)
    }
