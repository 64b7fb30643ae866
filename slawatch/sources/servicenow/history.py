"""What happened to a record, of its audit log, its metrics, its comments and its SLAs. Pure."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby, pairwise
from typing import Any, Final

from slawatch.errors import SkippableRow
from slawatch.ingest.people import Person
from slawatch.model.event import Actor, Event, EventType
from slawatch.model.instant import LATEST
from slawatch.model.ticket import Ticket
from slawatch.sources.servicenow.changes import Change, steps, without_insert
from slawatch.sources.servicenow.rows import Row, at, at_or_none, required, status, text, zoned
from slawatch.sources.servicenow.tables import ASSIGNED, INCIDENT_STATE, REASON, STATE, Table

SYSTEM: Final = frozenset({"system", "system.administrator"})
GUEST: Final = "guest"
"""In whose name mails are taken in whose sender is no user."""
FIRST, WRITTEN, CHANGED = range(3)
"""Orders within a second: a record is made, somebody writes, and then fields change."""

Name = Callable[[str, str | None], str | None]
"""Given a column and a raw value: what stands for it, such as the name of a group."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """A record and all that was asked about it."""

    table: Table
    row: Row
    ticket: Ticket
    audit: Sequence[Row] = ()
    """Rows of sys_audit."""
    metrics: Sequence[Row] | None = None
    """Rows of metric_instance, where they stand for the audit log."""
    journal: Sequence[Row] = ()
    """Rows of sys_journal_field, without what was written."""
    requester: str | None
    """The login of who asked for it."""
    name: Name
    person: Person


def events(of: Record) -> tuple[Event, ...]:
    """Return what happened to a record; SkippableRow where something of it can't be read."""
    try:
        telling = _Telling(of)
        return (*telling.changes(), *telling.written())
    except ValueError as error:
        raise SkippableRow(f"its history can't be read: {error}", row_id=of.ticket.id) from error


class _Telling:
    """Holds the values of a record's columns while its history is told.

    The audit log has no lines for a record's creation, or they are left out: the first values are what the first change
    replaced, or else what the record still has.
    """

    def __init__(self, of: Record) -> None:
        self._of = of
        self._values: dict[str, str | None] = {name: text(of.row, name) for name in of.table.watched}
        self._links = dict.fromkeys(of.table.links, of.ticket.created_at)
        changes = without_insert(self._of_audit()) if of.metrics is None else self._of_metrics(of.metrics)
        self._steps = steps(changes, now=self._values)

    def changes(self) -> Iterator[Event]:
        for step in reversed(self._steps):
            self._values |= {change.field: change.old for change in step}
        yield self._created()
        for when, group in groupby(self._steps, key=lambda step: step[0].at):
            for order, step in enumerate(group):
                yield from self._step(step, when, CHANGED + order)
        yield from self._linked()

    def written(self) -> Iterator[Event]:
        for row in self._of.journal:
            actor, type_ = self._actor(required(row, "sys_created_by")), EventType.PUBLIC_REPLY
            if row["element"] == "work_notes":
                type_ = EventType.PRIVATE_NOTE
            elif actor is Actor.REQUESTER:
                type_ = EventType.REQUESTER_REPLY
            yield self._event(type_, at(row, "sys_created_on"), WRITTEN, native_id=required(row, "sys_id"), actor=actor)

    def _of_audit(self) -> Iterator[Change]:
        for row in self._of.audit:
            yield Change(
                id=required(row, "sys_id"),
                at=at(row, "sys_created_on"),
                checkpoint=_number(text(row, "record_checkpoint")),
                field=required(row, "fieldname"),
                old=text(row, "oldvalue"),
                new=text(row, "newvalue"),
                by=text(row, "user") or text(row, "sys_created_by") or "",
            )

    def _of_metrics(self, rows: Sequence[Row]) -> Iterator[Change]:
        """Yield a change for every state after the first one, which the record was made with."""
        spans = sorted(_of_state(rows), key=_place)
        for before, span in pairwise(spans):
            yield Change(
                id=required(span, "sys_id"),
                at=at(span, "start"),
                checkpoint=0,
                field=STATE,
                old=text(before, "field_value"),
                new=text(span, "field_value"),
                by="",
            )

    def _created(self) -> Event:
        table = self._of.table
        told = {self._raw(name): self._told(name) for name in table.watched if name not in table.links}
        fields = {"type": table.type, "status": self._status, "assignee": told.pop("assignee", None), **told}
        fields = {name: value for name, value in fields.items() if value and name not in (STATE, REASON)}
        actor = self._actor(text(self._of.row, "sys_created_by") or "")
        id_ = f"created:{self._of.ticket.id}"
        return self._event(
            EventType.CREATED, self._of.ticket.created_at, FIRST, native_id=id_, actor=actor, fields=fields
        )

    def _step(self, step: Sequence[Change], when: datetime, order: int) -> Iterator[Event]:
        before, old = self._status, {change.field: self._told(change.field) for change in step}
        self._values |= {change.field: change.new for change in step}
        if self._status != before:
            by = min((each for each in step if each.field in (STATE, REASON)), key=lambda each: each.field != STATE)
            told = {"field": "status", "old": before, "new": self._status}
            yield self._event(EventType.STATUS, when, order, native_id=by.id, actor=self._actor(by.by), **told)
        for change in step:
            if change.field in self._links:
                self._links[change.field] = when
            elif change.field not in (STATE, REASON):
                told = {"field": self._raw(change.field), "old": old[change.field]}
                type_ = _TYPES.get(change.field, EventType.SCOPE)
                yield self._event(
                    type_,
                    when,
                    order,
                    native_id=change.id,
                    actor=self._actor(change.by),
                    new=self._told(change.field),
                    **told,
                )

    def _linked(self) -> Iterator[Event]:
        """Yield one event a column, told anew as it changes: what was unlinked is linked no more."""
        for name, when in self._links.items():
            other = self._values.get(name)
            if other or when != self._of.ticket.created_at:
                relation = str(self._of.table.links[name])
                id_ = f"{name}:{self._of.ticket.id}"
                yield self._event(EventType.LINKED, when, CHANGED, native_id=id_, field=relation, new=other)

    @property
    def _status(self) -> str | None:
        return status(self._of.table, self._values)

    def _raw(self, column: str) -> str:
        return _NAMES.get(column) or self._of.table.names.get(column, column)

    def _told(self, name: str) -> str | None:
        value = self._values.get(name)
        if value is None:
            return None
        return self._of.person(value) if name == ASSIGNED else self._of.name(name, zoned(value))

    def _actor(self, login: str) -> Actor:
        if not login:
            return Actor.UNKNOWN
        if login in SYSTEM:
            return Actor.SYSTEM
        return Actor.REQUESTER if login in (self._of.requester, GUEST) else Actor.AGENT

    def _event(self, type_: EventType, when: datetime, order: int, **told: Any) -> Event:  # noqa: ANN401  of Event
        return Event(ticket_id=self._of.ticket.id, type=type_, at=when, order=order, **told)


def _number(value: str | None) -> int:
    return int(value) if value and value.isdecimal() else 0


def _of_state(spans: Sequence[Row]) -> Sequence[Row]:
    """Return the spans of one column, where a metric on each of the two that hold an incident's state is active."""
    column = "definition.field"
    if any(text(span, column) == STATE for span in spans):
        return [span for span in spans if text(span, column) != INCIDENT_STATE]
    return spans


def _place(span: Row) -> tuple[datetime, datetime, str]:
    """Return what sorts the spans of a metric: of those that begin in one second the last one lasts longest."""
    return at(span, "start"), at_or_none(span, "end") or LATEST, required(span, "sys_id")


_TYPES: Final = {"priority": EventType.PRIORITY, ASSIGNED: EventType.ASSIGNED}
_NAMES: Final = {ASSIGNED: "assignee"}
