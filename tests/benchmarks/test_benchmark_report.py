"""A month's report of an organisation of 50 services: what judging the facts and putting the document together cost."""

import os
import resource
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from itertools import islice
from pathlib import Path
from random import Random
from time import perf_counter, process_time

import pytest

from slawatch.engine.plan import Plan
from slawatch.ingest.source import Batch
from slawatch.model.agreement import Indicator, Objective
from slawatch.model.event import Actor, Event, EventType
from slawatch.model.mapping import FieldMap, SourceMapping
from slawatch.model.outage import Outage
from slawatch.model.ticket import StatusClass, Ticket
from slawatch.reports.asked import ReportAsked
from slawatch.reports.assembly import document
from slawatch.reports.formats import written
from slawatch.reports.material import Material
from slawatch.reports.subject import Subject
from slawatch.reports.written import Format
from slawatch.store.opening import open_for_writing
from slawatch.store.sql import SqlStore
from slawatch.testing.clock import ManualClock
from slawatch.testing.plans import agreement, definitions, planned

pytestmark = [pytest.mark.benchmark, pytest.mark.timeout(1800)]

SERVICES, TOGETHER, TICKETS = 50, 5, 100_000
FIRST, LAST = datetime(2025, 10, 1, tzinfo=UTC), datetime(2026, 11, 3, tzinfo=UTC)
NAMES = [f"s{n:02}" for n in range(SERVICES)]
PART = 10_000


def a_plan() -> Plan:
    """Return ten agreements of five services with four objectives each."""
    resolved = Objective(id="solve", indicator=Indicator.RESOLUTION, target=Fraction(9, 10), within=40 * 3600)
    urgent = replace(resolved, id="solve-p1", within=4 * 3600, when={"priority": frozenset({"P1"})})
    taken = replace(resolved, id="take", indicator=Indicator.ACKNOWLEDGEMENT, within=3600)
    up = Objective(id="uptime", indicator=Indicator.AVAILABILITY, target=Fraction(999, 1000))
    mapping = SourceMapping(
        attributes={name: FieldMap(field=name) for name in ("service", "priority")},
        status=FieldMap(field="status", values={name: name for name in StatusClass}),
    )
    own = [
        agreement(up, taken, urgent, resolved, name=f"a{n}", services=NAMES[n * TOGETHER : (n + 1) * TOGETHER])
        for n in range(SERVICES // TOGETHER)
    ]
    return planned(definitions(*own, mapping=mapping, services=dict.fromkeys(NAMES, "always")))


def events(rng: Random, *, tickets: int = TICKETS, last: datetime = LAST) -> Iterator[tuple[Ticket, list[Event]]]:
    span = int((LAST - FIRST).total_seconds())
    for n in range(tickets):
        id_, created = f"T{n}", last - timedelta(seconds=span - span * n // tickets)
        taken = created + timedelta(seconds=rng.expovariate(1 / 1500))
        done = taken + timedelta(seconds=rng.expovariate(1 / 50_000))
        fields = {"status": "new", "service": rng.choice(NAMES), "priority": rng.choice(("P1", "P2", "P3", "P4"))}
        steps = [
            Event(ticket_id=id_, type=EventType.CREATED, at=created, native_id=f"{id_}-0", fields=fields),
            Event(
                ticket_id=id_, type=EventType.STATUS, at=taken, native_id=f"{id_}-1", field="status", new="open",
                actor=Actor.AGENT,
            ),
            Event(ticket_id=id_, type=EventType.STATUS, at=done, native_id=f"{id_}-2", field="status", new="resolved"),
        ]  # fmt: skip
        yield Ticket(id=id_, key=id_, created_at=created, updated_at=created), [e for e in steps if e.at < last]


def outages(rng: Random, *, last: datetime = LAST) -> Iterator[Outage]:
    span = int((LAST - FIRST).total_seconds())
    for n in range(SERVICES * 26):
        began = last - timedelta(seconds=span - rng.randrange(span - 20_000))
        until = began + timedelta(seconds=60 + int(rng.expovariate(1 / 1800)) % 18_000)
        yield Outage(id=f"O{n}", service=rng.choice(NAMES), started_at=began, ended_at=until, severity="down")


def stored(url: str, *, tickets: int = TICKETS, last: datetime = LAST) -> SqlStore:
    """Return a store with the tickets and outages of the thirteen months before an instant."""
    store, rng = open_for_writing(url), Random(50)
    every = events(rng, tickets=tickets, last=last)
    while part := list(islice(every, PART)):
        told = Batch(cursor=None, tickets=tuple(t for t, _ in part), events=tuple(e for _, own in part for e in own))
        store.commit("desk", told, at=last, config_hash="h")
    end = Batch(outages=tuple(outages(rng, last=last)), cursor="end", complete_through=last)
    store.commit("desk", end, at=last, config_hash="h")
    return store


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SqlStore]:
    store = stored(f"sqlite:///{tmp_path_factory.mktemp('report') / 'slawatch.db'}")
    yield store
    store.close()


def test_a_months_report_of_50_services(desk: SqlStore) -> None:
    began = process_time()
    what = ReportAsked(subject=Subject.of("organisation"), period="2026-10", as_of=LAST)
    material = Material.collected(desk, a_plan(), ManualClock(LAST), what)
    judged = process_time()
    told = document(material)
    made = process_time()
    rows = sum(len(table.rows) for table in told.tables())
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(
        f"\n{TICKETS:,} tickets and {SERVICES * 26:,} outages of 13 months, {SERVICES} services, 200 objectives: "
        f"judged in {judged - began:.2f} s of a processor, the document in {made - judged:.2f} s "
        f"({len(told.sections)} sections, {rows:,} rows); {peak} MiB at the most"
    )
    assert len(material.figures.objectives) == 4 * SERVICES
    assert made - judged < 6


def test_another_report_of_the_same_facts_costs_no_judging(desk: SqlStore) -> None:
    what = ReportAsked(subject=Subject.of("organisation"), period="2026-10", as_of=LAST)
    material = Material.collected(desk, a_plan(), ManualClock(LAST), what)
    document(material)
    began = process_time()
    document(material.about(ReportAsked(subject=Subject.of("agreement/a3"), period="2026-10")))
    print(f"\nthe report of one of its ten agreements after it: {process_time() - began:.2f} s of a processor")


@pytest.mark.parametrize("tickets", [20_000, TICKETS])
def test_the_files_of_a_months_report(tickets: int, tmp_path: Path) -> None:
    with closing(stored(f"sqlite:///{tmp_path / 'slawatch.db'}", tickets=tickets)) as store:
        began, wall = process_time(), perf_counter()
        what = ReportAsked(subject=Subject.of("organisation"), period="2026-10", as_of=LAST)
        told = document(Material.collected(store, a_plan(), ManualClock(LAST), what))
    print(
        f"\n{tickets:,} tickets of 13 months: judged and put together in {process_time() - began:.2f} s of a processor"
    )
    for form in (Format.HTML, Format.XLSX, Format.CSV, Format.JSON):
        before = process_time()
        size = sum(len(each.content) for each in written(told, (form,), ("en",)))
        print(f"{form}: {process_time() - before:.2f} s of a processor, {size / 1000:,.0f} kB")
    print(f"these four: {process_time() - began:.2f} s of a processor, {perf_counter() - wall:.1f} s in all (aim 5)")
    begun, used = perf_counter(), children()
    size = sum(len(each.content) for each in written(told, (Format.PDF,), ("en",)))
    took, after = perf_counter() - begun, children()
    memory = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024
    print(
        f"pdf: {after - used:.1f} s of a processor, {took:.1f} s in all (aim 20), {size / 1000:,.0f} kB, {memory} MiB"
    )
    print(f"{os.getloadavg()[0]:.1f} processes were at work")


def children() -> float:
    return resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime
