"""The daemon as a process of its own: started, asked, signalled, ended."""

import gzip
import json
import os
import re
import shlex
import signal
import subprocess
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final, NamedTuple, TypeVar
from urllib.error import HTTPError
from urllib.request import ProxyHandler, Request, build_opener

import pytest
from command import PROGRAM
from prometheus_client.parser import text_string_to_metric_families

from slawatch.clock import SystemClock

CLOCK = SystemClock()
OPENMETRICS = "application/openmetrics-text;version=1.0.0"
START_SECONDS = 60.0
STOP_SECONDS = 20.0

_direct = build_opener(ProxyHandler({})).open
T = TypeVar("T")


class Answer(NamedTuple):
    """What the daemon answers over HTTP."""

    status: int
    text: str
    headers: Mapping[str, str]


class Scrape:
    """The samples of one scrape by name and labels."""

    def __init__(self, text: str) -> None:
        self.samples = {
            (sample.name, frozenset(sample.labels.items())): sample.value
            for family in text_string_to_metric_families(text)
            for sample in family.samples
        }

    def value(self, name: str, **labels: str) -> float | None:
        """Return one series' value, None where there is no such series."""
        return self.samples.get((name, frozenset(labels.items())))

    def family(self, *prefixes: str) -> dict[tuple[str, frozenset[tuple[str, str]]], float]:
        """Return every series whose name begins with one of the prefixes."""
        return {series: value for series, value in self.samples.items() if series[0].startswith(prefixes)}


class Daemon:
    """A running `slawatch run`."""

    def __init__(self, process: subprocess.Popen[bytes], folder: Path) -> None:
        self.process = process
        self.folder = folder
        self.url = ""

    @property
    def printed(self) -> str:
        """What it wrote to standard output so far."""
        return (self.folder / "daemon.out").read_text()

    @property
    def logs(self) -> list[str]:
        """The lines that it logged so far."""
        return (self.folder / "daemon.log").read_text().splitlines()

    def get(self, path: str, *, method: str = "GET", **headers: str) -> Answer:
        """Return the answer to a request, whatever its status."""
        told = {name.replace("_", "-"): value for name, value in headers.items()}
        request = Request(self.url + path, headers=told, method=method)  # noqa: S310  the daemon's own address
        try:
            with _direct(request, timeout=20) as answer:
                body, status, said = answer.read(), answer.status, dict(answer.headers)
        except HTTPError as error:
            with error:
                body, status, said = error.read(), error.code, dict(error.headers)
        if said.get("Content-Encoding", said.get("content-encoding")) == "gzip":
            body = gzip.decompress(body)
        return Answer(status, body.decode(), said)

    def scrape(self) -> Scrape:
        """Return the metrics as they are now."""
        answer = self.get("/metrics")
        assert answer.status == 200
        return Scrape(answer.text)

    def ready(self) -> bool:
        """Tell whether there are figures."""
        return self.get("/-/ready").status == 200

    def until_ready(self) -> "Daemon":
        """Wait for figures."""
        eventually(self.ready)
        return self

    def until_evaluated(self) -> "Daemon":
        """Wait for figures of this run, and not of the one before."""
        eventually(lambda: self.scrape().value("slawatch_evaluation_last_success_timestamp_seconds"))
        return self

    def kill(self) -> None:
        """End it as a power cut would."""
        self.process.kill()
        self.process.wait(STOP_SECONDS)

    def end(self, number: signal.Signals = signal.SIGTERM) -> float:
        """End it by a signal; return how many seconds that took. Its status must be 0."""
        began = CLOCK.monotonic()
        self.process.send_signal(number)
        status = self.process.wait(STOP_SECONDS)
        assert status == 0, "\n".join(self.logs[-20:])
        return CLOCK.monotonic() - began

    def listening(self) -> str | None:
        """Return its address, None while it has none."""
        assert self.process.poll() is None, "\n".join(self.logs[-20:])
        found = re.search(r"metrics +(\S+)/metrics", self.printed)
        return found and found[1]


ANY_PORT: Final = "127.0.0.1:0"


@contextmanager
def running(config: Path, *options: str, listen: str | None = ANY_PORT, **environment: str) -> Iterator[Daemon]:
    """Run the daemon, by default on a free port, until the end of the block; it answers when the block begins."""
    daemon = launched(config, *options, listen=listen, **environment)
    try:
        daemon.url = eventually(daemon.listening, seconds=START_SECONDS)
        yield daemon
        assert not [line for line in daemon.logs if line.startswith("Traceback") or "exception=" in line]
    finally:
        if daemon.process.poll() is None:
            daemon.kill()


def launched(config: Path, *options: str, listen: str | None = ANY_PORT, **environment: str) -> Daemon:
    """Start the daemon and return at once, before it answers; it listens where its file says if `listen` is None."""
    where = () if listen is None else (f"--web.listen-address={listen}",)
    command = [str(PROGRAM), f"--config.file={config}", *where, *options, "run"]
    with (config.parent / "daemon.out").open("wb") as out, (config.parent / "daemon.log").open("wb") as log:
        return Daemon(
            subprocess.Popen(command, stdout=out, stderr=log, env={**os.environ, **environment}), config.parent
        )


def eventually(what: Callable[[], T | None], *, seconds: float = 60.0, pause: float = 0.1) -> T:
    """Return the first answer that is true; fail when there is none after so many seconds."""
    end = CLOCK.monotonic() + seconds
    while True:
        if told := what():
            return told
        if CLOCK.monotonic() > end:
            pytest.fail(f"still not so after {seconds:.0f} s")
        CLOCK.sleep(pause)


def logfmt(line: str) -> dict[str, str]:
    """Return a log line's keys and values; ValueError where it is no logfmt."""
    told = {}
    for part in shlex.split(line):
        key, sign, value = part.partition("=")
        if not sign or not key:
            raise ValueError(line)
        told[key] = value
    return told


def objectives(document: str) -> dict[tuple[str, str, str, str], dict[str, Any]]:
    """Return the objectives of the API's document, or of `evaluate --format json`, by service to period."""
    return {
        (told["service_id"], told["sla"], told["objective"], told["period"]): told
        for told in json.loads(document)["objectives"]
    }
