"""The overview of many services, and the pages that alerts link to, with 200,000 tickets stored and 10,000 open."""

import json
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from threading import Event, Thread
from time import perf_counter

import pytest
from asked_site import AskedSite, serving
from generated import batches, generated
from overview_page import overview_page
from test_benchmark_million import PART, a_plan, stored

from slawatch.ingest.source import Batch
from slawatch.model.event import EventType
from slawatch.model.result import Relative, Snapshot, State
from slawatch.testing.pages import MadeDoors, MadePublished
from slawatch.testing.snapshots import (
    AS_OF,
    availability_figure,
    objective_figure,
    service_figure,
    service_state,
    snapshot,
)
from slawatch.web.application import application
from slawatch.web.server import WebServer

pytestmark = [pytest.mark.benchmark, pytest.mark.timeout(1800)]

TICKETS, OPEN_IN = 200_000, 20
CLIENT = Path(__file__).with_name("scrape_client.py")


def with_open_ones(parts: Iterator[Batch]) -> Iterator[Batch]:
    """Yield the batches without what happened to every twentieth ticket: it stays as it was created."""
    for part in parts:
        left = {ticket.id for ticket in part.tickets[::OPEN_IN]}
        events = (each for each in part.events if each.type is EventType.CREATED or each.ticket_id not in left)
        yield replace(part, events=tuple(events))


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[AskedSite]:
    folder, begun = tmp_path_factory.mktemp("asked"), perf_counter()
    store, last = stored(folder, with_open_ones(batches(generated(TICKETS, folder), size=PART)))
    print(f"\n{TICKETS:,} tickets stored in {perf_counter() - begun:.0f} s")
    with serving(store, a_plan(), as_of=last) as served:
        yield served
    store.close()


def asking(port: int, path: str, *, clients: int = 1, times: int = 60, pause: float = 0.0) -> subprocess.Popen[str]:
    """Begin to ask from a process of its own, which takes none of the server's time; `pause` in seconds."""
    command = [sys.executable, str(CLIENT), str(port), str(clients), str(times), path, str(pause)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True)


def latencies(asked: subprocess.Popen[str]) -> str:
    """Return the median and the 99th percentile in words."""
    told, _ = asked.communicate(timeout=600)
    seconds = sorted(json.loads(told))
    return f"p50 {seconds[len(seconds) // 2] * 1e3:.1f} ms p99 {seconds[int(len(seconds) * 0.99)] * 1e3:.1f} ms"


def test_pages_answer_whatever_is_stored(desk: AskedSite) -> None:
    began = perf_counter()
    listed = desk.api("/tickets")
    print(f"\n{listed['total']:,} open timers; the first list of a publication {perf_counter() - began:.2f} s")
    assert listed["total"] > TICKETS / OPEN_IN
    ticket = listed["timers"][0]["ticket"]
    for name, path, times, aim in (
        ("list", "/tickets", 200, "50"),
        ("list, filtered", "/tickets?service_id=mail&band=overdue&priority=.%2B&page=40", 200, "50"),
        ("list as JSON", "/api/v1/tickets?band=overdue", 200, "50"),
        ("ticket", f"/tickets/desk/{ticket}", 200, "300"),
        ("figure", "/objectives/mail/gold/solve-1", 20, "none"),
        ("figure before", "/objectives/mail/gold/solve-1?period=previous", 20, "none"),
        ("outages", "/outages", 20, "none"),
    ):
        print(f"{name:<16} {latencies(asking(desk.port, path, times=times))} (aim {aim})")


def test_a_scrape_does_not_wait_for_pages(desk: AskedSite) -> None:
    desk.api("/tickets")
    alone = latencies(asking(desk.port, "/metrics", clients=2, times=300))
    pages = [
        asking(desk.port, path, clients=4, times=times)
        for path, times in (
            ("/tickets", 100),
            ("/tickets?lang=zh&band=overdue", 100),
            ("/objectives/mail/gold/take", 10),
        )
    ]
    beside = latencies(asking(desk.port, "/metrics", clients=2, times=300))
    busy = sum(page.poll() is None for page in pages)
    for page in pages:
        print(f"\npages meanwhile: {latencies(page)}", end="")
    print(f"\nscrapes alone {alone}; beside {len(pages)} crowds of 4 readers ({busy} at it to the end) {beside}")


def many(services: int) -> Snapshot:
    """Return services with four objectives each, one of eight breached, in both periods."""
    names = [f"service-{number}" for number in range(services)]
    figures = [
        figure(period=period, service_id=name, sla=f"sla-{number % 25}", objective=f"o-{place}", state=state)
        for number, name in enumerate(names)
        for period in Relative
        for place, figure in enumerate((availability_figure, objective_figure, objective_figure, objective_figure))
        for state in [State.BREACHED if (number + place) % 8 == 0 else State.MET]
    ]
    return snapshot(
        objectives=tuple(figures),
        services=tuple(service_figure(service_id=name) for name in names),
        states=tuple(service_state(service_id=name, name=name.title()) for name in names),
    )


@pytest.mark.parametrize(("services", "aim"), [(50, 50), (200, 100)])
def test_the_overview_of_many_services(services: int, aim: int) -> None:
    figures = many(services)
    seconds = []
    for _ in range(30):
        began = perf_counter()
        page = overview_page(replace(figures), (), now=AS_OF)
        seconds.append(perf_counter() - began)
    seconds.sort()
    print(
        f"\n{services} services x 4: made anew p50 {seconds[15] * 1e3:.1f} ms, slowest {seconds[-1] * 1e3:.1f} ms",
        end="",
    )
    print(f"; {len(page) / 1e3:.0f} kB a page; served while figures are published each second: ", end="")
    made = MadeDoors(published=MadePublished(figures, None, ""))
    server, ended = WebServer(application(made.doors()), "127.0.0.1:0"), Event()
    server.start()

    def publish() -> None:
        while not ended.wait(1.0):
            made.published = MadePublished(replace(figures), None, "")

    publisher = Thread(target=publish)
    publisher.start()
    try:
        print(f"{latencies(asking(server.port, '/', times=1000))} (aim {aim})")
    finally:
        ended.set()
        publisher.join()
        server.stop()
