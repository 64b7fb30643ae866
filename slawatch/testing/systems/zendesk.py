"""A fake Zendesk.

GET /api/v2/users/me, incremental/tickets/cursor (start_time or cursor, per_page, include), tickets/{id},
incremental/ticket_metric_events (start_time), tickets/{id}/audits, tickets (sort_by, sort_order, page, per_page; or
page[size], page[after]), users/show_many, organizations/show_many, groups, brands, ticket_forms, ticket_fields,
custom_statuses, slas/policies.

The export leaves out the last minute, tells deleted tickets, and may be asked for ten times a minute.
"""

import base64
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Any, Final
from urllib.parse import parse_qs, urlencode, urlsplit

from slawatch.testing.conformance.system import Trap
from slawatch.testing.http_faults import Asked, Reply, json_reply
from slawatch.testing.systems.ledger import Entry, Ledger, Record, in_order

EMAIL: Final = "reader@example.org"
TOKEN: Final = "zd-6oK3vq81Lm"  # noqa: S105  of the fake
OAUTH: Final = "zd-oauth-77ab"
AGENT: Final = 35436
REQUESTER: Final = 20978392
LAST_MINUTE: Final = timedelta(seconds=60)
RATION: Final = 10
LARGEST_LIST: Final = 100
IMPOSSIBLE: Final = "51502-03-02T09:00:00Z"

Json = Any
Query = Mapping[str, str]
Show = Callable[[Any], Json]


class RefusedError(Exception):
    """A question that is answered with an error."""

    def __init__(self, status: int, text: str, headers: Mapping[str, str] | None = None) -> None:
        super().__init__(text)
        self.status, self.headers = status, headers or {}


class ZendeskSystem(Ledger):
    """A System (see slawatch.testing.conformance)."""

    def __init__(self) -> None:
        super().__init__()
        self.more: dict[str, Json] = {}
        """Members of tickets that are sent beside or instead of the usual ones."""
        self.audits: dict[str, list[Json]] = {}
        """Audits that are sent beside those of the ledger."""
        self.lists: dict[str, list[Json]] = {
            "groups": [{"id": 98738, "name": "Support"}],
            "brands": [],
            "ticket_forms": [],
            "ticket_fields": [],
            "custom_statuses": [],
            "sla_policies": [],
            "organizations": [],
            "users": [{"id": AGENT, "role": "agent"}, {"id": REQUESTER, "role": "end-user"}],
        }
        self.metric_events: dict[str, list[Json]] = {}
        self.asked: list[str] = []
        self._exports: list[datetime] = []

    def merge(self, ticket: str, into: str) -> None:
        """Merge a ticket into another: it is closed and gets a tag."""
        record = self.records[ticket]
        if record.status != "closed":
            self.enter(record, "status", "closed")
        self.enter(record, "other", "closed_by_merge")
        super().merge(ticket, into)

    def delete(self, ticket: str) -> None:
        """Delete a ticket: the export tells so."""
        self.records[ticket].updated_at = self.now
        super().delete(ticket)

    def late(self, ticket: str, word: str) -> Callable[[], None]:
        """Begin a change of status now; return what makes it visible."""
        show, record = super().late(ticket, word), self.records[ticket]
        return lambda: None if record.status == self.statuses[word] else show()

    def answer(self, asked: Asked) -> Reply:
        """Answer a request."""
        self.asked.append(asked.path)
        headers = {"Date": format_datetime(self.now.astimezone(UTC), usegmt=True)}
        basic = base64.b64encode(f"{EMAIL}/token:{TOKEN}".encode()).decode()
        if asked.headers.get("authorization") not in {f"Basic {basic}", f"Bearer {OAUTH}"}:
            return json_reply({"error": "Couldn't authenticate you"}, status=401, headers=headers)
        url = urlsplit(asked.path)
        query = {name: each[0] for name, each in parse_qs(url.query, keep_blank_values=True).items()}
        try:
            body = self._resource(
                url.path.removeprefix("/api/v2/").split("/"), query, f"http://{asked.headers['host']}"
            )
        except RefusedError as error:
            return json_reply({"error": str(error)}, status=error.status, headers={**headers, **error.headers})
        return json_reply(body, headers=headers)

    def _resource(self, path: Sequence[str], asked: Query, origin: str) -> Json:
        match path:
            case ["incremental", "tickets", "cursor"]:
                return self._export(asked)
            case ["incremental", "ticket_metric_events"]:
                return self._metrics(asked)
            case ["tickets", id_, *rest] if self._there(id_):
                return self._single(self.records[id_], asked, origin, audits=rest == ["audits"])
            case ["tickets"]:
                return self._list("tickets", self._latest(asked), asked, origin, show=self._ticket)
            case [name, "show_many"]:
                return {name: [row for row in self.lists[name] if str(row["id"]) in asked["ids"].split(",")]}
        return self._own("/".join(path), asked, origin)

    def _own(self, path: str, asked: Query, origin: str) -> Json:
        """Answer about the account's own lists, some of which have no pages."""
        whole = {"custom_statuses": "custom_statuses", "slas/policies": "sla_policies"}
        if path == "users/me":
            return {"user": {"id": 1, "role": "admin", "time_zone": self.zone}}
        if path in whole:
            return {whole[path]: self.lists[whole[path]]}
        if path in self.lists:
            return self._list(path, self.lists[path], asked, origin)
        raise RefusedError(404, "RecordNotFound")

    def _single(self, record: Record, asked: Query, origin: str, *, audits: bool) -> Json:
        if not audits:
            return {"ticket": self._ticket(record, metrics="metric_events" in asked.get("include", ""))}
        body = self._list(f"tickets/{record.id}/audits", self._audits(record), asked, origin)
        return body | ({"users": self.lists["users"]} if asked.get("include") == "users" else {})

    def _there(self, id_: str) -> bool:
        return id_ in self.records and not self.records[id_].deleted

    def _ration(self) -> None:
        self._exports = [at for at in self._exports if at > self.now - timedelta(minutes=1)]
        if len(self._exports) >= RATION:
            raise RefusedError(429, "TooManyRequests", {"Retry-After": "60"})
        self._exports.append(self.now)

    def _export(self, asked: Query) -> Json:
        self._ration()
        unknown = set(asked) - {"start_time", "cursor", "per_page", "include", "exclude_deleted"}
        if unknown or ("start_time" in asked) == ("cursor" in asked):
            raise RefusedError(400, "InvalidValue")
        ignored = Trap.IGNORED_FILTER in self.traps and "start_time" in asked
        if not ignored and int(asked.get("start_time", 0)) > (self.now - LAST_MINUTE).timestamp():
            raise RefusedError(422, "Too recent start_time. Use a start_time older than 1 minutes")
        begin = _cursor(asked["cursor"]) if "cursor" in asked else (int(asked["start_time"]), 0)
        rows = sorted(
            (each for each in self.records.values() if ignored or each.updated_at <= self.now - LAST_MINUTE),
            key=_place,
        )
        rows = [each for each in rows if ignored or _place(each) >= begin][: int(asked.get("per_page", 1000)) + 1]
        return self._exported(rows, asked)

    def _exported(self, rows: Sequence[Record], asked: Query) -> Json:
        size = int(asked.get("per_page", 1000))
        after, shown = asked.get("cursor"), list(rows[:size])
        if Trap.EMPTY_PAGE in self.traps and rows and not (after or "").endswith("~"):
            shown, after = [], _written(*_place(rows[0]), "~")
        elif Trap.REPEATED_TOKEN not in self.traps or after is None:
            after = _written(_place(shown[-1])[0], _place(shown[-1])[1] + 1) if shown else after
        metrics = "metric_events" in asked.get("include", "")
        return {
            "tickets": [self._ticket(each, metrics=metrics) for each in shown],
            "after_cursor": after,
            "after_url": None,
            "end_of_stream": len(rows) <= size and (bool(shown) or not rows),
        }

    def _metrics(self, asked: Query) -> Json:
        self._ration()
        start = int(asked["start_time"])
        rows = [row for rows in self.metric_events.values() for row in rows]
        found = sorted((row for row in rows if _seconds(row["time"]) >= start), key=lambda row: row["time"])
        end = _seconds(found[-1]["time"]) if found else start
        return {"ticket_metric_events": found, "count": len(found), "end_time": end, "next_page": None}

    def _latest(self, asked: Query) -> Sequence[Record]:
        rows = [each for each in self.records.values() if not each.deleted]
        if asked.get("sort_by") == "updated_at" and asked.get("sort_order") == "desc":
            rows.sort(key=lambda each: (each.updated_at, each.number), reverse=True)
        return rows

    def _list(self, path: str, rows: Sequence[Any], asked: Query, origin: str, *, show: Show = lambda row: row) -> Json:
        name = path.rpartition("/")[2]
        if "page[size]" not in asked:
            size, number = int(asked.get("per_page", 100)), int(asked.get("page", 1))
            more = number * size < len(rows)
            link = f"{origin}/api/v2/{path}?{urlencode({**asked, 'page': number + 1})}"
            shown = rows[(number - 1) * size : number * size]
            return {name: list(map(show, shown)), "next_page": link if more else None}
        size, start = int(asked["page[size]"]), int(asked.get("page[after]", 0))
        if size > LARGEST_LIST:
            raise RefusedError(400, "InvalidPaginationParameter")
        following = urlencode({**asked, "page[after]": start + size})
        link = f"{origin}/api/v2/{path}?{following}"
        more = start + size < len(rows)
        shown = list(map(show, rows[start : start + size]))
        return {name: shown, "meta": {"has_more": more}, "links": {"next": link if more else None}}

    def _ticket(self, record: Record, *, metrics: bool = False) -> Json:
        updated = IMPOSSIBLE if record.id in self.garbled else _time(record.updated_at)
        shown = {
            "id": int(record.id),
            "created_at": _time(record.created_at),
            "updated_at": updated,
            "generated_timestamp": int(record.updated_at.timestamp()),
            "status": "deleted" if record.deleted else record.status,
            "custom_status_id": None,
            "priority": "normal",
            "type": "incident",
            "group_id": 98738,
            "organization_id": None,
            "assignee_id": None,
            "requester_id": REQUESTER,
            "problem_id": None,
            "tags": ["closed_by_merge"] if record.merged_into else [],
            "custom_fields": [],
            **self.more.get(record.id, {}),
        }
        return shown | ({"metric_events": _by_metric(self.metric_events.get(record.id, []))} if metrics else {})

    def _audits(self, record: Record) -> list[Json]:
        told = [_audit(entry, int(record.id)) for entry in in_order(record)]
        return sorted(told + self.audits.get(record.id, []), key=lambda row: (row["created_at"], row["id"]))


def _audit(entry: Entry, ticket: int) -> Json:
    event: Json = {"id": entry.id * 10 + 1}
    match entry.kind:
        case "created":
            event |= {"type": "Create", "field_name": "status", "value": entry.value}
        case "status":
            event |= {"type": "Change", "field_name": "status", "value": entry.value, "previous_value": entry.before}
        case "other":
            event |= {"type": "Change", "field_name": "tags", "value": [entry.value], "previous_value": []}
        case _:
            event |= {"type": "Comment", "public": entry.kind == "reply", "author_id": AGENT, "attachments": []}
    author = REQUESTER if entry.kind == "created" else AGENT
    shown = {"id": entry.id * 10, "ticket_id": ticket, "created_at": _time(entry.at), "author_id": author}
    return {**shown, "via": {"channel": "web"}, "metadata": {}, "events": [event]}


def _by_metric(rows: Sequence[Json]) -> Json:
    return {name: [row for row in rows if row["metric"] == name] for name in {row["metric"] for row in rows}}


def _place(record: Record) -> tuple[int, int]:
    return int(record.updated_at.timestamp()), record.number


def _written(seconds: int, number: int, mark: str = "") -> str:
    return base64.urlsafe_b64encode(f"{seconds}.0||{number}".encode()).decode() + mark


def _cursor(text: str) -> tuple[int, int]:
    seconds, _, number = base64.urlsafe_b64decode(text.rstrip("~")).decode().partition(".0||")
    return int(seconds), int(number)


def _time(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _seconds(text: str) -> int:
    return int(datetime.fromisoformat(text).timestamp())
