"""The REST API of Redmine 5, with the traps that the real one has.

    GET /users/current.json?include=memberships         401 without a key that is known
    GET /issues.json?status_id=*&updated_on=>=2026-03-02T09:00:00Z&sort=updated_on,id&limit=100&offset=0
    GET /issues/1.json?include=journals                 403: not for this account; 404: deleted
    GET /issue_statuses.json, /trackers.json, /enumerations/issue_priorities.json, /projects.json, /projects/desk.json
    GET /projects/1/issue_categories.json               403 without the right to manage them
    GET /roles/3.json

A wrong key makes a stranger of whoever asks for a list: the answer is 200 and empty. Closed issues are left out unless
`status_id=*` is said, lists have no journals, pages are cut to 100 rows without a word, and a filter that can't be read
is refused (422). Times are stored with fractions that are not shown, and `>= T` means "after T less a second". A time
without a zone is read in the server's. Redmine knows no merging: people delete surplus issues.
"""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from re import fullmatch
from typing import Any, Final
from urllib.parse import parse_qs, unquote, urlsplit
from zoneinfo import ZoneInfo

from slawatch.testing.conformance.system import Trap
from slawatch.testing.http_faults import Asked, Reply, json_reply
from slawatch.testing.systems.ledger import Entry, Ledger, Record, in_order

KEY: Final = "5f3c9d1e7a2b4c6d8e0f1a2b3c4d5e6f70819203"
"""Of nobody."""
LARGEST_PAGE: Final = 100
USUAL_PAGE: Final = 25
STATUSES: Final = ("New", "In Progress", "Resolved", "Feedback", "Closed", "Rejected")
CLOSING: Final = frozenset({"Closed", "Rejected"})
PRIORITIES: Final = ("Low", "Normal", "High", "Urgent", "Immediate")
TRACKERS: Final = ("Bug", "Feature", "Support")
PROJECT: Final = {"id": 1, "name": "Desk"}
CUSTOMER: Final = {"id": 8, "name": "Customer"}
AGENT: Final = {"id": 6, "name": "Agent"}
SECOND: Final = timedelta(seconds=1)
FRACTION: Final = timedelta(seconds=0.4)
TIMES: Final = r"\d{4}-\d\d-\d\d(T\d\d(:?\d\d){0,2}(Z|\d\d:?\d\d)?)?"

Json = Any
Query = Mapping[str, str]


class RedmineSystem(Ledger):
    """A System (see slawatch.testing.conformance)."""

    statuses: Mapping[str, str] = {"open": "In Progress", "solved": "Resolved"}
    first_status = "New"

    def __init__(self) -> None:
        super().__init__()
        self.permissions: Sequence[str] = ("view_issues", "view_private_notes")
        """Of the account that reads."""
        self.visibility = "all"

    def id_of(self, number: int) -> str:
        """Return the number of the n-th issue."""
        return str(number)

    def merge(self, ticket: str, into: str) -> None:
        """Delete an issue that is surplus."""
        del into
        self.delete(ticket)

    def answer(self, asked: Asked) -> Reply:
        """Answer a request."""
        url = urlsplit(asked.path)
        query = {name: each[0] for name, each in parse_qs(url.query).items()}
        known = asked.headers.get("x-redmine-api-key") == KEY
        status, body = self._resource(unquote(url.path).strip("/"), query, known=known)
        return json_reply(body, status=status, headers={"Date": format_datetime(self.now, usegmt=True)})

    def _resource(self, path: str, query: Query, *, known: bool) -> tuple[int, Json]:
        if path == "issues.json":
            return self._issues(query, known=known)
        if not known:
            return 401, None
        match path.removesuffix(".json").split("/"):
            case ["users", "current"]:
                return 200, {"user": self._me(query)}
            case ["issues", id_] if id_ in self.records and self.records[id_].there:
                return 200, {"issue": self._issue(self.records[id_], journals="journals" in query.get("include", ""))}
            case ["projects", _, "issue_categories"]:
                return 403, None
        found = self._lists().get(path)
        return (200, found) if found else (404, None)

    def _me(self, query: Query) -> Json:
        roles = [{"id": 7, "name": "Reader"}]
        memberships = [{"id": 1, "project": PROJECT, "roles": roles}] if query.get("include") == "memberships" else []
        return {"id": 5, "login": "slawatch", "admin": False, "memberships": memberships}

    def _lists(self) -> Mapping[str, Json]:
        role = {"id": 7, "name": "Reader", "issues_visibility": self.visibility, "permissions": list(self.permissions)}
        project = {**PROJECT, "identifier": "desk", "status": 1, "is_public": False}
        statuses = [{**each, "is_closed": each["name"] in CLOSING} for each in _numbered(STATUSES)]
        return {
            "roles/7.json": {"role": role},
            "projects.json": {"projects": [project], "total_count": 1, "offset": 0, "limit": USUAL_PAGE},
            "projects/desk.json": {"project": project},
            "projects/1.json": {"project": project},
            "issue_statuses.json": {"issue_statuses": statuses},
            "trackers.json": {"trackers": _numbered(TRACKERS)},
            "enumerations/issue_priorities.json": {"issue_priorities": _numbered(PRIORITIES)},
        }

    def _issues(self, query: Query, *, known: bool) -> tuple[int, Json]:
        if query.get("project_id", "1") not in {"1", "desk"}:
            return 404, None
        since = query.get("updated_on", ">=2000-01-01")
        if not fullmatch(f">={TIMES}", since):
            return 422, {"errors": ["Updated is invalid"]}
        found = self._found(query.get("status_id", "open"), since[2:]) if known else []
        found.sort(key=_order(query.get("sort", "id:desc")), reverse=":desc" in query.get("sort", "id:desc"))
        size = min(int(query.get("limit", 0)) or USUAL_PAGE, LARGEST_PAGE)
        start = int(query.get("offset", 0))
        rows = [self._issue(record, journals=False) for record in found[start : start + size]]
        return 200, {"issues": rows, "total_count": len(found), "offset": start, "limit": size}

    def _found(self, status: str, since: str) -> list[Record]:
        there = [record for record in self.records.values() if record.there]
        wanted = [record for record in there if status == "*" or (record.status in CLOSING) == (status == "closed")]
        if Trap.IGNORED_FILTER in self.traps:
            return wanted
        local = datetime.fromisoformat(since)
        at = local if local.tzinfo else local.replace(tzinfo=ZoneInfo(self.zone), fold=1)
        return [record for record in wanted if record.updated_at + FRACTION > at.astimezone(UTC) - SECOND]

    def _issue(self, record: Record, *, journals: bool) -> Json:
        shown: dict[str, Json] = {
            "id": record.number,
            "project": PROJECT,
            "tracker": {"id": 3, "name": "Support"},
            "status": _status(record.status),
            "priority": {"id": 2, "name": "Normal"},
            "author": CUSTOMER,
            "subject": "it does not work",
            "description": None,
            "is_private": False,
            "custom_fields": [{"id": 1, "name": "Service", "value": "mail"}],
            "created_on": _time(record.created_at),
            "updated_on": "51502-03-02T09:00:00Z" if record.id in self.garbled else _time(record.updated_at),
            "closed_on": None,
        }
        if journals:
            shown["journals"] = [_journal(each) for each in in_order(record) if each.kind != "created"]
        return shown


def _journal(entry: Entry) -> Json:
    old, new = (str(_status(each)["id"]) if each else None for each in (entry.before, entry.value))
    detail = {"property": "attr", "name": "status_id", "old_value": old, "new_value": new}
    return {
        "id": entry.id,
        "user": AGENT,
        "notes": "" if entry.kind == "status" else "we look into it",
        "created_on": _time(entry.at),
        "private_notes": entry.kind == "note",
        "details": [detail] if entry.kind == "status" else [],
    }


def _order(sort: str) -> Any:  # noqa: ANN401  a key
    by_change = sort.startswith("updated_on")
    return lambda record: (record.updated_at if by_change else record.created_at, record.number)


def _status(name: str) -> Json:
    return {"id": STATUSES.index(name) + 1, "name": name, "is_closed": name in CLOSING}


def _numbered(names: Sequence[str]) -> list[dict[str, Json]]:
    return [{"id": number, "name": name} for number, name in enumerate(names, start=1)]


def _time(at: datetime) -> str:
    return at.strftime("%Y-%m-%dT%H:%M:%SZ")
