"""Chance that belongs to a key: the same key draws the same numbers on every machine and at every time."""

import math
import random
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

from slawatch.calendars.calendar import Calendar

T = TypeVar("T")


def drawn(seed: int, *key: object) -> "Draw":
    """Return the draws that belong to a seed and a key."""
    return Draw(random.Random(":".join(map(str, (seed, *key)))))  # noqa: S311  a story, not a secret


@dataclass(frozen=True, slots=True)
class Draw:
    """A stream of draws."""

    chance: random.Random

    def happens(self, probability: float) -> bool:
        """Return true with the given probability."""
        return self.chance.random() < probability

    def weighted(self, choices: Sequence[tuple[T, float]]) -> T:
        """Return one of the choices by weight."""
        return self.chance.choices([choice for choice, _ in choices], [weight for _, weight in choices])[0]

    def one(self, choices: Sequence[T]) -> T:
        """Return one of the choices."""
        return self.chance.choice(choices)

    def seconds(self, median: float, spread: float) -> int:
        """Return a log-normal length of time, at least a second."""
        return max(1, round(self.chance.lognormvariate(math.log(median), spread)))

    def number(self, mean: float) -> int:
        """Return a Poisson number (by multiplying uniform draws; the means here are small)."""
        limit, product, drawn_so_far = math.exp(-mean), self.chance.random(), 0
        while product > limit:
            drawn_so_far += 1
            product *= self.chance.random()
        return drawn_so_far

    def instant(self, day_start: int, hours: Sequence[float]) -> int:
        """Return an epoch second of the day that starts at `day_start`, by the load of its hours."""
        hour = self.chance.choices(range(24), hours)[0]
        return day_start + hour * 3600 + self.chance.randrange(3600)


def later(calendar: Calendar | None, at: int, seconds: int) -> int:
    """Return the instant `seconds` of working time after `at`; without a calendar every second is working time."""
    return at + seconds if calendar is None else int(calendar.add(at, seconds))
