"""The tickets of a Freshservice or Freshdesk, asked for through version 2 of their API."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, Final

from slawatch.errors import FatalSourceError, RetriableSourceError, SkippableRow
from slawatch.ingest.desk import AbsentError, Desk, Told
from slawatch.ingest.freshworks.facts import links, ratings, replies, statuses, verdicts
from slawatch.ingest.freshworks.rest import ABSENT, FORBIDDEN, LAST_PAGE, Params, Rest
from slawatch.ingest.freshworks.rows import (
    CLOSED,
    OPEN,
    OPTIONAL,
    REQUIRED,
    RESOLVED,
    Reading,
    Row,
    Words,
    fields,
    time,
    unwrapped,
)
from slawatch.ingest.http import HttpStatusError
from slawatch.ingest.keyset import Page, keyset
from slawatch.ingest.shape import Shape
from slawatch.ingest.snapshot import LastSeen, Look, Seen, derived
from slawatch.ingest.source import Stamp
from slawatch.model.event import Event
from slawatch.model.ticket import Ticket

EARLIEST: Final = datetime(2000, 1, 1, tzinfo=UTC)
"""Before either product was made. Without a time they list the last 30 days only."""


class Tickets(Desk):
    """The tickets of an account, or of one workspace of it."""

    def __init__(self, rest: Rest, reading: Reading, words: Callable[[], Words], last: Callable[[], LastSeen]) -> None:
        self._rest, self._reading, self._words, self._last = rest, reading, words, last
        self.scope: Params = {}
        """What narrows the list: a workspace."""
        self.knows_ids = True
        """Whether it is asked for single tickets, which stand in no workspace: one list of an account is enough."""
        self.began: datetime | None = None
        self.seen: dict[str, Seen] = {}
        """How tickets were that were told since this was emptied."""
        self.shape = Shape(required=REQUIRED, optional=OPTIONAL)

    def server_time(self) -> datetime:
        """Return the server's clock."""
        self.began = self._rest.get("tickets", {**self.scope, "per_page": 1}).server_time
        if self.began is None:
            raise FatalSourceError("the answers have no Date; the proxy before the server must send one")
        return self.began

    def changed(self, since: datetime | None) -> Iterator[Sequence[Row]]:
        """Yield pages of tickets by their last change."""
        return self._pages(since, include="stats")

    def newest(self) -> Stamp | None:
        """Return the ticket that changed last, of those that were made in the last 30 days."""
        asked = {**self.scope, "order_by": "updated_at", "order_type": "desc", "per_page": 1}
        rows = self._rest.page("tickets", "tickets", asked).rows
        return self.stamp(rows[0]) if rows else None

    def stamp(self, row: Row) -> Stamp:
        """Return what a row says of itself."""
        if not isinstance(row, Mapping) or not row.get("id"):
            raise SkippableRow("it has no number", row_id="")
        id_ = str(row["id"])
        try:
            return Stamp(
                id=id_, updated_at=time(row["updated_at"], row_id=id_), status=self._words().status(row["status"])
            )
        except (SkippableRow, KeyError):
            return Stamp(id=id_)

    def told(self, row: Row) -> Told:
        """Return a ticket, with what was written and what became of it since the last look."""
        id_ = str(row["id"])
        self.shape.look_over(row, row_id=id_)
        ticket = Ticket(
            id=id_,
            key=_key(row),
            created_at=time(row["created_at"], row_id=id_),
            updated_at=time(row["updated_at"], row_id=id_),
            url=f"{self._reading.url}/a/tickets/{id_}",
        )
        return Told(ticket=ticket, events=tuple(self._events(row, ticket)))

    def row(self, id_: str) -> Row:
        """Return a ticket by its number."""
        row = unwrapped(self._rest.get(f"tickets/{id_}", {"include": "stats"}).body, "ticket")
        if not isinstance(row, Mapping):
            raise RetriableSourceError("the answer to the question for a ticket is none")
        if row.get("deleted") or row.get("spam"):
            raise AbsentError("deleted")
        return row

    def listed(self, *, open_only: bool) -> Iterator[Stamp]:
        """Yield the tickets that there are."""
        del open_only  # no list of both products can be narrowed so
        for rows in self._pages(None):
            yield from map(self.stamp, rows)

    def owns(self, id_: str) -> bool:
        """Tell whether it is this list that is asked for single tickets."""
        del id_
        return self.knows_ids

    def first(self, since: datetime) -> Sequence[Stamp]:
        """Return the first page of what changed since then."""
        return [self.stamp(row) for row in next(self.changed(since), [])]

    def _events(self, row: Row, ticket: Ticket) -> Iterator[Event]:
        id_, words = ticket.id, self._words()
        now = {"status": words.status(OPEN), **fields(row, words, self._reading)}
        seen = Seen(id=id_, created_at=ticket.created_at, fields=now, changed_at=ticket.updated_at)
        look = Look(at=self.began or self.server_time(), before=self._last().at)
        yield from derived(seen, self._last().of(id_), look)
        yield from statuses(row, self._activities(id_), words, id_=id_)
        yield from replies(row, self._below(id_, "conversations", self._rest.whole), id_=id_)
        yield from verdicts(row, id_=id_)
        yield from self._ratings(row, id_)
        yield from self._links(ticket)
        self.seen[id_] = seen

    def _activities(self, id_: str) -> Sequence[Row]:
        return self._below(id_, "activities", self._rest.unpaged) if self._reading.activities else ()

    def _ratings(self, row: Row, id_: str) -> Iterator[Event]:
        if self._reading.ratings and row["status"] in (RESOLVED, CLOSED):
            yield from ratings(self._optional(f"tickets/{id_}/{self._reading.ratings}"), id_=id_)

    def _links(self, ticket: Ticket) -> Iterator[Event]:
        if self._reading.links:
            yield from links(self._optional(f"tickets/{ticket.id}", {"include": "problem,change"}), ticket)

    def _optional(self, path: str, params: Params | None = None) -> Any:  # noqa: ANN401  JSON is any of its types
        """Return what an account answers that has such a thing and may see it."""
        try:
            return self._rest.get(path, params).body
        except HttpStatusError as error:
            if error.status in ABSENT:
                return None
            raise

    def _below(self, id_: str, name: str, ask: Callable[[str, str], Iterable[Row]]) -> Sequence[Row]:
        try:
            return list(ask(f"tickets/{id_}/{name}", name))
        except HttpStatusError as error:
            if error.status == FORBIDDEN:
                raise FatalSourceError(f"{error}: the account may not see the {name} of tickets") from error
            raise

    def _pages(self, since: datetime | None, **more: str) -> Iterator[Sequence[Row]]:
        def ask(since: datetime | None, token: str | None) -> Page:
            if token is not None and int(token) > LAST_PAGE:
                raise RetriableSourceError(f"more tickets share a second than {LAST_PAGE} pages hold")
            asked = {**self._asked(since or EARLIEST), **more, "page": int(token or 1)}
            page = self._rest.page("tickets", "tickets", asked)
            if not self._in_order(page.rows):
                raise _OtherOrderError
            return page

        try:
            yield from keyset(ask, self.stamp, since=since, shifting=True)
        except _OtherOrderError:
            yield from self._gathered({**self._asked(since or EARLIEST), **more})

    def _gathered(self, asked: Params) -> Iterator[Sequence[Row]]:
        """Yield by their last change what an account that knows another order only lists in that one."""
        rows: list[Row] = []
        for number in range(1, LAST_PAGE + 1):
            page = self._rest.page("tickets", "tickets", {**asked, "page": number})
            rows += page.rows
            if page.next is None:
                break
        else:
            raise FatalSourceError(f"tickets come in another order than asked for, and are more than {LAST_PAGE} pages")
        rows.sort(key=lambda row: self.stamp(row).updated_at or EARLIEST)
        size = self._rest.page_size
        yield from (rows[first : first + size] for first in range(0, len(rows), size))

    def _asked(self, since: datetime) -> Params:
        return {
            **self.scope,
            "updated_since": f"{since:%Y-%m-%dT%H:%M:%SZ}",
            "order_by": "updated_at",
            "order_type": "asc",
            "per_page": self._rest.page_size,
        }

    def _in_order(self, rows: Sequence[Row]) -> bool:
        """Tell whether rows stand by their last change: pages begin anew at the last stamp, so they must."""
        stamps = [at for row in rows if (at := self.stamp(row).updated_at)]
        return stamps == sorted(stamps)


class _OtherOrderError(Exception):
    """Rows come in another order than they were asked for."""


def _key(row: Row) -> str:
    """Return what people call a ticket: Freshservice's have a prefix by type."""
    prefix = {"Incident": "INC-", "Service Request": "SR-"} if "urgency" in row or "workspace_id" in row else {}
    return f"{prefix.get(row.get('type') or '', '#' if not prefix else 'INC-')}{row['id']}"
