"""Request Tracker's REST2 as a source needs it: searches read by growing id, single records, names by id."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, Final, Literal
from urllib.parse import quote

from slawatch.errors import FatalSourceError, RetriableSourceError
from slawatch.ingest.backoff import Budget
from slawatch.ingest.http import Answer, HttpClient, HttpStatusError
from slawatch.sources.request_tracker.options import LARGEST_PAGE

ROOT: Final = "REST/2.0/"
FORBIDDEN: Final = 403
ABSENT: Final = frozenset({FORBIDDEN, 404})
BEYOND: Final = 2_000_000_000
"""No id is as high."""
MOST_HIDDEN_PAGES: Final = 100

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Search:
    """A collection, the rows of it that are wanted, and what is told of each."""

    path: str
    where: str = ""
    fields: Mapping[str, str] = field(default_factory=dict)

    def narrowed(self, condition: str) -> "Search":
        """Return the search with a condition added."""
        return replace(self, where=f"({self.where}) AND {condition}" if self.where else condition)


class Rest:
    """One RT during one poll.

    RT limits a search to a page first and then drops the rows that the account may not see; it tells neither a total
    nor a next page of transactions to an account that isn't a super user. A short or empty page is therefore not
    the end of anything: a search ends at the newest row, which is asked for beforehand.
    """

    def __init__(self, http: HttpClient, budget: Budget) -> None:
        self.budget = budget
        self._http = http

    def get(self, path: str, params: Mapping[str, str | int] | None = None) -> Answer:
        """Return the answer about a path below REST/2.0/."""
        return self._http.get(ROOT + path, params, budget=self.budget)

    def server_time(self) -> datetime:
        """Return the server's clock, asked before anything that is read afterwards."""
        time = self.get("rt").server_time
        if time is None:
            raise FatalSourceError("RT's answers have no Date; the web server before it must send one")
        return time

    def record(self, path: str) -> Row | None:
        """Return a single record, None where there is none or it may not be seen."""
        try:
            body = self.get(path).body
        except HttpStatusError as error:
            if error.status in ABSENT:
                return None
            raise
        if not isinstance(body, dict):
            raise RetriableSourceError(f"RT's {path} is not a record but {type(body).__name__}")
        return body

    def user_id(self, name: str) -> str | None:
        """Return the number of a user, which history names people by."""
        user = self.record("user/" + quote(name, safe="")) or {}
        itself = [link["id"] for link in user.get("_hyperlinks", ()) if link.get("ref") == "self"]
        return str(itself[0]) if itself else None

    def names(self, collection: str, query: str = "") -> dict[str, str]:
        """Return the names of a collection by id."""
        found: dict[str, str] = {}
        for number in range(1, MOST_HIDDEN_PAGES):
            params: dict[str, str | int] = {"fields": "Name", "per_page": LARGEST_PAGE, "page": number}
            answer = self.get(collection, params | ({"query": query} if query else {})).body
            found |= {str(row["id"]): str(row.get("Name", "")) for row in _items(answer)}
            # Where RT tells no total it tells no next page either.
            if not answer.get("next_page") and (answer.get("total") is not None or not answer["items"]):
                break
        return found

    def some(self, search: Search) -> Sequence[Row]:
        """Return the visible rows of a search that has a hundred at the most."""
        return _items(self._page(search, "id > 0", {"per_page": LARGEST_PAGE}))

    def newest(self, search: Search, *, patience: int = MOST_HIDDEN_PAGES) -> int | None:
        """Return the highest id that the account sees, None where so many pages hold nothing for it."""
        bare = replace(search, fields={})
        # Mostly the very newest row may be seen; large pages are for looking behind those that may not.
        for size, number in ((1, 1), *((LARGEST_PAGE, number) for number in range(1, patience + 1))):
            answer = self._page(bare, "id > 0", {"order": "DESC", "per_page": size, "page": number})
            if ids := row_ids(answer):
                return max(ids)
            total = answer.get("total")
            if total is not None and total <= number * size:
                return None
        return None

    def count(self, search: Search, *, after: int) -> int | None:
        """Return how many rows there are after an id, None where RT doesn't tell this account."""
        total = self._page(replace(search, fields={}), f"id > {after}", {"per_page": 1}).get("total")
        return None if total is None else int(total)

    def pages(self, search: Search, *, after: int, through: int, size: int = LARGEST_PAGE) -> Iterator[Sequence[Row]]:
        """Yield the visible rows with ids in (after, through], page by page; `through` must be visible."""
        number = 1
        while after < through:
            params: dict[str, str | int] = {"per_page": size, "page": number}
            answer = self._page(search, f"id > {after} AND id <= {through}", params)
            if ids := row_ids(answer):
                after, number = _advanced(ids, after=after, through=through), 1
                yield _items(answer)
            elif number == MOST_HIDDEN_PAGES:
                raise RetriableSourceError(f"RT's {search.path} up to {through} disappeared while they were read")
            else:
                # The newest ticket may have been merged or deleted a moment ago.
                number, through = number + 1, self.newest(search.narrowed(f"id <= {through}")) or 0

    def newest_first(self, search: Search, *, patience: int) -> Iterator[Sequence[Row]]:
        """Yield the visible rows page by page, the newest first, until so many pages hold nothing for the account."""
        before, number = BEYOND, 1
        while number <= patience:
            params: dict[str, str | int] = {"order": "DESC", "per_page": LARGEST_PAGE, "page": number}
            answer = self._page(search, f"id < {before}", params)
            if ids := row_ids(answer):
                before, number = _receded(ids, before=before), 1
                yield _items(answer)
            else:
                number += 1

    def why_absent(self, path: str) -> Literal["deleted", "forbidden"] | None:
        """Return why there is no such record, None where there is one."""
        try:
            self.get(path)
        except HttpStatusError as error:
            if error.status not in ABSENT:
                raise
            return "forbidden" if error.status == FORBIDDEN else "deleted"
        return None

    def _page(self, search: Search, condition: str, params: Mapping[str, str | int]) -> Row:
        query = {"query": search.narrowed(condition).where, "orderby": "id"}
        answer: Row = self.get(search.path, {**query, **search.fields, **params}).body
        _items(answer)
        return answer


def row_ids(answer: Row) -> Sequence[int]:
    """Return the ids of a page's rows."""
    try:
        return [int(row["id"]) for row in _items(answer)]
    except (KeyError, TypeError, ValueError):
        raise FatalSourceError("RT sends rows without an id; is this REST2 of RT 5?") from None


def _items(answer: Any) -> Sequence[Row]:  # noqa: ANN401  whatever was sent
    items = answer.get("items") if isinstance(answer, dict) else None
    if not isinstance(items, list):
        raise RetriableSourceError("RT's answer to a search holds no items")
    return items


def _advanced(ids: Sequence[int], *, after: int, through: int) -> int:
    """Return where a page ends; a page that isn't what was asked for is refused, for filters fail open."""
    if any(low >= high for low, high in zip((after, *ids), ids, strict=False)) or ids[-1] > through:
        raise FatalSourceError(
            f"RT was asked for ids in ({after}, {through}] in their order and sent {ids[:10]}: its filter is ignored"
        )
    return ids[-1]


def _receded(ids: Sequence[int], *, before: int) -> int:
    """Return where a page that was read backwards ends; one that isn't what was asked for is refused."""
    if any(low >= high for high, low in zip((before, *ids), ids, strict=False)):
        raise FatalSourceError(
            f"RT was asked for ids below {before}, falling, and sent {ids[:10]}: its filter is ignored"
        )
    return ids[-1]
