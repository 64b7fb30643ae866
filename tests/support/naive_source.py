"""A source as it is written in an afternoon: it works on the developer's desk."""

import json
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import quote
from urllib.request import Request, urlopen

from slawatch.clock import Clock
from slawatch.ingest.source import Batch, Caps, Check, Limits
from slawatch.model.event import Event, EventType
from slawatch.model.ticket import Ticket

TYPES = {"created": EventType.CREATED, "status": EventType.STATUS, "reply": EventType.PUBLIC_REPLY}


class NaiveSource:
    """Reads the example desk by offsets, from the local time of the last poll on."""

    kind = "naive"
    caps = Caps(history="full", delta="time_id", grain=1, public_replies=True)

    def __init__(self, token: str, url: str, clock: Clock) -> None:
        self._token, self._url, self._clock = token, url, clock

    def check(self) -> Check:
        return Check()

    def poll(self, cursor: str | None, limits: Limits) -> Iterator[Batch]:  # noqa: ARG002
        path, rows = f"/api/tickets?limit=4&updated_since={quote(cursor or '2000-01-01T00:00:00')}", []
        token = ""
        while token is not None:
            page = self._get(path + (f"&token={token}" if token else ""))
            rows += page["tickets"]
            token = page["next"] if page["tickets"] else None
        now = self._clock.now()
        tickets = tuple(self._ticket(row) for row in rows)
        events = tuple(event for row in rows for event in self._events(row["id"]))
        after = f"{now + timedelta(seconds=1):%Y-%m-%dT%H:%M:%S}"
        yield Batch(cursor=after, tickets=tickets, events=events, complete_through=now)

    def _ticket(self, row: Any) -> Ticket:  # noqa: ANN401
        created, updated = (datetime.fromisoformat(row[name]) for name in ("created_at", "updated_at"))
        return Ticket(id=row["id"], key=row["key"], created_at=created, updated_at=updated)

    def _events(self, id_: str) -> Iterator[Event]:
        for entry in self._get(f"/api/tickets/{id_}/history")["entries"]:
            type_, value = TYPES[entry["type"]], entry["value"]
            told = {"fields": {"status": value}} if type_ is EventType.CREATED else {"field": "status", "new": value}
            at = datetime.fromisoformat(entry["at"])
            yield Event(ticket_id=id_, type=type_, at=at, native_id=str(entry["id"]), order=entry["id"], **told)

    def _get(self, path: str) -> Any:  # noqa: ANN401
        asked = Request(self._url + path, headers={"Authorization": f"Bearer {self._token}"})  # noqa: S310
        with urlopen(asked, timeout=30) as answer:  # noqa: S310
            return json.load(answer)
