"""A fake Request Tracker as the conformance suite works with it."""

import json
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, Final

from slawatch.testing.conformance import Happening, Story, Trap
from slawatch.testing.fake_rt import AGENT, FakeRequestTracker, Transaction
from slawatch.testing.fake_rt_rest import FakeRest2
from slawatch.testing.http_faults import Asked, Reply

WORDS: Final = {"open": "open", "solved": "resolved"}
IMPOSSIBLE: Final = "51502-03-02T09:00:00Z"


class RequestTrackerSystem:
    """A System (see slawatch.testing.conformance)."""

    def __init__(self) -> None:
        self.rt = FakeRequestTracker()
        self.traps: set[Trap] = set()
        self.garbled: set[str] = set()
        self._rest = FakeRest2(self.rt)

    @property
    def now(self) -> datetime:
        return self.rt.now

    @now.setter
    def now(self, now: datetime) -> None:
        self.rt.now = now

    @property
    def zone(self) -> str:
        return self.rt.zone or "UTC"

    @zone.setter
    def zone(self, zone: str) -> None:
        self.rt.zone = zone

    def answer(self, asked: Asked) -> Reply:
        self._rest.ignores_filters = Trap.IGNORED_FILTER in self.traps
        reply = self._rest.answer(asked)
        return self._spoilt(reply) if self.garbled else reply

    def create(self) -> str:
        return str(self.rt.create())

    def set_status(self, ticket: str, word: str) -> None:
        self.rt.change(int(ticket), "Status", WORDS[word])

    def reply(self, ticket: str) -> None:
        self.rt.reply(int(ticket))

    def note(self, ticket: str) -> None:
        self.rt.comment(int(ticket))

    def late(self, ticket: str, word: str) -> Callable[[], None]:
        reserved = self.rt.reserve()
        return lambda: self.rt.change(int(ticket), "Status", WORDS[word], under=reserved)

    def merge(self, ticket: str, into: str) -> None:
        self.rt.merge(int(ticket), int(into))

    def delete(self, ticket: str) -> None:
        self.rt.delete(int(ticket))

    def stories(self) -> Mapping[str, Story]:
        told: dict[str, list[Happening]] = {str(id_): [] for id_ in self.rt.tickets}
        for row in sorted(self.rt.log.values(), key=lambda row: (row.at, row.id)):
            if (happening := _happening(row)) is not None:
                told[str(row.ticket)].append(happening)
        return {id_: tuple(story) for id_, story in told.items() if id_ not in self.ended()}

    def ended(self) -> set[str]:
        return {str(row.id) for row in self.rt.tickets.values() if not row.found}

    def _spoilt(self, reply: Reply) -> Reply:
        body = json.loads(reply.body)
        for row in body.get("items", [body]):
            if row.get("type") == "ticket" and str(row["id"]) in self.garbled:
                row["LastUpdated"] = IMPOSSIBLE
        return Reply(status=reply.status, headers=reply.headers, body=json.dumps(body).encode())


def _happening(row: Transaction) -> Happening | None:
    told: dict[str, tuple[Any, ...]] = {
        "Create": ("created", "new"),
        "Status": ("status", row.new),
        "Comment": ("private_note",),
        "Correspond": ("public_reply",),
    }
    if row.type not in told or (row.type == "Correspond" and row.creator != AGENT):
        return None
    return Happening(row.at, *told[row.type])
