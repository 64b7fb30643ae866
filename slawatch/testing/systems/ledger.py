"""What happened in a fake ticketing system: its tickets, each with the log of what was done to it.

Fakes build on it what their API shows. It is a System (see `slawatch.testing.conformance.system`) but for its HTTP.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Final, Literal

from slawatch.testing.conformance.system import Happening, Story, Trap

START: Final = datetime(2026, 3, 2, 9, tzinfo=UTC)

Kind = Literal["created", "status", "reply", "note", "other"]
TOLD: Final[Mapping[Kind, str]] = {
    "created": "created",
    "status": "status",
    "reply": "public_reply",
    "note": "private_note",
}
"""What the suite calls each kind of entry; what is not in it is no part of a story."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One thing that was done to a ticket."""

    id: int
    at: datetime
    kind: Kind
    value: str = ""
    before: str = ""
    """The status that a change of status replaced."""


@dataclass(slots=True, kw_only=True)
class Record:
    """A ticket as it is now."""

    id: str
    number: int
    """In the order of creation, from 1 on."""
    created_at: datetime
    updated_at: datetime
    status: str
    status_at: datetime
    """When the status was set last."""
    merged_into: str | None = None
    deleted: bool = False
    log: list[Entry] = field(default_factory=list)

    @property
    def there(self) -> bool:
        """True where it was neither deleted nor merged."""
        return not self.deleted and self.merged_into is None


class Ledger:
    """People at work in a system. Subclasses name its statuses and say how ids look."""

    statuses: Mapping[str, str] = {"open": "open", "solved": "solved"}
    """What the suite asks for -> what the system calls it."""
    first_status = "new"
    note_kind: Kind = "note"
    """`other` in a system that has no internal notes."""

    def __init__(self) -> None:
        self.now = START
        self.zone = "UTC"
        self.traps: set[Trap] = set()
        self.garbled: set[str] = set()
        self.records: dict[str, Record] = {}
        self._entries = 0

    def id_of(self, number: int) -> str:
        """Return the id of the n-th ticket."""
        return str(1000 + number)

    def create(self) -> str:
        """Make a ticket and return its id."""
        number, now = len(self.records) + 1, self.now
        record = Record(
            id=self.id_of(number),
            number=number,
            created_at=now,
            updated_at=now,
            status=self.first_status,
            status_at=now,
        )
        self.records[record.id] = record
        self.enter(record, "created", self.first_status)
        return record.id

    def set_status(self, ticket: str, word: str) -> None:
        """Let an agent set the status; setting what is there already writes nothing."""
        if self.records[ticket].status != self.statuses[word]:
            self.enter(self.records[ticket], "status", self.statuses[word])

    def reply(self, ticket: str) -> None:
        """Let an agent write to the requester."""
        self.enter(self.records[ticket], "reply")

    def note(self, ticket: str) -> None:
        """Let an agent write what the requester does not see."""
        self.enter(self.records[ticket], self.note_kind)

    def late(self, ticket: str, word: str) -> Callable[[], None]:
        """Begin a change of status now, with its time; return what makes it visible."""
        at = self.now

        def show() -> None:
            self.enter(self.records[ticket], "status", self.statuses[word], at=at)

        return show

    def merge(self, ticket: str, into: str) -> None:
        """Merge a ticket into another."""
        self.records[ticket].merged_into = into

    def delete(self, ticket: str) -> None:
        """Delete a ticket."""
        self.records[ticket].deleted = True

    def stories(self) -> Mapping[str, Story]:
        """Return what happened to every ticket that is there."""
        return {id_: tuple(story(record)) for id_, record in self.records.items() if record.there}

    def ended(self) -> set[str]:
        """Return the tickets that were merged or deleted."""
        return {id_ for id_, record in self.records.items() if not record.there}

    def enter(self, record: Record, kind: Kind, value: str = "", *, at: datetime | None = None) -> Entry:
        """Write into a ticket's log what was done to it, and do it."""
        self._entries += 1
        at = at or self.now
        entry = Entry(id=self._entries, at=at, kind=kind, value=value, before=record.status)
        record.log.append(entry)
        record.updated_at = max(record.updated_at, at)
        if kind in {"created", "status"}:
            record.status, record.status_at = value, at
        return entry


def in_order(record: Record) -> list[Entry]:
    """Return a ticket's log by time."""
    return sorted(record.log, key=lambda entry: (entry.at, entry.id))


def story(record: Record) -> list[Happening]:
    """Return a ticket's log as the suite wants it."""
    return [Happening(entry.at, TOLD[entry.kind], entry.value) for entry in in_order(record) if entry.kind in TOLD]
