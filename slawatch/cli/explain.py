"""slawatch explain."""

from collections.abc import Iterator, Sequence
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
from slawatch.errors import ConfigError, SlawatchError
from slawatch.model.business_days import BusinessDays
from slawatch.model.definitions import Definitions
from slawatch.model.result import Outcome
from slawatch.runtime.listing import ExplainedTicket, explained_tickets
from slawatch.web.words import time_allowed

COLUMNS = ("from", "to", "status", "kind", "seconds that count", "calendar")


@click.command("explain")
@click.argument("ticket")
@click.option("--source", help="The ticket of this source.  [default: of the first that has it]")
@click.option("--as-of", type=Instant(), help="Judge as of this instant.  [default: up to where its source has told]")
@click.option("--format", "shape", type=click.Choice(("table", "json")), default="table", show_default=True)
@click.pass_obj
def command(shared: Shared, ticket: str, source: str | None, as_of: datetime | None, shape: Shape) -> None:
    """Print every timer of TICKET (id or key) segment by segment; the segments' sum is the published figure."""
    configuration = read(shared).configuration
    _known(source, configuration.definitions)
    with reading_store(configuration) as store:
        plan = planned(configuration.definitions)
        found = _chosen(list(explained_tickets(store, plan, ticket, as_of=as_of)), ticket, source)
    if shape == "json":
        click.echo(dumps(_document(found), default=_plain, ensure_ascii=False, indent=2))
        return
    click.echo(f"{found.key} ({found.source} {found.id}), as of {text(found.as_of)}; {found.definition}")
    if not found.exists:
        click.echo(f"it did not exist yet at {text(found.as_of)}; it was created at {text(found.created_at)}")
    elif not found.timers:
        click.echo("no objective judges this ticket")
    for timer in found.timers:
        _tell(timer)


def _known(source: str | None, definitions: Definitions) -> None:
    if source is not None and source not in definitions.mappings:
        raise ConfigError(f'there is no source "{source}"; there are {", ".join(definitions.mappings)}')


def _chosen(found: Sequence[ExplainedTicket], ticket: str, source: str | None) -> ExplainedTicket:
    """Return the ticket of the source; without one the first, and say on standard error that there are others."""
    chosen = [each for each in found if source in (None, each.source)]
    if not chosen:
        raise SlawatchError(f"there is no ticket {ticket} in {source or 'any source'}")
    first, *others = chosen
    if others:
        names = ", ".join(other.source for other in others)
        click.echo(
            f"there is a ticket {ticket} in {names}, too; this is the one in {first.source} (see --source)", err=True
        )
    return first


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
        if timer.outcome is Outcome.UNKNOWN:
            told |= dict.fromkeys(("elapsed_seconds", "carried_seconds", "paused_seconds"))
        objective = timer.promise.objective
        told["promise"] = {
            "sla": timer.promise.agreement.id,
            "objective": objective.id,
            "business_days": asdict(objective.within) if isinstance(objective.within, BusinessDays) else None,
        }
        told["reaches"] = {f"{percent}%": at for percent, at in timer.reaches}
        timers.append(told)
    head = {"source": found.source, "ticket": found.id, "key": found.key, "created_at": found.created_at}
    return {**head, "as_of": found.as_of, "definition": found.definition, "timers": timers}


def _plain(value: object) -> str:
    return text(value) if isinstance(value, datetime) else str(value)
