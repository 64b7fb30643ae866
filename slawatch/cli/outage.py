"""slawatch outage."""

from datetime import datetime

import click

from slawatch.cli.answered import author, reason, require_service
from slawatch.cli.main import Shared
from slawatch.cli.opened import Instant, now, read
from slawatch.cli.output import Shape, in_shape, printed
from slawatch.cli.stored import appending_store, reading_store
from slawatch.model.outage import Outage, Severity
from slawatch.runtime.stated_outages import end_outage, start_outage, stated_outages, withdraw_outage

COLUMNS = (
    "id", "service_id", "severity", "started_at", "ended_at", "users", "ticket", "reason", "author",
)  # fmt: skip


@click.group("outage")
def command() -> None:
    """State outages by hand, beside a daemon that may be running; they count like those of sources."""


@command.command("start")
@click.argument("service", metavar="SERVICE")
@click.option("--at", "start", type=Instant(), help="When it began.  [default: now]")
@click.option(
    "--severity",
    type=click.Choice((Severity.DOWN.value, Severity.DEGRADED.value)),
    default=Severity.DOWN.value,
    show_default=True,
    help="Not usable, or worse than promised.",
)
@reason("What has happened.")
@author()
@click.option("--ticket", metavar="ID", help="The ticket about it, for people.")
@click.option("--users", type=click.IntRange(min=0), metavar="N", help="How many users it touches.")
@click.pass_obj
def start(  # noqa: PLR0913  an option each
    shared: Shared,
    *,
    service: str,
    start: datetime | None,
    severity: str,
    reason: str,
    author: str,
    ticket: str | None,
    users: int | None,
) -> None:
    """State that a service is down or degraded, until `slawatch outage end`."""
    configuration = read(shared).configuration
    require_service(configuration.definitions, service)
    at = now()
    told = Outage(
        id="", service=service, started_at=start or at, severity=severity, ticket_id=ticket, users=users,
        reason=reason, author=author,
    )  # fmt: skip
    with appending_store(configuration) as store:
        stated = start_outage(store, told, at=at)
    click.echo(f"{stated.id} stated; `slawatch outage end {stated.id}` ends it")


@command.command("end")
@click.argument("name", metavar="ID")
@click.option("--at", "end", type=Instant(), help="When the service was restored.  [default: now]")
@click.pass_obj
def end(shared: Shared, name: str, end: datetime | None) -> None:
    """State that an outage is over."""
    at = now()
    with appending_store(read(shared).configuration) as store:
        ended = end_outage(store, name, ended_at=end or at, at=at)
    click.echo(f"{ended.id} ended after {_seconds(ended)} s")


@command.command("withdraw")
@click.argument("name", metavar="ID")
@reason("Why it was none.")
@author("Who says so.")
@click.pass_obj
def withdraw(shared: Shared, name: str, reason: str, author: str) -> None:
    """Take back an outage that was stated by mistake; it stays in the list and counts no more."""
    with appending_store(read(shared).configuration) as store:
        withdrawn = withdraw_outage(store, name, reason=reason, author=author, at=now())
    click.echo(f"{withdrawn.id} withdrawn")


@command.command("list")
@in_shape
@click.pass_obj
def listed(shared: Shared, shape: Shape) -> None:
    """Print what was stated by hand; `slawatch outages` prints what counts, from every source."""
    with reading_store(read(shared).configuration) as store:
        stated = stated_outages(store)
    printed(COLUMNS, map(_row, stated), shape)


def _row(told: Outage) -> tuple[str | int | datetime | None, ...]:
    return (
        told.id, told.service, told.severity, told.started_at, told.ended_at, told.users, told.ticket_id, told.reason,
        told.author,
    )  # fmt: skip


def _seconds(ended: Outage) -> int:
    assert ended.ended_at is not None  # noqa: S101  it was just ended
    return int((ended.ended_at - ended.started_at).total_seconds())
