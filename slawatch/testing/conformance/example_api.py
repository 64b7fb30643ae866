"""The HTTP of an invented system, with the traps that real ones have; the tutorial's plug-in reads it.

    GET /api/me                                       who asks, and in which zone the account is
    GET /api/tickets?updated_since=2026-03-02T09:00:00&limit=50&token=…     in the order of their last change
    GET /api/tickets?order=newest&limit=1
    GET /api/tickets/1000                             404: deleted; 410: merged
    GET /api/tickets/1000/history

`updated_since` is read in the account's zone; of a wall time that comes twice the second is meant. A token is an
offset into the result as it is at that moment.
"""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from email.utils import format_datetime
from typing import Any, Final
from urllib.parse import parse_qs, unquote, urlsplit
from zoneinfo import ZoneInfo

from slawatch.testing.conformance.example_desk import Entry, ExampleDesk, Row
from slawatch.testing.conformance.system import Trap
from slawatch.testing.http_faults import Asked, Reply, json_reply

SECRET: Final = "ex-4f1c9a77"  # noqa: S105  of nobody
LARGEST_PAGE: Final = 50

Json = Any


class ExampleSystem(ExampleDesk):
    """A System: the desk, and what its API answers."""

    def answer(self, asked: Asked) -> Reply:
        """Answer a request."""
        headers = {"Date": format_datetime(self.now, usegmt=True)}
        if asked.headers.get("authorization") != f"Bearer {SECRET}":
            return json_reply({"error": "who are you?"}, status=401, headers=headers)
        url = urlsplit(asked.path)
        status, body = self._resource(unquote(url.path), {name: each[0] for name, each in parse_qs(url.query).items()})
        return json_reply(body, status=status, headers=headers)

    def _resource(self, path: str, asked: Mapping[str, str]) -> tuple[int, Json]:
        match path.strip("/").split("/"):
            case ["api", "me"]:
                return 200, {"name": "reader", "timezone": self.zone, "version": "7.1"}
            case ["api", "tickets"]:
                return 200, self._page(asked)
            case ["api", "tickets", id_, *rest] if id_ in self.rows:
                return self._single(self.rows[id_], history=rest == ["history"])
        return 404, {"error": "there is no such thing"}

    def _single(self, row: Row, *, history: bool) -> tuple[int, Json]:
        if row.deleted:
            return 404, {"error": "there is no such ticket"}
        if row.merged_into is not None:
            return 410, {"error": "merged", "merged_into": row.merged_into}
        return 200, {"entries": list(map(_shown_entry, row.history))} if history else self._shown(row)

    def _page(self, asked: Mapping[str, str]) -> Json:
        found = sorted(self._found(asked), key=lambda row: (row.updated_at, row.id))
        if asked.get("order") == "newest":
            found.reverse()
        start, size = int(asked.get("token", "0")), min(int(asked.get("limit", "20")), LARGEST_PAGE)
        if Trap.EMPTY_PAGE in self.traps and start % 2 == 0 and size > 1:
            return {"tickets": [], "next": str(start + 1)}
        start -= start % 2 if Trap.EMPTY_PAGE in self.traps else 0
        following = self._following(start, size, len(found))
        return {"tickets": list(map(self._shown, found[start : start + size])), "next": following}

    def _following(self, start: int, size: int, total: int) -> str | None:
        if start + size >= total:
            return None
        if Trap.REPEATED_TOKEN in self.traps and start:
            return str(start)
        return str(start + size)

    def _found(self, asked: Mapping[str, str]) -> Sequence[Row]:
        there = [row for row in self.rows.values() if row.there]
        since = asked.get("updated_since")
        if since is None or Trap.IGNORED_FILTER in self.traps:
            return there
        local = datetime.fromisoformat(since).replace(tzinfo=ZoneInfo(self.zone), fold=1)
        return [row for row in there if row.updated_at >= local.astimezone(UTC)]

    def _shown(self, row: Row) -> Json:
        updated = "51502-03-02T09:00:00Z" if row.id in self.garbled else _time(row.updated_at)
        return {
            "id": row.id,
            "key": f"EX-{row.id}",
            "status": row.status,
            "created_at": _time(row.created_at),
            "updated_at": updated,
        }


def _shown_entry(entry: Entry) -> Json:
    kind = "reply" if entry.kind == "note" else entry.kind
    shown = {"id": entry.id, "at": _time(entry.at), "type": kind, "value": entry.value}
    return {**shown, "public": entry.kind == "reply"} if kind == "reply" else shown


def _time(at: datetime) -> str:
    return at.strftime("%Y-%m-%dT%H:%M:%SZ")
