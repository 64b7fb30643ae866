"""A desk of any number of tickets that holds none of them in memory: a plug-in of its own, and the server it asks."""

import os
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Final
from urllib.parse import parse_qs, urlsplit

from command import PROGRAM

from slawatch.clock import Clock, SystemClock
from slawatch.config.section import Section
from slawatch.ingest.backoff import Budget
from slawatch.ingest.change_feed import ChangeFeed
from slawatch.ingest.desk import Desk, Row, Told
from slawatch.ingest.http import Endpoint, HttpClient
from slawatch.ingest.keyset import Page, keyset
from slawatch.ingest.shape import Shape
from slawatch.ingest.source import Caps, Check, RequestObserver, SourceKind, Stamp
from slawatch.model.event import Event, EventType
from slawatch.model.ticket import Ticket
from slawatch.testing.http_faults import Asked, Reply, json_reply

START: Final = datetime(2026, 1, 1, tzinfo=UTC)
APART: Final = 10
"""Seconds between the last changes of two tickets."""
PAGE: Final = 100
CLOCK: Final = SystemClock()
WORDS: Final = ("new", "open", "waiting", "open", "solved")


def answering(tickets: int, asked: Asked) -> Reply:
    """Answer a page of so many tickets, from an instant on."""
    told = {name: each[0] for name, each in parse_qs(urlsplit(asked.path).query).items()}
    if "total" in told:
        return json_reply({"total": tickets - _first(told)})
    first = _first(told)
    rows = [_row(number) for number in range(first, min(first + PAGE, tickets))]
    return json_reply(
        {"tickets": rows, "more": first + PAGE < tickets}, headers={"Date": "Sun, 01 Nov 2026 00:00:00 GMT"}
    )


def _first(told: Mapping[str, str]) -> int:
    since = datetime.fromisoformat(told["since"]) if "since" in told else START
    return max(0, -(-int((since - START).total_seconds()) // APART))


def _row(number: int) -> dict[str, object]:
    at = START + timedelta(seconds=number * APART)
    history = [(at - timedelta(minutes=30 * (len(WORDS) - 1 - n))).isoformat() for n in range(len(WORDS))]
    return {"id": str(number), "at": at.isoformat(), "history": history}


class Options(Section):
    """Where the big desk is."""

    url: str


class BigDesk(Desk):
    """Its one list."""

    def __init__(self, http: HttpClient, budget: Budget) -> None:
        self._http, self._budget = http, budget
        self.shape = Shape(required=frozenset({"id", "at", "history"}))

    def server_time(self) -> datetime:
        return datetime(2026, 11, 1, tzinfo=UTC)

    def changed(self, since: datetime | None) -> Iterator[Sequence[Row]]:
        return keyset(self._page, self.stamp, since=since)

    def _page(self, since: datetime | None, token: str | None) -> Page:
        del token  # no second holds two tickets
        told = self._http.get("tickets", {"since": since.isoformat()} if since else {}, budget=self._budget).body
        return Page(rows=told["tickets"], next="more" if told["more"] else None)

    def newest(self) -> Stamp | None:
        return None

    def stamp(self, row: Row) -> Stamp:
        return Stamp(id=row["id"], updated_at=datetime.fromisoformat(row["at"]))

    def told(self, row: Row) -> Told:
        id_, times = row["id"], [datetime.fromisoformat(at) for at in row["history"]]
        created = Event(
            ticket_id=id_, type=EventType.CREATED, at=times[0], native_id=f"{id_}-0", fields={"status": "new"}
        )
        moves = (
            Event(ticket_id=id_, type=EventType.STATUS, at=at, native_id=f"{id_}-{n}", field="status", new=WORDS[n])
            for n, at in enumerate(times[1:], 1)
        )
        ticket = Ticket(id=id_, key=id_, created_at=times[0], updated_at=times[-1])
        return Told(ticket=ticket, events=(created, *moves))

    def row(self, id_: str) -> Row:
        raise NotImplementedError(id_)

    def expected(self, since: datetime | None) -> int | None:
        params = {"total": 1, **({"since": since.isoformat()} if since else {})}
        return int(self._http.get("tickets", params, budget=self._budget).body["total"])


class BigSource(ChangeFeed):
    """The desk as a source."""

    kind = "big_desk"
    caps = Caps(history="full", delta="time_id", grain=1, public_replies=False)

    def __init__(self, options: Options, *, clock: Clock, observer: RequestObserver) -> None:
        endpoint = Endpoint(url=options.url, credentials=dict)
        super().__init__(HttpClient(endpoint, clock=clock, observer=observer, rng=Random(0)), clock=clock)

    def desks(self, budget: Budget) -> Mapping[str, Desk]:
        return {"tickets": BigDesk(self._http, budget)}

    def check(self) -> Check:
        return Check()


KIND: Final = SourceKind(name="big_desk", options=Options, factory=BigSource)

CONFIG: Final = """\
sources:
  big:
    kind: big_desk
    url: "{url}"
    map: {{status: {{new: new, open: open, waiting: pending_requester, solved: resolved}}, service: {{default: mail}}}}
services: {{mail: Mail}}
parties: {{acme: Acme}}
agreements:
  gold: {{with: acme, services: mail, objectives: {{solved: {{indicator: resolution, within: 24h, target: 90%}}}}}}
store: {{url: "sqlite:///slawatch.db"}}
"""


@dataclass(frozen=True, slots=True)
class Backfill:
    """How a sync went that was a process of its own."""

    status: int
    peak_mib: int
    """Resident memory at the most."""
    seconds: float
    printed: str


def installed(folder: Path, url: str) -> Path:
    """Install the plug-in into a folder, beside a configuration that reads a server through it; return the latter."""
    own = folder / "big_desk-1.0.dist-info"
    own.mkdir()
    (own / "METADATA").write_text("Metadata-Version: 2.1\nName: big-desk\nVersion: 1.0\n")
    (own / "entry_points.txt").write_text("[slawatch.sources]\nbig_desk = big_desk:KIND\n")
    config = folder / "slawatch.yml"
    config.write_text(CONFIG.format(url=url))
    return config


def begun(config: Path, **streams: object) -> subprocess.Popen[str]:
    """Begin a sync of it."""
    path = os.pathsep.join((str(config.parent), str(Path(__file__).parent)))
    command = [str(PROGRAM), f"--config.file={config}", "sync"]
    return subprocess.Popen(
        command,
        env={**os.environ, "PYTHONPATH": path, "COLUMNS": "120"},
        text=True,
        **{"stdout": subprocess.PIPE, "stderr": subprocess.DEVNULL, **streams},
    )  # type: ignore[call-overload]


def backfill(config: Path) -> Backfill:
    """Read everything and return how it went."""
    began = CLOCK.monotonic()
    process = begun(config)
    assert process.stdout is not None
    printed = process.stdout.read()
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    process.stdout.close()
    return Backfill(process.returncode, used.ru_maxrss // 1024, CLOCK.monotonic() - began, printed)
