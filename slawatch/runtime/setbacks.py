"""What failed and is tried again, after longer and longer."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from slawatch.clock import Clock

FIRST: Final = 120.0
LONGEST: Final = 3600.0
"""Seconds between two tries: doubled from the first wait to the longest."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Setback:
    """Something that has failed every time since it last succeeded."""

    reason: str
    since: datetime
    tries: int
    again_at: datetime
    """When it is tried again, at the earliest."""
    due: float
    """The same on the clock that nobody sets."""


class Setbacks:
    """Remembers what failed, by name; read by other threads than the one that tries."""

    def __init__(self) -> None:
        self._found: dict[str, Setback] = {}

    def of(self, name: str) -> Setback | None:
        """Return how something stands that failed; None for what did not."""
        return self._found.get(name)

    def every(self) -> Mapping[str, Setback]:
        """Return all that failed, by name."""
        return dict(self._found)

    def must_wait(self, name: str, clock: Clock) -> bool:
        """Tell whether something failed so lately that it is not tried yet."""
        found = self._found.get(name)
        return found is not None and clock.monotonic() < found.due

    def note(self, name: str, reason: str, clock: Clock) -> bool:
        """Remember that something failed, and tell whether that is news: the first time, or for another reason."""
        before, now = self._found.get(name), clock.now()
        tries = 1 if before is None else before.tries + 1
        wait = min(FIRST * 2 ** min(tries - 1, 10), LONGEST)
        self._found[name] = Setback(
            reason=reason,
            since=now if before is None else before.since,
            tries=tries,
            again_at=now + timedelta(seconds=wait),
            due=clock.monotonic() + wait,
        )
        return before is None or before.reason != reason

    def forget(self, name: str) -> None:
        """Take it that something has succeeded."""
        self._found.pop(name, None)

    def clear(self) -> None:
        """Forget everything: what stood in its way may be gone."""
        self._found.clear()
