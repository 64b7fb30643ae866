"""What a GLPI is asked."""

import html
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from slawatch.errors import FatalSourceError, RetriableSourceError
from slawatch.ingest.backoff import Budget
from slawatch.ingest.desk import Row
from slawatch.ingest.http import UNAUTHORIZED, Answer, HttpClient, HttpStatusError
from slawatch.ingest.wall_clock import WallClock
from slawatch.sources.glpi.session import LoginRefusedError

ID: Final = "2"
STATUS: Final = "12"
CHANGED: Final = "19"
"""Search options, which are the same for tickets, problems and changes."""
BY_ID: Final = {"sort": ID, "order": "ASC"}
AT_ONCE: Final = 1000
"""Rows of a ticket (log entries, followups) that are asked for at a time."""
SECOND: Final = timedelta(seconds=1)
BAD_REQUEST: Final = 400
FORBIDDEN: Final = 403


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """Rows of a search, and how many it finds in all."""

    rows: Sequence[Row]
    total: int


class Rest:
    """One GLPI during one pass."""

    def __init__(self, http: HttpClient, budget: Budget, wall: WallClock) -> None:
        self._http, self._budget, self.wall = http, budget, wall
        self._began: datetime | None = None

    def ask(self, path: str, **params: str | int) -> Answer:
        """Return the answer to a GET below apirest.php.

        A 401 right after a new session was begun is told as 403: versions before 10 answer a missing right so.
        """
        try:
            return self._http.get(f"apirest.php/{path}", params, budget=self._budget)
        except LoginRefusedError:
            raise
        except HttpStatusError as error:
            status = FORBIDDEN if error.status == UNAUTHORIZED else error.status
            raise HttpStatusError(str(error), status=status) from error

    def server_time(self) -> datetime:
        """Return the server's clock at the beginning of the pass."""
        if self._began is None:
            self._began = self.ask("getActiveEntities").server_time
        if self._began is None:
            raise FatalSourceError("GLPI's answers have no Date; the web server before it must send one")
        return self._began

    def changed(self, kind: str, since: datetime | None, *, size: int, order: str = "ASC") -> Found:
        """Return the first rows that changed at an instant or later, by their last change."""
        after = {} if since is None else self._criterion(0, "morethan", since - SECOND)
        return self._search(kind, {**after, "sort": CHANGED, "order": order}, first=0, size=size)

    def within(self, kind: str, second: datetime, *, first: int, size: int) -> Found:
        """Return rows that changed within one second, by their ids: by times their order would be left to chance."""
        bounds = {
            **self._criterion(0, "morethan", second - SECOND),
            **self._criterion(1, "lessthan", second + SECOND),
        }
        return self._search(kind, {**bounds, **BY_ID}, first=first, size=size)

    def all(self, kind: str, *, first: int, size: int) -> Found:
        """Return rows by their ids."""
        return self._search(kind, BY_ID, first=first, size=size)

    def item(self, kind: str, number: str) -> Row:
        """Return a ticket with the names of its category and entity."""
        row: Row = self.ask(f"{kind}/{number}", expand_dropdowns="true", get_hateoas="false").body
        return row

    def parts(self, kind: str, number: str, part: str) -> Sequence[Row]:
        """Return all rows of a kind that belong to a ticket, by their ids."""
        rows: list[Row] = []
        total = 1
        while len(rows) < total:
            window = f"{len(rows)}-{len(rows) + AT_ONCE - 1}"
            answer = self.ask(f"{kind}/{number}/{part}", range=window, get_hateoas="false", sort="id", order="ASC")
            page, total = _rows(answer.body, part), _total(answer)
            rows += page
            if not page:
                break
        return rows

    def names(self, kind: str) -> Iterator[str]:
        """Yield the full names of a list, nothing where the account may not see it."""
        try:
            body = self.ask(kind, range=f"0-{AT_ONCE - 1}", get_hateoas="false").body
        except HttpStatusError:
            return
        yield from (html.unescape(str(row.get("completename") or row.get("name"))) for row in _rows(body, kind))

    def _criterion(self, nth: int, how: str, at: datetime) -> Mapping[str, str]:
        name = f"criteria[{nth}]"
        link = {f"{name}[link]": "AND"} if nth else {}
        return {
            **link,
            f"{name}[field]": CHANGED,
            f"{name}[searchtype]": how,
            f"{name}[value]": self.wall.write(at),
        }

    def _search(self, kind: str, question: Mapping[str, str], *, first: int, size: int) -> Found:
        shown = {f"forcedisplay[{nth}]": field for nth, field in enumerate((ID, CHANGED, STATUS))}
        window = f"{first}-{first + size - 1}"
        try:
            body = self.ask(f"search/{kind}", **question, **shown, range=window).body
        except HttpStatusError as error:
            if first and error.status == BAD_REQUEST:  # ERROR_RANGE_EXCEED_TOTAL: rows went meanwhile
                return Found(rows=(), total=0)
            raise
        if not isinstance(body, dict) or not isinstance(body.get("totalcount"), int):
            raise RetriableSourceError(f"GLPI's answer to a search of {kind} holds no totalcount")
        rows = body.get("data") or ()
        return Found(rows=list(rows.values()) if isinstance(rows, dict) else rows, total=body["totalcount"])


def _rows(body: Any, what: str) -> Sequence[Row]:  # noqa: ANN401  whatever was sent
    if not isinstance(body, list):
        raise RetriableSourceError(f"GLPI answers {what} with {type(body).__name__} instead of a list")
    return body


def _total(answer: Answer) -> int:
    """Return how many rows there are, by Content-Range: 0-49/200."""
    told = re.fullmatch(r"\s*\d+-\d+/(\d+)\s*", answer.headers.get("Content-Range", ""))
    return int(told[1]) if told else len(answer.body)
