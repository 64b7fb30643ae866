"""How fast one server is asked: by all its sources together, not by each of them."""

import threading
from typing import Final
from weakref import WeakKeyDictionary

from slawatch.clock import Clock

PER_SECOND: Final = 20.0
"""Requests that a server is asked in a second, where nothing else is said; few systems mind so many."""
BURST: Final = 40.0
"""Requests that may follow each other at once after a rest."""


class TokenBucket:
    """Fills by a number of tokens a second up to a burst; a request takes one. Threads may share it."""

    def __init__(self, clock: Clock, *, per_second: float, burst: float) -> None:
        self._clock, self._rate, self._burst = clock, per_second, burst
        self._tokens, self._counted = burst, clock.monotonic()
        self._lock = threading.Lock()

    def reserve(self) -> float:
        """Take a token, also one that is not there yet; return the seconds until it is."""
        with self._lock:
            self._fill()
            self._tokens -= 1
            return max(0.0, -self._tokens / self._rate)

    def give_back(self) -> None:
        """Return a token that was taken and not used."""
        with self._lock:
            self._tokens += 1

    def slow_down_to(self, per_second: float) -> None:
        """Fill no faster than this from now on: of several sources of one server the most careful one decides."""
        with self._lock:
            self._fill()
            self._rate = min(self._rate, per_second)

    def _fill(self) -> None:
        now = self._clock.monotonic()
        self._tokens = min(self._burst, self._tokens + (now - self._counted) * self._rate)
        self._counted = now


_BUCKETS: Final[WeakKeyDictionary[Clock, dict[tuple[str, int | None], TokenBucket]]] = WeakKeyDictionary()
"""By clock, which all sources of a daemon share, then by host and port."""
_LOCK: Final = threading.Lock()


def bucket(host: str, port: int | None, *, clock: Clock, per_second: float = PER_SECOND) -> TokenBucket:
    """Return the bucket that all clients of a server share."""
    with _LOCK:
        buckets = _BUCKETS.setdefault(clock, {})
        shared = buckets.setdefault((host, port), TokenBucket(clock, per_second=per_second, burst=BURST))
    shared.slow_down_to(per_second)
    return shared
