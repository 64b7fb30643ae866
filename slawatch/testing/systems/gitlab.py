"""A GitLab with one project, as its REST API v4 shows it.

    GET /api/v4/projects/{id or path}
    GET /api/v4/projects/{id}/members/all
    GET /api/v4/projects/{id}/labels
    GET /api/v4/projects/{id}/issues?scope=&state=&order_by=&sort=&updated_after=&per_page=&page=
    GET /api/v4/projects/{id}/issues/{iid}                         404: deleted
    GET /api/v4/projects/{id}/issues/{iid}/resource_state_events   also resource_label_events, notes
    GET /api/v4/user
    GET /api/v4/version

Lists have 20 rows a page unless more are asked for, 100 at the most, and tell the next page in X-Next-Page and Link.
`updated_after` is inclusive; times have milliseconds. GitLab doesn't merge issues: to merge is to move one to another
project, which leaves it closed where it was, with `moved_to_id`.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from email.utils import format_datetime
from typing import Any, Final
from urllib.parse import parse_qs, unquote, urlencode, urlsplit

from slawatch.testing.conformance.system import Trap
from slawatch.testing.http_faults import Asked, Reply, json_reply
from slawatch.testing.systems.gitlab_json import AGENT, NUMBER, issue, note, state_event, user
from slawatch.testing.systems.ledger import Ledger, Record, in_order

SECRET: Final = "glpat-3f9c2a71b0d4"  # noqa: S105  of nobody
PATH: Final = "it/desk"
USUAL_PAGE: Final = 20
LARGEST_PAGE: Final = 100
PARAMETERS: Final = {
    "scope": {"all", "created_by_me", "assigned_to_me"},
    "state": {"opened", "closed", "all"},
    "order_by": {"created_at", "updated_at", "due_date", "priority", "title"},
    "sort": {"asc", "desc"},
}

Json = Any
Query = Mapping[str, str]


class GitLabSystem(Ledger):
    """A System: people at work in the project, and what the API answers."""

    statuses: Mapping[str, str] = {"open": "opened", "solved": "closed"}
    first_status = "opened"

    def id_of(self, number: int) -> str:
        """Return the project's number and the issue's own."""
        return f"{NUMBER}#{number}"

    def merge(self, ticket: str, into: str) -> None:
        """Move an issue to another project: it stays, closed, and says where it went."""
        record = self.records[ticket]
        record.merged_into, record.status, record.status_at = into, "closed", self.now
        record.updated_at = self.now

    def answer(self, asked: Asked) -> Reply:
        """Answer a request."""
        url = urlsplit(asked.path)
        query = {name: each[-1] for name, each in parse_qs(url.query, keep_blank_values=True).items()}
        reply = self._resource(asked, url.path.strip("/").split("/"), query)
        headers = {"Date": format_datetime(self.now.replace(microsecond=0), usegmt=True), **reply.headers}
        return Reply(status=reply.status, body=reply.body, headers=headers)

    def _resource(self, asked: Asked, path: Sequence[str], query: Query) -> Reply:
        if SECRET not in {asked.headers.get("private-token"), asked.headers.get("authorization", "")[7:]}:
            return _error(401, "401 Unauthorized")
        if wrong := [name for name, value in query.items() if value not in PARAMETERS.get(name, {value})]:
            return _error(400, f"{wrong[0]} does not have a valid value")
        match path:
            case ["api", "v4", "user"]:
                return json_reply(user(1))
            case ["api", "v4", "version"]:
                return json_reply({"version": "17.5.1", "revision": "a1b2c3d"})
            case ["api", "v4", "projects", project, *rest] if unquote(project) in {PATH, str(NUMBER)}:
                return self._of_project(asked, rest, query)
        return _error(404, "404 Project Not Found")

    def _of_project(self, asked: Asked, rest: Sequence[str], query: Query) -> Reply:
        match rest:
            case []:
                return json_reply({"id": NUMBER, "path_with_namespace": PATH, "issues_access_level": "enabled"})
            case ["members", "all"]:
                return self._page(asked, [{**user(AGENT), "access_level": 30}], query)
            case ["labels"]:
                return self._page(asked, [], query)
            case ["issues"]:
                return self._listed(asked, query)
            case ["issues", iid, *below] if iid.isdecimal():
                return self._single(asked, int(iid), below, query)
        return _error(404, "404 Not Found")

    def _single(self, asked: Asked, iid: int, below: Sequence[str], query: Query) -> Reply:
        record = self.records.get(self.id_of(iid))
        if record is None or record.deleted:
            return _error(404, "404 Issue Not Found")
        if not below:
            return json_reply(self._shown(record))
        rows = LISTS[below[0]](record)
        return self._page(asked, rows, query)

    def _listed(self, asked: Asked, query: Query) -> Reply:
        rows = [self._shown(record) for record in self._found(query)]
        return self._page(asked, rows, query, traps=self.traps)

    def _found(self, query: Query) -> list[Record]:
        since = query.get("updated_after")
        if since is not None and Trap.IGNORED_FILTER in self.traps:
            since = None
        found = [each for each in self.records.values() if not each.deleted]
        if since is not None:
            found = [each for each in found if each.updated_at >= datetime.fromisoformat(since)]
        if query.get("state", "all") != "all":
            found = [each for each in found if each.status == query["state"]]
        by = query.get("order_by", "created_at")
        found.sort(key=lambda each: (getattr(each, by), each.number), reverse=query.get("sort", "desc") == "desc")
        return found

    def _shown(self, record: Record) -> Json:
        row = issue(record, PATH)
        return {**row, "updated_at": "51502-03-02T09:00:00.000Z"} if record.id in self.garbled else row

    def _page(self, asked: Asked, rows: Sequence[Json], query: Query, *, traps: set[Trap] | None = None) -> Reply:
        size, number = min(int(query.get("per_page", USUAL_PAGE)), LARGEST_PAGE), int(query.get("page", "1"))
        traps = traps or set()
        first, empty = (number - 1) * size, False
        if Trap.EMPTY_PAGE in traps and size > 1:
            first, empty = (number // 2 - 1) * size, number % 2 == 1
        more = (number // 2 * size if empty else first + size) < len(rows)
        following = number if Trap.REPEATED_TOKEN in traps and number > 1 else number + 1
        headers = {"X-Page": str(number), "X-Per-Page": str(size), "X-Next-Page": str(following) if more else ""}
        if more:
            address = f"http://{asked.headers['host']}{urlsplit(asked.path).path}"
            headers["Link"] = f'<{address}?{urlencode({**query, "page": following})}>; rel="next"'
        return json_reply([] if empty else rows[first : first + size], headers=headers)


def _states(record: Record) -> list[Json]:
    return [state_event(entry) for entry in in_order(record) if entry.kind == "status"]


def _notes(record: Record) -> list[Json]:
    return [note(entry) for entry in in_order(record) if entry.kind in {"reply", "note"}]


LISTS: Final[Mapping[str, Callable[[Record], list[Json]]]] = {
    "resource_state_events": _states,
    "resource_label_events": lambda _record: [],
    "notes": _notes,
}


def _error(status: int, message: str) -> Reply:
    return json_reply({"message": message}, status=status)
