"""GitHub's REST API as a source needs it: the issues of one repository."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, TypeVar

from slawatch.errors import FatalSourceError, RetriableSourceError, SkippableRow
from slawatch.ingest.backoff import Budget
from slawatch.ingest.desk import AbsentError, Desk, Row, Told
from slawatch.ingest.http import Answer, HttpClient, HttpStatusError
from slawatch.ingest.keyset import Page, keyset
from slawatch.ingest.shape import Shape
from slawatch.ingest.source import Stamp
from slawatch.sources.github.history import events
from slawatch.sources.github.rows import OPTIONAL, REQUIRED, Glossary, status, ticket, time

MOVED: Final = 301
FORBIDDEN: Final = 403
MOST_PAGES: Final = 1000
"""Of one timeline or list of labels."""

T = TypeVar("T")
Params = Mapping[str, str | int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rest:
    """GitHub during one pass."""

    http: HttpClient
    budget: Budget
    page_size: int

    def get(self, target: str, params: Params | None = None) -> Answer:
        """Return the answer about a path, or about a next page's address."""
        return self.http.get(target, params, budget=self.budget)

    def page(self, target: str, params: Params | None = None) -> Page:
        """Return a page of a list."""
        answer = self.get(target, params)
        if not isinstance(answer.body, list):
            raise RetriableSourceError("GitHub answers a list with something else")
        return Page(rows=answer.body, next=answer.next_url)

    def whole(self, path: str) -> Iterator[Row]:
        """Yield all of a list, page by page."""
        page = self.page(path, {"per_page": self.page_size})
        for _ in range(MOST_PAGES):
            yield from page.rows
            if page.next is None:
                return
            page = self.page(page.next)
        raise RetriableSourceError(f"GitHub's {path.rpartition('/')[2]} has no end")


class Repository(Desk):
    """The issues of one repository."""

    def __init__(self, rest: Rest, name: str, glossary: Glossary) -> None:
        self._rest, self._name, self._glossary = rest, name, glossary
        self._number: int | None = None
        self.shape = Shape(required=REQUIRED, optional=OPTIONAL)

    def server_time(self) -> datetime:
        """Return GitHub's clock."""
        answer = self._ask()
        if answer.server_time is None:
            raise FatalSourceError("GitHub's answers have no Date; the proxy before it must send one")
        return answer.server_time

    def changed(self, since: datetime | None) -> Iterator[Sequence[Row]]:
        """Yield pages of issues, with the pull requests that GitHub lists among them: they are dropped when told."""
        return self._pages(since, state="all")

    def newest(self) -> Stamp | None:
        """Return the issue or pull request that changed last."""
        rows = self._rest.page(self._path, {**_SORTED, "state": "all", "direction": "desc", "per_page": 1}).rows
        return self.stamp(rows[0]) if rows else None

    def stamp(self, row: Row) -> Stamp:
        """Return what a row says of itself."""
        try:
            id_ = f"{self.number}#{row['number']}"
        except (KeyError, TypeError) as error:
            raise SkippableRow("it has no number", row_id="") from error
        try:
            return Stamp(id=id_, updated_at=time(row["updated_at"], row_id=id_), status=self._status(row))
        except (SkippableRow, KeyError):
            return Stamp(id=id_)

    def told(self, row: Row) -> Told:
        """Return an issue and its timeline."""
        id_ = f"{self.number}#{row.get('number')}"
        self.shape.look_over(row, row_id=id_)
        if row.get("pull_request"):
            raise AbsentError("moved")
        issue = ticket(row, id_=id_, repository=self._name)
        with_history = self._issue(row["number"], "/timeline")
        return Told(ticket=issue, events=events(row, with_history, self._glossary, id_=id_))

    def row(self, id_: str) -> Row:
        """Return an issue by its number."""
        row = self._of_issue(lambda: self._rest.get(f"{self._path}/{id_.partition('#')[2]}").body)
        if not isinstance(row, Mapping) or row.get("pull_request"):
            raise AbsentError("moved")
        return row

    def listed(self, *, open_only: bool) -> Iterator[Stamp]:
        """Yield the issues that there are."""
        for rows in self._pages(None, state="open" if open_only else "all"):
            yield from (self.stamp(row) for row in rows if not row.get("pull_request"))

    def owns(self, id_: str) -> bool:
        """Tell whether an issue is one of this repository."""
        return id_.startswith(f"{self.number}#")

    def first(self, since: datetime) -> Sequence[Stamp]:
        """Return the first page of what changed since then."""
        return [self.stamp(row) for row in next(self.changed(since), [])]

    @property
    def number(self) -> int:
        """The repository's own number: its name may change."""
        if self._number is None:
            self._ask()
        return self._number or 0

    def _ask(self) -> Answer:
        answer = self._rest.get(f"repos/{self._name}")
        if not isinstance(answer.body, Mapping) or not isinstance(answer.body.get("id"), int):
            raise RetriableSourceError("GitHub answers a repository with something else")
        self._number = int(answer.body["id"])
        return answer

    @property
    def _path(self) -> str:
        return f"repos/{self._name}/issues"

    def _pages(self, since: datetime | None, *, state: str) -> Iterator[Sequence[Row]]:
        def ask(since: datetime | None, token: str | None) -> Page:
            if token is not None:
                return self._rest.page(token)
            when = {"since": f"{since:%Y-%m-%dT%H:%M:%SZ}"} if since else {}
            asked = {**_SORTED, "state": state, "direction": "asc", "per_page": self._rest.page_size}
            return self._rest.page(self._path, {**asked, **when})

        return keyset(ask, self.stamp, since=since, shifting=True)

    def _status(self, row: Row) -> str | None:
        try:
            return status(row, self._glossary.labels)
        except (KeyError, TypeError):
            return None

    def _issue(self, number: Any, below: str) -> Sequence[Row]:  # noqa: ANN401  whatever was sent
        return self._of_issue(lambda: list(self._rest.whole(f"{self._path}/{number}{below}")))

    def _of_issue(self, ask: Callable[[], T]) -> T:
        """Return what is known of one issue; one that was transferred answers with its new address.

        GitHub hides what one may not see behind 404; a 403 means that it wants to be asked less.
        """
        try:
            return ask()
        except HttpStatusError as error:
            if error.status == MOVED:
                raise AbsentError("moved") from error
            if error.status == FORBIDDEN:
                raise RetriableSourceError(
                    f"{error}: GitHub's secondary limit, or rights that were taken away"
                ) from error
            raise


_SORTED: Final[Params] = {"sort": "updated"}
