"""Burn rates of services together: a window is the last so many agreed seconds of the average service.

So its clock is that of the error budget: a threshold of a share of the budget means that share, whichever of the
services are open at night. For services with the same hours it is the window of each.
"""

from collections.abc import Collection, Mapping, Sequence
from fractions import Fraction
from functools import reduce
from math import lcm

import numpy as np

from slawatch.engine.availability import costs
from slawatch.engine.burn import WINDOWS, agreed_seconds, away, continued
from slawatch.engine.facts import Ints
from slawatch.engine.group_time import GroupTime
from slawatch.engine.spans import clipped
from slawatch.model.burn import SECONDS, BurnWindow


def share_lost_within(time: GroupTime) -> Mapping[BurnWindow, Fraction]:
    """Return by window the share lost of the agreed seconds in it; time before the agreement counts as kept."""
    end = time.window.seen[1]
    costly = (int(cost.stretches[0, 0]) for part in time.parts for cost in costs(part.layers))
    first = min(max(time.window.contract[0], min(costly, default=end)), end)
    starts = _starts(time, first, end)
    accounts = [time.within((start, end)) for start in starts.tolist()]
    return {
        window: account.lost / max(account.agreed, SECONDS[window] * time.weight)
        for window, account in zip(SECONDS, accounts, strict=True)
    }


def exhausted_at(time: GroupTime, may_lose: Fraction, *, composed: Collection[str]) -> int | None:
    """Return when more will be lost than may be, if the outages that are open go on; None: not in this period."""
    going_on = [continued(part, composed=part.service in composed) for part in time.parts]
    if not time.window.running or not any(going_on):
        return None
    parts = (goes_on or part for goes_on, part in zip(going_on, time.parts, strict=True))
    return GroupTime(parts=tuple(parts)).exceeded_at(may_lose, time.window.span)


def _starts(time: GroupTime, first: int, end: int) -> Ints:
    """Return the latest instant since which a window of agreed seconds has passed, `first` where less has."""
    weights = _whole([time.agreement.weight(part.service) for part in time.parts])
    gone = [clipped(away(part.layers), first, end) for part in time.parts]

    def agreed_since(instants: Ints) -> Ints:
        edges = np.append(instants, end)
        positions = (agreed_seconds(edges, out, part.calendar) for out, part in zip(gone, time.parts, strict=True))
        seconds: Ints = sum(n * (at[-1] - at[:-1]) for n, at in zip(weights, positions, strict=True))
        return seconds

    wanted = WINDOWS * sum(weights)
    low, high = np.full(len(WINDOWS), first), np.full(len(WINDOWS), end)
    while (low < high).any():
        middle = (low + high + 1) // 2
        enough = agreed_since(middle) >= wanted
        low, high = np.where(enough, middle, low), np.where(enough, high, middle - 1)
    return low


def _whole(weights: Sequence[Fraction]) -> list[int]:
    """Return whole numbers in the same proportions."""
    scale = reduce(lcm, (each.denominator for each in weights))
    return [int(each * scale) for each in weights]
