"""A fake Znuny: the web service of docs/sources/znuny-webservice.yml.

POST /znuny/nph-genericinterface.pl/Webservice/slawatch/TicketSearch, …/TicketGet, …/TicketHistoryGet, with UserLogin
and Password in the body. Refusals come with status 200. Times are wall times of the system's zone; a search finds
nothing in the future, has no pages, ends at its limit and orders tickets of one second as it likes.
"""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from email.utils import format_datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

from slawatch.testing.conformance.system import Trap
from slawatch.testing.http_faults import Asked, Reply, json_reply
from slawatch.testing.systems.ledger import Entry, Ledger, Record, in_order

USER: Final = "slawatch"
SECRET: Final = "zn-p4ss-19ce"  # noqa: S105  of the fake
PATH: Final = "/znuny/nph-genericinterface.pl/Webservice/slawatch/"
AGENT: Final = 7
STATES: Final = {"new": 1, "open": 4, "closed successful": 2, "merged": 9}
TYPES: Final = {"new": "new", "open": "open", "closed successful": "closed", "merged": "merged"}
OPEN: Final = ("new", "open")
SORTS: Final = {"Changed": "updated_at", "Age": "created_at"}
USUAL_LIMIT: Final = 500
ACCOUNT: Final = frozenset({"UserLogin", "Password"})
PARAMETERS: Final = {
    "TicketSearch": ACCOUNT
    | {"Limit", "SortBy", "OrderBy", "Queues", "StateType", "SearchInArchive", "TicketLastChangeTimeNewerDate"},
    "TicketGet": ACCOUNT | {"TicketID", "Extended", "DynamicFields", "AllArticles", "ArticleSenderType"},
    "TicketHistoryGet": ACCOUNT | {"TicketID"},
}

Json = dict[str, Any]


class ZnunySystem(Ledger):
    """A System (see slawatch.testing.conformance)."""

    statuses: Mapping[str, str] = {"open": "open", "solved": "closed successful"}

    def __init__(self) -> None:
        super().__init__()
        self.more: dict[str, Json] = {}
        """Attributes of tickets that are sent beside or instead of the usual ones."""
        self.history: dict[str, list[Json]] = {}
        """Lines of histories that are sent in the place of those of the log."""
        self.articles: dict[str, list[Json]] = {}
        """Articles of agents, in the place of those of the log."""
        self.asked: list[tuple[str, Json]] = []

    def set_status(self, ticket: str, word: str) -> None:
        """Set the state."""
        if self.records[ticket].status != self.statuses[word]:
            super().set_status(ticket, word)

    def late(self, ticket: str, word: str) -> Callable[[], None]:
        """Begin a change; setting what is there already is not written down."""
        show, wanted = super().late(ticket, word), self.statuses[word]
        return lambda: None if self.records[ticket].status == wanted else show()

    def merge(self, ticket: str, into: str) -> None:
        """Merge a ticket: it keeps its history, but for that of its articles."""
        source, target = self.records[ticket], self.records[into]
        moved = [entry for entry in source.log if entry.kind in {"reply", "note"}]
        source.log = [entry for entry in source.log if entry not in moved]
        target.log += moved
        target.updated_at = self.now
        self.enter(source, "status", "merged")
        super().merge(ticket, into)

    def answer(self, asked: Asked) -> Reply:
        """Answer a request."""
        headers = {"Date": format_datetime(self.now.astimezone(UTC), usegmt=True)}
        operation = asked.path.removeprefix(PATH)
        if asked.method != "POST" or operation not in PARAMETERS:
            return json_reply({}, status=500, headers=headers)
        told = json.loads(asked.body)
        self.asked.append((operation, told))
        if not told.keys() <= PARAMETERS[operation]:
            return json_reply({}, status=500, headers=headers)
        return json_reply(self._body(operation, told), headers=headers)

    def _body(self, operation: str, told: Json) -> Json:
        if (told.get("UserLogin"), told.get("Password")) != (USER, SECRET):
            return _refused(operation, "AuthFail")
        if operation == "TicketSearch":
            found = self._search(told)
            return {"TicketID": found} if found else {}
        ids = str(told.get("TicketID", "")).split(",")
        if not ids[0]:
            return _refused(operation, "MissingParameter")
        if any(id_ not in self.records or self.records[id_].deleted for id_ in ids):
            return _refused(operation, "AccessDenied")
        if operation == "TicketGet":
            return {"Ticket": [self._ticket(self.records[id_], told) for id_ in ids]}
        return {"TicketHistory": [{"TicketID": id_, "History": self._history(self.records[id_])} for id_ in ids]}

    def _search(self, told: Json) -> list[str]:
        found = [record for record in self.records.values() if not record.deleted]
        if told.get("StateType") == "Open":
            found = [record for record in found if record.status in OPEN]
        since = told.get("TicketLastChangeTimeNewerDate")
        if since is not None and Trap.IGNORED_FILTER not in self.traps:
            if since > self._wall(self.now):
                return []
            found = [record for record in found if self._wall(record.updated_at) >= since]
        column = SORTS[told.get("SortBy", "Age")]
        found.sort(key=lambda record: (self._wall(getattr(record, column)), -record.number))
        if told.get("OrderBy", "Down") == "Down":
            found.reverse()
        return [record.id for record in found[: int(told.get("Limit") or USUAL_LIMIT)]]

    def _ticket(self, record: Record, told: Json) -> Json:
        age = int((self.now - record.created_at).total_seconds())
        shown = {
            "TicketID": int(record.id),
            "TicketNumber": f"2026030210{record.number:06}",
            "State": record.status,
            "StateID": STATES[record.status],
            "StateType": TYPES[record.status],
            "Queue": "Raw",
            "Priority": "3 normal",
            "Type": "Unclassified",
            "CustomerID": "acme",
            "OwnerID": 1,
            "Age": age,
            "Created": self._wall(record.created_at),
            "Changed": "51502-03-02 09:00:00" if record.id in self.garbled else self._wall(record.updated_at),
            **self.more.get(record.id, {}),
        }
        if told.get("AllArticles"):
            shown["Article"] = self.articles.get(record.id) or list(_articles(record))
        return shown

    def _history(self, record: Record) -> Sequence[Json]:
        return self.history.get(record.id) or [
            {"CreateTime": self._wall(entry.at), "TicketID": record.id, **line}
            for entry in in_order(record)
            for line in _lines(record, entry)
        ]

    def _wall(self, at: datetime) -> str:
        return at.astimezone(ZoneInfo(self.zone)).strftime("%Y-%m-%d %H:%M:%S")


def _lines(record: Record, entry: Entry) -> Iterator[Json]:
    """Yield what the history says of one thing that was done."""
    match entry.kind:
        case "created":
            name = f"%%2026030210{record.number:06}%%Raw%%3 normal%%new%%{record.id}"
            yield {"HistoryType": "NewTicket", "Name": name, "CreateBy": 1, "OwnerID": 1}
            yield {"HistoryType": "EmailCustomer", "Name": "%%", "CreateBy": 1, "ArticleID": 10 * entry.id}
        case "status":
            yield {"HistoryType": "StateUpdate", "Name": f"%%{entry.before}%%{entry.value}%%", "CreateBy": AGENT}
        case "reply":
            yield {"HistoryType": "SendAnswer", "Name": "%%", "CreateBy": AGENT, "ArticleID": 10 * entry.id}
        case "note":
            yield {"HistoryType": "AddNote", "Name": "%%", "CreateBy": AGENT, "ArticleID": 10 * entry.id}


def _articles(record: Record) -> Iterator[Json]:
    for entry in record.log:
        if entry.kind in {"reply", "note"}:
            seen = 1 if entry.kind == "reply" else 0
            yield {
                "ArticleID": 10 * entry.id,
                "IsVisibleForCustomer": seen,
                "SenderType": "agent",
                "Body": "words of people",
            }


def _refused(operation: str, code: str) -> Json:
    return {"Error": {"ErrorCode": f"{operation}.{code}", "ErrorMessage": f"{operation}: it is refused"}}
