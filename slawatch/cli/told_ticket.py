"""A ticket's timers taken apart, for a person."""

from collections.abc import Iterator
from datetime import datetime
from zoneinfo import ZoneInfo

import click

from slawatch.cli.output import printed, text
from slawatch.engine.explain import ExplainedTimer, StretchKind
from slawatch.engine.native_explained import SecondOpinion
from slawatch.model.business_days import BusinessDays
from slawatch.model.result import Outcome
from slawatch.runtime.listing import ExplainedTicket
from slawatch.speech.told_correction import answered_for, said
from slawatch.speech.words import time_allowed
from slawatch.web import told_verdict

COLUMNS = ("from", "to", "status", "kind", "seconds that count", "calendar")


def tell(found: ExplainedTicket) -> None:
    """Print every timer of a ticket, segment by segment."""
    click.echo(f"{found.key} ({found.source} {found.id}), as of {text(found.as_of)}; {found.definition}")
    if not found.exists:
        click.echo(f"it did not exist yet at {text(found.as_of)}; it was created at {text(found.created_at)}")
    elif not found.timers:
        click.echo("no objective judges this ticket")
    for correction in found.corrections:
        click.echo(f"correction {correction.id}: {said(correction)}; {answered_for(correction)}")
    for timer in found.timers:
        _tell(timer)
        for opinion in found.opinions:
            if (opinion.promise.number, opinion.cycle) == (timer.promise.number, timer.cycle):
                _tell_opinion(opinion)


def _tell(timer: ExplainedTimer) -> None:
    objective, agreement = timer.promise.objective, timer.promise.agreement
    zone = ZoneInfo(agreement.timezone)
    click.echo(
        f"\n{agreement.title} / {objective.id}: {objective.indicator} within {_allowed(timer)} of {timer.calendar}"
    )
    click.echo(f"  {'outcome':<9} {timer.outcome}{'' if not timer.reopens else f', reopened {timer.reopens} times'}")
    for label, at in (
        ("started", timer.started_at),
        ("stopped", timer.stopped_at),
        *((f"{percent} %", at) for percent, at in timer.reaches),
        ("due", timer.due_at),
        ("due*", timer.due_if_resumed_at),
        ("breach", timer.breach_at),
    ):
        if at is not None:
            click.echo(f"  {label:<9} {_local(at, zone)} {agreement.timezone}")
    click.echo()
    if timer.outcome is Outcome.UNKNOWN:
        click.echo("  the source can't tell what this timer needs")
        return
    printed(COLUMNS, _rows(timer, zone), "table")
    if timer.carried_seconds:
        click.echo(f"\n  taken over from earlier objectives: {timer.carried_seconds} s")
    click.echo(f"\n  elapsed {timer.elapsed_seconds} s of {timer.target_seconds} s; paused {timer.paused_seconds} s")
    for status, seconds in timer.pauses.items():
        click.echo(f"  paused as {status}: {seconds} s")
    for closure in timer.closures:
        days = f"{_local(closure.starts_at, zone)} to {_local(closure.ends_at, zone)}"
        click.echo(f"  closed in {timer.calendar} by {closure.reason}: {days}")


def _tell_opinion(opinion: SecondOpinion) -> None:
    """Print what the source itself concludes, and what makes the difference where there is one."""
    told_at = text(opinion.told_at)
    click.echo(f'\n  the source\'s own "{opinion.name}": {told_verdict.verdict(opinion)}; told at {told_at}')
    click.echo(f"  {told_verdict.reason(opinion)}")


def _allowed(timer: ExplainedTimer) -> str:
    within, seconds = timer.promise.objective.within, f"{timer.target_seconds} s"
    return f"{time_allowed(within)} ({seconds} from its start)" if isinstance(within, BusinessDays) else seconds


def _rows(timer: ExplainedTimer, zone: ZoneInfo) -> Iterator[tuple[str, ...]]:
    for stretch in timer.stretches:
        counts = str(stretch.working_seconds) if stretch.kind is StretchKind.RUNNING else "-"
        paused = f" ({stretch.working_seconds} s)" if stretch.kind is StretchKind.PAUSED else ""
        yield (
            _local(stretch.starts_at, zone),
            _local(stretch.ends_at, zone),
            stretch.status,
            f"{stretch.kind}{paused}",
            counts,
            stretch.reason,
        )


def _local(at: datetime, zone: ZoneInfo) -> str:
    return at.astimezone(zone).strftime("%Y-%m-%d %H:%M:%S")
