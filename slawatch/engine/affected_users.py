"""How many users lost how much time."""

from collections.abc import Iterator
from fractions import Fraction

import numpy as np

from slawatch.engine.availability import Degradation, service_seconds
from slawatch.engine.columns import UNTOLD, OutageRows
from slawatch.engine.service_time import ServiceTime
from slawatch.engine.spans import Spans, clipped, covered, difference, intersection


def lost_user_seconds(time: ServiceTime, outages: OutageRows) -> Fraction | None:
    """Return the lost seconds of agreed time before as_of, each as often as there were users who lost it.

    Where outages lie over each other the largest number counts: they are told of the same users. An outage
    without a number touches every user of the service. None where some of the loss has no number at all, and where
    nobody ever tells one.
    """
    if time.users is None and not (outages.users != UNTOLD).any():
        return None
    total = Fraction(0)
    for weight, seconds, users in _losses(time, outages):
        if seconds and users is None:
            return None
        total += weight * seconds * (users or 0)
    return total


def user_availability(time: ServiceTime, lost: Fraction | None) -> float | None:
    """Return the share of agreed time that users had, all users together."""
    if lost is None or time.users is None or not time.account.agreed:
        return None
    return float(1 - lost / (time.users * time.account.agreed))


def _losses(time: ServiceTime, outages: OutageRows) -> Iterator[tuple[Fraction, int, int | None]]:
    """Yield (weight, service seconds, users)."""
    down = Degradation(stretches=time.layers.down, weight=Fraction(1))
    for part, told in ((down, ~outages.degraded), *((part, outages.degraded) for part in time.layers.degraded)):
        if part.weight:
            for stretches, users in _by_users(part.stretches, outages.take(told)):
                yield part.weight, _seconds(stretches, time), _bounded(users, time.users)


def _by_users(stretches: Spans, outages: OutageRows) -> Iterator[tuple[Spans, int | None]]:
    """Yield the parts of stretches, the largest numbers of users first, at last what no number is told of."""
    for users in np.unique(outages.users)[::-1].tolist():
        if users != UNTOLD:
            rows = outages.take(outages.users == users)
            told = intersection(stretches, covered(np.stack((rows.started_at, rows.ended_at), axis=1), times=1))
            yield told, users
            stretches = difference(stretches, told)
    yield stretches, None


def _bounded(users: int | None, whole: int | None) -> int | None:
    """A service can't lose more users than it has; without a number it loses all."""
    return min((number for number in (users, whole) if number is not None), default=None)


def _seconds(stretches: Spans, time: ServiceTime) -> int:
    return int(service_seconds(clipped(stretches, *time.window.seen), time.calendar).sum())
