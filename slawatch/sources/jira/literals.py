"""How JQL is told an instant, in the two ways that it knows."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from slawatch.model.instant import epoch

Literal = Callable[[datetime], str]


def milliseconds(at: datetime) -> str:
    """Return an instant as a number that is not quoted, which is read alike whatever the account's time zone."""
    return str(epoch(at) * 1000)


def literals(zone: str | None) -> Iterator[Literal]:
    """Yield the ways to tell an instant, the surest first; the other needs the account's time zone."""
    yield milliseconds
    try:
        found = ZoneInfo(zone) if zone else None
    except (ZoneInfoNotFoundError, ValueError):
        return
    if found is not None:
        yield quoted(found)


def quoted(zone: ZoneInfo) -> Literal:
    """Return what tells an instant by the wall clock of a zone; in an hour that comes twice, an hour too early.

    Which of the two is meant can't be said, and as a lower bound an earlier instant loses nothing.
    """

    def literal(at: datetime) -> str:
        return f'"{(at - _doubt(at.astimezone(zone))).astimezone(zone):%Y-%m-%d %H:%M}"'

    return literal


def _doubt(local: datetime) -> timedelta:
    """Return how much later the same wall clock may be read, nothing where it is shown once."""
    return timedelta(seconds=epoch(local.replace(fold=1)) - epoch(local))
