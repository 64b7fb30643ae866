"""What a source's requests leave in the daemon's metrics."""

from prometheus_client import generate_latest

from slawatch.app.watching import Watch
from slawatch.exporters.selfmetrics import ConfiguredSource, SelfMetrics
from slawatch.ingest.server_told import ServerTold


def test_requests_and_what_the_server_tells_of_itself_become_metrics_of_the_source() -> None:
    metrics = SelfMetrics(version="1")
    sources = [ConfiguredSource(name=name, kind="request_tracker", poll_interval_seconds=60) for name in ("desk", "it")]
    metrics.configured(sha256="ab", sources=sources, series_limit=10)
    watch = Watch(metrics, "desk")
    watch.on_request("2xx")
    watch.on_retry()
    watch.on_answer(ServerTold(clock_skew_seconds=-2.5, rate_limit_remaining_ratio=None))
    watch.on_answer(ServerTold(clock_skew_seconds=None, rate_limit_remaining_ratio=0.75))
    told = generate_latest(metrics.registry).decode().splitlines()
    assert 'slawatch_source_requests_total{code_class="2xx",source="desk"} 1.0' in told
    assert 'slawatch_source_retries_total{source="desk"} 1.0' in told
    assert 'slawatch_source_clock_skew_seconds{source="desk"} -2.5' in told
    assert 'slawatch_source_rate_limit_remaining_ratio{source="desk"} 0.75' in told
    assert not any('ratio{source="it"}' in line or 'skew_seconds{source="it"}' in line for line in told)
