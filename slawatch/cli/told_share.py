"""A figure of timers taken apart, for a person: every timer, and how they add up."""

from collections import Counter
from collections.abc import Iterator
from typing import Final
from zoneinfo import ZoneInfo

import click

from slawatch.cli.output import printed
from slawatch.cli.told_availability import local
from slawatch.engine.explain_counts import ExplainedCount
from slawatch.engine.explain_tickets import CountedTimer, ExplainedShare
from slawatch.model.agreement import Agreement
from slawatch.model.result import ObjectiveFigure, Outcome
from slawatch.speech import words

COLUMNS: Final = ("ticket", "source", "priority", "outcome", "elapsed", "target", "paused", "started", "stopped", "due")
COUNT_COLUMNS: Final = ("ticket", "source", "created", "open since")


def tell(found: ExplainedShare, agreement: Agreement) -> None:
    """Print the timers of a figure, and how they add up to it."""
    figure = found.figure
    _head(figure, agreement)
    if found.timers:
        _print_timers(found)
        click.echo("\neach line in full: slawatch explain TICKET --source SOURCE\n")
    for line in _sum(found):
        click.echo(f"  {line}")
    _verdict(figure)


def _print_timers(found: ExplainedShare) -> None:
    """Print a row a timer; of services together, with its own."""
    zone = ZoneInfo(found.figure.timezone)
    if found.figure.services:
        rows = ((timer.service_id, *_row(timer, zone)) for timer in found.timers)
        printed(("service", *COLUMNS), rows, "table")
    else:
        printed(COLUMNS, (_row(timer, zone) for timer in found.timers), "table")


def tell_count(found: ExplainedCount, agreement: Agreement) -> None:
    """Print the tickets behind a number of tickets, and the number."""
    figure, zone = found.figure, ZoneInfo(found.figure.timezone)
    _head(figure, agreement)
    if found.tickets is None:
        click.echo("  `slawatch desk` tells the numbers behind this figure; its tickets are not listed")
    elif found.tickets:
        rows = ((t.ticket, t.source, local(t.created_at, zone), local(t.open_since, zone)) for t in found.tickets)
        printed(COUNT_COLUMNS, rows, "table")
        click.echo()
    if found.tickets is not None:
        click.echo(f"  counted {words.counted(len(found.tickets), 'ticket')}")
    _verdict(figure)


def _head(figure: ObjectiveFigure, agreement: Agreement) -> None:
    click.echo(
        f"\n{words.subject(figure)} under {agreement.title} / {figure.objective}: {words.promise(figure).lower()},"
        f" target {words.target(figure)}, {words.period(figure)} ({figure.timezone})\n"
    )


def _verdict(figure: ObjectiveFigure) -> None:
    click.echo(f"  attained {words.attained(figure)}, target {words.target(figure)}")
    click.echo(f"  verdict: {figure.state}{f' ({figure.reason})' if figure.reason else ''}")


def _row(timer: CountedTimer, zone: ZoneInfo) -> tuple[str | int | None, ...]:
    again = f" #{timer.cycle + 1}" if timer.cycle else ""
    due = timer.due_at or timer.due_if_resumed_at
    resumed = " if resumed" if timer.due_at is None and due is not None else ""
    return (
        f"{timer.ticket}{again}",
        timer.source,
        timer.priority,
        timer.outcome,
        timer.elapsed_seconds,
        timer.target_seconds,
        timer.paused_seconds,
        local(timer.started_at, zone),
        None if timer.stopped_at is None else local(timer.stopped_at, zone),
        None if due is None else f"{local(due, zone)}{resumed}",
    )


def _sum(found: ExplainedShare) -> Iterator[str]:
    of = Counter(timer.outcome for timer in found.timers)
    judged = of[Outcome.MET] + of[Outcome.MISSED]
    yield f"judged {judged} = met {of[Outcome.MET]} + missed {of[Outcome.MISSED]}"
    others = [f"{outcome} {of[outcome]}" for outcome in Outcome if outcome not in (Outcome.MET, Outcome.MISSED)]
    yield f"not judged: {', '.join(others)}"
