"""Task SLAs as a feed: one may be missed without any change of its ticket."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Final

from slawatch.ingest.desk import AbsentError, Desk, Told
from slawatch.ingest.keyset import Page, keyset
from slawatch.ingest.shape import Shape
from slawatch.ingest.source import Stamp
from slawatch.sources.servicenow.desk import TableDesk, since_then
from slawatch.sources.servicenow.rest import Instance
from slawatch.sources.servicenow.rows import Row, at_or_none, row_id, text

SLA: Final = "task_sla"
FIELDS: Final = "sys_id,task,sys_updated_on"
NEWS: Final = "stage!=in_progress^ORhas_breached=true"
"""While an SLA runs and is kept, jobs write its percentage again and again."""


class SlaDesk(Desk):
    """The tickets whose SLAs changed, told whole."""

    def __init__(self, instance: Instance, desks: Mapping[str, TableDesk], *, page_size: int) -> None:
        self.shape = Shape(required=frozenset(FIELDS.split(",")))
        self._instance, self._desks, self._size = instance, desks, page_size
        self._found: dict[str, tuple[TableDesk, Row]] = {}

    def server_time(self) -> datetime:
        """Return the instance's clock."""
        return self._instance.server_time(SLA)

    def changed(self, since: datetime | None) -> Iterator[Sequence[Row]]:
        """Yield pages of SLAs, of each ticket the one that changed last."""
        for rows in keyset(self._page, self.stamp, since=since):
            yield list({text(row, "task"): row for row in rows}.values())  # the last one of each ticket

    def _page(self, since: datetime | None, token: str | None) -> Page:
        last, _, skipped = (token or "/0").partition("/")
        # Tickets are read whole before their SLAs; at the first time only what may have gone on since then is news.
        conditions = ("active=true",) if since is None else (NEWS, *since_then(since, last))
        classes = f"task.sys_class_nameIN{','.join(self._desks)}"
        query = "^".join((classes, *conditions, "ORDERBYsys_updated_on^ORDERBYsys_id"))
        found = self._instance.page(SLA, query, FIELDS, limit=self._size, offset=int(skipped))
        if not found.more:
            return Page(rows=found.rows, next=None)
        stamped = since is not None and any(self.stamp(row).updated_at for row in found.rows)
        return Page(
            rows=found.rows,
            next=f"{row_id(found.rows[-1])}/0" if stamped else f"{last}/{int(skipped) + self._size}",
        )

    def newest(self) -> Stamp | None:
        """Return what changed last."""
        found = self._instance.page(SLA, "ORDERBYDESCsys_updated_on^ORDERBYDESCsys_id", FIELDS, limit=1)
        return next(map(self.stamp, found.rows), None)

    def stamp(self, row: Row) -> Stamp:
        """Return sys_id and sys_updated_on of an SLA."""
        return Stamp(id=row_id(row), updated_at=at_or_none(row, "sys_updated_on"))

    def prepare(self, rows: Sequence[Row]) -> None:
        """Ask for the tickets, each in its table."""
        ids = [text(row, "task") or "" for row in rows]
        self._found = {}
        for desk in self._desks.values():
            mine = desk.named(ids)
            desk.prepare(mine)
            self._found |= {row_id(row): (desk, row) for row in mine}

    def told(self, row: Row) -> Told:
        """Return the ticket of an SLA; AbsentError where it is none of those that are read."""
        task = text(row, "task") or ""
        if task not in self._found:
            raise AbsentError("forbidden")
        desk, its = self._found[task]
        return desk.told(its)

    def row(self, id_: str) -> Row:
        """Raise AbsentError: tickets are known by their tables."""
        del id_
        raise AbsentError("moved")

    def listed(self, *, open_only: bool) -> Iterator[Stamp]:
        """Yield nothing: tickets are listed by their tables."""
        del open_only
        yield from ()

    def owns(self, id_: str) -> bool:
        """Return False: tickets are their tables'."""
        del id_
        return False
