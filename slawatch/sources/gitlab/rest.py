"""GitLab's REST API as a source needs it: the issues of one project."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property
from typing import Final
from urllib.parse import parse_qs, quote, urlsplit

from slawatch.errors import FatalSourceError, RetriableSourceError, SkippableRow
from slawatch.ingest.backoff import Budget
from slawatch.ingest.desk import AbsentError, Desk, Row, Told
from slawatch.ingest.http import Answer, HttpClient, HttpStatusError
from slawatch.ingest.keyset import Page, keyset
from slawatch.ingest.shape import Shape
from slawatch.ingest.source import Stamp
from slawatch.sources.gitlab.history import Kept, events
from slawatch.sources.gitlab.rows import OPTIONAL, REQUIRED, Glossary, id_of, status, ticket, time

REFUSED: Final = frozenset({401, 403, 404})
MOST_PAGES: Final = 1000
"""Of one list."""

Params = Mapping[str, str | int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rest:
    """GitLab during one pass."""

    http: HttpClient
    budget: Budget
    page_size: int

    def get(self, path: str, params: Params | None = None) -> Answer:
        """Return the answer about a path below api/v4/."""
        return self.http.get(f"api/v4/{path}", params, budget=self.budget)

    def page(self, path: str, params: Params | None = None) -> Page:
        """Return a page of a list; its next one is told by number, since GitLab may know another address of itself."""
        answer = self.get(path, params)
        if not isinstance(answer.body, list):
            raise RetriableSourceError("GitLab answers a list with something else")
        return Page(rows=answer.body, next=_following(answer))

    def whole(self, path: str, params: Params | None = None) -> Iterator[Row]:
        """Yield all of a list, page by page."""
        number: str | None = "1"
        for _ in range(MOST_PAGES):
            page = self.page(path, {**(params or {}), "per_page": self.page_size, "page": number or "1"})
            yield from page.rows
            number = page.next
            if number is None:
                return
        raise RetriableSourceError(f"GitLab's {path.rpartition('/')[2]} has no end")


class Project(Desk):
    """The issues of one project."""

    def __init__(self, rest: Rest, name: str, glossary: Glossary, *, agents: int) -> None:
        self._rest, self._agents = rest, agents
        self.path = f"projects/{quote(name, safe='')}"
        self._glossary = replace(glossary, is_agent=self._is_agent)
        self._number: int | None = None
        self.shape = Shape(required=REQUIRED, optional=OPTIONAL)

    def server_time(self) -> datetime:
        """Return GitLab's clock."""
        at = self.ask().server_time
        if at is None:
            raise FatalSourceError("GitLab's answers have no Date; the proxy before it must send one")
        return at

    def changed(self, since: datetime | None) -> Iterator[Sequence[Row]]:
        """Yield pages of issues by their last change."""
        return self._pages(since)

    def newest(self) -> Stamp | None:
        """Return the issue that changed last."""
        rows = self._rest.page(f"{self.path}/issues", {**_ALL, "sort": "desc", "per_page": 1}).rows
        return self.stamp(rows[0]) if rows else None

    def stamp(self, row: Row) -> Stamp:
        """Return what a row says of itself."""
        id_ = id_of(row)
        try:
            at, word = time(row["updated_at"], row_id=id_), status(row, self._glossary.labels)
            return Stamp(id=id_, updated_at=at, status=word)
        except (SkippableRow, KeyError, TypeError):
            return Stamp(id=id_)

    def told(self, row: Row) -> Told:
        """Return an issue and what GitLab keeps of it."""
        id_ = id_of(row)
        self.shape.look_over(row, row_id=id_)
        issue = ticket(row, id_=id_)
        return Told(ticket=issue, events=events(row, self._kept(row["iid"]), self._glossary, id_=id_))

    def row(self, id_: str) -> Row:
        """Return an issue by its number."""
        row = self._rest.get(f"{self.path}/issues/{id_.partition('#')[2]}").body
        if not isinstance(row, Mapping):
            raise RetriableSourceError("GitLab answers an issue with something else")
        if row.get("moved_to_id"):
            raise AbsentError("moved")
        return row

    def listed(self, *, open_only: bool) -> Iterator[Stamp]:
        """Yield the issues that there are; one that was moved away stays behind, closed."""
        for rows in self._pages(None, **({"state": "opened"} if open_only else {})):
            yield from (self.stamp(row) for row in rows if not row.get("moved_to_id"))

    def owns(self, id_: str) -> bool:
        """Tell whether an issue is one of this project."""
        if self._number is None:
            self.ask()
        return id_.startswith(f"{self._number}#")

    def first(self, since: datetime) -> Sequence[Stamp]:
        """Return the first page of what changed since then."""
        return [self.stamp(row) for row in next(self.changed(since), [])]

    def ask(self) -> Answer:
        """Return the answer about the project itself."""
        answer = self._rest.get(self.path)
        if not isinstance(answer.body, Mapping) or not isinstance(answer.body.get("id"), int):
            raise RetriableSourceError("GitLab answers a project with something else")
        self._number = int(answer.body["id"])
        return answer

    @cached_property
    def members(self) -> frozenset[int] | None:
        """The numbers of those who answer; None where GitLab does not tell who is a member: everybody may."""
        if not self._agents:
            return None
        try:
            rows = list(self._rest.whole(f"{self.path}/members/all"))
        except HttpStatusError as error:
            if error.status in REFUSED:
                return None
            raise
        return frozenset(row["id"] for row in rows if row.get("access_level", 0) >= self._agents)

    def _is_agent(self, number: int) -> bool:
        return self.members is None or number in self.members

    def _kept(self, iid: int) -> Kept:
        issue = f"{self.path}/issues/{iid}"
        labels = self._rest.whole(f"{issue}/resource_label_events") if self._glossary.labels.rules else ()
        return Kept(
            states=list(self._rest.whole(f"{issue}/resource_state_events")),
            labels=list(labels),
            notes=list(self._rest.whole(f"{issue}/notes", {"sort": "asc", "order_by": "created_at"})),
        )

    def _pages(self, since: datetime | None, **more: str) -> Iterator[Sequence[Row]]:
        def ask(since: datetime | None, token: str | None) -> Page:
            when = {"updated_after": f"{since:%Y-%m-%dT%H:%M:%SZ}"} if since else {}
            page = {"page": token} if token else {}
            asked = {**_ALL, "sort": "asc", "per_page": self._rest.page_size}
            return self._rest.page(f"{self.path}/issues", {**asked, **more, **when, **page})

        return keyset(ask, self.stamp, since=since, shifting=True)


def _following(answer: Answer) -> str | None:
    """Return the number of the next page; some proxies let only one of the two headers pass."""
    told = answer.headers.get("X-Next-Page", "").strip()
    linked = parse_qs(urlsplit(answer.next_url or "").query).get("page", [])
    return told or next(iter(linked), None)


_ALL: Final[Params] = {"scope": "all", "order_by": "updated_at"}
