"""slawatch explain."""

from collections.abc import Iterator
from dataclasses import asdict
from datetime import datetime
from json import dumps
from zoneinfo import ZoneInfo

import click

from slawatch.app.planning import planned
from slawatch.cli.main import Shared
from slawatch.cli.opened import Instant, read
from slawatch.cli.output import Shape, printed, text
from slawatch.cli.stored import reading_store
from slawatch.engine.explain import ExplainedTimer, StretchKind
from slawatch.errors import SlawatchError
from slawatch.model.business_days import BusinessDays
from slawatch.model.result import Outcome
from slawatch.runtime.listing import ExplainedTicket, explained_ticket
from slawatch.web.words import time_allowed

COLUMNS = ("from", "to", "status", "kind", "seconds that count", "calendar")


@click.command("explain")
@click.argument("ticket")
@click.option("--as-of", type=Instant(), help="Judge as of this instant.  [default: up to where its source has told]")
@click.option("--format", "shape", type=click.Choice(("table", "json")), default="table", show_default=True)
@click.pass_obj
def command(shared: Shared, ticket: str, as_of: datetime | None, shape: Shape) -> None:
    """Print every timer of TICKET (id or key) segment by segment; the segments' sum is the published figure."""
    configuration = read(shared).configuration
    with reading_store(configuration) as store:
        found = explained_ticket(store, planned(configuration.definitions), ticket, as_of=as_of)
    if found is None:
        raise SlawatchError(f"there is no ticket {ticket} in {shared.config_file}'s sources")
    if shape == "json":
        click.echo(dumps(_document(found), default=_plain, ensure_ascii=False, indent=2))
        return
    click.echo(f"{found.key} ({found.source} {found.id}), as of {text(found.as_of)}; {found.definition}")
    if not found.timers:
        click.echo("no objective judges this ticket")
    for timer in found.timers:
        _tell(timer)


def _tell(timer: ExplainedTimer) -> None:
    objective, agreement = timer.promise.objective, timer.promise.agreement
    zone = ZoneInfo(agreement.timezone)
    click.echo(f"\n{agreement.id} / {objective.id}: {objective.indicator} within {_allowed(timer)} of {timer.calendar}")
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


def _document(found: ExplainedTicket) -> dict[str, object]:
    timers = []
    for timer in found.timers:
        told = asdict(timer)
        objective = timer.promise.objective
        told["promise"] = {
            "sla": timer.promise.agreement.id,
            "objective": objective.id,
            "business_days": asdict(objective.within) if isinstance(objective.within, BusinessDays) else None,
        }
        told["reaches"] = {f"{percent}%": at for percent, at in timer.reaches}
        timers.append(told)
    head = {"source": found.source, "ticket": found.id, "key": found.key, "as_of": found.as_of}
    return {**head, "definition": found.definition, "timers": timers}


def _plain(value: object) -> str:
    return text(value) if isinstance(value, datetime) else str(value)
