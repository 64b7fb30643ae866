"""Version 2 of the API of Freshservice and Freshdesk, as both dialects speak it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from slawatch.errors import RetriableSourceError
from slawatch.ingest.backoff import Budget
from slawatch.ingest.freshworks.rows import Row, unwrapped
from slawatch.ingest.http import Answer, HttpClient
from slawatch.ingest.keyset import Page

LAST_PAGE: Final = 300
"""Both refuse pages beyond it."""
FORBIDDEN: Final = 403
ABSENT: Final = frozenset({400, FORBIDDEN, 404})
"""What is answered about things that an account does not have, or does not show."""

Params = Mapping[str, str | int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rest:
    """One account during one pass."""

    http: HttpClient
    budget: Budget
    page_size: int

    def get(self, path: str, params: Params | None = None) -> Answer:
        """Return the answer about a path below api/v2/."""
        return self.http.get(f"api/v2/{path}", params, budget=self.budget)

    def page(self, path: str, name: str, params: Params) -> Page:
        """Return a page of a list; a full one is followed by another, whatever the Link header says."""
        answer = self.get(path, params)
        rows, number = unwrapped(answer.body, name), int(params.get("page", 1))
        if not isinstance(rows, list):
            raise RetriableSourceError(f"{path} answers something else than a list")
        more = answer.next_url is not None or len(rows) >= int(params["per_page"])
        return Page(rows=rows, next=str(number + 1) if more else None)

    def whole(self, path: str, name: str) -> Iterator[Row]:
        """Yield all of a list, page by page; one that has no pages answers each number with the same rows."""
        before: Sequence[Row] = ()
        for number in range(1, LAST_PAGE + 1):
            page = self.page(path, name, {"per_page": self.page_size, "page": number})
            if page.rows == before:
                return
            yield from page.rows
            if page.next is None:
                return
            before = page.rows

    def unpaged(self, path: str, name: str) -> Sequence[Row]:
        """Return a list that comes whole, or names its next page itself."""
        answer, found = self.get(path), list[Row]()
        for _ in range(LAST_PAGE):
            rows = unwrapped(answer.body, name)
            if not isinstance(rows, list):
                raise RetriableSourceError(f"{path} answers something else than a list")
            found += rows
            if answer.next_url is None:
                break
            answer = self.http.get(answer.next_url, budget=self.budget)
        return found
