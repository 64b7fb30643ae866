"""The desk of an invented system, in memory: what its API shows is in `example_api`."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Final

from slawatch.testing.conformance.system import Happening, Story, Trap

START: Final = datetime(2026, 3, 2, 9, tzinfo=UTC)
WORDS: Final = {"created": "created", "status": "status", "reply": "public_reply", "note": "private_note"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A row of a ticket's history."""

    id: int
    at: datetime
    kind: str
    """created, status, reply or note."""
    value: str = ""


@dataclass(slots=True, kw_only=True)
class Row:
    """A ticket as it is now."""

    id: str
    created_at: datetime
    updated_at: datetime
    status: str = "new"
    merged_into: str | None = None
    deleted: bool = False
    history: list[Entry] = field(default_factory=list)

    @property
    def there(self) -> bool:
        """True where it is listed."""
        return not self.deleted and self.merged_into is None


class ExampleDesk:
    """A System (see `system`) but for its HTTP."""

    def __init__(self) -> None:
        self.now = START
        self.zone = "UTC"
        self.traps: set[Trap] = set()
        self.garbled: set[str] = set()
        self.rows: dict[str, Row] = {}
        self._last_entry = 0

    def create(self) -> str:
        """Make a ticket and return its id."""
        row = Row(id=str(1000 + len(self.rows)), created_at=self.now, updated_at=self.now)
        self.rows[row.id] = row
        self._enter(row, "created", "new", self.now)
        return row.id

    def set_status(self, ticket: str, word: str) -> None:
        """Set the status; setting what is there already writes nothing."""
        if self.rows[ticket].status != word:
            self._enter(self.rows[ticket], "status", word, self.now)

    def reply(self, ticket: str) -> None:
        """Write to the requester."""
        self._enter(self.rows[ticket], "reply", "", self.now)

    def note(self, ticket: str) -> None:
        """Write an internal note."""
        self._enter(self.rows[ticket], "note", "", self.now)

    def late(self, ticket: str, word: str) -> Callable[[], None]:
        """Begin a change of status now; return what makes it visible."""
        at = self.now
        return lambda: self._enter(self.rows[ticket], "status", word, at)

    def merge(self, ticket: str, into: str) -> None:
        """Merge a ticket into another: it is listed no more."""
        self.rows[ticket].merged_into = into

    def delete(self, ticket: str) -> None:
        """Delete a ticket: nothing is left of it."""
        self.rows[ticket].deleted = True

    def stories(self) -> Mapping[str, Story]:
        """Return what happened to every ticket that is there."""
        return {row.id: tuple(map(_happening, _in_order(row))) for row in self.rows.values() if row.there}

    def ended(self) -> set[str]:
        """Return the tickets that were merged or deleted."""
        return {row.id for row in self.rows.values() if not row.there}

    def _enter(self, row: Row, kind: str, value: str, at: datetime) -> None:
        self._last_entry += 1
        row.history.append(Entry(id=self._last_entry, at=at, kind=kind, value=value))
        row.updated_at = max(row.updated_at, at)
        if kind in {"created", "status"}:
            row.status = value


def _in_order(row: Row) -> list[Entry]:
    return sorted(row.history, key=lambda entry: (entry.at, entry.id))


def _happening(entry: Entry) -> Happening:
    return Happening(entry.at, WORDS[entry.kind], entry.value)
