"""What of a Jira hardly ever changes (which one it is, its fields, its statuses), kept from pass to pass."""

from collections.abc import Callable
from typing import Any, Final, TypeVar

from slawatch.clock import Clock
from slawatch.sources.jira.literals import Literal, milliseconds

KEPT_SECONDS: Final = 1800.0

T = TypeVar("T")


class Kept:
    """Asks when something is first needed, and again half an hour later."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._kept: dict[str, tuple[float, Any]] = {}
        self.literal: Literal = milliseconds
        """How this Jira is told an instant."""
        self.zone: str | None = None
        """The account's time zone when that was tried."""
        self.in_doubt = False
        """Whether that could not be tried, since no issue was seen."""
        self.by_post = False
        """Whether searches are sent as bodies, since this Jira or what stands before it refuses the address."""

    def get(self, name: str, ask: Callable[[], T]) -> T:
        """Return what goes by a name, asked for where it is not kept."""
        at, told = self._kept.get(name, (0.0, None))
        if told is None or self._clock.monotonic() - at > KEPT_SECONDS:
            told = ask()
            self._kept[name] = (self._clock.monotonic(), told)
        answer: T = told
        return answer

    def forget(self, name: str) -> None:
        """Ask anew when it is needed next."""
        self._kept.pop(name, None)
