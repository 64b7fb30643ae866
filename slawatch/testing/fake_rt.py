"""A Request Tracker 5 in memory: what its REST2 does to a reader, traps included, was seen on a real one."""

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Final

READER, SYSTEM, NOBODY, AGENT, CUSTOMER = "slawatch", "RT_System", "Nobody", "agent", "customer@example.invalid"
NUMBERS: Final = {SYSTEM: 1, NOBODY: 6, READER: 31, AGENT: 39, CUSTOMER: 43}


@dataclass(frozen=True, slots=True)
class Reserved:
    """A transaction id and its second, given out before the change can be seen, as PostgreSQL and MySQL do."""

    id: int
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Transaction:
    """A row of the log."""

    id: int
    ticket: int
    type: str
    field: str
    old: str
    new: str
    at: datetime
    creator: str


@dataclass(slots=True, kw_only=True)
class TicketRow:
    """A ticket as it is now."""

    id: int
    created_at: datetime
    updated_at: datetime
    effective_id: int
    requestor: str = CUSTOMER
    type: str = "ticket"
    values: dict[str, str] = field(default_factory=dict)
    """Status, Queue (number), Priority, Owner (name)."""
    custom_fields: dict[str, list[str]] = field(default_factory=dict)
    """By the field's number."""

    @property
    def found(self) -> bool:
        """True where a search finds it: neither deleted nor merged, and no reminder."""
        return self.values["Status"] != "deleted" and self.effective_id == self.id and self.type == "ticket"


class FakeRequestTracker:
    """Tickets, the log of their transactions, and a clock that stands still until `advance`.

    Serve it with FaultyServer(FakeRest2(rt).answer).
    """

    def __init__(self, *, now: datetime = datetime(2026, 3, 2, 1, tzinfo=UTC), zone: str | None = "UTC") -> None:
        self.now = now
        self.zone = zone
        """The account's Timezone; None: not set, so that the server's counts."""
        self.queues = {"1": "General", "3": "Network"}
        self.custom_fields = {"2": "Service"}
        self.hidden: Callable[[Transaction], bool] = lambda row: row.type == "EmailRecord"
        """Which transactions the account has no right to see."""
        self.tickets: dict[int, TicketRow] = {}
        self.log: dict[int, Transaction] = {}
        self.lock = threading.RLock()
        """Held by whoever writes or reads."""
        self._last_id = 48
        self._last_ticket = 0

    def advance(self, seconds: int) -> None:
        """Let time pass."""
        self.now += timedelta(seconds=seconds)

    def reserve(self) -> Reserved:
        """Give a transaction id out now; the write that is later made `under` it becomes visible late."""
        with self.lock:
            self._last_id += 1
            return Reserved(self._last_id, self.now)

    def create(
        self, *, queue: str = "1", creator: str = AGENT, type_: str = "ticket", service: str | None = None
    ) -> int:
        """Make a ticket of the customer's and return its id."""
        with self.lock:
            id_ = self._last_ticket = self._last_ticket + 1
            row = TicketRow(id=id_, created_at=self.now, updated_at=self.now, effective_id=id_, type=type_)
            row.values = {"Status": "new", "Queue": queue, "Priority": "0", "Owner": NOBODY}
            row.custom_fields = {"2": [service] if service else []}
            self.tickets[id_] = row
            self._record(id_, "Create", by=creator)
            self._record(id_, "EmailRecord", by=SYSTEM)
            return id_

    def change(self, ticket: int, name: str, new: str, *, by: str = AGENT, under: Reserved | None = None) -> None:
        """Set Status, Queue, Priority or Owner; setting what is there already writes nothing."""
        with self.lock:
            values = self.tickets[ticket].values
            old, values[name] = values[name], new
            if old != new:
                told = (str(NUMBERS[old]), str(NUMBERS[new])) if name == "Owner" else (old, new)
                self._record(ticket, "Status" if name == "Status" else "Set", name, told, by=by, under=under)

    def set_service(self, ticket: int, new: str | None) -> None:
        """Set the custom field, or empty it."""
        with self.lock:
            held = self.tickets[ticket].custom_fields
            old, held["2"] = "".join(held["2"]), [new] if new else []
            self._record(ticket, "CustomField", "2", (old, new or ""), by=AGENT)

    def reply(self, ticket: int, *, by: str = AGENT) -> None:
        """Correspond; a ticket that is new or stalled opens in the same second, by RT itself."""
        with self.lock:
            self._record(ticket, "Correspond", by=by)
            self._record(ticket, "EmailRecord", by=SYSTEM)
            if self.tickets[ticket].values["Status"] in {"new", "stalled"}:
                self.change(ticket, "Status", "open", by=SYSTEM)

    def comment(self, ticket: int, *, by: str = AGENT) -> None:
        """Write an internal note."""
        with self.lock:
            self._record(ticket, "Comment", by=by)

    def merge(self, ticket: int, into: int) -> None:
        """Merge a ticket into another: it is found no more, and asked for by id the other one is shown."""
        with self.lock:
            self.tickets[ticket].effective_id = into
            for each in (ticket, into):
                self._record(each, "AddLink", "MergedInto", ("", f"fsck.com-rt://rt.example/ticket/{into}"), by=AGENT)

    def delete(self, ticket: int) -> None:
        """Delete a ticket: no search finds it, asked for by id it is still there."""
        self.change(ticket, "Status", "deleted")

    def shred(self, ticket: int) -> None:
        """Wipe a ticket out, as rt-shredder does: nothing tells of it, and nobody finds it."""
        with self.lock:
            del self.tickets[ticket]
            self.log = {id_: row for id_, row in self.log.items() if row.ticket != ticket}

    def _record(  # noqa: PLR0913  a transaction has so many columns
        self,
        ticket: int,
        type_: str,
        name: str = "",
        told: tuple[str, str] = ("", ""),
        *,
        by: str,
        under: Reserved | None = None,
    ) -> None:
        id_, at = (self.reserve().id, self.now) if under is None else (under.id, under.at)
        row = Transaction(id=id_, ticket=ticket, type=type_, field=name, old=told[0], new=told[1], at=at, creator=by)
        self.log[id_] = row
        self.tickets[ticket].updated_at = at
