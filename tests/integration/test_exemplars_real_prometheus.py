"""A real Prometheus keeps the tickets that buckets point at."""

import json
import socket
import subprocess
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import pytest
from needs import needs

from slawatch.clock import SystemClock
from slawatch.exporters.prometheus import rendered
from slawatch.model.result import Relative
from slawatch.model.target_use import UseExample
from slawatch.testing.pages import MadeDoors, MadePublished
from slawatch.testing.snapshots import snapshot
from slawatch.web.application import application
from slawatch.web.server import WebServer

CLOCK = SystemClock()
DECIDED_AT = CLOCK.now().replace(microsecond=0) - timedelta(minutes=3)
LATE = UseExample(
    service_id="mail", sla="acme-mail", objective="first-response", period=Relative.CURRENT, bucket=4, source="desk",
    ticket="INC 7", share=1.25, at=DECIDED_AT,
)  # fmt: skip
CONFIG = """
global: {{scrape_interval: 1s, scrape_timeout: 1s}}
scrape_configs:
  - job_name: slawatch
    static_configs: [{{targets: ["127.0.0.1:{port}"]}}]
"""


@pytest.fixture
def prometheus(tmp_path: Path) -> Iterator[str]:
    """Serve a histogram with a ticket, let Prometheus scrape it, and return Prometheus' address."""
    program = needs("prometheus", "prometheus")
    made = rendered(snapshot(), {}, limit=10_000, full={"acme-mail"}, examples=[LATE])
    server = WebServer(application(MadeDoors(published=MadePublished(snapshot(), made, "")).doors()), "127.0.0.1:0")
    server.start()
    (tmp_path / "prometheus.yml").write_text(CONFIG.format(port=server.port))
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = int(taken.getsockname()[1])
    options = (
        f"--config.file={tmp_path}/prometheus.yml",
        f"--storage.tsdb.path={tmp_path}/data",
        f"--web.listen-address=127.0.0.1:{port}",
        "--enable-feature=exemplar-storage",
    )
    running = subprocess.Popen([program, *options], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        running.terminate()
        running.wait(20)
        server.stop()


def asked(url: str) -> list[dict[str, object]]:
    """Return what Prometheus answers as soon as it is more than nothing."""
    for _ in range(150):
        try:
            with urlopen(url, timeout=5) as told:  # noqa: S310  Prometheus on this machine
                if found := json.load(told)["data"]:
                    return list(found)
        except URLError:
            pass
        CLOCK.sleep(0.2)
    pytest.fail(f"Prometheus never told of {url}")


def test_prometheus_tells_which_ticket_a_bucket_points_at(prometheus: str) -> None:
    start, end = (int(DECIDED_AT.timestamp()) + seconds for seconds in (-60, 60))
    name = "slawatch_timer_target_used_ratio_bucket"
    (found,) = asked(f"{prometheus}/api/v1/query_exemplars?query={name}&start={start}&end={end}")
    series, exemplars = found["seriesLabels"], found["exemplars"]
    assert (series["__name__"], series["objective"], series["le"]) == (name, "first-response", "1.5")
    assert exemplars == [
        {"labels": {"ticket": "desk/INC 7"}, "value": "1.25", "timestamp": int(DECIDED_AT.timestamp())}
    ]
