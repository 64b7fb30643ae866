"""Forecasts of a share of tickets: how likely too many of a period's tickets are missed in the end.

Verdicts go on coming at the rate of this period and the one before (Poisson with a Gamma rate), and so does the share
of misses (beta-binomial). The period before counts for at most fifty tickets of that share, because desks change.
Futures are drawn with a fixed seed: the same facts always give the same figure.
"""

from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from typing import Final

import numpy as np

from slawatch.engine.facts import Ints
from slawatch.model.outlook import Forecast

LEAST: Final = 10
"""Tickets judged in this period and the one before, below which there is no forecast."""

_DRAWS: Final = 2000
_SEED: Final = 20260101
_REMEMBERED: Final = 50
_STEPS: Final = 1000
_BOUNDS: Final = (0.05, 0.5, 0.95)


@dataclass(frozen=True, slots=True, kw_only=True)
class JudgedTickets:
    """Tickets that were judged in a period, overdue ones included."""

    met: int
    missed: int

    @property
    def judged(self) -> int:
        """All of them."""
        return self.met + self.missed


def ticket_forecast(target: Fraction, now: JudgedTickets, before: JudgedTickets, *, ahead: Fraction) -> Forecast | None:
    """Return the forecast of a share of tickets; None where too few were ever judged.

    `ahead` is what is left of the period, by the time in which the tickets of both periods were judged.
    """
    if now.judged + before.judged < LEAST:
        return None
    # In steps, so that a forecast needs no new draws as long as nothing happens.
    return _forecast(target, now, before, Fraction(round(ahead * _STEPS), _STEPS))


@lru_cache(maxsize=65536)
def _forecast(target: Fraction, now: JudgedTickets, before: JudgedTickets, ahead: Fraction) -> Forecast | None:
    judged, missed = _futures(now, before, float(ahead))
    if not len(judged):
        return None
    share = 1 - missed / judged
    broken = missed * target.denominator > judged * (target.denominator - target.numerator)
    low, middle, high = np.quantile(share, _BOUNDS).tolist()
    return Forecast(breach_probability=int(broken.sum()) / _DRAWS, low=low, expected=middle, high=high)


def _futures(now: JudgedTickets, before: JudgedTickets, ahead: float) -> tuple[Ints, Ints]:
    """Return the tickets judged and missed at the end in each of the futures in which any is judged."""
    draw = np.random.default_rng(_SEED)
    kept = min(1.0, _REMEMBERED / before.judged) if before.judged else 0.0
    more = draw.poisson(draw.gamma(now.judged + before.judged + 0.5, ahead, _DRAWS))
    misses = draw.beta(0.5 + now.missed + kept * before.missed, 0.5 + now.met + kept * before.met, _DRAWS)
    missed = now.missed + draw.binomial(more, misses)
    judged = now.judged + more
    any_judged = judged > 0
    return judged[any_judged], missed[any_judged]
