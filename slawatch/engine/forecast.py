"""Forecasts: how likely a promise of availability is broken by the period's end, and how the period may end.

Outages come at random, at a rate that is known as well as their number allows: Poisson with a Gamma rate, after
Jeffreys' prior. Each costs about what one of the past did: the lengths of the past, every one of them spread in
proportion (log-logistic), the wider the fewer there are. The distribution of what they cost together is computed
by Fourier transform (Grübel and Hermesmeier 1999), so the same facts always give the same figure.

A straight line through the period so far knows none of this: after one outage early in a month it expects ten more.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import lru_cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

from slawatch.model.outlook import Forecast

Floats = NDArray[np.float64]

_BINS: Final = 256
_TILT: Final = 20.0
"""Costs beyond the grid are folded back into it weakened by e^-20."""
_WIDER: Final = 8.0
_SPREAD: Final = 0.6
"""Of one length known: the next lies within a factor of three of it in 86 cases of 100."""
_LENGTHS: Final = 32
"""More lengths than these are told by as many of their quantiles."""
_STEPS: Final = 1000
_BOUNDS: Final = (0.05, 0.5, 0.95)


@dataclass(frozen=True, slots=True, kw_only=True)
class OutageHistory:
    """What is known of a service's outages; all times in agreed seconds."""

    exposure: int
    """Time in which they were seen."""
    failures: int
    """Outages that began in it."""
    lengths: tuple[float, ...]
    """What each cost that is over; at least one, all above 0."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Remainder:
    """What is left of a period, in agreed seconds."""

    planned: int
    """Of the whole period."""
    lost: Fraction
    ahead: int
    """Not over yet, or not known yet."""
    open_for: float | None = None
    """What the outage that is open has cost so far; None: none is open."""


def outage_forecast(target: Fraction, history: OutageHistory, rest: Remainder) -> Forecast:
    """Return the forecast of an availability; at least one second must be planned."""
    if rest.open_for is not None:
        return _forecast(target, history, rest)
    # In steps of a thousandth of the period, so that one is as good as the next as long as nothing happens.
    seen, ahead = (
        round(each * _STEPS / rest.planned) * rest.planned // _STEPS for each in (history.exposure, rest.ahead)
    )
    return _forecast(target, replace(history, exposure=max(seen, 1)), replace(rest, ahead=ahead))


@lru_cache(maxsize=16384)
def _forecast(target: Fraction, history: OutageHistory, rest: Remainder) -> Forecast:
    costs = _Costs(history, rest)
    bear = (1 - target) * rest.planned - rest.lost
    high, middle, low = (float(1 - (rest.lost + round(cost)) / rest.planned) for cost in costs.quantiles(_BOUNDS))
    return Forecast(breach_probability=_breach(costs, bear, rest), low=low, expected=middle, high=high)


def _breach(costs: "_Costs", bear: Fraction, rest: Remainder) -> float:
    if bear < 0:
        return 1.0
    return 0.0 if bear >= rest.ahead else costs.beyond(float(bear))


class _Costs:
    """The distribution of the agreed seconds that are still to be lost."""

    def __init__(self, history: OutageHistory, rest: Remainder) -> None:
        self._ahead = float(rest.ahead)
        self._open_for = rest.open_for
        self._shape = history.failures + 0.5
        self._expected = rest.ahead / history.exposure
        n, lengths = len(history.lengths), np.array(history.lengths)
        self._lengths = lengths if n <= _LENGTHS else np.quantile(lengths, _middles(_LENGTHS))
        self._power = n**0.2 / _SPREAD

    def beyond(self, seconds: float) -> float:
        """Return the probability that more is lost."""
        return min(max(1.0 - float(self._cumulated(seconds)[-1]), 0.0), 1.0)

    def quantiles(self, probabilities: Sequence[float]) -> Iterator[float]:
        """Yield the seconds that are not exceeded with each of the probabilities, which must rise."""
        none = (1 + self._expected) ** -self._shape if self._open_for is None else 0.0
        span = min(float(self._lengths.max()), self._ahead)
        cumulated = self._cumulated(span)
        for probability in probabilities:
            while cumulated[-1] < probability and span < self._ahead:
                span = min(span * _WIDER, self._ahead)
                cumulated = self._cumulated(span)
            if probability <= none:
                yield 0.0
            else:
                place = int(np.searchsorted(np.maximum.accumulate(cumulated), probability))
                yield min(place * _width(span), self._ahead)

    def _cumulated(self, span: float) -> Floats:
        """Return the probabilities that at most 0, 1, 2, … bins are lost, the last of them up to the span."""
        edges = np.arange(1, 2 * _BINS, 2) / 2 * _width(max(span, 0.5))
        fade = np.exp(-_TILT / (2 * _BINS) * np.arange(_BINS))
        one = np.fft.rfft(_masses(self._one(edges)) * fade, 2 * _BINS)
        together = (1 + self._expected * (1 - one)) ** -self._shape
        if self._open_for is not None:
            together = together * np.fft.rfft(_masses(self._open(edges)) * fade, 2 * _BINS)
        masses = np.fft.irfft(together, 2 * _BINS)[:_BINS] / fade
        cumulated: Floats = np.cumsum(masses)
        return cumulated

    def _one(self, seconds: Floats) -> Floats:
        """Return the probability that an outage to come costs at most so much; the period's end cuts it short."""
        left = 1 - seconds / self._ahead if self._ahead else np.zeros_like(seconds)
        cost: Floats = 1 - self._longer(seconds) * np.maximum(left, 0)
        return cost

    def _open(self, seconds: Floats) -> Floats:
        """Return the probability that the outage that is open costs at most so much more."""
        since = np.array([self._open_for or 0.0])
        cost: Floats = 1 - self._longer(since + seconds) / self._longer(since) * (seconds < self._ahead)
        return cost

    def _longer(self, seconds: Floats) -> Floats:
        survival: Floats = (1 / (1 + (seconds[:, None] / self._lengths) ** self._power)).mean(axis=1)
        return survival


def _masses(cumulated: Floats) -> Floats:
    return np.diff(cumulated, prepend=0.0)


def _width(span: float) -> float:
    return span / (_BINS - 0.5)


def _middles(n: int) -> Floats:
    middles: Floats = (np.arange(n) + 0.5) / n
    return middles
