"""The one place that reads the time."""

import threading
import time
from datetime import UTC, datetime
from typing import Protocol


class Clock(Protocol):
    """Tells what time it is; every loop that acts on time is given one."""

    def now(self) -> datetime:
        """Return the current instant, aware UTC, whole seconds."""
        ...

    def monotonic(self) -> float:
        """Return seconds that never run backwards, for deadlines and durations."""
        ...

    def sleep(self, seconds: float) -> None:
        """Wait, or less when the clock's owner ends the wait."""
        ...


class SystemClock:
    """The machine's clock. Its end ends every sleep, so that a daemon can stop in the midst of one."""

    def __init__(self) -> None:
        self._ended = threading.Event()

    def now(self) -> datetime:
        """Return the current instant, aware UTC, whole seconds."""
        return datetime.now(UTC).replace(microsecond=0)

    def monotonic(self) -> float:
        """Return seconds since an arbitrary start."""
        return time.monotonic()

    def sleep(self, seconds: float) -> None:
        """Wait, or less when the clock has ended."""
        self._ended.wait(seconds)

    def end(self) -> None:
        """Let nobody wait any longer."""
        self._ended.set()


class StoppedClock:
    """A clock that stands at an instant, for figures as they were told then."""

    def __init__(self, at: datetime) -> None:
        self._at = at

    def now(self) -> datetime:
        """Return the instant."""
        return self._at

    def monotonic(self) -> float:
        """Return the same seconds always."""
        return 0.0

    def sleep(self, seconds: float) -> None:
        """Not wait: the instant never comes."""
