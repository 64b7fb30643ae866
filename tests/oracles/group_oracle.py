"""Services together by brute force: every second of every service is looked at by itself.

Shares no code with slawatch, on purpose.
"""

from collections.abc import Sequence
from fractions import Fraction

from oracles.availability_oracle import Oracle

Part = tuple[Oracle, Fraction]
"""A service and how often its seconds count."""


def is_agreed(oracle: Oracle, second: int) -> bool:
    state = oracle.state(second)
    return state in ("up", "down", "degraded") or (state == "excluded" and oracle.mode == "credit")


class GroupOracle:
    def __init__(self, parts: Sequence[Part]) -> None:
        self.parts = parts

    @property
    def weight(self) -> Fraction:
        return sum((weight for _, weight in self.parts), Fraction(0))

    def agreed_in(self, second: int) -> Fraction:
        return sum((weight for oracle, weight in self.parts if is_agreed(oracle, second)), Fraction(0))

    def lost_in(self, second: int) -> Fraction:
        return sum((weight * oracle.loss(second) for oracle, weight in self.parts), Fraction(0))

    def agreed(self, start: int, end: int) -> Fraction:
        return sum((self.agreed_in(second) for second in range(start, end)), Fraction(0))

    def lost(self, start: int, end: int) -> Fraction:
        return sum((self.lost_in(second) for second in range(start, end)), Fraction(0))

    def unknown(self, start: int, end: int) -> Fraction:
        return sum(
            (
                weight
                for second in range(start, end)
                for oracle, weight in self.parts
                if oracle.state(second) == "unknown"
            ),
            Fraction(0),
        )

    def first_breach(self, start: int, end: int, allowed: Fraction) -> int | None:
        """Return the earliest instant before which more than allowed was lost."""
        lost = Fraction(0)
        for second in range(start, end):
            lost += self.lost_in(second)
            if lost > allowed:
                return second + 1
        return None

    def share_lost_lately(self, units: int, since: int, until: int) -> set[Fraction]:
        """Return the share lost of the last so many agreed seconds a service; what lies before `since` is kept.

        Services have weights, so the window may end within a second: that second counts whole, or as far as it is
        wanted. Which of both is not decided where nothing is lost in it.
        """
        wanted, agreed, lost, second = units * self.weight, Fraction(0), Fraction(0), until
        while second > since and agreed < wanted:
            second -= 1
            agreed += self.agreed_in(second)
            lost += self.lost_in(second)
        return {lost / max(agreed, wanted), lost / wanted if not self.lost_in(second) else lost / max(agreed, wanted)}
