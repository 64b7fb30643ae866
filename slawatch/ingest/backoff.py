"""How long to wait before a server is asked again, and how long a poll may take in all."""

from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from random import Random
from typing import Final

from slawatch.clock import Clock

LONGEST_WAIT: Final = 6 * 3600.0
"""Seconds; a server that asks for more is asked again after this."""

LONGEST_JITTER: Final = 60.0
FORBIDDEN: Final = 403


class Budget:
    """The seconds that a poll has left."""

    def __init__(self, seconds: float, clock: Clock) -> None:
        self._clock = clock
        self._end = clock.monotonic() + seconds

    @property
    def remaining(self) -> float:
        """Seconds left, 0 when it is spent."""
        return max(0.0, self._end - self._clock.monotonic())


def jitter(attempt: int, rng: Random) -> float:
    """Return a random wait in seconds from 1 to 2 ** attempt, 60 at the most ("full jitter")."""
    return rng.uniform(1.0, min(LONGEST_JITTER, 2.0**attempt))


def asked_wait(headers: Mapping[str, str], *, now: datetime) -> float | None:
    """Return the seconds for which a server asks to be left alone, None where it does not say.

    Retry-After (seconds or an HTTP date) stands before X-RateLimit-Reset and RateLimit-Reset (epoch seconds, seconds
    from now or ISO 8601). Instants are compared with the server's own Date, so that a wrong clock here does no harm.
    """
    now = http_date(headers.get("Date", "")) or now
    for name in ("Retry-After", "X-RateLimit-Reset", "RateLimit-Reset"):
        wait = _wait(headers.get(name, "").strip(), now)
        if wait is not None:
            return min(max(wait, 1.0), LONGEST_WAIT)
    return None


def refused_for_now(status: int, headers: Mapping[str, str]) -> bool:
    """Tell whether a 403 is meant as "later": some servers answer so to who asks too much."""
    return status == FORBIDDEN and ("Retry-After" in headers or headers.get("X-RateLimit-Remaining", "").strip() == "0")


def http_date(text: str) -> datetime | None:
    """Return the instant of an HTTP date, None where the text is none."""
    try:
        found = parsedate_to_datetime(text)
        return found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def _wait(text: str, now: datetime) -> float | None:
    if text.isascii() and text.isdigit():
        seconds = float(text[:12])
        # Epoch seconds passed 10**9 in 2001, and nobody asks for 30 years of peace.
        return seconds - now.timestamp() if seconds >= 1e9 else seconds  # noqa: PLR2004
    until = http_date(text) or _iso_date(text)
    return None if until is None else (until - now).total_seconds()


def _iso_date(text: str) -> datetime | None:
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    return found if found.tzinfo else None
