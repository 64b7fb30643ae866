"""What is asked of issues beside their rows: changelogs, comments, service levels."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from slawatch.errors import RetriableSourceError, SkippableRow
from slawatch.ingest.desk import Row
from slawatch.ingest.http import HttpStatusError
from slawatch.sources.jira.replies import of_request
from slawatch.sources.jira.rest import REFUSED, Json, Rest, mapping, sequence

SERVICE_DESK: Final = "service_desk"
"""The type of projects whose issues may be requests."""
UNKNOWN_THERE: Final = frozenset({400, 404, 405})
"""How a Jira answers that does not know the question for several changelogs at once."""


class Past:
    """Asks during one pass; what came with a row is not asked for."""

    def __init__(self, rest: Rest) -> None:
        self._rest = rest
        self._histories: dict[str, Sequence[Json]] = {}
        self._at_once = True
        self._refused: set[str] = set()
        """Projects whose service levels the account may not see."""

    def prepare(self, rows: Sequence[Row]) -> None:
        """Ask for the changelogs of several issues at once; each of them is then told once."""
        self._histories.clear()
        ids = [str(row["id"]) for row in rows if row.get("id")]
        if not self._rest.site.cloud or not self._at_once or not ids:
            return
        try:
            self._histories.update(_together(self._rest, ids))
        except HttpStatusError as error:
            if error.status not in UNKNOWN_THERE | REFUSED:
                raise
            self._at_once = False

    def histories(self, row: Row) -> Sequence[Json]:
        """Return the whole changelog of an issue."""
        id_ = str(row["id"])
        if id_ in self._histories:
            return self._histories.pop(id_)
        if self._rest.site.cloud:
            listed = self._rest.optional(self._rest.listed(f"issue/{id_}/changelog", "values"))
            if listed is not None:
                return listed
        return self._with_issue(row, id_)

    def _with_issue(self, row: Row, id_: str) -> Sequence[Json]:
        told = row.get("changelog") or {}
        if not _is_whole(told, "histories"):
            told = mapping(self._rest.api(f"issue/{id_}", {"fields": "status", "expand": "changelog"})).get("changelog")
        if not _is_whole(told or {}, "histories"):
            raise SkippableRow("Jira tells only a part of its changelog", row_id=id_)
        return sequence((told or {}).get("histories"))

    def comments(self, row: Row) -> Sequence[Json]:
        """Return the comments of an issue, with who sees them; a data center tells that of requests only."""
        id_, told = str(row["id"]), row["fields"].get("comment") or {}
        shown = sequence(told["comments"]) if _is_whole(told, "comments") else None
        if self._rest.site.cloud and (shown is None or not _say_who_sees_them(shown)):
            shown = list(self._rest.listed(f"issue/{id_}/comment", "comments"))
        if shown is not None and (_say_who_sees_them(shown) or not _is_of_desk(row)):
            return shown
        of_desk = self._rest.optional(self._rest.desk_listed(f"request/{id_}/comment")) if _is_of_desk(row) else None
        if of_desk is not None:
            return [of_request(comment) for comment in of_desk]
        return list(self._rest.listed(f"issue/{id_}/comment", "comments", {"expand": "properties"}))

    def service_levels(self, row: Row, fields: Sequence[str]) -> Sequence[Json]:
        """Return the service levels of a request, none where it is no request or the account may not see them.

        They stand in fields of the issue, too; where Jira does not show these, Service Management is asked.
        """
        project = str(row["fields"]["project"].get("id"))
        if not _is_of_desk(row) or project in self._refused:
            return ()
        shown = [row["fields"][id_] for id_ in fields if id_ in row["fields"]]
        if shown:
            return [level for level in shown if isinstance(level, Mapping)]
        try:
            return list(self._rest.desk_listed(f"request/{row['id']}/sla"))
        except HttpStatusError as error:
            if error.status not in REFUSED:
                raise
            if error.status != 404:  # noqa: PLR2004  this issue is no request; others of its project may be
                self._refused.add(project)
            return ()


def _together(rest: Rest, ids: Sequence[str]) -> Mapping[str, Sequence[Json]]:
    """Return the changelogs of some issues, an empty one where nothing was changed."""
    found: dict[str, list[Json]] = defaultdict(list, {id_: [] for id_ in ids})
    for page in _pages(rest, ids):
        for issue in sequence(page.get("issueChangeLogs")):
            found[str(issue["issueId"])].extend(sequence(issue.get("changeHistories")))
    return found


def _pages(rest: Rest, ids: Sequence[str]) -> Iterator[Json]:
    tokens: set[str] = set()
    body: dict[str, Any] = {"issueIdsOrKeys": ids, "maxResults": 1000}
    while True:
        page = rest.search("changelog/bulkfetch", body)
        yield page
        token = page.get("nextPageToken")
        if not token:
            return
        if token in tokens:
            raise RetriableSourceError("Jira names a page of changelogs as its own next one")
        tokens.add(token)
        body = {**body, "nextPageToken": token}


def _is_whole(told: Json, name: str) -> bool:
    rows = told.get(name)
    return isinstance(rows, list) and len(rows) >= int(told.get("total", len(rows)))


def _say_who_sees_them(comments: Sequence[Json]) -> bool:
    return all("jsdPublic" in comment for comment in comments)


def _is_of_desk(row: Row) -> bool:
    """Tell whether an issue may be a request; a Jira that does not tell types of projects is asked."""
    return bool(row["fields"]["project"].get("projectTypeKey", SERVICE_DESK) == SERVICE_DESK)
