"""slawatch correct field, event, void-event, timer, outage, void-outage: the statements."""

from collections.abc import Mapping
from functools import partial
from typing import Any, Final

import click

from slawatch.cli.main import Shared
from slawatch.cli.opened import Instant, Words, now, read
from slawatch.cli.stored import appending_store
from slawatch.model.correction import Correction, CorrectionKind
from slawatch.model.definitions import Definitions
from slawatch.model.event import EventType
from slawatch.runtime.correctable import FoundTicket, outage_named, ticket_named
from slawatch.runtime.correction_kinds import WORDINGS, Part, Said, Takes, Wording
from slawatch.runtime.stated_corrections import state_correction
from slawatch.speech.told_correction import said as in_words
from slawatch.store.contract import Reader

_DOES: Final[Mapping[CorrectionKind, str]] = {
    CorrectionKind.FIELD: "State that a field of a ticket had a value in [from, to).",
    CorrectionKind.EVENT: "State that something happened to a ticket that the source does not tell.",
    CorrectionKind.VOID_EVENT: "State that something that the source tells of a ticket does not count.",
    CorrectionKind.TIMER: "State that timers of a ticket are neither met nor missed: they are counted apart, as "
    "excluded.",
    CorrectionKind.OUTAGE: "State how an outage was otherwise than its source tells.",
    CorrectionKind.VOID_OUTAGE: "State that there was no such outage.",
}
_PARTS: Final[Mapping[CorrectionKind, Mapping[str, tuple[str | None, str]]]] = {
    CorrectionKind.FIELD: {
        "field": ("F", "An attribute (status, priority, service, …) or a raw field."),
        "value": ("V", "What it was, in the source's words.  [default: empty]"),
        "from": (None, "From when on."),
        "to": (None, "Until when.  [default: for good]"),
    },
    CorrectionKind.EVENT: {"type": (None, "What happened."), "at": (None, "When.")},
    CorrectionKind.VOID_EVENT: {
        "type": (None, "What is told."),
        "at": (None, "When it is told to have happened."),
    },
    CorrectionKind.TIMER: {
        "agreement": ("A", "Only timers of this agreement."),
        "objective": ("O", "Only timers of this objective."),
        "cycle": (None, "Only this cycle, as `slawatch timers` numbers them."),
    },
    CorrectionKind.OUTAGE: {
        "from": (None, "When it began."),
        "to": (None, "When it ended."),
        "service": ("S", "What it touched, in the source's words."),
        "severity": ("S", "How bad it was, in the source's words."),
    },
    CorrectionKind.VOID_OUTAGE: {},
}
"""By part how its value is called, None where its type says it, and what it means."""


def _command(kind: CorrectionKind) -> click.Command:
    wording = WORDINGS[kind]
    return click.Command(
        kind.replace("_", "-"),
        params=[
            click.Argument(["name"], metavar="OUTAGE" if wording.is_of_outage else "TICKET"),
            *(_option(part, wording, *_PARTS[kind][part.name]) for part in wording.parts),
            click.Option(["--source"], metavar="S", help="The source that has it.  [default: the only one]"),
            click.Option(["--reason"], type=Words(), required=True, metavar="TEXT", help="Why it is stated."),
            click.Option(["--author"], type=Words(), required=True, metavar="NAME", help="Who states it."),
        ],
        callback=click.pass_obj(partial(_state, wording=wording)),
        help=_DOES[kind],
    )


def _option(part: Part, wording: Wording, metavar: str | None, meaning: str) -> click.Option:
    return click.Option(
        [f"--{part.name}"], type=_type(part.takes, wording), required=part.is_needed, metavar=metavar, help=meaning
    )


def _type(takes: Takes, wording: Wording) -> click.ParamType[Any]:
    match takes:
        case Takes.INSTANT:
            return Instant()
        case Takes.EVENT:
            return click.Choice(sorted(kind.value for kind in wording.events))
        case Takes.COUNT:
            return click.IntRange(min=0)
    return click.STRING


def _state(  # noqa: PLR0913  what every statement is told
    shared: Shared,
    /,
    *,
    wording: Wording,
    name: str,
    source: str | None,
    reason: str,
    author: str,
    **parts: Any,  # noqa: ANN401  of the types of parts
) -> None:
    said = _fitting(parts, wording)
    configuration = read(shared).configuration
    definitions = configuration.definitions
    with appending_store(configuration) as store:
        found, subject, ticket = _named(store, definitions, wording, name, source)
        correction = Correction(
            id="",
            source=found,
            subject=subject,
            told=wording.told(said, definitions, ticket),
            author=author,
            reason=reason,
            stated_at=now(),
        )
        stated = state_correction(store, correction)
    click.echo(
        f"{stated.id} stated ({in_words(stated)}); `slawatch correct approve {stated.id} --by NAME` makes it count"
    )


def _fitting(parts: Mapping[str, Any], wording: Wording) -> Said:
    events = {part.name for part in wording.parts if part.takes is Takes.EVENT}
    said = {name: EventType(value) if name in events else value for name, value in parts.items()}
    unfit = wording.fits(said)
    if unfit is not None:
        clause = f"{unfit.sentence[:1].lower()}{unfit.sentence[1:].rstrip('.')}"
        raise click.BadParameter(clause, param_hint=[f"--{name}" for name in unfit.parts])
    return said


def _named(
    store: Reader, definitions: Definitions, wording: Wording, name: str, source: str | None
) -> tuple[str, str, FoundTicket | None]:
    """Return the source that has what is named, its id there, and the ticket where it is one."""
    if wording.is_of_outage:
        outage = outage_named(store, definitions, name, source=source)
        return outage.source, outage.outage.id, None
    ticket = ticket_named(store, definitions, name, source=source)
    return ticket.source, ticket.id, ticket


COMMANDS: Final = tuple(map(_command, CorrectionKind))
