"""What a Zammad is asked."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, Final, Literal

from slawatch.errors import FatalSourceError, RetriableSourceError
from slawatch.ingest.backoff import Budget
from slawatch.ingest.desk import Row
from slawatch.ingest.http import Answer, HttpClient, HttpStatusError

Way = Literal["database", "index", "list"]
"""How changed tickets are found."""

WINDOW: Final = 10_000
"""Rows of one search that Elasticsearch shows; what is beyond them is an empty page."""
REFUSED: Final = frozenset({400, 403, 404, 422})


class Rest:
    """One Zammad during one pass."""

    def __init__(self, http: HttpClient, budget: Budget) -> None:
        self._http, self._budget = http, budget

    def ask(self, path: str, **params: str | int) -> Answer:
        """Return the answer to a GET below /api/v1."""
        return self._http.get(f"api/v1/{path}", params, budget=self._budget)

    def me(self) -> Answer:
        """Return the account that asks; the server's clock comes with it."""
        return self.ask("users/me", expand="true")

    def server_time(self) -> datetime:
        """Return the server's clock."""
        at = self.me().server_time
        if at is None:
            raise FatalSourceError("Zammad's answers have no Date; the web server before it must send one")
        return at

    def found(self, way: Way, since: datetime | None, *, page: int, size: int) -> Sequence[Row]:
        """Return a page of the tickets that changed since, by their last change, of the database or the index."""
        if page * size > WINDOW and way == "index":
            raise FatalSourceError(
                f"more than {WINDOW - size} tickets changed within one second or just now, "
                "which is more than the search index shows; set find: list until they are read"
            )
        order = {"sort_by": "updated_at", "order_by": "asc"}
        return self._rows("tickets/search", {**_filter(way, since), **order}, page=page, size=size)

    def newest(self, size: int) -> Sequence[Row]:
        """Return the tickets that changed last, without any filter."""
        order = {"query": "*", "sort_by": "updated_at", "order_by": "desc"}
        return self._rows("tickets/search", order, page=1, size=size)

    def listed(self, size: int) -> Iterator[Sequence[Row]]:
        """Yield all tickets by their ids."""
        page = 1
        while rows := self._rows("tickets", {}, page=page, size=size):
            yield rows
            page += 1

    def ticket(self, id_: str) -> Row:
        """Return a ticket by its id."""
        row: Row = self.ask(f"tickets/{id_}", expand="true").body
        return row

    def one(self, id_: str) -> Iterator[Row]:
        """Yield a ticket, nothing where it is not shown any more."""
        try:
            yield self.ticket(id_)
        except HttpStatusError as error:
            if error.status not in REFUSED:
                raise

    def list_of(self, path: str, **params: str | int) -> Sequence[Row]:
        """Return a list; RetriableSourceError where something else comes."""
        body = self.ask(path, **params).body
        if not isinstance(body, list):
            raise RetriableSourceError(f"Zammad answers {path} with {type(body).__name__} instead of a list")
        return body

    def allowed_list(self, path: str) -> Sequence[Row]:
        """Return a list, nothing where the account may not see it."""
        try:
            return self.list_of(path, expand="true", per_page=500, page=1)
        except HttpStatusError as error:
            if error.status not in REFUSED:
                raise
            return ()

    def history(self, id_: str) -> Sequence[Row]:
        """Return all entries of a ticket's history, the oldest first."""
        return self._of_object(f"ticket_history/{id_}", "history")

    def articles(self, id_: str) -> Sequence[Row]:
        """Return the articles of a ticket that the account may see."""
        return self.list_of(f"ticket_articles/by_ticket/{id_}", expand="true")

    def links(self, id_: str) -> tuple[Sequence[Row], Mapping[str, Any]]:
        """Return a ticket's links and, by id, the tickets that they lead to."""
        body = self.ask("links", link_object="Ticket", link_object_value=id_).body
        assets = body.get("assets") or {}
        return body.get("links") or (), assets.get("Ticket") or {}

    def _of_object(self, path: str, name: str) -> Sequence[Row]:
        body = self.ask(path).body
        rows = body.get(name) if isinstance(body, dict) else None
        if not isinstance(rows, list):
            raise RetriableSourceError(f"Zammad's answer to {path} holds no {name}")
        return rows

    def _rows(self, path: str, params: Mapping[str, str | int], *, page: int, size: int) -> Sequence[Row]:
        return self.list_of(path, **params, expand="true", page=page, per_page=size)


def _filter(way: Way, since: datetime | None) -> Mapping[str, str]:
    """Return the parameters that find what changed since, of the database (a condition) or of the index (a query).

    A search with a condition and without a query never asks the index.
    """
    text = f"{since:%Y-%m-%dT%H:%M:%SZ}" if since else "1971-01-01T00:00:00Z"
    if way == "index":
        return {"query": f"updated_at:[{text} TO *]"}
    name = "condition[ticket.updated_at]"
    return {f"{name}[operator]": "after (absolute)", f"{name}[value]": text}
