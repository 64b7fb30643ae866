"""What needs an answer, worked out hour by hour from sets: no intervals, no columns, nothing remembered."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

HOUR = timedelta(hours=1)

Span = tuple[int, int]
"""[start, end) in hours after the beginning."""


@dataclass(frozen=True)
class Told:
    """Everything that was told of one service under an agreement that counts every hour of calendar months (UTC)."""

    begins: datetime
    outages: tuple[Span, ...]
    excluded: tuple[Span, ...]
    now: int
    allowed: float
    """Of the agreed hours of a month that has begun, the share that may be lost."""


def months_missed(told: Told) -> set[str]:
    """Return the months in which more was lost than all of the month allows."""
    down, excluded = _hours(told.outages, told.now), _hours(told.excluded, 10**6)
    missed = set()
    for month, hours in _months(told):
        agreed = [hour for hour in hours if hour not in excluded]
        lost = [hour for hour in agreed if hour in down]
        if len(lost) > told.allowed * len(agreed):
            missed.add(month)
    return missed


def outages_felt(told: Told) -> set[Span]:
    """Return the stretches without a break in which the service was down, where any hour of them counted."""
    down, excluded = _hours(told.outages, told.now), _hours(told.excluded, 10**6)
    felt, since = set(), None
    for hour in range(told.now + 1):
        if hour in down:
            since = hour if since is None else since
        elif since is not None:
            if any(each not in excluded for each in range(since, hour)):
                felt.add((since, hour))
            since = None
    return felt


def shares_an_hour(one: Span, other: Span) -> bool:
    """Tell whether two stretches have an hour in common."""
    return bool(set(range(*one)) & set(range(*other)))


def _hours(spans: Iterable[Span], until: int) -> Collection[int]:
    return {hour for start, end in spans for hour in range(start, min(end, until))}


def _months(told: Told) -> Iterator[tuple[str, list[int]]]:
    at = told.begins.replace(day=1, hour=0)
    while at < told.begins + told.now * HOUR:
        after = (at.replace(day=28) + timedelta(days=4)).replace(day=1)
        first = round((at - told.begins) / HOUR)
        yield f"{at:%Y-%m}", list(range(first, first + round((after - at) / HOUR)))
        at = after.astimezone(UTC)
