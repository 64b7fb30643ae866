"""A real Prometheus that remembers: blocks made of recorded scrapes, and a server on them."""

import json
import shutil
import socket
import subprocess
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.parse import urlencode
from urllib.request import ProxyHandler, build_opener

from daemon import eventually
from needs import needs

SCRAPED = {"instance": "127.0.0.1:10720", "job": "slawatch"}
"""What a scrape adds to each series."""
LOOKBACK = "61m"
"""Recorded scrapes lie up to an hour apart."""
_open = build_opener(ProxyHandler({})).open


class PromError(Exception):
    """Prometheus refuses a query; the text says why."""


class Prometheus:
    """A server that can be asked."""

    def __init__(self, port: int) -> None:
        self.url = f"http://127.0.0.1:{port}"

    def get(self, path: str, **parameters: str | float) -> Any:  # noqa: ANN401  whatever the answer holds
        """Return the data of an answer."""
        try:
            with _open(f"{self.url}/api/v1/{path}?{urlencode(parameters)}", timeout=30) as answer:
                return json.load(answer)["data"]
        except HTTPError as error:
            with error:
                raise PromError(json.load(error)["error"]) from None

    def instant(self, expression: str, at: datetime) -> list[dict[str, Any]]:
        """Return each series' labels and its value at an instant."""
        told = self.get("query", query=expression, time=at.timestamp())
        if told["resultType"] == "scalar":
            return [{"metric": {}, "value": told["result"]}]
        return list(told["result"])

    def over(self, expression: str, start: datetime, end: datetime, *, step: int) -> list[dict[str, Any]]:
        """Return each series' labels and values at every so many seconds of a range."""
        times = {"start": start.timestamp(), "end": end.timestamp(), "step": step}
        return list(self.get("query_range", query=expression, **times)["result"])

    def ready(self) -> bool:
        """Tell whether it answers."""
        try:
            with _open(f"{self.url}/-/ready", timeout=5) as answer:
                return bool(answer.status == 200)
        except (URLError, ConnectionError):
            return False


def stamped(text: str, at: datetime) -> Iterator[str]:
    """Yield the samples of a scrape as OpenMetrics lines with the labels of a target and a timestamp."""
    end = f" {int(at.timestamp())}\n"
    return (sample + end for sample in _samples(text))


@lru_cache(maxsize=1)
def _samples(text: str) -> list[str]:
    """Return the samples of a scrape with the labels of a target; most scrapes tell what the one before told."""
    target = labelled(SCRAPED)
    samples = [f"up{{{target}}} 1"]
    for line in text.splitlines():
        if not line.startswith("#"):
            series, value = line.rsplit(" ", 1)
            begun = f"{series[:-1]}," if series.endswith("}") else f"{series}{{"
            samples.append(f"{begun}{target}}} {value}")
    return samples


def labelled(labels: Mapping[str, str]) -> str:
    """Return labels as they stand between braces."""
    return ",".join(f"{name}={json.dumps(value, ensure_ascii=False)}" for name, value in labels.items())


def remember(lines: Iterable[str], data: Path) -> None:
    """Make blocks of samples in a data folder."""
    program, written = needs("promtool", "prometheus"), data.with_suffix(".om")
    with written.open("w") as file:
        file.writelines(lines)
        file.write("# EOF\n")
    # Without the option promtool reads the whole file once for every two hours of it.
    command = [program, "tsdb", "create-blocks-from", "openmetrics", "--max-block-duration=2000h", written, data]
    subprocess.run(command, check=True, capture_output=True, timeout=200)
    written.unlink()


@contextmanager
def remembering(data: Path, folder: Path) -> Iterator[Prometheus]:
    """Run a Prometheus on a copy of the blocks until the end of the block."""
    program, port = needs("prometheus", "prometheus"), _free_port()
    shutil.copytree(data, folder / "data", dirs_exist_ok=True)
    (folder / "prometheus.yml").write_text("global: {}\n")
    options = {
        "config.file": folder / "prometheus.yml",
        "storage.tsdb.path": folder / "data",
        "storage.tsdb.retention.time": "50y",
        "query.lookback-delta": LOOKBACK,
        "web.listen-address": f"127.0.0.1:{port}",
        "web.cors.origin": ".*",
        "log.level": "error",
    }
    command = [program, *(f"--{name}={value}" for name, value in options.items())]
    with (folder / "prometheus.log").open("wb") as log:
        process = subprocess.Popen(command, stdout=log, stderr=log)
    try:
        prometheus = Prometheus(port)
        eventually(prometheus.ready)
        yield prometheus
    finally:
        process.terminate()
        process.wait(20)


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        return int(taken.getsockname()[1])
