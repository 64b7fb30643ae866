"""Instants: aware UTC in whole seconds outside, epoch seconds in columns."""

from datetime import UTC, datetime
from typing import Final

EARLIEST: Final = datetime(1971, 1, 1, tzinfo=UTC)
LATEST: Final = datetime(2200, 1, 1, tzinfo=UTC)


def instant(value: datetime) -> datetime:
    """Return the value as aware UTC in whole seconds (fractions are cut off).

    Raises ValueError for a naive value and for years outside 1971-2199: ticketing systems write
    1970, 0001 and 51502 where they mean "no date".
    """
    if value.tzinfo is None:
        msg = f"{value.isoformat()} has no time zone"
        raise ValueError(msg)
    if value.tzinfo is not UTC or value.microsecond:
        value = value.astimezone(UTC).replace(microsecond=0)
    if not EARLIEST <= value < LATEST:
        msg = f"{value.isoformat()} is outside {EARLIEST.year}-{LATEST.year - 1}"
        raise ValueError(msg)
    return value


def epoch(value: datetime) -> int:
    """Return whole seconds since 1970-01-01T00:00:00Z."""
    if value.tzinfo is None:
        msg = f"{value.isoformat()} has no time zone"
        raise ValueError(msg)
    return int(value.timestamp())


def from_epoch(seconds: int) -> datetime:
    """Return the aware UTC instant of epoch seconds."""
    return datetime.fromtimestamp(int(seconds), UTC)
