"""A GitHub with one repository, as its REST API shows it (version 2022-11-28).

    GET /repos/{owner}/{repo}
    GET /repos/{owner}/{repo}/labels
    GET /repos/{owner}/{repo}/issues?state=&sort=&direction=&since=&per_page=&page=    pull requests among the issues
    GET /repos/{owner}/{repo}/issues/{number}              301: transferred; 410: deleted
    GET /repos/{owner}/{repo}/issues/{number}/timeline
    GET /user

Pages name their next one in the Link header, by the repository's number as GitHub does. `since` is inclusive and has
whole seconds. GitHub knows neither merges nor internal notes: to merge is to transfer the issue to another repository,
and a note is what a passer-by writes.
"""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from email.utils import format_datetime
from typing import Any, Final
from urllib.parse import parse_qs, urlencode, urlsplit

from slawatch.testing.conformance.system import Trap
from slawatch.testing.http_faults import Asked, Reply, json_reply
from slawatch.testing.systems.github_json import issue, pull_request, repository, timeline, user
from slawatch.testing.systems.ledger import Ledger, Record

SECRET: Final = "ghp_3f9c2a71b0d4"  # noqa: S105  of nobody
NAME: Final = "octo/desk"
NUMBER: Final = 4242
LARGEST_PAGE: Final = 100
USUAL_PAGE: Final = 30
PARAMETERS: Final = {
    "state": {"open", "closed", "all"},
    "sort": {"created", "updated", "comments"},
    "direction": {"asc", "desc"},
}
KNOWN: Final = {*PARAMETERS, "since", "per_page", "page", "labels", "assignee", "creator", "milestone", "type"}

Json = Any
Query = Mapping[str, str]


class GitHubSystem(Ledger):
    """A System: people at work in the repository, and what the API answers."""

    statuses: Mapping[str, str] = {"open": "open", "solved": "closed"}
    first_status = "open"
    note_kind = "other"

    def __init__(self) -> None:
        super().__init__()
        self.pulls = 0
        """Pull requests that are opened beside every issue."""

    def id_of(self, number: int) -> str:
        """Return the repository's number and the issue's own."""
        return f"{NUMBER}#{number}"

    def answer(self, asked: Asked) -> Reply:
        """Answer a request."""
        url = urlsplit(asked.path)
        query = {name: each[-1] for name, each in parse_qs(url.query, keep_blank_values=True).items()}
        reply = self._resource(asked, url.path.strip("/").split("/"), query)
        headers = {"Date": format_datetime(self.now.replace(microsecond=0), usegmt=True), **reply.headers}
        return Reply(status=reply.status, body=reply.body, headers=headers)

    def _resource(self, asked: Asked, path: Sequence[str], query: Query) -> Reply:
        if asked.headers.get("authorization") not in {f"Bearer {SECRET}", f"token {SECRET}"}:
            return _error(401, "Bad credentials")
        match path:
            case ["user"]:
                return json_reply(user(1))
            case ["repos", owner, name, *rest] if f"{owner}/{name}" == NAME:
                return self._of_repository(asked, rest, query)
            case ["repositories", number, *rest] if number == str(NUMBER):
                return self._of_repository(asked, rest, query)
        return _error(404, "Not Found")

    def _of_repository(self, asked: Asked, rest: Sequence[str], query: Query) -> Reply:
        match rest:
            case []:
                return json_reply(repository(NAME, NUMBER))
            case ["labels"]:
                return json_reply([])
            case ["issues"]:
                return self._listed(asked, query)
            case ["issues", number, *below] if number.isdecimal():
                return self._single(asked, int(number), below, query)
        return _error(404, "Not Found")

    def _single(self, asked: Asked, number: int, below: Sequence[str], query: Query) -> Reply:
        record = self.records.get(self.id_of(number))
        if record is None:
            return _error(404, "Not Found")
        if record.deleted:
            return _error(410, "This issue was deleted")
        if record.merged_into is not None:
            new = f"{_origin(asked)}/repositories/{NUMBER + 1}/issues/{number}"
            return json_reply({"message": "Moved Permanently", "url": new}, status=301, headers={"Location": new})
        if below == ["timeline"]:
            return self._page(asked, timeline(record), f"issues/{number}/timeline", query)
        return json_reply(self._issue(record)) if not below else _error(404, "Not Found")

    def _listed(self, asked: Asked, query: Query) -> Reply:
        if wrong := [name for name, value in query.items() if value not in PARAMETERS.get(name, {value})]:
            return _error(422, f"Validation Failed: {wrong[0]}")
        if unknown := query.keys() - KNOWN:
            raise AssertionError(f"GitHub has no parameter {sorted(unknown)}")
        rows = [row for row in self._rows() if self._wanted(row, query)]
        key = {"updated": "updated_at", "created": "created_at", "comments": "comments"}[query.get("sort", "created")]
        rows.sort(key=lambda row: (row[key], row["id"]), reverse=query.get("direction", "desc") == "desc")
        return self._page(asked, [self._garbled(row) for row in rows], "issues", query)

    def _wanted(self, row: Json, query: Query) -> bool:
        state, since = query.get("state", "open"), query.get("since")
        if state != "all" and row["state"] != state:
            return False
        if since is None or Trap.IGNORED_FILTER in self.traps:
            return True
        return _time(row["updated_at"]) >= _time(since)

    def _rows(self) -> list[Json]:
        there = [record for record in self.records.values() if record.there]
        pulls = [pull_request(NAME, record, nth) for record in there for nth in range(self.pulls)]
        return [issue(NAME, record) for record in there] + pulls

    def _issue(self, record: Record) -> Json:
        return self._garbled(issue(NAME, record))

    def _garbled(self, row: Json) -> Json:
        bad = self.id_of(row["number"]) in self.garbled
        return {**row, "updated_at": "51502-03-02T09:00:00Z"} if bad else row

    def _page(self, asked: Asked, rows: Sequence[Json], path: str, query: Query) -> Reply:
        size, number = min(int(query.get("per_page", USUAL_PAGE)), LARGEST_PAGE), int(query.get("page", "1"))
        listing = path == "issues"
        if listing and Trap.EMPTY_PAGE in self.traps and size > 1:
            shown = rows[(number // 2 - 1) * size : number // 2 * size] if number % 2 == 0 else []
            more = number // 2 * size < len(rows)
        else:
            shown, more = rows[(number - 1) * size : number * size], number * size < len(rows)
        following = number if listing and Trap.REPEATED_TOKEN in self.traps and number > 1 else number + 1
        target = f"{_origin(asked)}/repositories/{NUMBER}/{path}?{urlencode({**query, 'page': following})}"
        return json_reply(shown, headers={"Link": f'<{target}>; rel="next"'} if more else {})


def _origin(asked: Asked) -> str:
    return f"http://{asked.headers['host']}"


def _time(text: str) -> datetime:
    return datetime.strptime(text, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)


def _error(status: int, message: str) -> Reply:
    return json_reply({"message": message, "documentation_url": "https://docs.github.com/rest"}, status=status)
