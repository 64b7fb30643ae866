"""What was asked of a source, for people and for programs."""

from collections.abc import Iterator
from typing import Any, Final

import click

from slawatch.cli.asking import Asked
from slawatch.cli.output import printed, shown
from slawatch.cli.unmapped import FOR_PROGRAMS, for_programs, printed_for_people
from slawatch.model.definitions import Definitions
from slawatch.runtime.listing import TimerLine
from slawatch.runtime.preview import PreviewedTicket
from slawatch.speech import words

COLUMNS: Final = ("ticket", "created", "status", "class", "kind", "service", "priority", "timers")
_TIMER: Final = ("objective", "indicator", "outcome", "started_at", "stopped_at", "due_at", "elapsed_seconds")


def told(asked: Asked, definitions: Definitions, *, tickets: int) -> None:
    """Print what a source says of itself, and so many of its first tickets as they would be mapped."""
    click.echo(f"\n{asked.settings.id} ({asked.settings.kind})")
    for label, value in _facts(asked):
        click.echo(f"  {label:<10} {shown(value)}")
    if not asked.found.usable:
        click.echo(f"  {'result':<10} it is not read until its errors are mended")
    if asked.sample is None:
        return
    if asked.tickets:
        click.echo()
        printed(COLUMNS, map(_row, asked.tickets[:tickets]), "table")
    if asked.sample.tickets or asked.sample.outages:
        click.echo()
        printed_for_people(asked.unmapped, definitions)
    for word in asked.unheard:
        means = f" (the system says it means {word.means})" if word.means else ""
        click.echo(f'not mapped, and no ticket has it yet: {word.attribute} "{shown(word.word)}"{means}')


def _facts(asked: Asked) -> Iterator[tuple[str, str]]:
    found, sample = asked.found, asked.sample
    for label, value in (("account", found.identity), ("version", found.version), ("time zone", found.timezone)):
        if value:
            yield label, value
    if found.server_time:
        yield "its time", f"{found.server_time:%Y-%m-%d %H:%M:%S} UTC ({asked.skew:+d} s from ours)"
    for finding in found.findings:
        yield finding.level, finding.text
        if finding.hint:
            yield "", finding.hint
    if sample is not None:
        yield "tickets", _read(asked)
        if sample.error:
            yield "warning", f"reading ended early: {sample.error}"


def _read(asked: Asked) -> str:
    sample = asked.sample
    if sample is None or sample.until is None:
        return "none was read"
    bad = f", {sample.bad} rows can't be read" if sample.bad else ""
    outages = f" and {sample.outages} outages" if sample.outages else ""
    whole = "all there are" if sample.whole else "the first of them, to look at"
    return f"{sample.tickets} tickets{outages} read ({whole}){bad}, as they stood at {words.utc(sample.until)}"


def _row(ticket: PreviewedTicket) -> tuple[str, ...]:
    return (
        ticket.key,
        words.utc(ticket.created_at),
        ticket.status,
        ticket.status_class,
        ticket.kind,
        ticket.service,
        ticket.priority,
        ", ".join(map(_timer, ticket.timers)) or "none",
    )


def _timer(line: TimerLine) -> str:
    due = f" due {words.utc(line.due_at)}" if line.outcome == "running" and line.due_at else ""
    return f"{line.objective} {line.outcome}{due}"


def document(asked: Asked, *, tickets: int) -> dict[str, Any]:
    """Return the same for programs."""
    found, sample = asked.found, asked.sample
    return {
        "source": asked.settings.id,
        "kind": asked.settings.kind,
        "usable": found.usable,
        "account": found.identity,
        "version": found.version,
        "timezone": found.timezone,
        "server_time": found.server_time,
        "skew_seconds": asked.skew,
        "findings": [{"level": each.level, "text": each.text, "hint": each.hint} for each in found.findings],
        "read": None if sample is None else {
            "tickets": sample.tickets, "outages": sample.outages, "bad": sample.bad, "whole": sample.whole,
            "until": sample.until, "error": sample.error,
        },
        "tickets": [_ticket(each) for each in asked.tickets[:tickets]],
        "unmapped": [dict(zip(FOR_PROGRAMS, for_programs(each), strict=True)) for each in asked.unmapped],
        "unmapped_in_lists": [each._asdict() for each in asked.unheard],
    }  # fmt: skip


def _ticket(ticket: PreviewedTicket) -> dict[str, Any]:
    named = ("id", "key", "created_at", "status", "status_class", "kind", "service", "priority")
    timers = [{name: getattr(line, name) for name in _TIMER} for line in ticket.timers]
    return {**{name: getattr(ticket, name) for name in named}, "timers": timers}
