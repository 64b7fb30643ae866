"""How each source stands, as its last poll left it."""

from dataclasses import dataclass, replace
from datetime import datetime

from slawatch.runtime.poller import Poll


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceHealth:
    """What pages tell of a source."""

    name: str
    kind: str
    poll_interval_seconds: int
    up: bool | None = None
    """Whether the last poll was answered in full; None before the first has ended."""
    last_success_at: datetime | None = None
    watermark: datetime | None = None
    problem: str = ""
    """Why the last poll failed, in words; empty when it did not."""
    clock_skew_seconds: float | None = None
    """The server's clock less ours; None where it does not tell."""

    def after(self, poll: Poll) -> "SourceHealth":
        """Return how the source stands after a poll; a failed one leaves the last success as it was."""
        ok = poll.result in ("success", "stopped")
        return replace(
            self,
            up=ok,
            last_success_at=poll.at if ok else self.last_success_at,
            watermark=poll.watermark,
            problem=poll.error,
        )
