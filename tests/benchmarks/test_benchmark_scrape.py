"""A scrape of 10,000 series by 8 clients at once, against prometheus_client's own server in the same run."""

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from time import monotonic

import pytest
from prometheus_client import CollectorRegistry, Metric, start_http_server
from prometheus_client.parser import text_string_to_metric_families
from prometheus_client.registry import Collector

from slawatch.exporters.live import LivePart
from slawatch.exporters.prometheus import Exposition, Form
from slawatch.testing.pages import MadeDoors, published
from slawatch.testing.snapshots import crowd
from slawatch.web.application import application
from slawatch.web.server import WebServer

CLIENT = Path(__file__).with_name("scrape_client.py")
SERVICES = 82
CLIENTS = 8
AIM = 300


class Told(Collector):
    def __init__(self, exposition: Exposition) -> None:
        self._families = list(text_string_to_metric_families(exposition.bodies[Form.TEXT].plain.decode()))

    def describe(self) -> list[Metric]:
        return []

    def collect(self) -> Iterator[Metric]:
        return iter(self._families)


@contextmanager
def ours(made: MadeDoors) -> Iterator[int]:
    """Serve with the live part rendered as the daemon does it."""
    doors = replace(made.doors(), live=LivePart(made.metrics.registry, monotonic=monotonic))
    server = WebServer(application(doors), "127.0.0.1:0")
    server.start()
    yield server.port
    server.stop()


@contextmanager
def theirs(exposition: Exposition) -> Iterator[int]:
    registry = CollectorRegistry()
    registry.register(Told(exposition))
    server, thread = start_http_server(0, "127.0.0.1", registry)
    yield server.server_port
    server.shutdown()
    server.server_close()
    thread.join()


def latencies(port: int, scrapes: int) -> tuple[float, float]:
    """Return the median and the 99th percentile in seconds."""
    told = subprocess.run(
        [sys.executable, str(CLIENT), str(port), str(CLIENTS), str(scrapes)],
        capture_output=True,
        check=True,
        timeout=120,
    )
    seconds = sorted(json.loads(told.stdout))
    return seconds[len(seconds) // 2], seconds[int(len(seconds) * 0.99)]


@pytest.mark.benchmark
def test_a_scrape_copies_bytes(capsys: pytest.CaptureFixture[str]) -> None:
    made = MadeDoors(published=published(crowd(SERVICES)))
    exposition = made.published.exposition
    with ours(made) as port:
        latencies(port, 5)
        median, worst = latencies(port, 200)
    with theirs(exposition) as port:
        their_median, their_worst = latencies(port, 4)
    with capsys.disabled():
        print(
            f"\n{exposition.series} series, {CLIENTS} clients: "
            f"slawatch p50 {median * 1e3:.2f} ms p99 {worst * 1e3:.2f} ms; "
            f"prometheus_client p50 {their_median * 1e3:.0f} ms p99 {their_worst * 1e3:.0f} ms; "
            f"ratio p50 {their_median / median:.0f} p99 {their_worst / worst:.0f} (aim {AIM})"
        )
    assert exposition.series >= 10_000
