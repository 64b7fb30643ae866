"""A Freshdesk and a Freshservice, as version 2 of their API shows them.

    GET /api/v2/tickets?updated_since=&order_by=&order_type=&include=&per_page=&page=
    GET /api/v2/tickets/{id}?include=               deleted and spam ones are shown, and say so
    GET /api/v2/tickets/{id}/conversations
    GET /api/v2/tickets/{id}/activities             Freshservice only
    GET /api/v2/ticket_fields                       of Freshservice: ticket_form_fields
    GET /api/v2/groups, /api/v2/agents/me, /api/v2/workspaces (Freshservice)

Without `updated_since` a list has the tickets of the last 30 days. Pages end at the 300th, and the next one is in the
Link header. `updated_since` is inclusive. What was merged is only closed there, and what is no ticket becomes spam: to
merge is to mark as spam.
"""

import base64
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from email.utils import format_datetime
from functools import partial
from typing import Any, Final
from urllib.parse import parse_qs, urlencode, urlsplit

from slawatch.testing.conformance.system import Trap
from slawatch.testing.http_faults import Asked, Reply, json_reply
from slawatch.testing.systems.freshworks_json import FORMS, GROUPS, activity, conversation, stats, ticket
from slawatch.testing.systems.ledger import Ledger, Record, in_order

SECRET: Final = "fw3f9c2a71b0d4"  # noqa: S105  of nobody
LARGEST_PAGE: Final = 100
LAST_PAGE: Final = 300
USUAL_PAGE: Final = 30
PARAMETERS: Final = {
    "order_by": {"created_at", "due_by", "updated_at", "status"},
    "order_type": {"asc", "desc"},
}
INCLUDES: Final = {"stats", "requester", "description", "problem", "change"}

Json = Any
Query = Mapping[str, str]


class FreshdeskSystem(Ledger):
    """A System: people at work, and what the API answers."""

    product = "freshdesk"
    statuses: Mapping[str, str] = {"open": "Open", "solved": "Resolved"}
    first_status = "Open"

    def late(self, ticket: str, word: str) -> Callable[[], None]:
        """Begin a change of status; to set what is there already would be none."""
        record, at = self.records[ticket], self.now
        status = self.statuses[word] if record.status != self.statuses[word] else "Pending"
        return partial(self._show, record, status, at)

    def answer(self, asked: Asked) -> Reply:
        """Answer a request."""
        url = urlsplit(asked.path)
        query = {name: each[-1] for name, each in parse_qs(url.query, keep_blank_values=True).items()}
        reply = self._resource(asked, url.path.strip("/").split("/"), query)
        headers = {"Date": format_datetime(self.now.replace(microsecond=0), usegmt=True), **reply.headers}
        return Reply(status=reply.status, body=reply.body, headers=headers)

    def _show(self, record: Record, status: str, at: datetime) -> None:
        self.enter(record, "status", status, at=at)

    def _resource(self, asked: Asked, path: Sequence[str], query: Query) -> Reply:
        key = base64.b64encode(f"{SECRET}:X".encode()).decode()
        if asked.headers.get("authorization") != f"Basic {key}":
            return _error(401, "invalid_credentials", "You have to be logged in to perform this action.")
        if wrong := _wrong(query):
            return _error(400, "invalid_value", f"{wrong} should be a valid value")
        match path[2:]:
            case ["tickets"]:
                return self._listed(asked, query)
            case ["tickets", id_, *below] if id_ in self.records:
                return self._single(asked, self.records[id_], below, query)
        return self._about_account("/".join(path[2:]))

    def _about_account(self, path: str) -> Reply:
        form, fields = FORMS[self.product]
        known = {"agents/me": ("agent", {"id": 20}), "groups": ("groups", GROUPS), form: ("ticket_fields", fields)}
        return json_reply(self._under(*known[path])) if path in known else _error(404, "not_found", "")

    def _single(self, asked: Asked, record: Record, below: Sequence[str], query: Query) -> Reply:
        if record.deleted:
            return _error(404, "not_found", "")
        match below:
            case []:
                return json_reply(self._under("ticket", self._shown(record, query)))
            case ["conversations"]:
                told = [conversation(entry) for entry in in_order(record) if entry.kind in {"reply", "note"}]
                return self._page(asked, "conversations", told, query)
            case ["activities"] if self.product == "freshservice":
                told = [activity(entry) for entry in reversed(in_order(record)) if entry.kind in {"created", "status"}]
                return json_reply({"activities": told})
        return _error(404, "not_found", "")

    def _listed(self, asked: Asked, query: Query) -> Reply:
        rows = [self._shown(record, query) for record in self._found(query)]
        return self._page(asked, "tickets", rows, query, traps=self.traps)

    def _found(self, query: Query) -> list[Record]:
        found = [each for each in self.records.values() if each.there]
        if "updated_since" not in query:
            found = [each for each in found if each.created_at >= self.now - timedelta(days=30)]
        elif Trap.IGNORED_FILTER not in self.traps:
            since = datetime.fromisoformat(query["updated_since"])
            found = [each for each in found if each.updated_at >= since]
        by, falling = query.get("order_by", "created_at"), query.get("order_type", "desc") == "desc"
        return sorted(found, key=lambda each: (getattr(each, by), each.number), reverse=falling)

    def _shown(self, record: Record, query: Query) -> Json:
        row = ticket(record, self.product)
        if "stats" in query.get("include", ""):
            row["stats"] = stats(record)
        return {**row, "updated_at": "51502-03-02T09:00:00Z"} if record.id in self.garbled else row

    def _page(
        self, asked: Asked, name: str, rows: Sequence[Json], query: Query, *, traps: set[Trap] | None = None
    ) -> Reply:
        size, number, traps = int(query.get("per_page", USUAL_PAGE)), int(query.get("page", "1")), traps or set()
        if number > LAST_PAGE:
            return _error(400, "invalid_value", "You cannot access tickets beyond the 300th page")
        first, empty = (number - 1) * size, False
        if Trap.EMPTY_PAGE in traps and size > 1:
            first, empty = (number // 2 - 1) * size, number % 2 == 1
        more = (number // 2 * size if empty else first + size) < len(rows)
        following = number if Trap.REPEATED_TOKEN in traps and number > 1 else number + 1
        address = f"http://{asked.headers['host']}{urlsplit(asked.path).path}"
        link = f'<{address}?{urlencode({**query, "page": following})}>; rel="next"'
        shown = [] if empty else rows[first : first + size]
        return json_reply(self._under(name, shown), headers={"Link": link} if more else {})

    def _under(self, name: str, body: Json) -> Json:
        return {name: body} if self.product == "freshservice" else body


class FreshserviceSystem(FreshdeskSystem):
    """The dialect of Freshservice: answers stand under a name, and a ticket keeps its activities."""

    product = "freshservice"


def _wrong(query: Query) -> str | None:
    """Return the name of a parameter whose value is refused."""
    if not 1 <= int(query.get("per_page", USUAL_PAGE)) <= LARGEST_PAGE:
        return "per_page"
    if not set(query.get("include", "stats").split(",")) <= INCLUDES:
        return "include"
    return next((name for name, value in query.items() if value not in PARAMETERS.get(name, {value})), None)


def _error(status: int, code: str, message: str) -> Reply:
    return json_reply({"code": code, "message": message}, status=status)
