"""REST2 of a fake Request Tracker: answers as a real one gives them, with what loses changes to a careless reader."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from email.utils import format_datetime
from functools import cache, partial
from typing import Any, Final
from urllib.parse import parse_qs, unquote, urlsplit

from slawatch.testing.fake_rt import NUMBERS, READER, FakeRequestTracker, TicketRow, Transaction
from slawatch.testing.http_faults import Asked, Reply, json_reply
from slawatch.testing.ticket_sql import Query

TOKEN: Final = "1-31-0123456789abcdef"  # noqa: S105  of nobody
SERVER_ZONE: Final = "Asia/Shanghai"
LARGEST_PAGE: Final = 100

Parameters = Mapping[str, Sequence[str]]
Json = Any


class FakeRest2:
    """Answers an account that is no super user. Writes may come between any two requests: see `before_answer`."""

    def __init__(self, rt: FakeRequestTracker) -> None:
        self._rt = rt
        self.before_answer: Callable[[], None] = lambda: None
        self.ignores_filters = False
        """Search as RT does with a query that it doesn't understand: everything is found."""

    def answer(self, asked: Asked) -> Reply:
        """Return the answer to a request."""
        self.before_answer()
        with self._rt.lock:
            headers = {"Date": format_datetime(self._rt.now, usegmt=True)}
            if asked.headers.get("authorization") != f"token {TOKEN}":
                return json_reply({"message": "Unauthorized"}, status=401, headers=headers)
            url = urlsplit(asked.path)
            found = self._resource(unquote(url.path.removeprefix("/REST/2.0/")), parse_qs(url.query))
            return json_reply(found or {"message": "Not found"}, status=200 if found else 404, headers=headers)

    def _resource(self, path: str, asked: Parameters) -> Json:
        kind, _, name = path.partition("/")
        if kind == "user":
            return self._user(name)
        if kind == "ticket":
            return self._single(int(name))
        collections: dict[str, Callable[[], Any]] = {
            "rt": lambda: {"Version": "5.0.3+fake"},
            "queues/all": lambda: _named(self._rt.queues, "queue"),
            "customfields": lambda: _named(self._rt.custom_fields, "customfield"),
            "tickets": lambda: self._tickets(asked),
            "transactions": lambda: self._transactions(asked),
        }
        return collections.get(path, dict)()

    def _user(self, name: str) -> Json:
        names = {str(number): each for each, number in NUMBERS.items()}
        name = names.get(name, name)
        shown = {"Name": name, "_hyperlinks": [{"ref": "self", "type": "user", "id": NUMBERS.get(name, 99)}]}
        return shown | ({"Timezone": self._rt.zone} if name == READER and self._rt.zone else {})

    def _tickets(self, asked: Parameters) -> Json:
        tickets = [row for row in self._rt.tickets.values() if row.found]
        rows = [_shown_ticket(row, self._rt.custom_fields, listed=True) for row in tickets]
        page = self._searched(rows, asked)
        return _page(page, asked, total=len(self._found(rows, asked)))

    def _transactions(self, asked: Parameters) -> Json:
        """RT cuts the page first and drops what may not be seen then, and this account is told no total."""
        page = self._searched([_shown_transaction(row) for row in self._rt.log.values()], asked)
        return _page([row for row in page if not self._rt.hidden(self._rt.log[int(row["id"])])], asked, total=None)

    def _searched(self, rows: Sequence[Json], asked: Parameters) -> Sequence[Json]:
        found = sorted(self._found(rows, asked), key=lambda row: int(row["id"]))
        orders = [*asked.get("order", ()), *("ASC" for _ in asked.get("orderby", ()))]
        for name, order in reversed(list(zip(asked.get("orderby", ()), orders, strict=False))):
            found.sort(key=_by(name), reverse=order == "DESC")
        size = _size(asked)
        start = (int(asked.get("page", ["1"])[0]) - 1) * size
        return found[start : start + size]

    def _found(self, rows: Sequence[Json], asked: Parameters) -> list[Json]:
        if self.ignores_filters:
            return list(rows)
        find = Query(asked.get("query", [""])[0], zone=self._rt.zone or SERVER_ZONE).predicate()
        return [row for row in rows if find(partial(self._value, row))]

    def _value(self, row: Json, name: str) -> Json:
        return self._rt.queues[row["Queue"]["id"]] if name == "Queue" else _value(row, name)

    def _single(self, id_: int) -> Json:
        row = self._rt.tickets.get(id_)
        return row and _shown_ticket(self._rt.tickets[row.effective_id], self._rt.custom_fields, listed=False)


def _page(items: Sequence[Json], asked: Parameters, *, total: int | None) -> Json:
    return {"items": list(items), "count": len(items), "per_page": _size(asked), "total": total}


def _size(asked: Parameters) -> int:
    return min(int(asked.get("per_page", ["20"])[0]), LARGEST_PAGE)


def _value(row: Json, name: str) -> Json:
    """Return what a query compares: numbers and instants, not their texts."""
    value = row[name]
    if name in {"id", "ObjectId"}:
        return int(value)
    return _instant(value) if name in {"Created", "LastUpdated"} else value


_instant: Final = cache(datetime.fromisoformat)


def _by(name: str) -> Callable[[Json], Json]:
    return lambda row: _value(row, name)


def _named(names: Mapping[str, str], type_: str) -> Json:
    return {"items": [{"id": id_, "type": type_, "Name": name} for id_, name in names.items()], "total": len(names)}


@cache
def _shown_transaction(row: Transaction) -> Json:
    return {
        "id": str(row.id),
        "type": "transaction",
        "ObjectType": "RT::Ticket",
        "ObjectId": str(row.ticket),
        "Type": row.type,
        "Field": row.field,
        "OldValue": row.old,
        "NewValue": row.new,
        "Created": _time(row.at),
        "Creator": {"type": "user", "id": row.creator},
    }


def _shown_ticket(row: TicketRow, names: Mapping[str, str], *, listed: bool) -> Json:
    effective = str(row.effective_id)
    return {
        "id": str(row.id) if listed else row.id,
        "type": "ticket",
        "EffectiveId": effective if listed else {"type": "ticket", "id": effective},
        "Type": row.type,
        "Status": row.values["Status"],
        "Queue": {"type": "queue", "id": row.values["Queue"]},
        "Priority": row.values["Priority"],
        "Owner": {"type": "user", "id": row.values["Owner"]},
        "Created": _time(row.created_at),
        "LastUpdated": _time(row.updated_at),
        "Resolved": "1970-01-01T00:00:00Z",
        "Requestor": [{"type": "user", "id": row.requestor}],
        "CustomFields": [
            {"id": id_, "name": names[id_], "values": list(values) or [None]}
            for id_, values in row.custom_fields.items()
        ],
    }


def _time(at: datetime) -> str:
    return at.strftime("%Y-%m-%dT%H:%M:%SZ")
