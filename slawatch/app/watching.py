"""A source's requests on their way to the daemon's metrics."""

from dataclasses import dataclass

from slawatch.exporters.selfmetrics import SelfMetrics


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
