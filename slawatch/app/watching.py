"""A source's requests on their way to the daemon's metrics."""

from dataclasses import dataclass

from slawatch.exporters.selfmetrics import SelfMetrics
from slawatch.ingest.server_told import ServerTold


@dataclass(frozen=True, slots=True)
class Watch:
    """Counts what one source asks of its server (see ingest.source.RequestObserver)."""

    metrics: SelfMetrics
    source: str

    def on_request(self, code_class: str) -> None:
        """Count an answer by its class."""
        self.metrics.request(self.source, code_class)

    def on_retry(self) -> None:
        """Count an attempt that is made again."""
        self.metrics.retry(self.source)

    def on_answer(self, told: ServerTold) -> None:
        """Tell the server's clock and what it allows, where it says so."""
        self.metrics.server_told(
            self.source,
            clock_skew_seconds=told.clock_skew_seconds,
            rate_limit_remaining_ratio=told.rate_limit_remaining_ratio,
        )
