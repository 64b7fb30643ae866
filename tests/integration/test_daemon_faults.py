"""A source that fails takes no figure away: what was known stays, its age tells, and nothing becomes 0."""

import random
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from datetime import timedelta
from pathlib import Path

import pytest
from daemon import CLOCK, Daemon, Scrape, eventually, running
from rt_reading import VARIABLE, reader

from slawatch.ingest.source import Limits
from slawatch.runtime.poller import Poller
from slawatch.store.opening import open_for_writing
from slawatch.testing import http_faults
from slawatch.testing.fake_rt import FakeRequestTracker
from slawatch.testing.fake_rt_rest import TOKEN, FakeRest2
from slawatch.testing.http_faults import FaultyServer, Reply

WATERMARK = "slawatch_source_watermark_timestamp_seconds"
LAST_SUCCESS = "slawatch_source_last_success_timestamp_seconds"
POLLS = "slawatch_source_polls_total"
FIGURES = ("slawatch_objective_attained_ratio", "slawatch_objective_events", "slawatch_objective_misses_left")

FAULTS: Mapping[str, Reply | None] = {
    "refused": None,
    "error": Reply(status=500, body=TOKEN.encode()),
    "busy": http_faults.json_reply({}, status=429, headers={"Retry-After": "900"}),
    "truncated": http_faults.truncated_json(),
    "drip": http_faults.slow_drip(0.04, size=100),
    "html": http_faults.html(),
    "denied": http_faults.json_reply({"message": f"no, {TOKEN}"}, status=401),
}
RESULTS = dict.fromkeys(FAULTS, "retriable") | {"busy": "deferred", "denied": "fatal"}

SOURCE = """  {name}:
    kind: request_tracker
    url: {url}
    token: env:{variable}
    every: 1s
    map: {{service: {{default: {name}}}, kind: {{default: incident}}}}
"""
REST = """parties: {{acme: {{kind: customer, name: Acme}}}}
services: {{{services}}}
agreements:
  gold:
    kind: sla
    with: acme
    services: [{names}]
    objectives:
      resolution: {{indicator: resolution, when: {{kind: incident}}, within: 1h, target: 50%, hours: 24x7}}
evaluate: {{every: 1s}}
store: {{url: sqlite:///slawatch.db}}
"""


class Desk:
    """A Request Tracker behind a server that fails when it is told to."""

    def __init__(self) -> None:
        self.rt = FakeRequestTracker(now=CLOCK.now() - timedelta(hours=3))
        for hours, end in ((0.5, "resolved"), (2, "resolved")):
            self.solve(end, after=hours)
        self._rest = FakeRest2(self.rt)
        self._rest.before_answer = self._in_real_time
        self.server = FaultyServer(self._rest.answer)

    def solve(self, end: str, *, after: float) -> None:
        """Open a ticket and end it so many hours later."""
        ticket = self.rt.create()
        self.rt.advance(int(after * 3600))
        self.rt.change(ticket, "Status", end)

    def fail(self, reply: Reply | None) -> None:
        """Answer so from now on; None: do not listen any more."""
        if reply is None:
            self.server.__exit__(None, None, None)
        else:
            self.server.say(reply)

    def heal(self, stack: ExitStack) -> None:
        """Answer again, after another ticket was solved."""
        self.solve("resolved", after=0)
        if self.server._thread.is_alive():
            self.server.say(self._rest.answer)
        else:
            self.server = stack.enter_context(FaultyServer(self._rest.answer, port=self.server.port))

    def _in_real_time(self) -> None:
        self.rt.now = CLOCK.now()


@contextmanager
def desks(folder: Path) -> Iterator[tuple[dict[str, Desk], Path, ExitStack]]:
    """Serve a desk for every fault, and write the configuration that reads them all."""
    with ExitStack() as stack:
        made = {name: Desk() for name in FAULTS}
        for desk in made.values():
            stack.enter_context(desk.server)
        sources = "".join(
            SOURCE.format(name=name, url=desk.server.url, variable=VARIABLE) for name, desk in made.items()
        )
        services = ", ".join(f"{name}: {{name: {name}, hours: 24x7}}" for name in made)
        config = folder / "slawatch.yml"
        config.write_text(f"sources:\n{sources}" + REST.format(services=services, names=", ".join(made)))
        yield made, config, stack


def value(scrape: Scrape, name: str, source: str) -> float | None:
    return scrape.value(name, source=source)


def judged(scrape: Scrape, service: str) -> float | None:
    """Return how many tickets stand behind a service's figure."""
    labels = {"service_id": service, "sla": "gold", "objective": "resolution", "period": "current"}
    return scrape.value("slawatch_objective_events", **labels)


def settled(daemon: Daemon) -> Scrape | None:
    """Return a scrape where the two tickets of every desk are judged."""
    scrape = daemon.scrape()
    return scrape if all(judged(scrape, name) == 2 for name in FAULTS) else None


@pytest.mark.skipif(CLOCK.now().day == 1 and CLOCK.now().hour < 4, reason="the tickets lie in two months today")
def test_whatever_a_server_does_figures_stay_and_their_age_tells(tmp_path: Path) -> None:
    with desks(tmp_path) as (made, config, stack), running(config, **{VARIABLE: TOKEN}) as daemon:
        before = eventually(lambda: settled(daemon))
        for name, reply in FAULTS.items():
            made[name].fail(reply)
        failed_at = CLOCK.now().timestamp()
        eventually(lambda: _all_down(daemon, before), seconds=200, pause=1)
        _check_stale(daemon, before, failed_at)
        _check_deferred(daemon, made["busy"])
        _check_secret_is_nowhere(daemon)
        for desk in made.values():
            desk.heal(stack)
        # Who was told to stay away for 15 minutes, or failed five times, is asked again at once.
        assert daemon.get("/-/reload", method="POST").status == 200
        eventually(lambda: _all_caught_up(daemon, failed_at), seconds=200, pause=1)
        _check_secret_is_nowhere(daemon)
        assert daemon.end() < 12


def _all_down(daemon: Daemon, before: Scrape) -> bool:
    """Tell whether every source is down; all the while the figures must stay."""
    scrape = daemon.scrape()
    assert scrape.family(*FIGURES) == before.family(*FIGURES)
    return all(value(scrape, "slawatch_source_up", name) == 0 for name in FAULTS)


def _check_stale(daemon: Daemon, before: Scrape, failed_at: float) -> None:
    scrape = daemon.scrape()
    for name, result in RESULTS.items():
        assert value(scrape, "slawatch_source_up", name) == 0
        assert value(scrape, WATERMARK, name) <= failed_at + 1
        assert value(scrape, LAST_SUCCESS, name) <= failed_at + 1
        assert scrape.value(POLLS, source=name, result=result) >= 1, name
        data_at = scrape.value("slawatch_service_data_timestamp_seconds", service_id=name)
        assert before.value("slawatch_service_data_timestamp_seconds", service_id=name) <= data_at <= failed_at + 1
    assert daemon.get("/").status == 200
    assert daemon.ready()


def _check_deferred(daemon: Daemon, busy: Desk) -> None:
    asked = len(busy.server.asked)
    CLOCK.sleep(3)
    assert len(busy.server.asked) == asked, "a server that asked to be left alone was asked again"


def _all_caught_up(daemon: Daemon, failed_at: float) -> bool:
    scrape = daemon.scrape()
    return all(
        judged(scrape, name) == 3
        and value(scrape, "slawatch_source_up", name) == 1
        and value(scrape, WATERMARK, name) > failed_at
        for name in FAULTS
    )


def _check_secret_is_nowhere(daemon: Daemon) -> None:
    told = [daemon.get(path).text for path in ("/", "/metrics", "/api/v1/objectives")]
    told += [daemon.printed, "\n".join(daemon.logs)]
    assert not [text for text in told if TOKEN in text]
    for kept in daemon.folder.glob("slawatch.db*"):
        assert TOKEN.encode() not in kept.read_bytes()


def test_a_server_that_drips_for_ever_holds_a_poll_no_longer_than_its_deadline(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(VARIABLE, TOKEN)
    store = open_for_writing(f"sqlite:///{tmp_path}/slawatch.db")
    desk = Desk()
    with desk.server:
        source = reader(desk.server.url)
        poller = Poller(name="rt", source=source, store=store, clock=CLOCK, config_hash="h")
        assert poller.poll().result == "success"
        known = store.state("rt")
        desk.fail(http_faults.slow_drip(0.5))
        poller.limits = Limits(seconds=2)
        poll = poller.poll()
        assert (poll.result, poll.changed) == ("retriable", False)
        assert poll.seconds < 4
        assert store.state("rt") == known
        source.close()
    store.close()


FILES = """
sources:
  log:
    kind: csv_outages
    path: outages.csv
    every: 2s
    complete_through: read
    columns: {id: id, started_at: started_at, ended_at: ended_at}
    map: {service: {default: mail}}
  desk:
    kind: csv_events
    path: tickets.csv
    every: 2s
    complete_through: read
    columns: {id: id, at: at, status: status}
    map:
      service: {default: mail}
      kind: {default: incident}
      status: {new: new, resolved: resolved}
parties: {acme: {kind: customer, name: Acme}}
services: {mail: {name: Mail, hours: 24x7}}
agreements:
  gold:
    kind: sla
    with: acme
    services: [mail]
    period: year
    objectives:
      availability: {indicator: availability, target: 99%}
      resolution: {indicator: resolution, when: {kind: incident}, within: 1h, target: 50%, hours: 24x7}
evaluate: {every: 1s}
store: {url: sqlite:///slawatch.db}
"""


def _write(path: Path, header: str, *rows: str) -> None:
    fresh = path.with_suffix(".new")
    fresh.write_text("\n".join((header, *rows, "")))
    fresh.replace(path)


@pytest.fixture
def files(tmp_path: Path) -> Iterator[tuple[Daemon, Path, Path]]:
    """Run a daemon on two files: an outage of ten minutes, and two tickets of which one was in time."""
    config, log, desk = (tmp_path / name for name in ("slawatch.yml", "outages.csv", "tickets.csv"))
    config.write_text(FILES)
    year = CLOCK.now().year
    _write(log, "id,started_at,ended_at", f"1,{year}-01-01T00:00:00Z,{year}-01-01T00:10:00Z")
    rows = [f"{id_},{year}-01-01T0{hour}:00:00Z,{status}" for id_, hour, status in (
        ("A", 0, "new"), ("B", 0, "new"), ("A", 1, "resolved"), ("B", 4, "resolved"))]  # fmt: skip
    _write(desk, "id,at,status", *rows)
    with running(config) as daemon:
        eventually(lambda: _of_files(daemon.scrape()) == (600, 1, 0.5, 2))
        eventually(lambda: _up(daemon) == [1, 1])
        yield daemon, log, desk


def _of_files(scrape: Scrape) -> tuple[float | None, ...]:
    """Return down seconds, outages, the share of tickets in time, and how many were judged."""
    service = {"service_id": "mail", "sla": "gold", "period": "current"}
    tickets = service | {"objective": "resolution"}
    return (
        scrape.value("slawatch_service_time_seconds", **service, **{"class": "down"}),
        scrape.value("slawatch_outages", **service),
        scrape.value("slawatch_objective_attained_ratio", **tickets),
        scrape.value("slawatch_objective_events", **tickets),
    )


def _up(daemon: Daemon) -> list[float | None]:
    scrape = daemon.scrape()
    return [value(scrape, "slawatch_source_up", name) for name in ("log", "desk")]


@pytest.mark.parametrize("fault", ["gone", "html", "cut", "a folder"])
def test_whatever_becomes_of_a_file_its_figures_stay_until_it_heals(
    files: tuple[Daemon, Path, Path], fault: str
) -> None:
    daemon, *both = files
    whole = [path.read_text() for path in both]
    known = max(value(daemon.scrape(), WATERMARK, name) for name in ("log", "desk"))
    for path in both:
        path.unlink()
        if fault == "html":
            path.write_text("<!DOCTYPE html><title>Log in</title>\n<p>Who are you?\n")
        elif fault == "cut":
            path.write_bytes(b"\x1f\x8b\x08\x00" + random.Random(1).randbytes(50))
        elif fault == "a folder":
            path.mkdir()
    eventually(lambda: _up(daemon) == [0, 0], seconds=20)
    scrape = daemon.scrape()
    assert _of_files(scrape) == (600, 1, 0.5, 2)
    assert value(scrape, WATERMARK, "desk") < known + 4
    assert sum(scrape.value(POLLS, source="desk", result=result) for result in ("fatal", "retriable")) >= 1
    for path, text in zip(both, whole, strict=True):
        if path.is_dir():
            path.rmdir()
        more = text.splitlines()[1].replace("1,", "2,", 1).replace("T00:", "T02:").replace("A,", "C,", 1)
        _write(path, *text.splitlines(), more)
    eventually(lambda: _of_files(daemon.scrape())[:2] == (1200, 2), seconds=20)
    records = {"source": "desk", "outcome": "ticket_new"}
    eventually(lambda: daemon.scrape().value("slawatch_source_records_total", **records) == 3, seconds=20)
