"""The share of its target that each timer used, in buckets; whole numbers decide, so none is a rounding off."""

from collections import defaultdict
from collections.abc import Mapping
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
    found: dict[tuple[int, int], list[int]] = defaultdict(list)
    for row, (of_promise, of_service, _) in enumerate(parts.keys):
        found[of_promise, of_service].append(row)
    targets = [max(length, 1) for _, _, length in parts.keys]
    return {
        group: TargetUse(
            counts=tuple(counts[rows].sum(axis=0).tolist()), total=fsum(seconds[row] / targets[row] for row in rows)
        )
        for group, rows in found.items()
    }
