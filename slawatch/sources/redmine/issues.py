"""The issues of one Redmine, or of one project of it, during one pass."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from slawatch.errors import FatalSourceError, SkippableRow
from slawatch.ingest.desk import AbsentError, Desk, Told
from slawatch.ingest.keyset import Page, keyset
from slawatch.ingest.people import Person
from slawatch.ingest.source import Stamp
from slawatch.sources.redmine.history import events, ticket
from slawatch.sources.redmine.lists import Lists
from slawatch.sources.redmine.options import Options
from slawatch.sources.redmine.rest import ME, Params, Rest, rows_of
from slawatch.sources.redmine.rows import Row, Words, row_id, shape, time


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """Which issues a desk lists, and which it answers for."""

    project: int | None = None
    """The one that is listed; None: all that the account sees."""
    projects: frozenset[int] = frozenset()
    """Those that are read at all; empty: every one."""
    answers: bool = True
    """Whether it is this desk that is asked for single issues, which have one numbering in all projects."""


class RedmineDesk(Desk):
    """The issues of a scope, in the order of their last change."""

    def __init__(self, rest: Rest, options: Options, scope: Scope, *, person: Person) -> None:
        self._rest, self._options, self._scope = rest, options, scope
        self.shape = shape()
        self._lists = Lists(rest, custom_fields=frozenset(options.custom_fields), person=person)

    def server_time(self) -> datetime:
        """Return Redmine's clock; a key that is refused ends here, while lists would answer it as a stranger's."""
        at = self._rest.ask(ME).server_time
        if at is None:
            raise FatalSourceError("Redmine's answers have no Date; the web server before it must send one")
        return at

    def changed(self, since: datetime | None) -> Iterator[Sequence[Row]]:
        """Yield pages of the issues that changed at that instant or later."""
        return keyset(self._page, self.stamp, since=since, shifting=True)

    def listed(self, *, open_only: bool) -> Iterator[Stamp]:
        """Yield the issues that there are; open ones are those whose status does not close an issue."""
        status = "open" if open_only else "*"
        pages = keyset(lambda since, token: self._page(since, token, status=status), self.stamp, since=None)
        for rows in pages:
            yield from map(self.stamp, rows)

    def newest(self) -> Stamp | None:
        """Return the issue that changed last."""
        rows, _ = self._issues({"status_id": "*", "sort": "updated_on:desc,id:desc", "limit": 1})
        return self.stamp(rows[0]) if rows else None

    def expected(self, since: datetime | None) -> int | None:
        """Return how many issues there are, for a first reading."""
        return None if since else self._issues({"status_id": "*", "limit": 1})[1]

    def owns(self, id_: str) -> bool:
        """Tell whether this desk is asked for single issues."""
        del id_
        return self._scope.answers

    def stamp(self, row: Row) -> Stamp:
        """Return id, last change and status of an issue."""
        id_ = row_id(row)
        try:
            updated = time(row["updated_on"])
        except (KeyError, TypeError, ValueError):
            updated = None
        status = row.get("status")
        return Stamp(id=id_, updated_at=updated, status=status["name"] if isinstance(status, Mapping) else None)

    def told(self, row: Row) -> Told:
        """Return an issue with its journals, which no list has."""
        id_ = row_id(row)
        if "journals" not in row:
            self.shape.look_over(row, row_id=id_)
            self.stamp_must_be_read(row)
            row = self.row(id_)
        issue = self.shape.look_over(row, row_id=id_)
        return Told(ticket=ticket(issue, url=self._options.url.rstrip("/")), events=events(issue, self._words(issue)))

    def stamp_must_be_read(self, row: Row) -> None:
        """Put aside a row whose last change can't be read, as nothing orders it."""
        if self.stamp(row).updated_at is None:
            raise SkippableRow("updated_on can't be read", row_id=row_id(row))

    def row(self, id_: str) -> Row:
        """Return an issue with its journals by its number."""
        issue: Row = self._rest.ask(f"issues/{id_}.json", {"include": "journals"}).body["issue"]
        if self._scope.projects and issue["project"]["id"] not in self._scope.projects:
            raise AbsentError("moved")
        return issue

    def _page(self, since: datetime | None, token: str | None, *, status: str = "*") -> Page:
        offset = int(token or 0)
        params: dict[str, str | int] = {"status_id": status, "sort": "updated_on,id"}
        params |= {"limit": self._options.page_size, "offset": offset}
        if since is not None:
            params["updated_on"] = f">={since:%Y-%m-%dT%H:%M:%SZ}"
        rows, total = self._issues(params)
        following = offset + len(rows)
        return Page(rows=rows, next=str(following) if following < total else None)

    def _issues(self, params: Params) -> tuple[Sequence[Row], int]:
        mine: dict[str, str | int] = {}
        if self._scope.project is not None:
            mine = {"project_id": self._scope.project, "subproject_id": "!*"}
        body = self._rest.ask("issues.json", {**params, **mine}).body
        rows = rows_of(body, "issues")
        return rows, int(body.get("total_count", len(rows)))

    def _words(self, issue: Row) -> Words:
        try:
            return self._lists.words(issue)
        except (KeyError, TypeError, AttributeError) as error:
            text = f"its journals can't be read: {type(error).__name__}"
            raise SkippableRow(text, row_id=row_id(issue)) from error
