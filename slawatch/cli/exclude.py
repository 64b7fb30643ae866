"""slawatch exclude."""

from collections.abc import Iterable
from dataclasses import astuple, fields
from datetime import datetime

import click

from slawatch.app.planning import planned
from slawatch.cli.answered import author, by, reason, require_service, withdrawal
from slawatch.cli.main import Shared
from slawatch.cli.opened import Instant, Period, now, read
from slawatch.cli.output import Shape, in_shape, printed
from slawatch.cli.stored import appending_store, reading_store
from slawatch.clock import SystemClock
from slawatch.engine.exclusion_list import ListedExclusion, listed_exclusions
from slawatch.errors import ConfigError
from slawatch.model.agreement import Agreement
from slawatch.model.definitions import Definitions
from slawatch.model.outage import Exclusion
from slawatch.runtime import assessment
from slawatch.runtime.approval import closed_to, touched_by, who_may
from slawatch.runtime.assessment import Asked
from slawatch.runtime.operator_facts import (
    approve_exclusion,
    state_exclusion,
    stated_exclusions,
    withdraw_exclusion,
)

COLUMNS = (
    "id", "service_id", "started_at", "ended_at", "reason", "author", "approved_at", "approved_by", "retrospective",
    "withdrawn_at", "withdrawn_by",
)  # fmt: skip


@click.group("exclude")
def command() -> None:
    """State time that was agreed not to count, beside a daemon that may be running."""


@command.command("add")
@click.option("--service", required=True, metavar="S", help="The id of the service.")
@click.option("--from", "start", type=Instant(), required=True, help="When it begins.")
@click.option("--to", "end", type=Instant(), required=True, help="When it ends.")
@reason("Why it does not count.")
@author()
@click.pass_obj
def add(  # noqa: PLR0913  an option each
    shared: Shared, *, service: str, start: datetime, end: datetime, reason: str, author: str
) -> None:
    """State an exclusion; it counts once somebody has approved it."""
    configuration = read(shared).configuration
    require_service(configuration.definitions, service)
    if end <= start:
        raise click.BadParameter("it must end after it begins", param_hint="--to")
    told = Exclusion(id="", service=service, started_at=start, ended_at=end, reason=reason, author=author)
    with appending_store(configuration) as store:
        stated = state_exclusion(store, told, at=now())
    click.echo(f"{stated.id} stated; `slawatch exclude approve {stated.id} --by NAME` makes it count")


@command.command("approve")
@click.argument("name", metavar="ID")
@by("Who approves it.")
@click.pass_obj
def approve(shared: Shared, name: str, by: str) -> None:
    """Approve an exclusion, now."""
    configuration = read(shared).configuration
    with appending_store(configuration) as store:
        stated = [each for each in stated_exclusions(store) if each.id == name]
        closed = _closed_to(by, stated, configuration.definitions)
        approved = approve_exclusion(store, name, by=by, at=now())
    kind = "a retrospective exclusion" if approved.retrospective else "an exclusion"
    click.echo(f"{approved.id} approved by {by} as {kind}")
    for agreement in closed:
        click.echo(f"it does not count under {agreement.title}, where {who_may(agreement)} may approve", err=True)


command.add_command(withdrawal(withdraw_exclusion, "Take an exclusion back; it stays in the list and counts no more."))


def _closed_to(by: str, stated: Iterable[Exclusion], definitions: Definitions) -> list[Agreement]:
    """Return the agreements that don't let somebody approve; ConfigError where all on the service don't."""
    touched = [each for exclusion in stated for each in touched_by(exclusion, definitions)]
    closed = closed_to(by, touched)
    if closed and closed == touched:
        who = "; ".join(f"under {each.title} {who_may(each)} may" for each in closed)
        raise ConfigError(f"{by} may not approve it: {who}")
    return closed


@command.command("list")
@click.option(
    "--period",
    type=Period(),
    metavar="P",
    help="Every exclusion that touches it, from every source, and what it takes out of agreed time under each "
    "agreement: 2026-10, 2026-Q3, 2026, 2026-W47, current, previous, A..B.",
)
@click.option("--as-of", type=Instant(), help="With --period: judge as of this instant.")
@in_shape
@click.pass_obj
def listed(shared: Shared, period: str | None, as_of: datetime | None, shape: Shape) -> None:
    """Print what was stated by hand and who approved it; with --period, what every exclusion does."""
    configuration = read(shared).configuration
    if period is None and as_of is not None:
        raise click.BadParameter("it needs a --period", param_hint="--as-of")
    with reading_store(configuration) as store:
        if period is None:
            printed(COLUMNS, map(_row, stated_exclusions(store)), shape)
            return
        plan = planned(configuration.definitions)
        exclusions = assessment.listed(listed_exclusions, store, plan, SystemClock(), Asked(period, as_of))
    printed([field.name for field in fields(ListedExclusion)], map(astuple, exclusions), shape)


def _row(told: Exclusion) -> tuple[str | datetime | bool | None, ...]:
    return (
        told.id, told.service, told.started_at, told.ended_at, told.reason, told.author, told.approved_at,
        told.approved_by, told.retrospective, told.withdrawn_at, told.withdrawn_by,
    )  # fmt: skip
