"""A real Prometheus reads what the web server serves: OpenMetrics, two gzip members, a state set."""

import json
import socket
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.error import URLError
from urllib.parse import quote
from urllib.request import urlopen

import pytest
from needs import needs

from slawatch.clock import SystemClock
from slawatch.testing.pages import MadeDoors, desk, published
from slawatch.web.application import application
from slawatch.web.server import WebServer

CLOCK = SystemClock()
CONFIG = """
global: {{scrape_interval: 1s, scrape_timeout: 1s}}
scrape_configs:
  - job_name: slawatch
    static_configs: [{{targets: ["127.0.0.1:{port}"]}}]
"""
Query = Callable[[str], list[dict[str, object]]]


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        return int(taken.getsockname()[1])


@pytest.fixture(scope="module")
def query(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Query]:
    """Serve a made-up desk, let Prometheus scrape it, and return a way to ask Prometheus."""
    program = needs("prometheus", "prometheus")
    directory = tmp_path_factory.mktemp("prometheus")
    counts = {"tickets_created": {("mail", "incident", "P1"): 5}}
    server = WebServer(application(MadeDoors(published=published(desk(), counts)).doors()), "127.0.0.1:0")
    server.start()
    port = free_port()
    prometheus = start(program, directory, scrape=server.port, listen=port)
    try:
        yield lambda expression: answer(port, expression)
    finally:
        prometheus.terminate()
        prometheus.wait(20)
        server.stop()


def start(program: str, directory: Path, *, scrape: int, listen: int) -> subprocess.Popen[bytes]:
    config = directory / "prometheus.yml"
    config.write_text(CONFIG.format(port=scrape))
    where = (
        f"--config.file={config}",
        f"--storage.tsdb.path={directory}/data",
        f"--web.listen-address=127.0.0.1:{listen}",
    )
    return subprocess.Popen([program, *where], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def answer(port: int, expression: str) -> list[dict[str, object]]:
    """Return what Prometheus answers, once it has scraped."""
    for _ in range(150):
        try:
            with urlopen(f"http://127.0.0.1:{port}/api/v1/query?query={quote(expression)}", timeout=5) as told:
                if result := json.load(told)["data"]["result"]:
                    return list(result)
        except URLError:
            pass
        CLOCK.sleep(0.2)
    pytest.fail(f"Prometheus never answered {expression}")


def test_prometheus_takes_the_whole_scrape(query: Query) -> None:
    assert query("up")[0]["value"][1] == "1"
    assert query("slawatch_build_info")
    assert query("process_open_fds")


def test_prometheus_reads_figures_as_they_are(query: Query) -> None:
    attained = query('slawatch_objective_attained_ratio{service_id="mail",objective="first-response",period="current"}')
    assert float(attained[0]["value"][1]) == 240 / 247
    assert query("slawatch_tickets_created_total")[0]["value"][1] == "5"


def test_prometheus_reads_a_state_set(query: Query) -> None:
    breached = query('slawatch_objective_state{slawatch_objective_state="breached"} == 1')
    assert [series["metric"]["service_id"] for series in breached] == ["erp"]


def test_no_label_of_ours_is_renamed_by_the_scrape(query: Query) -> None:
    names = {name for series in query('{job="slawatch"}') for name in series["metric"]}
    assert len(names) > 10
    assert not [name for name in names if name.startswith("exported_")]
