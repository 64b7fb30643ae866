"""A clock that stands still until it is told otherwise."""

from datetime import UTC, datetime, timedelta

from slawatch.model.instant import instant


class ManualClock:
    """A Clock for tests: time passes by `advance`, `set` and `sleep` only, and no one waits."""

    def __init__(self, now: datetime = datetime(2026, 1, 1, tzinfo=UTC)) -> None:
        self._now = instant(now)
        self._monotonic = 0.0
        self.slept: list[float] = []
        """Every wait that was asked for, in seconds."""

    def now(self) -> datetime:
        """Return the current instant, aware UTC, whole seconds."""
        return self._now.replace(microsecond=0)

    def monotonic(self) -> float:
        """Return seconds since the clock was made."""
        return self._monotonic

    def sleep(self, seconds: float) -> None:
        """Let the seconds pass at once."""
        self.slept.append(seconds)
        self.advance(seconds)

    def advance(self, seconds: float) -> None:
        """Let the seconds pass; none may pass backwards."""
        if seconds < 0:
            msg = f"time does not run backwards ({seconds} s); set() is for wall clocks that jump"
            raise ValueError(msg)
        self._monotonic += seconds
        self._now += timedelta(seconds=seconds)

    def set(self, now: datetime) -> None:
        """Move the wall clock, also backwards, as an administrator may; the monotonic one does not notice."""
        self._now = instant(now)
