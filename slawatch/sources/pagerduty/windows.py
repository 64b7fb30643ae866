"""Ranges of time that are narrow enough for lists that are cut off."""

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, timedelta

from slawatch.errors import FatalSourceError
from slawatch.sources.pagerduty.rest import NARROWEST, WIDEST, Entry, TooManyError

Ask = Callable[[datetime, datetime], Sequence[Entry]]


def ranges(since: datetime, until: datetime) -> Iterator[tuple[datetime, datetime]]:
    """Yield ranges as wide as may be asked for, the oldest first."""
    while since < until:
        end = min(since + WIDEST, until)
        yield since, end
        since = end


def windows(ask: Ask, since: datetime, until: datetime) -> Iterator[tuple[Sequence[Entry], datetime]]:
    """Yield the entries of range after range with its end, the oldest first; a range with too many is halved."""
    width = WIDEST
    while since < until:
        width = min(width, until - since)
        try:
            entries = ask(since, since + width)
        except TooManyError:
            width = _half(width)
            continue
        since, width = since + width, min(2 * width, WIDEST)
        yield entries, since


def _half(width: timedelta) -> timedelta:
    if width <= NARROWEST:
        raise FatalSourceError("PagerDuty has more than 10,000 log entries in one second and shows no more of them")
    return max(NARROWEST, timedelta(seconds=width.total_seconds() // 2))
