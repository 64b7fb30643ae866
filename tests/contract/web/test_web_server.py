"""The real server over loopback."""

import gzip
import json
import socket
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from http.client import HTTPConnection, HTTPResponse
from time import perf_counter

import pytest

from slawatch.exporters.prometheus import Form
from slawatch.testing.pages import MadeDoors, MadePublished, desk, published
from slawatch.testing.snapshots import AS_OF, snapshot
from slawatch.web.application import application
from slawatch.web.guard import SECURITY_HEADERS
from slawatch.web.server import ListenError, WebServer

OPENMETRICS = "application/openmetrics-text;version=1.0.0,text/plain;version=0.0.4;q=0.5,*/*;q=0.1"


@dataclass
class Answer:
    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode()


@dataclass
class Site:
    made: MadeDoors
    port: int

    def ask(self, path: str, method: str = "GET", **headers: str) -> Answer:
        connection = HTTPConnection("127.0.0.1", self.port, timeout=10)
        try:
            connection.request(method, path, headers={name.replace("_", "-"): text for name, text in headers.items()})
            response: HTTPResponse = connection.getresponse()
            told = {name.lower(): text for name, text in response.getheaders()}
            return Answer(response.status, told, response.read())
        finally:
            connection.close()


@pytest.fixture(scope="module")
def running() -> Iterator[Site]:
    made = MadeDoors()
    server = WebServer(application(made.doors()), "127.0.0.1:0")
    server.start()
    yield Site(made, server.port)
    server.stop()


@pytest.fixture
def site(running: Site) -> Site:
    running.made.published = published(desk())
    running.made.reloaded = (True, "the new configuration is in force")
    running.made.reloads = 0
    running.made.now = AS_OF + timedelta(seconds=40)
    return running


@pytest.fixture
def young(site: Site) -> Site:
    site.made.published = MadePublished(reason="the first evaluation has not ended")
    return site


def test_a_scrape_has_type_length_and_both_parts(site: Site) -> None:
    answer = site.ask("/metrics")
    assert answer.status == 200
    assert answer.headers["content-type"] == Form.TEXT
    assert int(answer.headers["content-length"]) == len(answer.body)
    assert "slawatch_objective_attained_ratio{" in answer.text
    assert "process_cpu_seconds_total" in answer.text


def test_prometheus_gets_openmetrics(site: Site) -> None:
    answer = site.ask("/metrics", Accept=OPENMETRICS)
    assert answer.headers["content-type"] == Form.OPENMETRICS
    assert answer.text.endswith("# EOF\n")


def test_gzip_holds_the_same_families(site: Site) -> None:
    plain = site.ask("/metrics", Accept=OPENMETRICS)
    compressed = site.ask("/metrics", Accept=OPENMETRICS, Accept_Encoding="gzip")
    assert compressed.headers["content-encoding"] == "gzip"
    assert int(compressed.headers["content-length"]) == len(compressed.body)
    text = gzip.decompress(compressed.body).decode()
    assert text.partition("process_")[0].startswith(plain.text.partition("# HELP slawatch_source_polls")[0])
    assert text.endswith("# EOF\n")
    assert compressed.headers["vary"] == "Accept, Accept-Encoding"


def test_before_the_first_evaluation_a_scrape_tells_of_the_daemon_only(young: Site) -> None:
    answer = young.ask("/metrics")
    assert answer.status == 200
    assert "slawatch_build_info" in answer.text
    assert "slawatch_objective" not in answer.text


@pytest.mark.parametrize("path", ["/", "/metrics", "/-/healthy", "/-/ready", "/api/v1/objectives", "/assets/site.css"])
def test_head_tells_length_and_sends_nothing(site: Site, path: str) -> None:
    answer = site.ask(path, "HEAD")
    assert (answer.status, answer.body) == (200, b"")
    assert int(answer.headers["content-length"]) > 0


@pytest.mark.parametrize("path", ["/nothing", "/metrics/", "/-/", "/assets/../server.py", "/probe?target=x"])
def test_what_is_not_there_is_404(site: Site, path: str) -> None:
    assert site.ask(path).status == 404


@pytest.mark.parametrize(
    ("method", "path", "allowed"),
    [
        ("POST", "/metrics", {"GET", "HEAD"}),
        ("DELETE", "/", {"GET", "HEAD"}),
        ("POST", "/-/ready", {"GET", "HEAD"}),
        ("GET", "/-/reload", {"POST", "PUT"}),
        ("HEAD", "/-/reload", {"POST", "PUT"}),
    ],
)
def test_a_wrong_method_is_405_and_the_right_ones_are_told(
    site: Site, method: str, path: str, allowed: set[str]
) -> None:
    answer = site.ask(path, method)
    assert answer.status == 405
    assert set(answer.headers["allow"].split(", ")) == allowed
    assert site.made.reloads == 0


def test_alive_before_ready(young: Site) -> None:
    assert young.ask("/-/healthy").status == 200
    answer = young.ask("/-/ready")
    assert (answer.status, answer.text) == (503, "not ready: the first evaluation has not ended\n")


def test_ready_with_the_first_figures(site: Site) -> None:
    assert site.ask("/-/ready").status == 200


@pytest.mark.parametrize("method", ["POST", "PUT"])
def test_a_reload_that_takes_effect_is_200(site: Site, method: str) -> None:
    answer = site.ask("/-/reload", method)
    assert (answer.status, answer.text) == (200, "the new configuration is in force\n")
    assert site.made.reloads == 1


def test_a_reload_that_fails_is_500_with_the_reason(site: Site) -> None:
    site.made.reloaded = (False, "slawatch.yml:7: agreements.0.party: there is no party 'acm'")
    answer = site.ask("/-/reload", "POST")
    assert (answer.status, answer.text) == (500, "slawatch.yml:7: agreements.0.party: there is no party 'acm'\n")


def test_another_site_can_not_make_a_browser_reload(site: Site) -> None:
    assert site.ask("/-/reload", "POST", Sec_Fetch_Site="cross-site").status == 403
    assert site.made.reloads == 0


def test_the_api_tells_the_figures(site: Site) -> None:
    answer = site.ask("/api/v1/objectives")
    assert answer.headers["content-type"] == "application/json"
    assert json.loads(answer.body)["as_of"] == "2026-11-18T09:30:00Z"


def test_the_api_says_why_there_are_no_figures(young: Site) -> None:
    answer = young.ask("/api/v1/objectives")
    assert (answer.status, json.loads(answer.body)) == (503, {"error": "the first evaluation has not ended"})


def test_the_page_is_there_with_and_without_figures(site: Site) -> None:
    assert "Order management" in site.ask("/").text
    site.made.published = MadePublished(reason="reading 13 months of history")
    answer = site.ask("/")
    assert answer.status == 200
    assert "reading 13 months of history" in answer.text


def test_the_page_stays_still_unless_somebody_asks(site: Site) -> None:
    assert "http-equiv" not in site.ask("/").text
    assert "http-equiv" in site.ask("/?refresh=on").text


@pytest.mark.parametrize("path", ["/", "/metrics", "/nothing", "/-/reload", "/assets/icon.svg"])
def test_every_answer_keeps_to_itself(site: Site, path: str) -> None:
    headers = site.ask(path).headers
    for name, value in SECURITY_HEADERS.items():
        assert headers[name.lower()] == value
    assert "unsafe" not in headers["content-security-policy"]
    assert "server" not in headers


def test_a_connection_is_kept_alive_over_scrapes(site: Site) -> None:
    connection = HTTPConnection("127.0.0.1", site.port, timeout=10)
    connection.connect()
    own_port = connection.sock.getsockname()[1]
    for _ in range(3):
        connection.request("GET", "/metrics")
        assert connection.getresponse().read()
        assert connection.sock.getsockname()[1] == own_port
    connection.close()


def test_a_scrape_over_a_kept_connection_does_not_wait_for_a_delayed_acknowledgement(site: Site) -> None:
    """With Nagle's algorithm on, each but the first takes 40 ms; on a busy machine some may without it."""
    connection = HTTPConnection("127.0.0.1", site.port, timeout=10)
    seconds = []
    for _ in range(20):
        began = perf_counter()
        connection.request("GET", "/-/healthy")
        connection.getresponse().read()
        seconds.append(perf_counter() - began)
    connection.close()
    assert min(seconds[1:]) < 0.035


def test_silent_and_half_spoken_clients_do_not_block_a_scrape(site: Site) -> None:
    silent = [socket.create_connection(("127.0.0.1", site.port)) for _ in range(20)]
    for client in silent[:10]:
        client.sendall(b"GET /metrics HTTP/1.1\r\nHost: ")
    for client in silent[10:15]:
        client.sendall(b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03")  # the beginning of a TLS handshake
    try:
        assert site.ask("/metrics").status == 200
    finally:
        for client in silent:
            client.close()


def test_a_new_snapshot_shows_in_the_next_scrape(site: Site) -> None:
    site.made.published = published(snapshot(as_of=AS_OF + timedelta(minutes=1)))
    assert "slawatch_evaluation_as_of_timestamp_seconds 1794994260\n" in site.ask("/metrics").text


def test_a_port_in_use_is_told_with_a_way_out(running: Site) -> None:
    second = WebServer(application(running.made.doors()), f"127.0.0.1:{running.port}")
    with pytest.raises(ListenError, match=r"is in use by another program .*--web.listen-address"):
        second.start()


def test_an_address_that_is_not_ours_is_told() -> None:
    with pytest.raises(ListenError, match=r"can't listen on 192\.0\.2\.1:0"):
        WebServer(application(MadeDoors().doors()), "192.0.2.1:0").start()


def test_a_server_that_was_stopped_lets_go_of_its_port_also_with_clients_hanging_on() -> None:
    first = WebServer(application(MadeDoors().doors()), "127.0.0.1:0")
    first.start()
    hanging = socket.create_connection(("127.0.0.1", first.port))
    first.stop(deadline=3)
    second = WebServer(application(MadeDoors().doors()), f"127.0.0.1:{first.port}")
    second.start()
    assert second.port == first.port
    second.stop()
    hanging.close()


def test_a_server_that_never_started_can_be_stopped() -> None:
    WebServer(application(MadeDoors().doors())).stop()


def test_what_is_no_address_is_refused() -> None:
    with pytest.raises(ListenError, match="write HOST:PORT"):
        WebServer(application(MadeDoors().doors()), "host:http").start()
