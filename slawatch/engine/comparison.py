"""Did a figure change, or does it only look so: exact tests of two stretches of time.

Shares of things that are counted are held against each other by Fisher's exact test, failures by the conditional
binomial test (engine.trend). A typical time, an age or a number of tickets has no test here: its spread is not told.
"""

from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from math import comb, exp, fsum, lgamma
from typing import Final

from slawatch.engine.trend import SIGNIFICANCE, Exposure, difference
from slawatch.model.measurement import Measurement

_EXACT: Final = 2000
"""Things counted, all together, up to which probabilities are whole numbers; beyond it they are floats."""
_ALIKE: Final = 1 + 1e-9
"""Floats of tables that are as probable as the one found differ by less."""


class Change(StrEnum):
    """What two figures tell of each other."""

    BETTER = "better"
    WORSE = "worse"
    NONE_SHOWN = "none shown"
    """Chance alone often makes such a difference; that does not say that there is none."""
    TOO_FEW = "too few to tell"
    """Even the best possible outcome of so few would not have shown a change."""
    NOT_TESTED = "not tested"
    """There is no test of such figures."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """How a figure stands against an earlier one."""

    change: Change
    p_value: float | None
    """The probability that chance alone makes a difference as great, two-sided; None where none is computed."""


def compared(before: Measurement, after: Measurement) -> Comparison:
    """Return whether a figure became better or worse, as far as what it rests on can show."""
    if before.quantity is not after.quantity or before.value is None or after.value is None:
        return Comparison(change=Change.NOT_TESTED, p_value=None)
    if before.good is not None and after.good is not None:
        return _of_shares((before.good, before.count), (after.good, after.count))
    if before.exposure_seconds is not None and after.exposure_seconds is not None:
        return _of_failures(
            Exposure(failures=before.count, seconds=before.exposure_seconds),
            Exposure(failures=after.count, seconds=after.exposure_seconds),
        )
    return Comparison(change=Change.NOT_TESTED, p_value=None)


def fisher(one: tuple[int, int], other: tuple[int, int]) -> float | None:
    """Return the exact two-sided p-value of both having one share; each is (how many were as promised, of how many).

    Given how many were as promised in all, the tables that are not more probable than the one found make it. None
    where one of the two counts nothing.
    """
    (good, n), (good_other, n_other) = one, other
    if not n or not n_other:
        return None
    total = good + good_other
    first, last = max(0, total - n_other), min(n, total)
    if n + n_other <= _EXACT:
        ways = [comb(n, k) * comb(n_other, total - k) for k in range(first, last + 1)]
        found = ways[good - first]
        return float(Fraction(sum(way for way in ways if way <= found), sum(ways)))
    logs = [_log_comb(n, k) + _log_comb(n_other, total - k) for k in range(first, last + 1)]
    greatest = max(logs)
    weights = [exp(each - greatest) for each in logs]
    limit = weights[good - first] * _ALIKE
    return min(1.0, fsum(each for each in weights if each <= limit) / fsum(weights))


def _of_shares(before: tuple[int, int], after: tuple[int, int]) -> Comparison:
    p_value = fisher(before, after)
    best = fisher(before, (after[1], after[1]))
    better = Fraction(after[0], after[1] or 1) > Fraction(before[0], before[1] or 1)
    return _judged(p_value, best, better=better)


def _of_failures(before: Exposure, after: Exposure) -> Comparison:
    best = difference(before, Exposure(failures=0, seconds=after.seconds))
    better = after.failures * before.seconds < before.failures * after.seconds
    return _judged(difference(before, after), best, better=better)


def _judged(p_value: float | None, best: float | None, *, better: bool) -> Comparison:
    if p_value is not None and p_value < SIGNIFICANCE:
        return Comparison(change=Change.BETTER if better else Change.WORSE, p_value=p_value)
    could_show = best is not None and best < SIGNIFICANCE
    return Comparison(change=Change.NONE_SHOWN if could_show else Change.TOO_FEW, p_value=p_value)


def _log_comb(n: int, k: int) -> float:
    return lgamma(n + 1) - lgamma(k + 1) - lgamma(n - k + 1)
