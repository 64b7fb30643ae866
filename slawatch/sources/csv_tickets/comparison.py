"""Rows of tickets as they stand, beside those of the last reading."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from slawatch.ingest.file_feed import Told
from slawatch.ingest.people import Person
from slawatch.ingest.row_reader import Table
from slawatch.ingest.snapshot import LastSeen, Look, Seen, derived
from slawatch.model.event import Actor, Event, EventType
from slawatch.model.ticket import Ticket

STATUS: Final = "status"
ASSIGNEE: Final = "assignee"
RESOLVED: Final = "@resolved"
"""Under this the last look keeps the instant of resolution, beside the raw fields."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One row: a ticket as it stands."""

    ticket: Ticket
    seen: Seen
    responded_at: datetime | None
    resolved_at: datetime | None


class Comparison:
    """The rows of one reading beside what was seen before."""

    def __init__(self, seen: LastSeen, initial_status: str | None, person: Person, grain: int) -> None:
        self._before, self._initial_status, self._person, self._grain = seen, initial_status, person, grain
        self.after = seen

    def told(self, table: Table[Row]) -> Sequence[Told]:
        """Return the tickets whose rows are new or other than before."""
        at = table.written_at
        if at is None:
            return ()
        rows = [self._without_names(row) for row in _newest(table)]
        look = Look(at=at, before=self._before.at, grain=self._grain)
        self.after = self._before.after(*(_kept(row) for row in rows), at=at)
        changed = [row for row in rows if self._before.of(row.seen.id) != self.after.of(row.seen.id)]
        return [Told(tickets=(row.ticket,), events=tuple(self._events(row, look))) for row in changed]

    def _without_names(self, row: Row) -> Row:
        who = row.seen.fields.get(ASSIGNEE)
        fields = {**row.seen.fields, **({} if who is None else {ASSIGNEE: self._person(who)})}
        return replace(row, seen=replace(row.seen, fields=fields))

    def _events(self, row: Row, look: Look) -> Iterator[Event]:
        before = self._before.of(row.seen.id)
        resolution = self._resolution(row, before)
        if before is None:
            first = _first(row.seen, self._initial_status) if resolution else row.seen
            yield from derived(first, None, look)
        else:
            fields = {name: value for name, value in before.items() if name != RESOLVED}
            found = derived(row.seen, fields, look)
            yield from (event for event in found if resolution is None or event.type is not EventType.STATUS)
        if resolution is not None:
            yield resolution
        if row.responded_at is not None:
            yield self._event(row, EventType.PUBLIC_REPLY, row.responded_at, native_id="responded", actor=Actor.AGENT)

    def _resolution(self, row: Row, before: Mapping[str, str] | None) -> Event | None:
        """Return when the ticket got the status that it has, where the row tells that anew.

        Such a column goes stale when a ticket is opened again: the same instant is not told with another status.
        """
        status, told = row.seen.fields.get(STATUS), before or {}
        if row.resolved_at is None or status is None or told.get(RESOLVED) == row.resolved_at.isoformat():
            return None
        if before is not None and told.get(STATUS) == status:
            return None
        old = told.get(STATUS) if before is not None else self._initial_status
        return self._event(row, EventType.STATUS, row.resolved_at, field=STATUS, old=old, new=status)

    def _event(self, row: Row, type_: EventType, at: datetime, **told: str | None) -> Event:
        return Event(ticket_id=row.ticket.id, type=type_, at=at, grain=self._grain, **told)  # type: ignore[arg-type]


def _newest(table: Table[Row]) -> Sequence[Row]:
    """Return a row a ticket: of several that which changed last, else the last one."""
    newest: dict[str, Row] = {}
    for row in table.rows:
        before = newest.get(row.fact.ticket.id)
        if before is None or _changed(row.fact) >= _changed(before):
            newest[row.fact.ticket.id] = row.fact
    return list(newest.values())


def _changed(row: Row) -> datetime:
    return row.ticket.updated_at or row.ticket.created_at


def _first(seen: Seen, initial_status: str | None) -> Seen:
    others = {name: value for name, value in seen.fields.items() if name != STATUS}
    return replace(seen, fields=others if initial_status is None else {**others, STATUS: initial_status})


def _kept(row: Row) -> Seen:
    resolved = {} if row.resolved_at is None else {RESOLVED: row.resolved_at.isoformat()}
    return replace(row.seen, fields={**row.seen.fields, **resolved})
