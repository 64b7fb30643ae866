"""A fake Zammad.

GET /api/v1/users/me, version, ticket_states, ticket_priorities, groups, tickets (by id), tickets/{id},
tickets/search (a query asks the index, a condition the database), ticket_history/{id},
ticket_articles/by_ticket/{id}, links. The index is some seconds behind; what it finds is shown as the database has it.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Any, Final
from urllib.parse import parse_qs, urlsplit

from slawatch.testing.conformance.system import Story, Trap
from slawatch.testing.http_faults import Asked, Reply, json_reply
from slawatch.testing.systems.ledger import Entry, Ledger, Record, in_order

TOKEN: Final = "zammad-token-3f2a"  # noqa: S105  of the fake
CUSTOMER: Final = 12
AGENT: Final = 5
LARGEST_PAGE: Final = 100
LARGEST_SEARCH: Final = 200
WINDOW: Final = 10_000
STATES: Final = {
    "new": "new",
    "open": "open",
    "pending reminder": "pending reminder",
    "closed": "closed",
    "merged": "merged",
    "removed": "removed",
    "pending close": "pending action",
}
"""A state and its type."""
CONDITION: Final = "condition[ticket.updated_at]"
COLUMNS: Final = frozenset({"id", "number", "created_at", "updated_at"})

Json = dict[str, Any]
Query = Mapping[str, str]


class ZammadSystem(Ledger):
    """A System (see slawatch.testing.conformance)."""

    statuses: Mapping[str, str] = {"open": "open", "solved": "closed"}

    def __init__(self, *, index_seconds: int | None = 5, conditions: bool = True) -> None:
        super().__init__()
        self.index_seconds = index_seconds
        """How far the index is behind; None: there is none."""
        self.conditions = conditions
        """False: a search takes a condition for nothing."""
        self.more: dict[str, Json] = {}
        """Fields of tickets that are sent beside or instead of the usual ones."""
        self.history: dict[str, list[Json]] = {}
        """Entries of histories that are sent beside those of the log."""
        self.articles: dict[str, list[Json]] = {}
        self.linked: dict[str, list[Json]] = {}
        self.asked: list[str] = []

    def merge(self, ticket: str, into: str) -> None:
        """Merge a ticket: it keeps its history, its articles go to the other one."""
        source, target = self.records[ticket], self.records[into]
        moved = [entry for entry in source.log if entry.kind in {"reply", "note"}]
        source.log = [entry for entry in source.log if entry not in moved]
        target.log += moved
        self.articles.setdefault(into, []).append(_article(source.log[0], sender="Customer"))
        target.updated_at = self.now
        self.enter(source, "status", "merged")
        super().merge(ticket, into)

    def stories(self) -> Mapping[str, Story]:
        """Return what happened; a ticket's creation comes before articles of its second that came from elsewhere."""
        told = super().stories()
        return {id_: tuple(sorted(each, key=lambda one: (one.at, one.what != "created"))) for id_, each in told.items()}

    def answer(self, asked: Asked) -> Reply:
        """Answer a request."""
        self.asked.append(asked.path)
        headers = {"Date": format_datetime(self.now.astimezone(UTC), usegmt=True)}
        if asked.method != "GET":
            return json_reply({"error": "No route matches"}, status=404, headers=headers)
        if asked.headers.get("authorization") != f"Token token={TOKEN}":
            return json_reply({"error": "Invalid BasicAuth credentials"}, status=401, headers=headers)
        url = urlsplit(asked.path)
        query = {name: each[-1] for name, each in parse_qs(url.query).items()}
        status, body = self._resource(url.path.removeprefix("/api/v1/").split("/"), query)
        return json_reply(body, status=status, headers=headers)

    def _resource(self, path: Sequence[str], query: Query) -> tuple[int, Any]:
        match path:
            case ["tickets"]:
                return 200, self._page(sorted(self._there(), key=int), query, largest=LARGEST_PAGE, usual=100)
            case ["tickets", "search"]:
                return self._search(query)
            case ["tickets", id_]:
                return self._single(id_, lambda record: self._shown(record, query))
            case ["ticket_history", id_]:
                return self._single(id_, lambda record: {"history": self._history(record), "assets": {}})
            case ["ticket_articles", "by_ticket", id_]:
                return self._single(id_, self._articles)
        return self._other_resource(path, query)

    def _other_resource(self, path: Sequence[str], query: Query) -> tuple[int, Any]:
        match path:
            case ["users", "me"]:
                return 200, {"id": AGENT, "login": "slawatch", "group_ids": {"1": ["read"]}, "roles": ["Agent"]}
            case ["ticket_states" | "ticket_priorities" | "groups" as name]:
                return 200, _words(name, query)
            case ["links"]:
                return self._single(query["link_object_value"], self._links)
            case ["version"]:
                return 403, {"error": "Not authorized"}
        return 404, {"error": "No route matches"}

    def _single(self, id_: str, show: Callable[[Record], Any]) -> tuple[int, Any]:
        if id_ not in self._there():
            return 404, {"error": f"Couldn't find Ticket with 'id'={id_}"}
        return 200, show(self.records[id_])

    def _there(self) -> set[str]:
        """Tickets in the database; merged ones stay."""
        return {id_ for id_, record in self.records.items() if not record.deleted}

    @property
    def _index(self) -> Mapping[str, datetime]:
        """Return the last change of every ticket that the index knows by now; deleted ones are still in it."""
        until = self.now - timedelta(seconds=self.index_seconds or 0)
        known = {id_: _last_change(record, until) for id_, record in self.records.items()}
        return {id_: at for id_, at in known.items() if at}

    def _search(self, query: Query) -> tuple[int, Any]:
        orders = query.get("sort_by", "updated_at"), query.get("order_by", "desc")
        if orders[0] not in COLUMNS or orders[1] not in {"asc", "desc"}:
            return 500, {"error": f"Found invalid column '{orders[0]}' for sorting."}
        stamps = self._stamps(query)
        found = sorted(stamps, key=lambda id_: (stamps[id_], int(id_)), reverse=orders[1] == "desc")
        return 200, self._page(found, query, largest=LARGEST_SEARCH, usual=50)

    def _stamps(self, query: Query) -> Mapping[str, datetime]:
        """Return what a search finds, with the stamps by which it is ordered."""
        database = {id_: self.records[id_].updated_at for id_ in self._there()}
        if "query" not in query:
            operator, value = query.get(f"{CONDITION}[operator]"), query.get(f"{CONDITION}[value]")
            known = self.conditions and operator == "after (absolute)"
            return self._since(database, str(value)) if known else database
        text = query["query"].replace("*", "") if self.index_seconds is None else query["query"]
        if self.index_seconds is None:
            return {} if text else database
        if text == "*":
            return self._index
        wanted = re.fullmatch(r"updated_at:\[(\S+) TO \*\]", text)
        return self._since(self._index, wanted[1]) if wanted else {}

    def _since(self, stamps: Mapping[str, datetime], text: str) -> Mapping[str, datetime]:
        if Trap.IGNORED_FILTER in self.traps:
            return stamps
        since = datetime.fromisoformat(text)
        return {id_: at for id_, at in stamps.items() if at >= since}

    def _page(self, ids: Sequence[str], query: Query, *, largest: int, usual: int) -> list[Json]:
        size = min(int(query.get("per_page") or query.get("limit") or usual), largest)
        first = (int(query.get("page", "1")) - 1) * size
        if first + size > WINDOW:
            return []
        return [self._shown(self.records[id_], query) for id_ in ids[first : first + size] if id_ in self._there()]

    def _shown(self, record: Record, query: Query) -> Json:
        updated = "51502-03-02T09:00:00.000Z" if record.id in self.garbled else _time(record.updated_at)
        ids = {"group_id": 1, "priority_id": 2, "state_id": 1 + list(STATES).index(record.status)}
        names = {"state": record.status, "group": "Users", "priority": "2 normal", "owner": "-", "customer": "c@x.org"}
        row = {
            "id": int(record.id),
            "number": f"22{record.id}",
            "title": "a secret subject",
            "owner_id": 1,
            "customer_id": CUSTOMER,
            "created_by_id": CUSTOMER,
            "organization_id": None,
            "created_at": _time(record.created_at),
            "updated_at": updated,
            **ids,
        }
        return {**row, **(names if query.get("expand") == "true" else {}), **self.more.get(record.id, {})}

    def _history(self, record: Record) -> list[Json]:
        rows = [_logged(record, entry) for entry in in_order(record) if entry.kind in {"created", "status"}]
        return sorted(rows + self.history.get(record.id, []), key=lambda row: (row["created_at"], row["id"]))

    def _articles(self, record: Record) -> list[Json]:
        rows = [_article(entry, sender=_SENDERS[entry.kind]) for entry in record.log if entry.kind in _SENDERS]
        return sorted(rows + self.articles.get(record.id, []), key=lambda row: int(row["id"]))

    def _links(self, record: Record) -> Json:
        rows = self.linked.get(record.id, [])
        others = {str(row["link_object_value"]) for row in rows}
        return {"links": rows, "assets": {"Ticket": {id_: self._shown(self.records[id_], {}) for id_ in others}}}


_SENDERS: Final = {"created": "Customer", "reply": "Agent", "note": "Agent"}


def _words(name: str, query: Query) -> list[Json]:
    if name != "ticket_states":
        names = {"groups": ["Users", "2nd Level"], "ticket_priorities": ["1 low", "2 normal", "3 high"]}[name]
        return [{"id": nth, "name": each, "active": True} for nth, each in enumerate(names, 1)]
    rows = [{"id": nth, "name": each, "state_type_id": nth} for nth, each in enumerate(STATES, 1)]
    return [{**row, "state_type": STATES[str(row["name"])]} for row in rows] if query.get("expand") == "true" else rows


def _logged(record: Record, entry: Entry) -> Json:
    row = {"id": entry.id, "o_id": int(record.id), "object": "Ticket", "created_at": _time(entry.at)}
    if entry.kind == "created":
        return {**row, "type": "created", "created_by_id": CUSTOMER}
    change = {"attribute": "state", "value_from": entry.before, "value_to": entry.value, "id_from": 1, "id_to": 2}
    return {**row, "type": "updated", "created_by_id": AGENT, **change}


def _article(entry: Entry, *, sender: str) -> Json:
    return {
        "id": entry.id,
        "sender": sender,
        "type": "note" if entry.kind == "note" else "email",
        "internal": entry.kind == "note",
        "subject": "a secret subject",
        "body": "a secret text",
        "created_by_id": AGENT if sender == "Agent" else CUSTOMER,
        "created_at": _time(entry.at),
    }


def _last_change(record: Record, until: datetime) -> datetime | None:
    if record.updated_at <= until:
        return record.updated_at
    return max((entry.at for entry in record.log if entry.at <= until), default=None)


def _time(at: datetime) -> str:
    return at.strftime("%Y-%m-%dT%H:%M:%S.") + f"{at.microsecond // 1000:03}Z"
