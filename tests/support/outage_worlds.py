"""Made-up years of services with rare outages: what was known at an instant, and how the month then ended."""

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from slawatch.engine.forecast import OutageHistory, Remainder

DAY = 86400
MONTH = 30 * DAY
YEAR = 12 * MONTH
TARGET = Fraction(999, 1000)
ALLOWED = MONTH // 1000
ELAPSED = (0.1, 0.3, 0.5, 0.7, 0.9)


@dataclass(frozen=True)
class Moment:
    """One service at one instant of one month."""

    elapsed: float
    lost: int
    history: OutageHistory
    rest: Remainder
    breached: bool
    """How the month ended."""

    @property
    def linear(self) -> bool:
        """What a straight line through the lost time so far says of the end."""
        return self.lost / self.elapsed > ALLOWED


def moments(*, services: int, months: int, outages_a_month: float, seed: int) -> Iterator[Moment]:
    """Yield moments at which nothing is decided yet; rates and lengths differ from service to service."""
    numbers = np.random.default_rng(seed)
    for _ in range(services):
        rate = outages_a_month * numbers.lognormal(-0.18, 0.6)
        median = 900 * numbers.lognormal(0, 0.7)
        count = numbers.poisson(rate * (12 + months))
        starts = np.sort(numbers.integers(0, (12 + months) * MONTH, count))
        lengths = np.maximum(numbers.lognormal(np.log(median), 1.0, count), 1).astype(int)
        # The next outage begins after the one before is over.
        ends = np.minimum(starts + lengths, np.append(starts[1:], 10**10))
        for month in range(12, 12 + months):
            for elapsed in ELAPSED:
                found = _moment(starts, ends, month * MONTH, elapsed)
                if found is not None:
                    yield found


def _moment(starts: np.ndarray, ends: np.ndarray, first: int, elapsed: float) -> Moment | None:
    now, last = first + round(MONTH * elapsed), first + MONTH
    seen = (starts >= now - YEAR) & (starts < now)
    over = seen & (ends <= now)
    lost = _inside(starts, ends, first, now)
    if not over.any() or lost > ALLOWED:
        return None
    still_down = seen & (ends > now)
    return Moment(
        elapsed=elapsed,
        lost=lost,
        history=OutageHistory(exposure=YEAR, failures=int(seen.sum()), lengths=tuple((ends - starts)[over].tolist())),
        rest=Remainder(
            planned=MONTH,
            lost=Fraction(lost),
            ahead=last - now,
            open_for=float(now - starts[still_down][0]) if still_down.any() else None,
        ),
        breached=_inside(starts, ends, first, last) > ALLOWED,
    )


def _inside(starts: np.ndarray, ends: np.ndarray, first: int, last: int) -> int:
    return int(np.maximum(np.minimum(ends, last) - np.maximum(starts, first), 0).sum())
