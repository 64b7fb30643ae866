"""How durations are spread."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Durations:
    """Typical lengths of n durations in seconds; all but n are None where there is none.

    The median and the p90 are lengths that occurred: the smallest that at least 50 % (90 %) of all do not exceed.
    """

    n: int
    median_seconds: int | None = None
    p90_seconds: int | None = None
    max_seconds: int | None = None
    mean_seconds: float | None = None
