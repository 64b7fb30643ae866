"""How often a service fails (IEC 60050-192, ITIL).

MTBF = (agreed time - time down) / failures, MTBSI = agreed time / failures. What MTRS and the stages of an outage are
made of stands in engine.stages.
"""

import math
from dataclasses import dataclass
from functools import lru_cache
from statistics import NormalDist
from typing import Final

import numpy as np

from slawatch.calendars.calendar import Calendar
from slawatch.engine.availability import Layers, service_seconds
from slawatch.engine.facts import Ints
from slawatch.engine.spans import clipped
from slawatch.engine.windows import Window
from slawatch.model.agreement import ExclusionMode

CONFIDENCE: Final = 0.9
"""Of the published bounds of MTBF: two-sided, and one-sided where nothing failed."""

_NEWTON_STEPS: Final = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Bounds:
    """Mean time between failures in seconds with its confidence interval."""

    mean: float | None
    lower: float | None
    upper: float | None


def failures(layers: Layers, calendar: Calendar, window: Window) -> int:
    """Return how many merged outages lost their first second of agreed time in the window.

    An outage that already lost some in an earlier period is that period's; one that lies wholly in closed,
    excluded or unknown time is nobody's.
    """
    return len(failed_at(layers, calendar, window))


def failed_at(layers: Layers, calendar: Calendar, window: Window) -> Ints:
    """Return the first lost second of agreed time of each failure of the window, in order."""
    start, end = window.seen
    lost_at = layers.failed_at(calendar, (window.contract[0], window.as_of))
    failed: Ints = lost_at[(start <= lost_at) & (lost_at < end)]
    return failed


def operating(layers: Layers, calendar: Calendar, window: Window, until: Ints) -> Ints:
    """Return the seconds of agreed time up in the window before each of some failures, given by their first second."""
    uncounted = [layers.unknown, layers.down]
    if layers.mode is not ExclusionMode.CREDIT:
        uncounted.append(layers.excluded)
    start, end = window.seen
    away = clipped(np.sort(np.concatenate(uncounted), axis=0), start, end)
    gone = np.concatenate(([0], np.cumsum(service_seconds(away, calendar))))
    before: Ints = calendar.between(start, until) - gone[np.searchsorted(away[:, 1], until, side="right")]
    return before


def mtbf(count: int, operating: float, *, confidence: float = CONFIDENCE) -> Bounds:
    """Return the mean time between failures with its exact Poisson (chi-square) interval.

    The bounds are T/x where x is the expected number of failures at which `count` or fewer (lower), `count` or
    more (upper) would just be believable. With no failure there is no mean and the lower bound is one-sided.
    """
    if operating <= 0:
        return Bounds(mean=None, lower=None, upper=None)
    if count == 0:
        return Bounds(mean=None, lower=operating / -math.log1p(-confidence), upper=None)
    tail = (1 - confidence) / 2
    return Bounds(
        mean=operating / count,
        lower=operating / poisson_mean(count, tail),
        upper=operating / poisson_mean(count - 1, 1 - tail),
    )


@lru_cache(maxsize=4096)
def poisson_mean(count: int, probability: float) -> float:
    """Return the mean at which a Poisson variable is at most `count` with the given probability.

    It is half the chi-square quantile of 1 - probability with 2 * count + 2 degrees of freedom. Newton's steps
    start from Wilson and Hilferty's cube, which is right to a few per cent.
    """
    shape = count + 1
    cube = 1 - 1 / (9 * shape) + NormalDist().inv_cdf(1 - probability) / (3 * math.sqrt(shape))
    mean = shape * max(cube, 0.1) ** 3
    for _ in range(_NEWTON_STEPS):
        last = math.exp(count * math.log(mean) - mean - math.lgamma(shape))
        step = (_at_most(count, mean, last) - probability) / last
        mean = min(max(mean + step, mean / 2), mean * 2)
        if abs(step) <= 1e-14 * mean:
            break
    return mean


def _at_most(count: int, mean: float, last: float) -> float:
    terms = [last]
    for k in range(count, 0, -1):
        terms.append(terms[-1] * k / mean)
    return math.fsum(terms)
