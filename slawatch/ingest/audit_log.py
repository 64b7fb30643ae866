"""A log with a row a change, read as the history of tickets."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from slawatch.ingest.people import Person, somebody
from slawatch.model.event import Event, EventType
from slawatch.model.ticket import Ticket

STATUS: Final = "status"
ASSIGNEE: Final = "assignee"
TYPES: Final = {STATUS: EventType.STATUS, "priority": EventType.PRIORITY, ASSIGNEE: EventType.ASSIGNED}
"""By raw field; every other one is SCOPE."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One row: how the ticket's fields stood from `at` on."""

    ticket_id: str
    at: datetime
    created_at: datetime | None
    fields: Mapping[str, str | None]
    """By raw field, None where it is empty."""
    verdicts: Mapping[str, str | None] = field(default_factory=dict)
    """By the source's own service level, as events tell them (see model.native_verdict); None where it has none."""


def by_ticket(changes: Iterable[Change]) -> dict[str, list[Change]]:
    """Return each ticket's changes in the order in which they stand in the log."""
    tickets: defaultdict[str, list[Change]] = defaultdict(list)
    for change in changes:
        tickets[change.ticket_id].append(change)
    return dict(tickets)


def history(
    changes: Sequence[Change],
    *,
    grain: int = 1,
    initial_status: str | None = None,
    person: Person = somebody,
) -> tuple[Ticket, tuple[Event, ...]]:
    """Return a ticket and its events, from its changes in the order of the log.

    Rows count in the order of (at, place in the log); the place among the ticket's own rows is an event's order, so
    that a log that is cut at its top, or mixed with others, tells the same events again.
    Where rows name the instant of creation, the status before the first row is not known (`initial_status` says it);
    otherwise the first row is the creation. Nobody could know of the ticket before its first row: the creation is
    told at that row's instant, so an evaluation as of an instant between the two sees no ticket.
    People are told by what `person` makes of them: their names are not kept.
    """
    rows = sorted(enumerate(changes, start=1), key=lambda row: row[1].at)
    first = rows[0][1]
    created_at = next((change.created_at for _, change in rows if change.created_at), None)
    fields = dict(first.fields)
    if created_at is not None:
        fields |= {STATUS: initial_status}
    ticket = Ticket(
        id=first.ticket_id, key=first.ticket_id, created_at=created_at or first.at, updated_at=rows[-1][1].at
    )
    told = {field: kept for field, value in fields.items() if (kept := _kept(field, value, person)) is not None}
    created = Event(
        ticket_id=ticket.id, type=EventType.CREATED, at=max(ticket.created_at, first.at), fields=told, grain=grain
    )
    return ticket, (created, *_events(rows, fields, grain, person), *_verdicts(rows, grain))


def _events(
    rows: Sequence[tuple[int, Change]], before: Mapping[str, str | None], grain: int, person: Person
) -> Iterator[Event]:
    for order, change in rows:
        for name, new in change.fields.items():
            if new != before[name]:
                yield Event(
                    ticket_id=change.ticket_id,
                    type=TYPES.get(name, EventType.SCOPE),
                    at=change.at,
                    order=order,
                    field=name,
                    old=_kept(name, before[name], person),
                    new=_kept(name, new, person),
                    grain=grain,
                )
        before = change.fields


def _verdicts(rows: Sequence[tuple[int, Change]], grain: int) -> Iterator[Event]:
    before: Mapping[str, str | None] = {}
    for order, change in rows:
        for name, new in change.verdicts.items():
            if new != before.get(name):
                yield Event(
                    ticket_id=change.ticket_id,
                    type=EventType.SLA_NATIVE,
                    at=change.at,
                    order=order,
                    field=name,
                    old=before.get(name),
                    new=new,
                    grain=grain,
                )
        before = change.verdicts


def _kept(field: str, value: str | None, person: Person) -> str | None:
    return person(value) if field == ASSIGNEE and value is not None else value
