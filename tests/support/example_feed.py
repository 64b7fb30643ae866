"""Example Desk, read through the frame of sources that are asked what changed."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from random import Random
from typing import Any

from slawatch.clock import Clock
from slawatch.errors import SkippableRow
from slawatch.ingest.backoff import Budget
from slawatch.ingest.canaries import canaries
from slawatch.ingest.change_feed import ChangeFeed
from slawatch.ingest.desk import AbsentError, Desk, Row, Told
from slawatch.ingest.http import Answer, Endpoint, HttpClient, HttpStatusError
from slawatch.ingest.keyset import Page, keyset
from slawatch.ingest.shape import Shape
from slawatch.ingest.source import Caps, Check, Finding, Stamp
from slawatch.model.event import Event, EventType
from slawatch.model.instant import instant
from slawatch.model.ticket import Ticket
from slawatch.testing.conformance.example_api import SECRET
from slawatch.testing.request_counts import RequestCounts

FIELDS = frozenset({"id", "key", "status", "created_at", "updated_at"})
GONE = 410


def _time(text: str, row_id: str) -> datetime:
    try:
        return instant(datetime.fromisoformat(text))
    except ValueError as error:
        raise SkippableRow(f"a time can't be read: {error}", row_id=row_id) from error


class ExampleDesk(Desk):
    def __init__(self, http: HttpClient, budget: Budget, *, page_size: int) -> None:
        self._http, self._budget, self._size = http, budget, page_size
        self.shape = Shape(required=FIELDS)

    def ask(self, path: str, **params: str | int) -> Answer:
        return self._http.get(path, params, budget=self._budget)

    def server_time(self) -> datetime:
        return self.ask("api/me").server_time

    def changed(self, since: datetime | None) -> Iterator[Sequence[Row]]:
        return keyset(self._page, self.stamp, since=since)

    def _page(self, since: datetime | None, token: str | None) -> Page:
        when = {"updated_since": f"{since:%Y-%m-%dT%H:%M:%S}"} if since else {}
        body = self.ask("api/tickets", limit=self._size, **when, **({"token": token} if token else {})).body
        return Page(rows=body["tickets"], next=body["next"])

    def first(self, since: datetime) -> list[Stamp]:
        return [self.stamp(row) for row in next(self.changed(since), [])]

    def newest(self) -> Stamp | None:
        rows = self.ask("api/tickets", order="newest", limit=1).body["tickets"]
        return self.stamp(rows[0]) if rows else None

    def stamp(self, row: Row) -> Stamp:
        try:
            updated = _time(row["updated_at"], row["id"])
        except SkippableRow:
            updated = None
        return Stamp(id=row["id"], updated_at=updated, status=row["status"])

    def told(self, row: Row) -> Told:
        id_ = row["id"]
        self.shape.look_over(row, row_id=id_)
        created = _time(row["created_at"], id_)
        ticket = Ticket(id=id_, key=row["key"], created_at=created, updated_at=_time(row["updated_at"], id_))
        return Told(ticket=ticket, events=tuple(_events(id_, self.ask(f"api/tickets/{id_}/history").body["entries"])))

    def row(self, id_: str) -> Row:
        try:
            return self.ask(f"api/tickets/{id_}").body
        except HttpStatusError as error:
            if error.status == GONE:
                raise AbsentError("merged") from error
            raise


def _events(id_: str, entries: Sequence[Mapping[str, Any]]) -> Iterator[Event]:
    status = None
    for entry in entries:
        told: dict[str, Any] = {}
        if entry["type"] == "reply":
            type_ = EventType.PUBLIC_REPLY if entry["public"] else EventType.PRIVATE_NOTE
        elif entry["type"] == "created":
            type_, status, told = EventType.CREATED, entry["value"], {"fields": {"status": entry["value"]}}
        elif entry["type"] == "status":
            type_, told = EventType.STATUS, {"field": "status", "old": status, "new": entry["value"]}
            status = entry["value"]
        else:
            continue
        yield Event(
            ticket_id=id_,
            type=type_,
            at=_time(entry["at"], id_),
            order=entry["id"],
            native_id=str(entry["id"]),
            **told,
        )


class ExampleFeed(ChangeFeed):
    kind = "example_desk"
    caps = Caps(
        history="full",
        delta="time_id",
        grain=1,
        public_replies=True,
        passes=frozenset({"rescan", "hydrate", "census"}),
    )

    def __init__(self, url: str, clock: Clock) -> None:
        endpoint = Endpoint(url=url, credentials=lambda: {"Authorization": f"Bearer {SECRET}"})
        super().__init__(HttpClient(endpoint, clock=clock, observer=RequestCounts(), rng=Random(0)), clock=clock)

    def desks(self, budget: Budget) -> Mapping[str, Desk]:
        return {"tickets": self._desk(budget)}

    def _desk(self, budget: Budget) -> ExampleDesk:
        return ExampleDesk(self._http, budget, page_size=4)

    def check(self) -> Check:
        desk = self._desk(Budget(60.0, self._clock))
        me = desk.ask("api/me").body
        if me["timezone"] != "UTC":
            return Check(findings=(Finding(level="error", text=f"its time zone is {me['timezone']}"),))
        found = canaries(
            lambda since: [desk.stamp(row) for row in next(desk.changed(since), [])], desk.newest(), grain=1
        )
        return Check(findings=tuple(found), identity=me["name"], timezone="UTC")
