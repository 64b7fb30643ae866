"""Issues and the people at work on them, but for HTTP."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from slawatch.testing.systems.ledger import Entry, Ledger, Record

STATUS_NUMBERS: Final = {
    "To Do": "10000",
    "In Progress": "3",
    "Done": "10001",
    "Waiting for customer": "10002",
    "Waiting for parts": "10003",
}
CATEGORY_OF: Final = {
    "To Do": "new",
    "In Progress": "indeterminate",
    "Done": "done",
    "Waiting for customer": "indeterminate",
    "Waiting for parts": "indeterminate",
}
CATEGORY_NUMBERS: Final = {"undefined": 1, "new": 2, "done": 3, "indeterminate": 4}
CATEGORY_NAMES: Final = {"new": "To Do", "indeterminate": "In Progress", "done": "Done"}
PROJECTS: Final = {"SUP": "10000", "OPS": "10001"}
LEVEL_FIELDS: Final = {"Time to first response": "customfield_10030", "Time to resolution": "customfield_10031"}

AGENT: Final = "5b10a2844c20165700ede21g"
CUSTOMER: Final = "qm:a713c8ea-1075:5f0e"
BOT: Final = "557058:f58131cb-b67d"
ACCOUNTS: Final = {AGENT: "atlassian", CUSTOMER: "customer", BOT: "app"}

Json = Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Issue:
    """An issue as a search sees it."""

    id: str
    number: int
    project: str
    status: str
    indexed: datetime
    """Its last change, as far as the index knows."""


@dataclass(slots=True)
class Extras:
    """What tests give an issue beside its way."""

    fields: dict[str, Json] = field(default_factory=dict)
    histories: list[tuple[datetime, Sequence[Json]]] = field(default_factory=list)
    """Items of the changelog beside the changes of status."""
    levels: list[Json] = field(default_factory=list)


class Work(Ledger):
    """Issues of a service project and what was done to them."""

    statuses: Mapping[str, str] = {"open": "In Progress", "solved": "Done"}
    first_status = "To Do"

    def __init__(self) -> None:
        super().__init__()
        self.index_lags: dict[str, timedelta] = {}
        """By issue: how long the search knows nothing of a change."""
        self.writers: dict[int, str] = {}
        """By the number of an entry: who did it, where it was not the agent."""
        self.projects: dict[str, str] = {}
        """Issues that were moved out of the first project."""
        self.extras: dict[str, Extras] = {}

    def id_of(self, number: int) -> str:
        """Return the id of the n-th issue."""
        return str(10_000 + number)

    def comment_by(self, ticket: str, account: str, *, public: bool = True) -> None:
        """Let somebody else than the agent write a comment."""
        entry = self.enter(self.records[ticket], "reply" if public else "note")
        self.writers[entry.id] = account

    def move(self, ticket: str, project: str) -> None:
        """Move an issue into another project: its key changes, its id stays."""
        record, old = self.records[ticket], self.key(self.records[ticket])
        self.projects[ticket] = project
        record.updated_at = self.now
        item = {"field": "Key", "fieldId": "issuekey", "fieldtype": "jira", "from": None, "fromString": old}
        self.beside(ticket).histories.append((self.now, [{**item, "to": None, "toString": self.key(record)}]))

    def beside(self, ticket: str) -> Extras:
        """Return what an issue has beside its way."""
        return self.extras.setdefault(ticket, Extras())

    def levels_of(self, ticket: str) -> Mapping[str, Json]:
        """Return the fields in which a cloud site shows service levels; those of a level that never began are null."""
        told = {level["name"]: level for level in self.extras[ticket].levels} if ticket in self.extras else {}
        return {id_: told.get(name) for name, id_ in LEVEL_FIELDS.items()}

    def project(self, record: Record) -> str:
        """Return the project in which an issue lies."""
        return self.projects.get(record.id, "SUP")

    def key(self, record: Record) -> str:
        """Return what people call an issue."""
        return f"{self.project(record)}-{record.number}"

    def issues(self) -> Sequence[Issue]:
        """Return the issues that a search sees."""
        return [self._issue(record) for record in self.records.values() if record.there and self._indexed(record)]

    def moment(self, record: Record, entry: Entry) -> datetime:
        """Return when an entry was made; those of one second lie milliseconds apart."""
        before = sum(1 for other in record.log if other.at == entry.at and other.id < entry.id)
        return entry.at.astimezone(UTC).replace(microsecond=1000 * before)

    def _issue(self, record: Record) -> Issue:
        indexed = self._indexed(record) or record.updated_at
        status, project = record.status, self.project(record)
        return Issue(id=record.id, number=record.number, project=project, status=status, indexed=indexed)

    def _indexed(self, record: Record) -> datetime | None:
        lag = self.index_lags.get(record.id)
        if lag is None:
            return record.updated_at
        return max((entry.at for entry in record.log if entry.at <= self.now - lag), default=None)
