"""What was lost in the last so many units of agreed time, by walking back unit by unit.

Shares no code with slawatch, on purpose. A unit is a second or a minute, named by its start.
"""

from collections.abc import Iterator
from fractions import Fraction

from oracles.availability_oracle import Oracle


def agreed_units(oracle: Oracle, *, since: int, until: int) -> Iterator[int]:
    """Yield the units of agreed time in [since, until), the last one first."""
    agreed = {"up", "down", "degraded"} | ({"excluded"} if oracle.mode == "credit" else set())
    return (unit for unit in range(until - 1, since - 1, -1) if oracle.state(unit) in agreed)


def lost_lately(oracle: Oracle, *, units: int, since: int, until: int) -> Fraction:
    """Return what was lost in the last so many agreed units of [since, until)."""
    walked = zip(range(units), agreed_units(oracle, since=since, until=until), strict=False)
    return sum((oracle.loss(unit) for _, unit in walked), Fraction(0))


def exhausted(oracle: Oracle, *, now: int, since: int, until: int, allowed: Fraction) -> int | None:
    """Return the first instant before which more than allowed is lost if the outage at `now` never ends."""
    told, oracle.down = oracle.down, [*oracle.down, (now, until)]
    oracle.unknown = [(start, min(end, now)) for start, end in oracle.unknown]
    found = oracle.first_breach(since, until, allowed)
    oracle.down = told
    return found
