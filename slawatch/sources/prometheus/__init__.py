"""Prometheus as a witness of outages: an expression is asked over time, and where it has no value nobody looked.

Nothing here knows of tickets. What was down, what was up and what was not looked at comes from one grid of instants
(the step), so that reading in pieces and reading at once tell the same.
"""

from typing import Final

from slawatch.clock import Clock
from slawatch.ingest.source import RequestObserver, Source, SourceKind
from slawatch.sources.prometheus.options import Options


def _prometheus(options: Options, *, clock: Clock, observer: RequestObserver) -> Source:
    from slawatch.sources.prometheus.source import Prometheus  # noqa: PLC0415  brings requests; checks need none

    return Prometheus(options, clock=clock, observer=observer)


KIND: Final = SourceKind(
    name="prometheus",
    options=Options,
    factory=_prometheus,
    public_replies=False,
    summary="outages by an expression in Prometheus (or Thanos, Mimir, VictoriaMetrics)",
    example={
        "url": "https://prometheus.example",
        "queries": [{"name": "probes", "expr": "probe_success", "by": ["service"]}],
    },
)
