"""A table of tickets as a feed."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Final

from slawatch.errors import FatalSourceError
from slawatch.ingest.desk import Desk, Told
from slawatch.ingest.keyset import Page, keyset
from slawatch.ingest.people import Person
from slawatch.ingest.shape import Shape
from slawatch.ingest.source import Stamp
from slawatch.sources.servicenow import verdicts
from slawatch.sources.servicenow.history import Record, events
from slawatch.sources.servicenow.names import Names, logins
from slawatch.sources.servicenow.options import Options
from slawatch.sources.servicenow.rest import MOST_HIDDEN_PAGES, Instance, hidden
from slawatch.sources.servicenow.rows import FORMAT, Row, at_or_none, row_id, status, text, ticket
from slawatch.sources.servicenow.tables import IDENTITY, INCIDENT_STATE, REASON, STATE, Table

AUDIT: Final = "sys_id,documentkey,fieldname,oldvalue,newvalue,record_checkpoint,sys_created_on,sys_created_by,user"
METRICS: Final = "sys_id,id,field_value,start,end,definition.field"
JOURNAL: Final = "sys_id,element_id,element,sys_created_on,sys_created_by"
"""Without `value`, which is what people wrote."""
AUTHOR: Final = "sys_created_by"

Grouped = Mapping[str, Sequence[Row]]


class TableDesk(Desk):
    """The tickets of one table during one pass."""

    def __init__(self, instance: Instance, options: Options, table: Table, *, names: Names, person: Person) -> None:
        self.table = table
        self.shape = Shape(
            required=frozenset({*IDENTITY, STATE}), optional=frozenset(table.asked.split(",")) | {AUTHOR}
        )
        self._instance, self._options, self._names, self._person = instance, options, names, person
        self._histories: Grouped = {}
        self._journals: Grouped = {}
        self._slas: Grouped = {}
        self._logins: Mapping[str, str] = {}

    def server_time(self) -> datetime:
        """Return the instance's clock."""
        return self._instance.server_time(self.table.name)

    def changed(self, since: datetime | None) -> Iterator[Sequence[Row]]:
        """Yield pages in the order of sys_updated_on; FatalSourceError where older ones come than were asked for."""
        since = since and since.replace(microsecond=0)  # as it is asked
        for rows in keyset(self.page, self.stamp, since=since):
            if since is not None and any((at := self.stamp(row).updated_at) and at < since for row in rows):
                raise FatalSourceError(
                    f"{self.table.name} was asked since {since:{FORMAT}} UTC and sends older records"
                )
            yield rows

    def page(self, since: datetime | None, token: str | None) -> Page:
        """Return a page of what changed; a token holds the last sys_id of a block of one second, and an offset."""
        last, _, skipped = (token or "/0").partition("/")
        size, offset = self._options.page_size, int(skipped)
        query = self.where(*since_then(since, last), "ORDERBYsys_updated_on^ORDERBYsys_id")
        found = self._instance.page(self.table.name, query, self._fields, limit=size, offset=offset)
        if not found.more:
            return Page(rows=found.rows, next=None)
        if since is not None and any(self.stamp(row).updated_at for row in found.rows):
            return Page(rows=found.rows, next=f"{row_id(found.rows[-1])}/0")
        if offset > MOST_HIDDEN_PAGES * size:
            raise hidden(self.table.name, offset)
        return Page(rows=found.rows, next=f"{last}/{offset + size}")

    def newest(self) -> Stamp | None:
        """Return what changed last."""
        query = self.where("ORDERBYDESCsys_updated_on^ORDERBYDESCsys_id")
        found = self._instance.page(self.table.name, query, self._fields, limit=self._options.page_size)
        return next(map(self.stamp, found.rows), None)

    def stamp(self, row: Row) -> Stamp:
        """Return sys_id, sys_updated_on and raw status of a row."""
        values = {name: text(row, name) for name in (STATE, REASON)}
        return Stamp(id=row_id(row), updated_at=at_or_none(row, "sys_updated_on"), status=status(self.table, values))

    def prepare(self, rows: Sequence[Row]) -> None:
        """Ask for history, comments and SLAs of several records at once."""
        ids = [id_ for row in rows if (id_ := text(row, "sys_id"))]
        columns = ",".join(self.table.watched)
        if self._options.history == "audit":
            query, column = f"fieldnameIN{columns}", "documentkey"
            history = list(self._instance.of("sys_audit", column, ids, query=query, fields=AUDIT))
        else:
            query, column = f"definition.fieldIN{STATE},{INCIDENT_STATE}^definition.type=field_value_duration", "id"
            history = list(self._instance.of("metric_instance", column, ids, query=query, fields=METRICS))
        journal = self._instance.of(
            "sys_journal_field", "element_id", ids, query="elementINcomments,work_notes", fields=JOURNAL
        )
        self._histories, self._journals = _grouped(column, history), _grouped("element_id", journal)
        if self._options.slas:
            self._slas = _grouped("task", self._instance.of("task_sla", "task", ids, fields=verdicts.FIELDS))
        self._names.learn(rows, history)
        self._logins = logins(self._instance, {each for row in rows if (each := self._unnamed(row))})

    def told(self, row: Row) -> Told:
        """Return a ticket whole, of what was prepared."""
        self.shape.look_over(row, row_id=str(row.get("sys_id", "")))
        of, audited = ticket(self.table, row, url=self._options.url), self._options.history == "audit"
        history = self._histories.get(of.id, ())
        record = Record(
            table=self.table,
            row=row,
            ticket=of,
            audit=history if audited else (),
            metrics=None if audited else history,
            journal=self._journals.get(of.id, ()),
            requester=self.requester(row),
            name=self._names.name,
            person=self._person,
        )
        return Told(ticket=of, events=(*events(record), *verdicts.verdicts(of.id, self._slas.get(of.id, ()))))

    def requester(self, row: Row) -> str | None:
        """Return the login of who asked for what was prepared, None where there is none or it may not be read."""
        return text(row, self.table.requester) or self._logins.get(self._unnamed(row))

    def _unnamed(self, row: Row) -> str:
        """Return the sys_id of a requester whose login the row does not tell."""
        return "" if text(row, self.table.requester) else text(row, self.table.person) or ""

    @property
    def nameless(self) -> Collection[str]:
        """The tables whose names the account was refused while rows were prepared."""
        return self._names.refused

    def has_history(self, rows: Sequence[Row]) -> bool:
        """Tell whether any of the rows that were prepared has one."""
        return any(self._histories.get(row_id(row)) for row in rows)

    def row(self, id_: str) -> Row:
        """Return a record by its sys_id."""
        return self._instance.one(self.table.name, id_, self._fields)

    def named(self, ids: Sequence[str]) -> list[Row]:
        """Return those of the records that this table has and the account sees."""
        query = self._options.queries.get(self.table.name, "")
        return list(self._instance.of(self.table.name, "sys_id", ids, query=query, fields=self._fields))

    def listed(self, *, open_only: bool) -> Iterator[Stamp]:
        """Yield the records that there are; `active` is the platform's own word for open."""
        query = self.where(*(("active=true",) if open_only else ()))
        fields = f"sys_id,sys_updated_on,{STATE},{REASON}"
        yield from map(self.stamp, self._instance.every(self.table.name, query, fields))

    def expected(self, since: datetime | None) -> int | None:
        """Return how many records a first reading will bring."""
        if since is not None:
            return None
        return self._instance.page(self.table.name, self.where(), "sys_id", limit=1).total

    def where(self, *conditions: str) -> str:
        """Return an encoded query for this table."""
        own = self._options.queries.get(self.table.name, "")
        return "^".join(each for each in (own, *conditions) if each)

    @property
    def _fields(self) -> str:
        return f"{self.table.asked},{AUTHOR}"


def since_then(since: datetime | None, last: str) -> tuple[str, ...]:
    """Return the conditions for what changed at an instant or later and, of its second, has a greater sys_id."""
    if since is None:
        return ()
    at = since.strftime(FORMAT)
    # ^OR binds closer than ^: (updated >= T) and (sys_id > ID or updated > T).
    return (f"sys_updated_on>={at}", f"sys_id>{last}^ORsys_updated_on>{at}") if last else (f"sys_updated_on>={at}",)


def _grouped(column: str, rows: Iterable[Row]) -> Grouped:
    found: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        found[text(row, column) or ""].append(row)
    return found
