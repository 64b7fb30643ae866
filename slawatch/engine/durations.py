"""Typical lengths of many durations, by nearest rank: every answer is a length that occurred, in whole seconds.

The rank of a share q among n is the smallest count that is at least q of them, so a p90 does not exceed a limit if
and only if at least 90 % of all lengths don't.
"""

from fractions import Fraction
from typing import Final

from slawatch.engine.facts import Ints
from slawatch.model.agreement import Statistic
from slawatch.model.result import Durations

RANKS: Final = {Statistic.MEDIAN: Fraction(1, 2), Statistic.P90: Fraction(9, 10)}
"""The share of all lengths that must not exceed the statistic."""


def ranked(ordered: Ints, share: Fraction) -> int:
    """Return the smallest length that at least a share (0..1] of all don't exceed; at least one is needed."""
    rank = -(-share.numerator * len(ordered) // share.denominator)
    return int(ordered[rank - 1])


def durations(ordered: Ints) -> Durations:
    """Return what is typical of lengths in seconds, which must ascend."""
    if not len(ordered):
        return Durations(n=0)
    return Durations(
        n=len(ordered),
        median_seconds=ranked(ordered, RANKS[Statistic.MEDIAN]),
        p90_seconds=ranked(ordered, RANKS[Statistic.P90]),
        max_seconds=int(ordered[-1]),
        mean_seconds=int(ordered.sum()) / len(ordered),
    )


def typical(lengths: Durations, statistic: Statistic) -> float | None:
    """Return the median, p90 or mean in seconds; None where there is none, or a share is asked for."""
    return {
        Statistic.SHARE: None,
        Statistic.MEDIAN: lengths.median_seconds,
        Statistic.P90: lengths.p90_seconds,
        Statistic.MEAN: lengths.mean_seconds,
    }[statistic]
