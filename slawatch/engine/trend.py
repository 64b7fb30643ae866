"""Does a service fail more often than before: tests of counts and instants of failures, exact in whole numbers.

Both take failures of an unchanged service as a Poisson process in its operating time. Whatever else clusters
them (a bad release, a season) shows as a small p-value, which tells nothing about the cause.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from math import comb, factorial, sqrt
from statistics import NormalDist
from typing import Final

SIGNIFICANCE: Final = 0.05
"""A p-value below it is called a trend, or a difference."""

FEWEST: Final = 4
"""Failures below which the test of a trend says nothing: any order of two or three is common."""

_EXACT: Final = 200
"""Failures up to which the sum's law is computed in whole numbers; beyond it is normal to many digits."""


class Direction(StrEnum):
    """What failures mean for those who use the service."""

    WORSENING = "worsening"
    IMPROVING = "improving"
    NONE = "none shown"
    """Which does not say that there is none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Trend:
    """Laplace's test of the instants of failures (IEC 60605-6, IEC 61164), two-sided."""

    failures: int
    statistic: float
    """Standard deviations by which the failures lie late (> 0) or early (< 0) in the time observed."""
    p_value: float

    @property
    def direction(self) -> Direction:
        """Where the failures tend to, where chance alone would rarely place them so."""
        return direction(self.p_value, worse=self.statistic > 0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Exposure:
    """Failures counted in so many operating seconds."""

    failures: int
    seconds: int


def direction(p_value: float, *, worse: bool) -> Direction:
    """Return where things go if chance alone would rarely make them look so."""
    if p_value >= SIGNIFICANCE:
        return Direction.NONE
    return Direction.WORSENING if worse else Direction.IMPROVING


def laplace(instants: Sequence[int], operating: int) -> Trend | None:
    """Return whether failures gather at the end of the time observed, which ends by itself and not with a failure.

    `instants` are operating seconds from its start. Without a trend they are uniform in it, and their sum follows
    the law of Irwin and Hall. None with too few failures to tell.
    """
    count = len(instants)
    if count < FEWEST or operating <= 0:
        return None
    total = Fraction(sum(instants), operating)
    statistic = float(total - Fraction(count, 2)) / sqrt(count / 12)
    tail = _uniform_sum(min(total, count - total), count) if count <= _EXACT else NormalDist().cdf(-abs(statistic))
    return Trend(failures=count, statistic=statistic, p_value=min(1.0, 2 * tail))


def difference(one: Exposure, other: Exposure) -> float | None:
    """Return the exact two-sided p-value of both having one failure rate (conditional binomial test).

    Given how many failures there are in all, each would fall into the first with the share of its time. The counts
    that are not more probable than the one found make the p-value. None without failures or without time.
    """
    count = one.failures + other.failures
    if not count or one.seconds <= 0 or other.seconds <= 0:
        return None
    ways = [other.seconds**count]
    for k in range(count):
        ways.append(ways[-1] * ((count - k) * one.seconds) // ((k + 1) * other.seconds))
    found = ways[one.failures]
    return float(Fraction(sum(way for way in ways if way <= found), sum(ways)))


def _uniform_sum(total: Fraction, count: int) -> float:
    """Return the probability that so many uniform variables add up to at most a total."""
    part, unit = total.numerator, total.denominator
    volume = sum((-1) ** k * comb(count, k) * (part - k * unit) ** count for k in range(part // unit + 1))
    return float(Fraction(volume, factorial(count) * unit**count))
