"""Issues by their last change, page by page, in the cloud and in a data center."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Final

from slawatch.errors import RetriableSourceError
from slawatch.ingest.desk import Row
from slawatch.ingest.http import HttpStatusError
from slawatch.ingest.keyset import Page, keyset
from slawatch.ingest.source import Stamp
from slawatch.model.instant import EARLIEST
from slawatch.sources.jira.literals import Literal, milliseconds
from slawatch.sources.jira.rest import Json, Rest, mapping, sequence

INDEX_LAG: Final = 120
"""Seconds after which Jira's search has mostly noticed a change; what takes longer, a re-scan brings in."""
_MINUTE: Final = timedelta(minutes=1)
NOT_DONE: Final = "statusCategory != Done"
"""In JQL the names of categories are the same in every language."""
BAD_REQUEST: Final = 400
REFUSED_ADDRESS: Final = frozenset({404, 405, 414})


@dataclass(frozen=True, slots=True, kw_only=True)
class Search:
    """What is looked for, and what is told of each issue."""

    fields: Sequence[str]
    projects: Sequence[str] = ()
    where: str = ""
    history: bool = False
    """Whether a data center tells the changelogs at once; the cloud has a question of its own for them."""
    size: int = 100
    literal: Literal = milliseconds

    def jql(self, since: datetime | None, *, newest: bool = False) -> str:
        """Return the question for what changed since the minute of an instant.

        The cloud refuses questions that ask for everything, so that one without an instant asks since long ago.
        """
        order = f"ORDER BY updated {'DESC' if newest else 'ASC'}, key ASC"
        return f"{self.condition(since)} {order}"

    def condition(self, since: datetime | None) -> str:
        """Return the question without an order."""
        projects = ", ".join(f'"{_escaped(key)}"' for key in self.projects)
        conditions = [
            *([f"project in ({projects})"] if projects else []),
            *([self.where] if self.where else []),
            f"updated >= {self.literal(since or EARLIEST)}",
        ]
        return " AND ".join(conditions)


def pages(
    rest: Rest, search: Search, stamp: Callable[[Row], Stamp], *, since: datetime | None, began: datetime | None = None
) -> Iterator[Sequence[Row]]:
    """Yield pages of the issues that changed since the minute of an instant, none left out.

    The search orders by what the index knows and shows what is: with the server's time at which reading `began`, no
    page begins at a stamp that the index may not have known by then.
    """
    ask = _Cloud(rest, search) if rest.site.cloud else _DataCenter(rest, search)
    settled = began and _minute(began - timedelta(seconds=INDEX_LAG)) - _MINUTE  # stamps are told by the minute
    # JQL knows minutes: issues of one minute are one block, which pages are asked through.
    return keyset(ask, lambda row: by_minute(stamp(row)), since=since and _minute(since), began=settled)


def newest(rest: Rest, search: Search) -> Row | None:
    """Return the issue that changed last, None where none is seen."""
    found = _asked(rest, replace(search, size=1), search.jql(None, newest=True))
    return next(iter(sequence(found.get("issues"))), None)


def count(rest: Rest, search: Search) -> int | None:
    """Return about how many issues there are, None where Jira does not say."""
    if not rest.site.cloud:
        return int(_asked(rest, replace(search, size=0), search.jql(None)).get("total", 0))
    try:
        return int(rest.search("search/approximate-count", {"jql": search.condition(None)})["count"])
    except (HttpStatusError, KeyError):
        return None


def by_minute(stamp: Stamp) -> Stamp:
    """Return a stamp as JQL knows it."""
    return replace(stamp, updated_at=stamp.updated_at and _minute(stamp.updated_at))


def _minute(at: datetime) -> datetime:
    return at.astimezone(UTC).replace(second=0, microsecond=0)


def _escaped(key: str) -> str:
    return key.replace("\\", "\\\\").replace('"', '\\"')


def _asked(rest: Rest, search: Search, jql: str, **more: str | int) -> Json:
    params: Mapping[str, str | int] = {"jql": jql, "fields": ",".join(search.fields), "maxResults": search.size, **more}
    if rest.site.cloud:
        return _asked_cloud(rest, params, {**params, "fields": search.fields})
    return mapping(rest.api("search", {**params, **({"expand": "changelog"} if search.history else {})}))


def _asked_cloud(rest: Rest, params: Mapping[str, str | int], body: Json) -> Json:
    if rest.kept.by_post:
        return rest.search("search/jql", body)
    try:
        return mapping(rest.api("search/jql", params))
    except HttpStatusError as error:
        if error.status not in REFUSED_ADDRESS:
            raise
        rest.kept.by_post = True
        return rest.search("search/jql", body)


class _Cloud:
    """Asks page by page with tokens, which hold where the last page ended."""

    def __init__(self, rest: Rest, search: Search) -> None:
        self._rest, self._search = rest, search

    def __call__(self, since: datetime | None, token: str | None) -> Page:
        body = _asked(self._rest, self._search, self._search.jql(since), **({"nextPageToken": token} if token else {}))
        rows, following = sequence(body.get("issues")), body.get("nextPageToken")
        if following is None and body.get("isLast") is False:
            raise RetriableSourceError("Jira says that more issues follow, and names no page with them")
        return Page(rows=rows, next=None if body.get("isLast") is True else following)


class _DataCenter:
    """Asks page by page by number.

    A row that changes leaves its place, and those behind it move up: so each page begins with the row that the last
    one ended with. Where it does not, rows moved, and a page before it is read again.
    """

    def __init__(self, rest: Rest, search: Search) -> None:
        self._rest, self._search = rest, search
        self._asked = 0
        self._seen: dict[str, str] = {}
        """Of the rows of this block: their last change as it was sent."""

    def __call__(self, since: datetime | None, token: str | None) -> Page:
        at = int(token.partition("/")[0]) if token else 0
        if not at:
            self._seen.clear()
        rows, total = self._page(since, at)
        while at and not (rows and self._is_seen(rows[0])):
            at = max(0, at - self._search.size + 1)
            rows, total = self._page(since, at)
        fresh = [row for row in rows if not self._is_seen(row)]
        self._seen.update((str(row.get("id")), _updated(row)) for row in rows)
        end = at + len(rows)
        return Page(rows=fresh, next=self._token(end - 1) if rows and end < total else None)

    def _page(self, since: datetime | None, at: int) -> tuple[Sequence[Json], int]:
        body = _asked(self._rest, self._search, self._search.jql(since), startAt=at)
        rows = sequence(body.get("issues"))
        if rows and body.get("startAt", at) != at:
            raise RetriableSourceError(f"Jira was asked for issues from number {at} on and tells others")
        return rows, int(body.get("total", 0))

    def _token(self, at: int) -> str:
        """Return what asks for a page; the same place may be asked for twice, where rows moved."""
        self._asked += 1
        return f"{at}/{self._asked}"

    def _is_seen(self, row: Row) -> bool:
        return self._seen.get(str(row.get("id"))) == _updated(row)


def _updated(row: Row) -> str:
    return str((row.get("fields") or {}).get("updated"))
