"""P-values by counting every way in which things could have fallen, without a formula."""

from collections import Counter
from fractions import Fraction
from itertools import combinations, product


def fisher(one: tuple[int, int], other: tuple[int, int]) -> Fraction:
    """Return the two-sided p-value of two shares: all that were good could have been any of all things."""
    (good, n), (good_other, n_other) = one, other
    ways = Counter(sum(place < n for place in chosen) for chosen in combinations(range(n + n_other), good + good_other))
    return _as_rare(ways, good)


def binomial(failures: int, others: int, seconds: int, other_seconds: int) -> Fraction:
    """Return the two-sided p-value of two failure rates: each failure could have fallen into any second of both."""
    ways: Counter[int] = Counter()
    for fell in product(range(seconds + other_seconds), repeat=failures + others):
        ways[sum(second < seconds for second in fell)] += 1
    return _as_rare(ways, failures)


def _as_rare(ways: Counter[int], found: int) -> Fraction:
    return Fraction(sum(many for many in ways.values() if many <= ways[found]), sum(ways.values()))
