"""What the platform's interface answers, version 3 in the cloud and 2 in a data center."""

import json
from base64 import b64decode, b64encode
from binascii import Error as NoBase64
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from slawatch.testing.conformance.system import Trap
from slawatch.testing.systems.jira.jql import Question, found, read
from slawatch.testing.systems.jira.shown import Shown, project, status
from slawatch.testing.systems.jira.work import AGENT, LEVEL_FIELDS, PROJECTS, STATUS_NUMBERS, Issue, Work
from slawatch.testing.systems.ledger import Record

LARGEST: Final = 100
SLA: Final = "com.atlassian.servicedesk:sd-sla-field"
LARGEST_OF_IDS: Final = 5000
LARGEST_BULK: Final = 1000
UNBOUNDED: Final = "Unbounded JQL queries are not allowed here. Please add a search restriction to your query."

Json = Any
Params = Mapping[str, str]


def custom(id_: str, name: str, kind: str, **schema: str) -> Json:
    """Return a custom field as Jira's list of fields shows it."""
    told = {"type": "any", "custom": kind, "customId": int(id_.rpartition("_")[2]), **schema}
    return {"id": id_, "key": id_, "name": name, "custom": True, "schema": told}


class Refusal(Exception):  # noqa: N818  it is an answer
    """An answer that is no success."""

    def __init__(self, status: int, text: str) -> None:
        super().__init__(text)
        self.status, self.text = status, text


class Platform:
    """Answers about issues and about what they are made of."""

    def __init__(self, work: Work, shown: Shown, *, cloud: bool) -> None:
        self._work, self._shown, self._cloud = work, shown, cloud
        self.fields: list[Json] = [custom(id_, name, SLA) for name, id_ in LEVEL_FIELDS.items()] if cloud else []
        """Custom fields that the account sees."""
        self.groups: dict[str, Sequence[str]] = {}
        self.numbers = True
        """Whether JQL understands milliseconds."""
        self.bulk_page = LARGEST_BULK
        """Changes that an answer about several issues holds at the most."""

    def server_info(self) -> Json:
        """Return what a Jira tells of itself to everybody."""
        kind, version = ("Cloud", "1001.0.0-SNAPSHOT") if self._cloud else ("Server", "9.12.15")
        numbers = [int(part) for part in version.partition("-")[0].split(".")]
        base = {"baseUrl": "https://jira.example.org", "version": version, "versionNumbers": numbers}
        return {**base, "deploymentType": kind, "serverTime": self._shown.time(self._work.now)}

    def answered(self, path: Sequence[str], asked: Params) -> Json:
        """Return what a path tells."""
        match path:
            case ["search", "jql"] if self._cloud:
                return self._cloud_page(asked)
            case ["search"]:
                return self._numbered_page(asked)
            case ["issue", id_, *rest]:
                return self._of_issue(self._record(id_), rest, asked)
            case ["group", "member"]:
                return _numbered(self._members(asked.get("groupname", "")), asked, "values", most=50)
            case ["project", "search"] if self._cloud:
                return _numbered([project(key) for key in PROJECTS], asked, "values")
        return self._list(path)

    def posted(self, path: Sequence[str], body: Json) -> Json:
        """Return the answer to a question that is sent as a body."""
        if self._cloud and path == ["changelog", "bulkfetch"]:
            return self._changelogs(body)
        if self._cloud and path == ["search", "jql"]:
            told = {name: str(value) for name, value in body.items() if name != "fields"}
            return self._cloud_page({**told, "fields": ",".join(body["fields"])})
        if self._cloud and path == ["search", "approximate-count"]:
            return {"count": len(found(self._work.issues(), self._question(body["jql"])))}
        raise Refusal(404, "null for uri")

    def _list(self, path: Sequence[str]) -> Json:
        lists: Mapping[str, Json] = {
            "myself": {**self._shown.user(AGENT), "timeZone": self._work.zone},
            "status": [status(name) for name in STATUS_NUMBERS],
            "field": [{"id": "status", "name": "Status", "schema": {"type": "status"}}, *self.fields],
            "priority": [{"id": "3", "name": "Medium"}, {"id": "2", "name": "High"}],
            "issuetype": [{"id": "10005", "name": "[System] Incident"}, {"id": "10006", "name": "[System] Problem"}],
            **({} if self._cloud else {"project": [project(key) for key in PROJECTS]}),
        }
        if "/".join(path) not in lists:
            raise Refusal(404, "null for uri")
        return lists[path[0]]

    def _members(self, group: str) -> Sequence[Json]:
        if group not in self.groups:
            raise Refusal(404, f"Group '{group}' does not exist.")
        return [self._shown.user(each) for each in self.groups[group]]

    def _of_issue(self, record: Record, rest: Sequence[str], asked: Params) -> Json:
        match rest:
            case []:
                whole = "changelog" in asked.get("expand", "")
                return self._shown.issue(record, asked.get("fields", "*all").split(","), changelog=whole)
            case ["changelog"] if self._cloud:
                return _numbered(list(self._shown.histories(record)), asked, "values")
            case ["comment"]:
                noted = not self._cloud and asked.get("expand") == "properties"
                shown = self._shown.noted_comments(record) if noted else self._shown.comments(record)
                return _numbered(list(shown), asked, "comments")
        raise Refusal(404, "null for uri")

    def _cloud_page(self, asked: Params) -> Json:
        wanted = [name for name in asked.get("fields", "").split(",") if name]
        largest = LARGEST if set(wanted) - {"id", "key"} else LARGEST_OF_IDS
        size = min(int(asked.get("maxResults", "50")), largest)
        after, looked = _place(asked.get("nextPageToken"))
        rows = found(self._work.issues(), self._question(asked["jql"]))
        if Trap.EMPTY_PAGE in self._work.traps and not looked and size > 1:
            return {"issues": [], "isLast": False, "nextPageToken": _token(after, looked=True)}
        rest = [row for row in rows if after is None or _key(row) > after]
        page = rest[:size]
        body = {"issues": [self._shown.issue(self._work.records[row.id], wanted, changelog=False) for row in page]}
        if len(rest) <= size:
            return {**body, "isLast": True}
        repeated = Trap.REPEATED_TOKEN in self._work.traps and asked.get("nextPageToken")
        return {**body, "isLast": False, "nextPageToken": repeated or _token(_key(page[-1]), looked=False)}

    def _numbered_page(self, asked: Params) -> Json:
        if self._cloud:
            raise Refusal(410, "The requested API has been removed. Please migrate to the /rest/api/3/search/jql API.")
        rows = found(self._work.issues(), self._question(asked["jql"]))
        start, size = int(asked.get("startAt", "0")), min(int(asked.get("maxResults", "50")), 1000)
        wanted, whole = asked.get("fields", "*all").split(","), "changelog" in asked.get("expand", "")
        page = [self._work.records[row.id] for row in rows[start : start + size]]
        issues = [self._shown.issue(record, wanted, changelog=whole) for record in page]
        return {"startAt": start, "maxResults": size, "total": len(rows), "issues": issues}

    def _changelogs(self, body: Json) -> Json:
        wanted = body["issueIdsOrKeys"]
        if len(wanted) > LARGEST_BULK:
            raise Refusal(400, "You may only load changelogs for a maximum of 1,000 issues by ID or key at a time.")
        records = [self._work.records[id_] for id_ in wanted if id_ in self._work.records]
        rows = [
            (history, record.id)
            for record in records
            if record.there
            for history in self._shown.histories(record, milliseconds=True)
        ]
        rows.sort(key=lambda row: (row[0]["created"], row[1]))
        start, size = int(body.get("nextPageToken", "0")), min(body.get("maxResults", 1000), self.bulk_page)
        page = rows[start : start + size]
        told = [
            {"issueId": id_, "changeHistories": [history for history, owner in page if owner == id_]}
            for id_ in dict.fromkeys(owner for _, owner in page)
        ]
        following = {"nextPageToken": str(start + size)} if start + size < len(rows) else {}
        return {"issueChangeLogs": told, **following}

    def _question(self, jql: str) -> Question:
        ignored = Trap.IGNORED_FILTER in self._work.traps
        question = read(jql, zone=self._work.zone, ignored=ignored, numbers=self.numbers)
        if self._cloud and not question.holds:
            raise Refusal(400, UNBOUNDED)
        return question

    def _record(self, id_: str) -> Record:
        record = self._work.records.get(id_)
        if record is None or not record.there:
            raise Refusal(404, "Issue does not exist or you do not have permission to see it.")
        return record


def _key(row: Issue) -> tuple[datetime, int]:
    return row.indexed, row.number


def _token(after: tuple[datetime, int] | None, *, looked: bool) -> str:
    told = [*((after[0].isoformat(), after[1]) if after else (None, 0)), looked]
    return b64encode(json.dumps(told).encode()).decode()


def _place(token: str | None) -> tuple[tuple[datetime, int] | None, bool]:
    """Return after which row a page begins, and whether it was asked for in vain before."""
    if token is None:
        return None, False
    try:
        at, number, looked = json.loads(b64decode(token))
    except (NoBase64, ValueError):
        raise Refusal(400, "The provided next page token is invalid or expired.") from None
    return (datetime.fromisoformat(at), number) if at else None, looked


def _numbered(rows: Sequence[Json], asked: Params, name: str, *, most: int = LARGEST) -> Json:
    start, size = int(asked.get("startAt", "0")), min(int(asked.get("maxResults", "50")), most)
    page, last = rows[start : start + size], start + size >= len(rows)
    return {"startAt": start, "maxResults": size, "total": len(rows), "isLast": last, name: page}
