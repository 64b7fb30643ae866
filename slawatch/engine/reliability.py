"""How often a service fails and how fast it is restored (IEC 60050-192, ITIL).

MTBF = (agreed time - time lost) / failures, MTBSI = agreed time / failures,
MTRS = mean full length of the outages restored in the period, in elapsed time.
"""

import math
from dataclasses import dataclass
from functools import lru_cache
from statistics import NormalDist
from typing import Final

import numpy as np

from slawatch.calendars.calendar import Calendar
from slawatch.engine.availability import Layers, service_seconds
from slawatch.engine.columns import NEVER, OutageRows
from slawatch.engine.facts import Ints
from slawatch.engine.spans import clipped
from slawatch.engine.windows import Window

CONFIDENCE: Final = 0.9
"""Of the published bounds of MTBF: two-sided, and one-sided where nothing failed."""

_NEWTON_STEPS: Final = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Bounds:
    """Mean time between failures in seconds with its confidence interval."""

    mean: float | None
    lower: float | None
    upper: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Stages:
    """Mean elapsed seconds of the stages of the outages that began in a period; None without timestamps."""

    detect: float | None
    """From the start to the detection."""
    acknowledge: float | None
    """From the detection (the start where there is none) to the acknowledgement."""


def failures(layers: Layers, calendar: Calendar, window: Window) -> int:
    """Return how many merged outages lost their first second of agreed time in the window.

    An outage that already lost some in an earlier period is that period's; one that lies wholly in closed,
    excluded or unknown time is nobody's.
    """
    if not len(layers.down):
        return 0
    start, end = window.seen
    outage = np.searchsorted(layers.outages[:, 0], layers.down[:, 0], side="right") - 1
    earlier = _lost(layers, calendar, (window.contract[0], start), outage)
    within = _lost(layers, calendar, (start, end), outage)
    return int(np.count_nonzero((earlier == 0) & (within > 0)))


def restorations(layers: Layers, window: Window) -> Ints:
    """Return the full elapsed lengths of the merged outages that were restored in the window, in seconds."""
    start, end = window.span
    ended = layers.outages[:, 1]
    inside = (start <= ended) & (ended < end) & (ended <= window.as_of)
    return np.diff(layers.outages[inside], axis=1).ravel()


def stages(outages: OutageRows, window: Window) -> Stages:
    """Return the mean stages of the outages that began in the window, each as it was told (not merged)."""
    start, end = window.span
    began = outages.started_at
    own = ~outages.degraded & (start <= began) & (began < end) & (began <= window.as_of)
    began, detected, acknowledged = began[own], outages.detected_at[own], outages.acknowledged_at[own]
    return Stages(
        detect=_mean_until(detected, began, window.as_of),
        acknowledge=_mean_until(acknowledged, np.where(detected == NEVER, began, detected), window.as_of),
    )


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


def _lost(layers: Layers, calendar: Calendar, span: tuple[int, int], outage: Ints) -> Ints:
    seconds = service_seconds(clipped(layers.down, *span), calendar)
    return np.bincount(outage, weights=seconds, minlength=len(layers.outages)).astype(np.int64)


def _mean_until(reached: Ints, since: Ints, as_of: int) -> float | None:
    told = reached <= as_of
    return float((reached - since)[told].mean()) if told.any() else None
