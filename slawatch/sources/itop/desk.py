"""The tickets of one class of an iTop, by their last change."""

import sys
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Final

from slawatch.errors import SkippableRow
from slawatch.ingest.desk import AbsentError, Desk, Row, Told
from slawatch.ingest.shape import Shape
from slawatch.ingest.source import Stamp
from slawatch.ingest.wall_clock import ClockWatch
from slawatch.model.instant import EARLIEST, epoch, from_epoch
from slawatch.sources.itop.history import REQUIRED, Around, Telling
from slawatch.sources.itop.rest import STAMPS, ItopBrokenError, Rest, names
from slawatch.sources.itop.words import KEYS, READ, id_or_none

Compact = tuple[int, int, str, str]
"""Last change, number, last change as it was written, status."""
CHANGE: Final = "CMDBChangeOpSetAttributeScalar"
CHANGE_FIELDS: Final = "id,date,{author},objkey,attcode,oldvalue,newvalue"
AUTHOR: Final = "user_id"
AUTHORS_NAME: Final = "userinfo"
"""What versions before 3.0 know of who changed something."""


class TicketDesk(Desk):
    """All tickets of a class (and those below it) that the account sees, during one pass."""

    def __init__(self, rest: Rest, telling: Telling, watch: ClockWatch, *, feed: str, page_size: int) -> None:
        self._rest, self._telling, self._watch, self._feed, self._size = rest, telling, watch, feed, page_size
        self._whole: dict[str, Row] = {}
        """Tickets of this page, by number."""
        self._around = Around()
        self._witness: str | None = None
        """The number of the ticket with which the filter on times is tried."""
        self._names_authors = False
        """Whether changes tell their author's name instead of the account."""
        self.shape = Shape(required=REQUIRED)

    def server_time(self) -> datetime:
        """Return iTop's clock."""
        return self._rest.server_time()

    def changed(self, since: datetime | None) -> Iterator[Sequence[Row]]:
        """Yield what changed, by its last change.

        iTop sorts nothing, so ids and last changes of all are asked first, and sorted here. The rows that are yielded
        stay as they were then: a ticket that is touched meanwhile does not move the others.
        """
        began = self.server_time()
        found = sorted(map(self._compact, self._rest.stamps(self._feed, since)))
        self._watch.look(self._feed, [from_epoch(at) for at, *_ in found[-1:]], at=began)
        for first in range(0, len(found), self._size):
            yield [_row(*each) for each in found[first : first + self._size]]

    def newest(self) -> Stamp | None:
        """Return some ticket: any one shows whether the filter on times filters."""
        row = next(iter(self._rest.get(self._feed, fields=STAMPS, limit=1)), None)
        self._witness = None if row is None else row["id"]
        return None if row is None else self.stamp(row)

    def first(self, since: datetime) -> list[Stamp]:
        """Return the ticket that `newest` told where the filter on times finds it: all others may be very many."""
        where = self._rest.since(since) + (f" AND id = {self._witness}" if self._witness else "")
        return [self.stamp(row) for row in self._rest.get(self._feed, where, fields=STAMPS, limit=1)]

    def stamp(self, row: Row) -> Stamp:
        """Return id, last change and status of a row."""
        if not str(row.get("id", "")).isdecimal():
            raise SkippableRow(f"a {self._feed} without an id", row_id="?")
        try:
            updated = self._telling.wall.read(row.get("last_update"))
        except ValueError:
            updated = None
        return Stamp(id=f"{self._feed}/{row['id']}", updated_at=updated, status=row.get("status"))

    def prepare(self, rows: Sequence[Row]) -> None:
        """Ask for the tickets of a page, and then for all that belongs to them."""
        found = self._rest.by_ids(self._feed, (row["id"] for row in rows), fields="*")
        self._whole = {row["id"]: row for row in found}
        changes = self._changes(found)
        callers = filter(None, (id_or_none(row.get("caller_id")) for row in found))
        self._around = Around(changes=changes, names=self._names(found, changes), accounts=self._accounts(callers))

    def told(self, row: Row) -> Told:
        """Return a ticket whole."""
        whole = self._whole.get(str(row["id"]))
        if whole is None:
            raise AbsentError("deleted")
        self.shape.look_over(
            {name: whole[name] for name in REQUIRED & whole.keys()}, row_id=f"{self._feed}/{row['id']}"
        )
        return self._telling.told(self._feed, whole, self._around)

    def row(self, id_: str) -> Row:
        """Return a row by its id."""
        found = self._rest.by_ids(self._feed, [id_.removeprefix(f"{self._feed}/")], fields=STAMPS)
        if not found:
            raise AbsentError("deleted")
        return found[0]

    def listed(self, *, open_only: bool) -> Iterator[Stamp]:
        """Yield all tickets, in no order."""
        del open_only
        yield from map(self.stamp, self._rest.stamps(self._feed, None))

    def owns(self, id_: str) -> bool:
        """Tell whether an id is one of this class."""
        return id_.startswith(f"{self._feed}/")

    def _changes(self, found: Sequence[Row]) -> Mapping[str, Sequence[Row]]:
        """Return the changes of attributes that are read, by ticket, the oldest first."""
        if not found:
            return {}
        classes, codes = {row["class"] for row in found}, {*READ, *self._telling.custom_fields}
        ids = ",".join(row["id"] for row in found)
        where = f"objclass IN ({_quoted(classes)}) AND objkey IN ({ids}) AND attcode IN ({_quoted(codes)})"
        told: dict[str, list[Row]] = {}
        for row in sorted(self._changes_where(where), key=lambda row: int(row["id"])):
            told.setdefault(str(row["objkey"]), []).append(row)
        return told

    def _changes_where(self, where: str) -> Sequence[Row]:
        if not self._names_authors:
            try:
                return self._rest.get(CHANGE, where, fields=CHANGE_FIELDS.format(author=AUTHOR))
            except ItopBrokenError as error:
                if AUTHOR not in str(error):
                    raise
                self._names_authors = True
        return self._rest.get(CHANGE, where, fields=CHANGE_FIELDS.format(author=AUTHORS_NAME))

    def _names(self, found: Sequence[Row], changes: Mapping[str, Sequence[Row]]) -> Mapping[str, Mapping[str, str]]:
        """Return the names of all objects that the tickets, or their changes, hold the ids of."""
        wanted: dict[str, set[str]] = {}
        values = [(code, row.get(code)) for row in found for code in KEYS]
        for change in (change for each in changes.values() for change in each):
            values += [(change["attcode"], change.get(side)) for side in ("oldvalue", "newvalue")]
        for code, value in values:
            if code in KEYS and (id_ := id_or_none(value)):
                wanted.setdefault(KEYS[code][1], set()).add(id_)
        return {
            class_: names(self._rest.by_ids(class_, ids, fields="id,friendlyname")) for class_, ids in wanted.items()
        }

    def _accounts(self, people: Iterator[str]) -> Mapping[str, frozenset[str]]:
        told: dict[str, set[str]] = {}
        for row in self._rest.by_ids("User", people, fields="id,contactid", column="contactid"):
            told.setdefault(str(row["contactid"]), set()).add(row["id"])
        return {person: frozenset(accounts) for person, accounts in told.items()}

    def _compact(self, row: Row) -> Compact:
        """Return what sorts and stands for a row; there may be a hundred thousand of them."""
        at = self.stamp(row).updated_at or EARLIEST
        return epoch(at), int(row["id"]), str(row["last_update"]), sys.intern(str(row["status"]))


def _row(_at: int, number: int, last_update: str, status: str) -> Row:
    return {"id": str(number), "last_update": last_update, "status": status}


def _quoted(words: set[str]) -> str:
    return ",".join(f"'{word}'" for word in sorted(words))
