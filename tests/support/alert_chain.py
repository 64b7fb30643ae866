"""Prometheus and Alertmanager as processes, with what slawatch renders for them, hurried so that a test can wait."""

import json
import re
import signal
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.parse import urlencode
from urllib.request import ProxyHandler, build_opener

import yaml
from daemon import eventually
from needs import needs

HURRY = 300
"""How many times faster than in life alerts wait, keep firing and look back; thresholds stay as they are."""
LEAST = 3
"""Seconds that a look back must last, lest a scrape a second be missed."""
_UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86400, "w": 7 * 86400}
_DURATION = re.compile(r"(\d+)([smhdw])")
_LOOK_BACK = re.compile(r"\[[0-9smhdw]+(?=[\]:])|offset +[0-9smhdw]+")

_open = build_opener(ProxyHandler({})).open


class Server:
    """A program that serves HTTP on this machine."""

    def __init__(self, process: subprocess.Popen[bytes], port: int) -> None:
        self.process = process
        self.url = f"http://127.0.0.1:{port}"

    def get(self, path: str, **parameters: str) -> Any:  # noqa: ANN401  whatever the answer holds
        """Return an answer's document."""
        with _open(f"{self.url}{path}?{urlencode(parameters)}", timeout=10) as answer:
            return json.load(answer)

    def ready(self) -> bool:
        """Tell whether it answers; one that has ended never will."""
        assert self.process.poll() is None, "it ended at once; see its log"
        try:
            with _open(f"{self.url}/-/ready", timeout=5) as answer:
                return bool(answer.status == 200)
        except (URLError, HTTPError, ConnectionError):
            return False

    def reload(self) -> None:
        """Have it read its configuration again."""
        self.process.send_signal(signal.SIGHUP)


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        return int(taken.getsockname()[1])


@contextmanager
def alertmanager(config: Path) -> Iterator[Server]:
    """Run an Alertmanager on a free port until the end of the block."""
    program = needs("prometheus-alertmanager", "prometheus-alertmanager")
    options = {"config.file": config, "storage.path": config.parent / "alertmanager", "cluster.listen-address": ""}
    with _serving(program, config.parent / "alertmanager.log", free_port(), options) as server:
        yield server


@contextmanager
def prometheus(config: Path) -> Iterator[Server]:
    """Run a Prometheus on a free port until the end of the block."""
    program = needs("prometheus", "prometheus")
    options = {
        "config.file": config,
        "storage.tsdb.path": config.parent / "prometheus",
        "rules.alert.resend-delay": "5s",  # what fires before it has found Alertmanager is told again after this
    }
    with _serving(program, config.parent / "prometheus.log", free_port(), options) as server:
        yield server


@contextmanager
def _serving(program: str, log: Path, port: int, options: dict[str, object]) -> Iterator[Server]:
    told = [*(f"--{name}={value}" for name, value in options.items()), f"--web.listen-address=127.0.0.1:{port}"]
    with log.open("wb") as lines:
        process = subprocess.Popen([program, *told, "--log.level=warn"], stdout=lines, stderr=lines)
    try:
        server = Server(process, port)
        eventually(server.ready)
        yield server
    finally:
        process.terminate()
        process.wait(20)


def hurried_rules(text: str) -> str:
    """Return rules that wait, keep firing and look back a fraction of their time."""
    told = yaml.safe_load(text)
    for group in told["groups"]:
        group.pop("interval", None)
        for rule in group["rules"]:
            rule["expr"] = _LOOK_BACK.sub(lambda found: _shorter(found[0], least=LEAST), rule["expr"])
            for key in ("for", "keep_firing_for"):
                if key in rule:
                    rule[key] = _shorter(rule[key], least=1)
    return yaml.safe_dump(told, allow_unicode=True)


def hurried_routes(text: str) -> str:
    """Return an Alertmanager configuration that groups for a second."""
    told = yaml.safe_load(text)
    _hurry(told["route"])
    return yaml.safe_dump(told, allow_unicode=True)


def scraping(*ports: int, alertmanager: Server, rules: str) -> str:
    """Return a Prometheus configuration that scrapes daemons every second."""
    return yaml.safe_dump(
        {
            "global": {"scrape_interval": "1s", "scrape_timeout": "1s", "evaluation_interval": "1s"},
            "rule_files": [rules],
            "scrape_configs": [
                {"job_name": "slawatch", "static_configs": [{"targets": [f"127.0.0.1:{port}" for port in ports]}]}
            ],
            "alerting": {
                "alertmanagers": [{"static_configs": [{"targets": [alertmanager.url.removeprefix("http://")]}]}]
            },
        }
    )


def _hurry(route: dict[str, Any]) -> None:
    route |= {"group_wait": "1s", "group_interval": "1s"}
    for each in route.get("routes", ()):
        _hurry(each)


def _shorter(text: str, *, least: int) -> str:
    return _DURATION.sub(lambda found: f"{max(least, int(found[1]) * _UNITS[found[2]] // HURRY)}s", text)
