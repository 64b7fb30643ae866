"""The tickets, problems or changes of a GLPI, by their last change."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import Final

from slawatch.errors import RetriableSourceError, SkippableRow
from slawatch.ingest.desk import AbsentError, Desk, Row, Told
from slawatch.ingest.shape import Shape
from slawatch.ingest.source import Stamp
from slawatch.sources.glpi.history import REQUIRED, SHOWN, Parts, Telling, is_set, was_solved
from slawatch.sources.glpi.rest import CHANGED, ID, STATUS, Rest
from slawatch.sources.glpi.words import status

SECOND: Final = timedelta(seconds=1)
LINKS: Final = {"Ticket": ("Problem_Ticket", "Change_Ticket"), "Problem": ("Change_Problem",), "Change": ()}


class ItilDesk(Desk):
    """All tickets (problems, changes) that the account sees, during one pass."""

    def __init__(self, rest: Rest, telling: Telling, *, kind: str, page_size: int, links: bool) -> None:
        self._rest, self._telling, self._kind, self._size = rest, telling, kind, page_size
        self._links = LINKS[kind] if links else ()
        self.shape = Shape(required=REQUIRED, optional=SHOWN)

    def server_time(self) -> datetime:
        """Return GLPI's clock."""
        return self._rest.server_time()

    def changed(self, since: datetime | None) -> Iterator[Sequence[Row]]:
        """Yield rows by their last change; each page begins at the last stamp, for rows move while they are read.

        Where a page ends in the second in which it began, that second is read by ids, and then what follows it.
        """
        while True:
            found = self._rest.changed(self._kind, since, size=self._size)
            if found.rows:
                yield found.rows
            if len(found.rows) >= found.total:
                return
            last = max((at for row in found.rows if (at := self.stamp(row).updated_at)), default=None)
            if last is None:
                raise RetriableSourceError(f"GLPI sends a page of {self._kind} without any last change")
            if since is None or last > since:
                since = last
            else:
                yield from self._within(since)
                since += SECOND

    def newest(self) -> Stamp | None:
        """Return the ticket that changed last, of all."""
        rows = self._rest.changed(self._kind, None, size=1, order="DESC").rows
        return self.stamp(rows[0]) if rows else None

    def first(self, since: datetime) -> list[Stamp]:
        """Return the first page of what the search finds."""
        return [self.stamp(row) for row in self._rest.changed(self._kind, since, size=self._size).rows]

    def stamp(self, row: Row) -> Stamp:
        """Return id, last change and status of a row of a search."""
        if not isinstance(row, dict) or not str(row.get(ID, "")).isdecimal():
            raise SkippableRow(f"a {self._kind} without an id", row_id="?")
        try:
            updated = self._rest.wall.read(row.get(CHANGED))
        except (ValueError, TypeError):  # the search shows an empty cell as an empty list
            updated = None
        return Stamp(id=f"{self._kind}/{row[ID]}", updated_at=updated, status=status(row.get(STATUS)))

    def told(self, row: Row) -> Told:
        """Return a ticket whole; what belongs to it is asked after it."""
        number = str(row[ID])
        item = self._item(number)
        self.shape.look_over(item, row_id=f"{self._kind}/{number}")
        parts = self._parts(number, item)
        return self._telling.told(self._kind, item, parts)

    def _parts(self, number: str, item: Row) -> Parts:
        """Return what belongs to a ticket; most have no solution yet, and who is who matters where somebody wrote."""
        log, followups = self._part(number, "Log"), self._part(number, "ITILFollowup")
        solutions = self._part(number, "ITILSolution") if was_solved(item, log) else ()
        return Parts(
            log=log,
            followups=followups,
            solutions=solutions,
            actors=self._part(number, f"{self._kind}_User") if followups or solutions else (),
            links=tuple(link for part in self._links for link in self._part(number, part)),
        )

    def row(self, id_: str) -> Row:
        """Return a row as a search shows it; a ticket in the bin is gone."""
        item = self._item(id_.removeprefix(f"{self._kind}/"))
        return {ID: item.get("id"), CHANGED: item.get("date_mod"), STATUS: item.get("status")}

    def listed(self, *, open_only: bool) -> Iterator[Stamp]:
        """Yield all tickets by their ids."""
        del open_only
        first = 0
        while True:
            found = self._rest.all(self._kind, first=first, size=self._size)
            yield from map(self.stamp, found.rows)
            first += len(found.rows)
            if first >= found.total or not found.rows:
                return

    def owns(self, id_: str) -> bool:
        """Tell whether an id is one of this kind."""
        return id_.startswith(f"{self._kind}/")

    def _within(self, second: datetime) -> Iterator[Sequence[Row]]:
        """Yield the rows of one second, the last page first: what leaves the second moves only rows that were read."""
        total = self._rest.within(self._kind, second, first=0, size=1).total
        for first in range((total - 1) // self._size * self._size, -1, -self._size):
            if rows := self._rest.within(self._kind, second, first=first, size=self._size).rows:
                yield rows

    def _item(self, number: str) -> Row:
        item = self._rest.item(self._kind, number)
        if is_set(item.get("is_deleted")):
            raise AbsentError("deleted")
        return item

    def _part(self, number: str, part: str) -> Sequence[Row]:
        return self._rest.parts(self._kind, number, part)
