"""slawatch sign."""

import click

from slawatch.cli.main import Shared
from slawatch.cli.opened import Words, now, read
from slawatch.cli.stored import appending_store
from slawatch.reports.life.signing import sign
from slawatch.reports.notes import Role


@click.command("sign")
@click.argument("report", metavar="ID")
@click.option("--role", type=click.Choice([each.value for each in Role]), required=True, help="What you answer for.")
@click.option("--by", type=Words(), required=True, metavar="NAME", help="Who signs.")
@click.pass_obj
def command(shared: Shared, report: str, role: str, by: str) -> None:
    """Sign the newest restatement of a sealed report; nobody approves what they prepared."""
    configuration = read(shared).configuration
    with appending_store(configuration) as store:
        signed = sign(store, configuration.reports, report, Role(role), by=by, at=now())
    click.echo(f"{report} {signed.role} by {signed.by}; what is signed is the seal {signed.seal}")
