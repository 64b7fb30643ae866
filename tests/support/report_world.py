"""A small desk whose reports are sealed: two months of tickets and outages, told by hand."""

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from slawatch.app.configuring import Overrides, configured, installed
from slawatch.app.planning import planned
from slawatch.config.settings import Configuration
from slawatch.ingest.source import Batch
from slawatch.model.event import Event, EventType
from slawatch.model.outage import Outage
from slawatch.model.ticket import Ticket
from slawatch.reports.life.judges import Judges
from slawatch.reports.life.rounds import Rounds
from slawatch.store.opening import open_for_writing
from slawatch.store.sql import SqlStore
from slawatch.testing.clock import ManualClock

CONFIGURATION = """
sources:
  desk:
    kind: csv_events
    path: desk.csv
    columns: {id: id, at: at, status: status, priority: priority}
    map: {service: {default: mail}, kind: {default: incident}, status: {new: new, open: open, closed: resolved}}
  watch:
    kind: csv_outages
    path: watch.csv
    columns: {id: id, started_at: start, ended_at: end}
    map: {service: {default: mail}}
calendars: {office: {hours: {mon-fri: "09:00-17:00"}}}
parties: {acme: {kind: customer}}
services: {mail: {name: {en: Mail, zh: 邮件}, hours: office}}
agreements:
  gold:
    with: acme
    services: mail
    from: 2026-01-01
    report: {languages: [en, zh], formats: [json, csv], audience: Acme}
    objectives:
      uptime: {indicator: availability, target: 99%}
      fast: {indicator: resolution, within: 4h, target: 90%}
reports:
  organisation: Example IT
  prepared: [li]
  approved: [li, zhang]
"""
STATUSES = ("new", "open", "closed")


def utc(month: int, day: int, hour: int = 0, minute: int = 0) -> datetime:
    """Return an instant of 2026."""
    return datetime(2026, month, day, hour, minute, tzinfo=UTC)


def ticket(name: str, start: datetime, end: datetime | None, **fields: str) -> tuple[Ticket, tuple[Event, ...]]:
    """Return a ticket that was created, with further fields, and resolved if an end is told."""
    told = Ticket(id=name, key=f"T-{name}", created_at=start)
    first = {"status": "new", **fields}
    born = Event(ticket_id=name, type=EventType.CREATED, at=start, native_id=f"{name}/new", fields=first)
    if end is None:
        return told, (born,)
    done = Event(ticket_id=name, type=EventType.STATUS, at=end, native_id=f"{name}/end", field="status", new="closed")
    return told, (born, done)


@dataclass(frozen=True)
class World:
    """A store with facts, and what looks after its reports."""

    folder: Path
    configuration: Configuration
    store: SqlStore
    clock: ManualClock

    @property
    def rounds(self) -> Rounds:
        """What seals and restates, as the daemon has it."""
        judges = Judges(store=self.store, today=self.configuration.definitions, planned=planned)
        return Rounds(store=self.store, settings=self.configuration.reports, judges=judges, clock=self.clock)

    def tell(
        self, *tickets: tuple[Ticket, tuple[Event, ...]], outages: tuple[Outage, ...] = (), through: datetime
    ) -> None:
        """Commit what both sources tell."""
        now, events = self.clock.now(), tuple(event for _, told in tickets for event in told)
        desk = Batch(cursor="1", tickets=tuple(each for each, _ in tickets), events=events, complete_through=through)
        self.store.commit("desk", desk, at=now, config_hash="")
        self.store.commit("watch", Batch(cursor="1", outages=outages, complete_through=through), at=now, config_hash="")

    def at(self, instant: datetime) -> None:
        """Set the clock."""
        self.clock.set(instant)


def world(folder: Path, *, text: str = CONFIGURATION, url: str | None = None, with_facts: bool = True) -> World:
    """Return a desk with October's facts unless they are not wanted, at noon of 1 November 2026, a Sunday."""
    path = folder / "slawatch.yml"
    path.write_text(text, encoding="utf-8")
    for name in ("desk.csv", "watch.csv"):
        (folder / name).write_text("id,at,status,priority,start,end\n", encoding="utf-8")
    configuration = configured(path, Overrides(), installed())
    made = World(
        folder=folder,
        configuration=configuration,
        store=open_for_writing(url or configuration.store.url),
        clock=ManualClock(utc(11, 1, 12)),
    )
    if with_facts:
        _october(made)
    return made


def reopened(folder: Path, *, at: datetime) -> World:
    """Return what was made in a folder, at an instant; its database lies in it."""
    configuration = configured(folder / "slawatch.yml", Overrides(), installed())
    store = open_for_writing(configuration.store.url)
    return World(folder=folder, configuration=configuration, store=store, clock=ManualClock(at))


def _october(made: World) -> None:
    made.tell(
        ticket("1", utc(10, 5, 9), utc(10, 5, 11)),
        ticket("2", utc(10, 6, 9), utc(10, 7, 10)),
        ticket("3", utc(10, 29, 9), utc(10, 29, 12)),
        outages=(Outage(id="o1", service=None, started_at=utc(10, 8, 10), ended_at=utc(10, 8, 11)),),
        through=utc(11, 1, 12),
    )
