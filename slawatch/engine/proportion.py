"""A share of counted things with its confidence interval (E. B. Wilson, JASA 22, 1927).

Wilson's interval stays within 0..1 and says something where none or all of the things count, unlike p +- z * s.
"""

import math
from dataclasses import dataclass
from statistics import NormalDist
from typing import Final

CONFIDENCE: Final = 0.95
"""Two-sided, as the field quotes shares; the bounds of MTBF are of 90 %."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Proportion:
    """How many of n count, and between which shares (0..1) the true one lies; None where n is 0."""

    counted: int
    n: int
    share: float | None
    lower: float | None
    upper: float | None


def wilson(counted: int, n: int, *, confidence: float = CONFIDENCE) -> Proportion:
    """Return the share of `counted` among `n` with its Wilson score interval, without continuity correction."""
    if not n:
        return Proportion(counted=counted, n=0, share=None, lower=None, upper=None)
    z = NormalDist().inv_cdf((1 + confidence) / 2)
    centre = counted + z * z / 2
    reach = z * math.sqrt(counted * (n - counted) / n + z * z / 4)
    whole = n + z * z
    return Proportion(
        counted=counted,
        n=n,
        share=counted / n,
        lower=(centre - reach) / whole if counted else 0.0,
        upper=(centre + reach) / whole if counted < n else 1.0,
    )
