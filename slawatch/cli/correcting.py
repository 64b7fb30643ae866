"""slawatch correct field, event, void-event, timer, outage, void-outage: the statements."""

from collections.abc import Callable
from datetime import datetime
from typing import Final, TypeVar

import click

from slawatch.cli.main import Shared
from slawatch.cli.opened import Instant, Words, now, read
from slawatch.cli.stored import appending_store
from slawatch.model.correction import (
    STATEABLE,
    VOIDABLE,
    Correction,
    FieldHeld,
    Happened,
    NoOutage,
    NotCounted,
    OutageWas,
    TimerExcluded,
    Told,
)
from slawatch.model.definitions import Definitions
from slawatch.model.event import EventType
from slawatch.runtime.correctable import (
    FoundTicket,
    outage_named,
    raw_field,
    require_promised,
    require_told,
    ticket_named,
)
from slawatch.runtime.stated_corrections import state_correction
from slawatch.speech.told_correction import said
from slawatch.store.contract import Store

_F = TypeVar("_F", bound=Callable[..., None])

Says = Callable[[Definitions, FoundTicket], Told]
"""What a statement says of the ticket that it names."""


def _answered(function: _F) -> _F:
    """Give a command the options of everybody who answers for a statement."""
    for option in (
        click.option("--author", type=Words(), required=True, metavar="NAME", help="Who states it."),
        click.option("--reason", type=Words(), required=True, metavar="TEXT", help="Why it is stated."),
        click.option("--source", metavar="S", help="The source that has it.  [default: the only one]"),
    ):
        function = option(function)
    return function


def _kinds(allowed: frozenset[EventType]) -> click.Choice[str]:
    return click.Choice(sorted(kind.value for kind in allowed))


@click.command("field")
@click.argument("name", metavar="TICKET")
@click.option("--field", required=True, metavar="F", help="An attribute (status, priority, service, …) or a raw field.")
@click.option("--value", metavar="V", help="What it was, in the source's words.  [default: empty]")
@click.option("--from", "start", type=Instant(), required=True, help="From when on.")
@click.option("--to", "end", type=Instant(), help="Until when.  [default: for good]")
@_answered
@click.pass_obj
def _field(  # noqa: PLR0913  an option each
    shared: Shared,
    /,
    *,
    name: str,
    field: str,
    value: str | None,
    start: datetime,
    end: datetime | None,
    **answered: str | None,
) -> None:
    """State that a field of a ticket had a value in [from, to)."""
    if end is not None and end <= start:
        raise click.BadParameter("it must end after it begins", param_hint="--to")

    def says(definitions: Definitions, ticket: FoundTicket) -> Told:
        raw = raw_field(definitions.mappings[ticket.source], field)
        return FieldHeld(field=raw, value=value or None, starts_at=start, ends_at=end)

    _of_ticket(shared, name, says, **answered)


@click.command("event")
@click.argument("name", metavar="TICKET")
@click.option("--type", "kind", type=_kinds(STATEABLE), required=True, help="What happened.")
@click.option("--at", type=Instant(), required=True, help="When.")
@_answered
@click.pass_obj
def _event(shared: Shared, /, *, name: str, kind: str, at: datetime, **answered: str | None) -> None:
    """State that something happened to a ticket that the source does not tell."""
    _of_ticket(shared, name, lambda _definitions, _ticket: Happened(type=EventType(kind), at=at), **answered)


@click.command("void-event")
@click.argument("name", metavar="TICKET")
@click.option("--type", "kind", type=_kinds(VOIDABLE), required=True, help="What is told.")
@click.option("--at", type=Instant(), required=True, help="When it is told to have happened.")
@_answered
@click.pass_obj
def _void_event(shared: Shared, /, *, name: str, kind: str, at: datetime, **answered: str | None) -> None:
    """State that something that the source tells of a ticket does not count."""

    def says(_definitions: Definitions, ticket: FoundTicket) -> Told:
        told = NotCounted(type=EventType(kind), at=at)
        require_told(ticket.facts, told)
        return told

    _of_ticket(shared, name, says, **answered)


@click.command("timer")
@click.argument("name", metavar="TICKET")
@click.option("--agreement", metavar="A", help="Only timers of this agreement.")
@click.option("--objective", metavar="O", help="Only timers of this objective.")
@click.option("--cycle", type=click.IntRange(min=0), help="Only this cycle, as `slawatch timers` numbers them.")
@_answered
@click.pass_obj
def _timer(
    shared: Shared,
    /,
    *,
    name: str,
    agreement: str | None,
    objective: str | None,
    cycle: int | None,
    **answered: str | None,
) -> None:
    """State that timers of a ticket are neither met nor missed: they are counted apart, as excluded."""
    told = TimerExcluded(agreement=agreement, objective=objective, cycle=cycle)

    def says(definitions: Definitions, _ticket: FoundTicket) -> Told:
        require_promised(definitions, told)
        return told

    _of_ticket(shared, name, says, **answered)


@click.command("outage")
@click.argument("name", metavar="OUTAGE")
@click.option("--from", "start", type=Instant(), help="When it began.")
@click.option("--to", "end", type=Instant(), help="When it ended.")
@click.option("--service", metavar="S", help="What it touched, in the source's words.")
@click.option("--severity", metavar="S", help="How bad it was, in the source's words.")
@_answered
@click.pass_obj
def _outage(  # noqa: PLR0913  an option each
    shared: Shared,
    /,
    *,
    name: str,
    start: datetime | None,
    end: datetime | None,
    service: str | None,
    severity: str | None,
    **answered: str | None,
) -> None:
    """State how an outage was otherwise than its source tells."""
    if (start, end, service, severity) == (None,) * 4:
        raise click.UsageError("say what was otherwise: --from, --to, --service or --severity")
    if start is not None and end is not None and end < start:
        raise click.BadParameter("it can't end before it begins", param_hint="--to")
    _of_outage(shared, name, OutageWas(started_at=start, ended_at=end, service=service, severity=severity), **answered)


@click.command("void-outage")
@click.argument("name", metavar="OUTAGE")
@_answered
@click.pass_obj
def _void_outage(shared: Shared, /, *, name: str, **answered: str | None) -> None:
    """State that there was no such outage."""
    _of_outage(shared, name, NoOutage(), **answered)


COMMANDS: Final = (_field, _event, _void_event, _timer, _outage, _void_outage)


def _of_ticket(shared: Shared, name: str, says: Says, *, source: str | None, **answered: str | None) -> None:
    configuration = read(shared).configuration
    definitions = configuration.definitions
    with appending_store(configuration) as store:
        ticket = ticket_named(store, definitions, name, source=source)
        _state(store, ticket.source, ticket.id, says(definitions, ticket), **answered)


def _of_outage(shared: Shared, name: str, told: Told, *, source: str | None, **answered: str | None) -> None:
    configuration = read(shared).configuration
    with appending_store(configuration) as store:
        found = outage_named(store, configuration.definitions, name, source=source)
        _state(store, found.source, found.outage.id, told, **answered)


def _state(store: Store, source: str, subject: str, told: Told, **answered: str | None) -> None:
    correction = Correction(
        id="",
        source=source,
        subject=subject,
        told=told,
        author=str(answered["author"]),
        reason=str(answered["reason"]),
        stated_at=now(),
    )
    stated = state_correction(store, correction)
    click.echo(f"{stated.id} stated ({said(stated)}); `slawatch correct approve {stated.id} --by NAME` makes it count")
