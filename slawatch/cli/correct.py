"""slawatch correct: what was stated, its approval and its withdrawal."""

from datetime import datetime

import click

from slawatch.app.planning import planned
from slawatch.cli import correcting
from slawatch.cli.answered import by, withdrawal
from slawatch.cli.main import Shared
from slawatch.cli.opened import now, read
from slawatch.cli.output import Shape, in_shape, printed
from slawatch.cli.stored import appending_store, reading_store
from slawatch.model.correction import Correction
from slawatch.runtime.stated_corrections import approve_correction, stated_corrections, withdraw_correction
from slawatch.speech.told_correction import said

COLUMNS = (
    "id", "source", "subject", "kind", "says", "reason", "author", "stated_at", "approved_by", "approved_at",
    "withdrawn_by", "withdrawn_at", "counts",
)  # fmt: skip


@click.group("correct")
def command() -> None:
    """State what a source tells wrongly, beside a daemon that may be running; the source's facts stay as they are."""


for each in correcting.COMMANDS:
    command.add_command(each)


@command.command("approve")
@click.argument("name", metavar="ID")
@by("Who approves it; not its author.")
@click.pass_obj
def approve(shared: Shared, name: str, by: str) -> None:
    """Approve a correction; from now on it counts."""
    configuration = read(shared).configuration
    with appending_store(configuration) as store:
        approved = approve_correction(store, planned(configuration.definitions), name, by=by, at=now())
    click.echo(f"{approved.id} approved by {by}: {said(approved)}")


command.add_command(withdrawal(withdraw_correction, "Take a correction back; it stays in the list and counts no more."))


@command.command("list")
@in_shape
@click.pass_obj
def listed(shared: Shared, shape: Shape) -> None:
    """Print what was stated, who approved it and who took it back."""
    with reading_store(read(shared).configuration) as store:
        stated = stated_corrections(store)
    printed(COLUMNS, map(_row, stated), shape)


def _row(told: Correction) -> tuple[str | datetime | bool | None, ...]:
    return (
        told.id, told.source, told.subject, told.told.kind, said(told), told.reason, told.author, told.stated_at,
        told.approved_by, told.approved_at, told.withdrawn_by, told.withdrawn_at, told.counts,
    )  # fmt: skip
