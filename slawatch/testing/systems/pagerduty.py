"""A fake PagerDuty.

GET /incidents (since, until, date_range, statuses[], service_ids[], team_ids[], sort_by, time_zone, limit, offset),
incidents/{id}, incidents/{id}/log_entries, log_entries (since, until, is_overview, team_ids[]), priorities, services,
teams, escalation_policies. Filters on time mean the creation; offset and limit together reach 10,000 rows, a range six
months. Log entries are told newest first. Times are shown in the account's zone unless the question names another.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Any, Final
from urllib.parse import parse_qs, urlsplit
from zoneinfo import ZoneInfo

from slawatch.testing.conformance.system import Trap
from slawatch.testing.http_faults import Asked, Reply, json_reply
from slawatch.testing.systems.ledger import Entry, Ledger, Record, in_order

TOKEN: Final = "pd-u+9fK2xQ7m1"  # noqa: S105  of the fake
ACCEPT: Final = "application/vnd.pagerduty+json;version=2"
LARGEST_PAGE: Final = 100
MOST_ROWS: Final = 10_000
WIDEST: Final = timedelta(days=184)
TYPES: Final = {"triggered": "reopen", "acknowledged": "acknowledge", "resolved": "resolve"}
KINDS: Final = {"created": "trigger", "reply": "status_update", "note": "annotate"}
LISTS: Final = {
    "priorities": ("P1", "P2"),
    "services": ("Mail",),
    "teams": ("Ops",),
    "escalation_policies": ("Default",),
}
KNOWN: Final = {
    "incidents": {"since", "until", "date_range", "statuses[]", "service_ids[]", "team_ids[]", "sort_by", "time_zone"},
    "log_entries": {"since", "until", "is_overview", "team_ids[]", "time_zone"},
}
IMPOSSIBLE: Final = "51502-03-02T09:00:00Z"

Json = Any
Query = Mapping[str, Sequence[str]]
Show = Callable[[Any], Json]


class RefusedError(Exception):
    """A question that PagerDuty answers with 400."""


class PagerDutySystem(Ledger):
    """A System (see slawatch.testing.conformance)."""

    statuses: Mapping[str, str] = {"open": "acknowledged", "solved": "resolved"}
    first_status = "triggered"

    def __init__(self) -> None:
        super().__init__()
        self.more: dict[str, Json] = {}
        """Members of incidents that are sent beside or instead of the usual ones."""
        self.logged: dict[str, list[Json]] = {}
        """Log entries that are sent beside those of the ledger."""
        self.asked: list[str] = []

    def id_of(self, number: int) -> str:
        """Return an id as PagerDuty makes them."""
        return f"Q{number:013d}"

    def set_status(self, ticket: str, word: str) -> None:
        """Let somebody acknowledge or resolve; what is resolved is opened again first."""
        record = self.records[ticket]
        if record.status == "resolved" and word == "open":
            self.enter(record, "status", "triggered")
        super().set_status(ticket, word)

    def late(self, ticket: str, word: str) -> Callable[[], None]:
        """Begin a change of status now; return what makes it visible."""
        at, record = self.now, self.records[ticket]

        def show() -> None:
            if record.status == "resolved" and word == "open":
                self.enter(record, "status", "triggered", at=at)
            if record.status != self.statuses[word]:
                self.enter(record, "status", self.statuses[word], at=at)

        return show

    def merge(self, ticket: str, into: str) -> None:
        """Merge an incident into another: it is resolved for that reason."""
        if self.records[ticket].status != "resolved":
            self.enter(self.records[ticket], "status", "resolved")
        super().merge(ticket, into)

    def answer(self, asked: Asked) -> Reply:
        """Answer a request."""
        self.asked.append(asked.path)
        headers = {"Date": format_datetime(self.now.astimezone(UTC), usegmt=True)}
        if asked.headers.get("authorization") != f"Token token={TOKEN}":
            return json_reply({"error": {"message": "Unauthorized"}}, status=401, headers=headers)
        if asked.headers.get("accept") != ACCEPT:
            return json_reply({"error": {"message": "Not acceptable"}}, status=406, headers=headers)
        url = urlsplit(asked.path)
        try:
            status, body = self._resource(url.path.strip("/").split("/"), parse_qs(url.query))
        except RefusedError as error:
            errors = {"message": "Invalid Input Provided", "code": 2001, "errors": [str(error)]}
            return json_reply({"error": errors}, status=400, headers=headers)
        return json_reply(body, status=status, headers=headers)

    def _resource(self, path: Sequence[str], asked: Query) -> tuple[int, Json]:
        match path:
            case ["incidents"]:
                zone = self._zone(asked)
                return 200, self._page(
                    "incidents", self._incidents(asked), asked, show=lambda each: self._incident(each, zone)
                )
            case ["log_entries"]:
                _known("log_entries", asked)
                return 200, self._page("log_entries", self._logged_between(asked), asked)
            case ["incidents", id_, *rest] if id_ in self.records and not self.records[id_].deleted:
                if not rest:
                    return 200, {"incident": self._incident(self.records[id_], self._zone(asked))}
                return 200, self._page("log_entries", self._log(self.records[id_], self._zone(asked)), asked)
            case [name] if name in LISTS:
                rows = [{"id": f"P{n}", "summary": text, "name": text} for n, text in enumerate(LISTS[name])]
                return 200, self._page(name, rows, asked)
        return 404, {"error": {"message": "Not Found", "code": 2100}}

    def _incidents(self, asked: Query) -> Sequence[Record]:
        _known("incidents", asked)
        wanted = asked.get("statuses[]", ["triggered", "acknowledged", "resolved"])
        if not set(wanted) <= set(TYPES):
            raise RefusedError("statuses[] is invalid")
        if asked.get("sort_by", ["created_at:asc"])[0] != "created_at:asc":
            raise RefusedError("sort_by is invalid")
        there = (each for each in self.records.values() if not each.deleted and each.status in wanted)
        return sorted(
            (each for each in there if self._between(each.created_at, asked)), key=lambda each: each.created_at
        )

    def _logged_between(self, asked: Query) -> Sequence[Json]:
        there = [record for record in self.records.values() if not record.deleted]
        rows = [row for record in there for row in self._log(record, ZoneInfo("UTC"))]
        found = [row for row in rows if self._between(datetime.fromisoformat(row["created_at"]), asked)]
        return sorted(found, key=lambda row: (row["created_at"], row["id"]), reverse=True)

    def _between(self, at: datetime, asked: Query) -> bool:
        if asked.get("date_range") == ["all"] or Trap.IGNORED_FILTER in self.traps:
            return True
        since, until = (self._instant(asked.get(name)) for name in ("since", "until"))
        until = until or (since + timedelta(days=30) if since else self.now + timedelta(seconds=1))
        since = since or until - timedelta(days=30)
        if until - since > WIDEST or until < since:
            raise RefusedError("The range of since and until is invalid")
        return since <= at < until

    def _instant(self, told: Sequence[str] | None) -> datetime | None:
        if told is None:
            return None
        at = datetime.fromisoformat(told[0])
        return at if at.tzinfo else at.replace(tzinfo=ZoneInfo(self.zone))

    def _zone(self, asked: Query) -> ZoneInfo:
        return ZoneInfo(asked.get("time_zone", [self.zone])[0])

    def _page(self, name: str, rows: Sequence[Any], asked: Query, *, show: Show = lambda row: row) -> Json:
        limit, offset = (int(asked.get(key, [default])[0]) for key, default in (("limit", "25"), ("offset", "0")))
        if limit + offset > MOST_ROWS:
            raise RefusedError("Offset+limit exceeds maximum allowed value of 10000. Please try to refine your search")
        limit = min(limit, LARGEST_PAGE)
        start = offset
        if Trap.EMPTY_PAGE in self.traps and limit > 1:
            if (offset // limit) % 2 == 0:
                return {name: [], "limit": limit, "offset": offset, "more": offset // 2 < len(rows), "total": None}
            start = (offset - limit) // 2
        shown = list(map(show, rows[start : start + limit]))
        total = len(rows) if asked.get("total") == ["true"] else None
        return {name: shown, "limit": limit, "offset": offset, "more": start + limit < len(rows), "total": total}

    def _incident(self, record: Record, zone: ZoneInfo) -> Json:
        reason = {"type": "merge_resolve_reason", "incident": _reference("incident", record.merged_into)}
        return {
            "id": record.id,
            "type": "incident",
            "incident_number": record.number,
            "status": record.status,
            "created_at": IMPOSSIBLE if record.id in self.garbled else _time(record.created_at, zone),
            "updated_at": _time(record.updated_at, zone),
            "last_status_change_at": _time(record.status_at, zone),
            "resolve_reason": reason if record.merged_into else None,
            "service": _reference("service", "PMAIL", "Mail"),
            "escalation_policy": _reference("escalation_policy", "PDEFAULT", "Default"),
            "teams": [_reference("team", "POPS", "Ops")],
            "assignments": [],
            "priority": None,
            "urgency": "high",
            "html_url": f"https://example.pagerduty.com/incidents/{record.id}",
            **self.more.get(record.id, {}),
        }

    def _log(self, record: Record, zone: ZoneInfo) -> Sequence[Json]:
        told = [_entry(entry, record, zone) for entry in in_order(record)] + self.logged.get(record.id, [])
        return sorted(told, key=lambda row: row["created_at"])[::-1]


def _entry(entry: Entry, record: Record, zone: ZoneInfo) -> Json:
    kind = TYPES[entry.value] if entry.kind == "status" else KINDS[entry.kind]
    return {
        "id": f"R{entry.id:025d}",
        "type": f"{kind}_log_entry",
        "created_at": _time(entry.at, zone),
        "agent": _reference("user", "PUSER", "Some One"),
        "channel": {"type": "website"},
        "service": _reference("service", "PMAIL", "Mail"),
        "incident": _reference("incident", record.id),
        "teams": [],
    }


def _reference(kind: str, id_: str | None, summary: str = "") -> Json:
    return {"id": id_, "type": f"{kind}_reference", "summary": summary or id_}


def _time(at: datetime, zone: ZoneInfo) -> str:
    return at.astimezone(zone).isoformat(timespec="seconds").replace("+00:00", "Z")


def _known(path: str, asked: Query) -> None:
    unknown = set(asked) - KNOWN[path] - {"limit", "offset", "total", "include[]"}
    if unknown:
        raise RefusedError(f"{', '.join(sorted(unknown))} is unknown")
