"""The tickets of a Zammad, by their last change."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any

from slawatch.errors import RetriableSourceError, SkippableRow
from slawatch.ingest.desk import Desk, Row, Told
from slawatch.ingest.keyset import Page, keyset
from slawatch.ingest.shape import Shape
from slawatch.ingest.source import Stamp
from slawatch.sources.zammad.history import KNOWN, REQUIRED, Telling, instant_of
from slawatch.sources.zammad.rest import Rest, Way


class TicketDesk(Desk):
    """All tickets that the account sees, during one pass."""

    def __init__(self, rest: Rest, telling: Telling, *, way: Way, page_size: int, lag: int) -> None:
        self._rest, self._telling, self.way, self._size = rest, telling, way, page_size
        self._lag = timedelta(seconds=lag)
        self._began: datetime | None = None
        self._shown: set[str] = set()
        """Tickets of the pages of one second that were read."""
        self._full = False
        """Whether the last page that was read was."""
        self.shape = Shape(required=REQUIRED, optional=KNOWN)

    def server_time(self) -> datetime:
        """Return Zammad's clock."""
        self._began = self._rest.server_time()
        return self._began

    def changed(self, since: datetime | None) -> Iterator[Sequence[Row]]:
        """Yield the tickets that changed, by their last change.

        The search orders by what the index knows and shows what the database holds: a ticket that was touched a moment
        ago stands among older ones with a new stamp. Such rows are kept for the end, lest the reading goes on
        after their stamps and passes over what lies between.
        """
        if self.way == "list":
            yield from self._by_comparison(since)
            return
        settled = (self._began or self.server_time()) - self._lag
        touched: dict[int, Row] = {}

        def settled_stamp(row: Row) -> Stamp:
            found = self.stamp(row)
            return Stamp(id=found.id, updated_at=found.updated_at if _before(found, settled) else None)

        for rows in keyset(self._page, settled_stamp, since=since):
            old = [row for row in rows if _before(self.stamp(row), settled)]
            touched.update((row["id"], row) for row in rows if not _before(self.stamp(row), settled))
            _refuse_disorder([self.stamp(row) for row in old])
            if old:
                yield old
        yield from _pages(sorted(touched.values(), key=self._last_change), self._size)

    def newest(self) -> Stamp | None:
        """Return the ticket that changed last, of those that the index must know by now."""
        settled = self.server_time() - self._lag
        stamps = map(self.stamp, self._rest.newest(self._size))
        return next((found for found in stamps if _before(found, settled)), None)

    def any(self) -> Row | None:
        """Return some ticket, None where there is none."""
        return next((row for rows in self._rest.listed(1) for row in rows), None)

    def first(self, since: datetime) -> Sequence[Row]:
        """Return the first page of what the search finds."""
        return self._page(since, None).rows

    def stamp(self, row: Row) -> Stamp:
        """Return id, last change and state."""
        id_ = _id(row)
        try:
            updated = instant_of(row["updated_at"], id_)
        except (SkippableRow, KeyError):
            updated = None
        return Stamp(id=id_, updated_at=updated, status=row.get("state"))

    def told(self, row: Row) -> Told:
        """Return a ticket whole; history and articles are asked after the row."""
        id_ = _id(row)
        self.shape.look_over(row, row_id=id_)
        history, articles = self._rest.history(id_), self._rest.articles(id_)
        links, others = self._rest.links(id_) if self._telling.links else ((), {})
        return self._telling.told(row, history=history, articles=articles, links=links, others=others)

    def row(self, id_: str) -> Row:
        """Return a ticket; 404 where there is none, 403 where the account may not see it."""
        return self._rest.ticket(id_)

    def listed(self, *, open_only: bool) -> Iterator[Stamp]:
        """Yield all tickets by their ids: the list shows the database, not the index."""
        del open_only
        for rows in self._rest.listed(self._size):
            yield from map(self.stamp, rows)

    def owns(self, id_: str) -> bool:
        """Tell whether it is a number: Zammad answers 500 to others."""
        return id_.isdecimal()

    def _page(self, since: datetime | None, token: str | None) -> Page:
        """Ask for a page; one of the index lacks tickets that were deleted, so only an empty one is the last."""
        number = int(token or "1")
        rows = self._found(since, number)
        if number == 1:
            self._shown.clear()
        self._shown.update(map(_id, rows))
        moved = self._moved_up(since, number - 1)
        self._full = len(rows) >= self._size
        last = not rows if self.way == "index" else not self._full
        return Page(rows=[*moved, *rows], next=None if last else str(number + 1))

    def _moved_up(self, since: datetime | None, number: int) -> Sequence[Row]:
        """Return the rows that stand in pages before this one only now: each that is touched moves all others up."""
        moved: list[Row] = []
        while self._full and number and (fresh := self._not_shown(self._found(since, number))):
            self._shown.update(map(_id, fresh))
            moved, number = [*fresh, *moved], number - 1
        return moved

    def _not_shown(self, rows: Sequence[Row]) -> Sequence[Row]:
        return [row for row in rows if _id(row) not in self._shown]

    def _found(self, since: datetime | None, number: int) -> Sequence[Row]:
        return self._rest.found(self.way, since, page=number, size=self._size)

    def _by_comparison(self, since: datetime | None) -> Iterator[Sequence[Row]]:
        """Yield what changed, found by looking at all there is; only stamps are kept until all were seen."""
        found = [stamp for stamp in self.listed(open_only=False) if since is None or _after(stamp, since)]
        found.sort(key=lambda stamp: (stamp.updated_at is None, stamp.updated_at or since, stamp.id))
        for stamps in _pages(found, self._size):
            yield [row for stamp in stamps for row in self._rest.one(stamp.id)]

    def _last_change(self, row: Row) -> tuple[bool, str]:
        found = self.stamp(row)
        return found.updated_at is None, str(found.updated_at)


def _id(row: Row) -> str:
    if not isinstance(row, dict) or not isinstance(row.get("id"), int):
        raise SkippableRow("a ticket without an id", row_id="?")
    return str(row["id"])


def _before(found: Stamp, at: datetime) -> bool:
    return found.updated_at is None or found.updated_at <= at


def _after(found: Stamp, at: datetime) -> bool:
    return found.updated_at is None or found.updated_at >= at


def _refuse_disorder(stamps: Sequence[Stamp]) -> None:
    times = [found.updated_at for found in stamps if found.updated_at]
    if any(later < earlier for earlier, later in pairwise(times)):
        raise RetriableSourceError(
            "Zammad's search does not order tickets by their last change; "
            "its index may be further behind than index_lag says"
        )


def _pages(rows: Sequence[Any], size: int) -> Iterator[Sequence[Any]]:
    for first in range(0, len(rows), size):
        yield rows[first : first + size]
