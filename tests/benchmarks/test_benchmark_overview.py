"""The overview of 50 services x 4 objectives for a steady reader, while the daemon polls and evaluates.

SLAWATCH_TICKETS says how many tickets are stored (100,000 unless told otherwise; a million take some ten minutes to
be stored and judged). SLAWATCH_DATABASE names a file in which they are kept for the next run.
"""

import gc
import os
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from time import perf_counter

import pytest
from daemon import eventually
from test_benchmark_pages import asking, latencies
from test_benchmark_report import NAMES, SERVICES, TOGETHER, stored

from slawatch.app.configuring import Overrides
from slawatch.app.daemon import Daemon
from slawatch.app.garbage import search_seldom
from slawatch.clock import Clock, SystemClock
from slawatch.config.section import Section
from slawatch.exporters.selfmetrics import SelfMetrics
from slawatch.ingest.registry import Registry
from slawatch.ingest.source import Batch, Caps, Check, Cursor, Limits, RequestObserver, SourceKind
from slawatch.model.event import Event, EventType

pytestmark = [pytest.mark.benchmark, pytest.mark.timeout(3600)]

TICKETS = int(os.environ.get("SLAWATCH_TICKETS", "100_000"))
KEPT = os.environ.get("SLAWATCH_DATABASE")
CHANGED, EVERY = 100, 30
REQUESTS, PAUSE = 1_500, 0.1
"""Two and a half minutes: five polls, and an evaluation each half minute and after every poll."""

HEAD = f"""\
sources:
  desk:
    kind: news
    every: {EVERY}s
    map:
      status: {{new: new, open: open, resolved: resolved}}
      service: {{field: service}}
      priority: {{field: priority}}
parties: {{acme: Acme}}
"""
AGREEMENT = """\
  {id}:
    with: acme
    services: [{services}]
    objectives:
      uptime: {{indicator: availability, target: 99.9%}}
      take: {{indicator: acknowledgement, within: 1h, target: 90%}}
      solve-p1: {{indicator: resolution, within: 4h, target: 90%, when: {{priority: [P1]}}}}
      solve: {{indicator: resolution, within: 40h, target: 90%}}
"""


class Options(Section):
    """There is nothing to choose."""


class News:
    """A source that tells with every poll that some of the stored tickets changed."""

    kind = "news"
    caps = Caps(history="full", delta="token", grain=1, public_replies=True, forgets=True)

    def __init__(self, options: Options, *, clock: Clock, observer: RequestObserver) -> None:  # noqa: ARG002  as agreed
        self._clock, self._rng = clock, Random(5)

    def check(self) -> Check:
        return Check()

    def poll(self, cursor: Cursor | None, limits: Limits) -> Iterator[Batch]:  # noqa: ARG002  likewise
        at, ids = self._clock.now().replace(microsecond=0), range(TICKETS)
        told = tuple(
            Event(ticket_id=f"T{n}", type=EventType.STATUS, at=at, native_id=f"T{n}/{at}", field="status", new=new)
            for n in self._rng.sample(ids, CHANGED)
            for new in [self._rng.choice(("open", "resolved"))]
        )
        yield Batch(cursor=str(at), events=told, complete_through=at)


def written(folder: Path, database: Path) -> Path:
    """Write the configuration of ten agreements of five services."""
    own = [NAMES[n : n + TOGETHER] for n in range(0, SERVICES, TOGETHER)]
    agreements = [AGREEMENT.format(id=f"a{n}", services=", ".join(names)) for n, names in enumerate(own)]
    services = [f"  {name}: {{name: Service {name}}}\n" for name in NAMES]
    path = folder / "slawatch.yml"
    parts = [HEAD, "services:\n", *services, "agreements:\n", *agreements, f'store: {{url: "sqlite:///{database}"}}\n']
    path.write_text("".join(parts))
    return path


class Counted(SelfMetrics):
    """Metrics that count evaluations."""

    evaluations = 0

    def evaluation_finished(self, *, seconds: float, at: datetime) -> None:
        super().evaluation_finished(seconds=seconds, at=at)
        self.evaluations += 1


@dataclass
class Served:
    daemon: Daemon
    metrics: Counted


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Served]:
    database, clock, began = Path(KEPT) if KEPT else tmp_path / "slawatch.db", SystemClock(), perf_counter()
    if not database.exists():
        stored(f"sqlite:///{database}", tickets=TICKETS, last=clock.now() - timedelta(minutes=1)).close()
    print(f"\n{TICKETS:,} tickets stored in {perf_counter() - began:.0f} s", end="")
    registry = Registry(kinds={"news": SourceKind(name="news", options=Options, factory=News)})
    metrics, file = Counted(version="0"), written(tmp_path, database)
    made = Daemon(file, Overrides(listen="127.0.0.1:0"), registry=registry, clock=clock, metrics=metrics)
    thresholds = gc.get_threshold()
    search_seldom()
    made.start()
    yield Served(made, metrics)
    assert made.stop()
    gc.set_threshold(*thresholds)
    gc.unfreeze()


def test_the_overview_while_the_daemon_polls_and_evaluates(served: Served) -> None:
    began = perf_counter()
    eventually(lambda: served.metrics.evaluations, seconds=1800)
    print(
        f", judged first in {perf_counter() - began:.0f} s; {os.getloadavg()[0]:.1f} processes at work before", end=""
    )
    done = served.metrics.evaluations
    told = latencies(asking(served.daemon.port, "/", times=REQUESTS, pause=PAUSE))
    print(
        f", {os.getloadavg()[0]:.1f} after; {served.metrics.evaluations - done} evaluations meanwhile, polls of "
        f"{CHANGED} changes each {EVERY} s: {REQUESTS:,} overviews {told} (aim 50)"
    )
