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
    """The machine's clock. Setting `stopped` ends every sleep, so that a daemon can end in the midst of one."""

    def __init__(self, stopped: threading.Event | None = None) -> None:
        self._stopped = stopped or threading.Event()

    def now(self) -> datetime:
        """Return the current instant, aware UTC, whole seconds."""
        return datetime.now(UTC).replace(microsecond=0)

    def monotonic(self) -> float:
        """Return seconds since an arbitrary start."""
        return time.monotonic()

    def sleep(self, seconds: float) -> None:
        """Wait, or less when `stopped` is set."""
        self._stopped.wait(seconds)
