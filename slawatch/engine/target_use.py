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


def uses(promise: Codes, service: Codes, *, elapsed: Ints, target: Ints) -> Mapping[tuple[int, ...], TargetUse]:
    """Return what timers used by promise and service.

    Seconds are summed as whole numbers by target first, so the order of rows changes nothing.
    """
    groups, parts = grouped(promise, service), grouped(promise, service, target)
    counts = np.zeros((len(groups.keys), len(SHARES) + 1), np.int64)
    np.add.at(counts, (groups.member, buckets(elapsed, target)), 1)
    seconds = np.zeros(len(parts.keys), np.int64)
    np.add.at(seconds, parts.member, elapsed)
    shares: dict[tuple[int, ...], list[float]] = defaultdict(list)
    for (*group, length), used in zip(parts.keys, seconds.tolist(), strict=True):
        shares[tuple(group)].append(used / max(length, 1))
    return {
        group: TargetUse(counts=tuple(own), total=fsum(shares[group]))
        for group, own in zip(groups.keys, counts.tolist(), strict=True)
    }
