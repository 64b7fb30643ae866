"""slawatch sign."""

import re

import click

from slawatch.cli.answered import by
from slawatch.cli.main import Shared
from slawatch.cli.opened import now, read
from slawatch.cli.sealed_report import sealed_link
from slawatch.cli.stored import appending_store
from slawatch.reports.life.signing import sign
from slawatch.reports.notes import Role


def _hash(_context: click.Context, _parameter: click.Parameter, told: str | None) -> str:
    if told is not None and not re.fullmatch(r"[0-9a-f]{8,64}", told):
        raise click.BadParameter("write 8 to 64 of 0-9a-f, as `slawatch seal --list` prints them")
    return told or ""


@click.command("sign")
@click.argument("report", metavar="ID")
@click.option("--role", type=click.Choice([each.value for each in Role]), required=True, help="What you answer for.")
@by("Who signs.")
@click.option("--restatement", type=click.IntRange(min=0),
              help="Only if this is the newest; 0 is the first seal.")  # fmt: skip
@click.option("--seal", callback=_hash, metavar="SHA256",
              help="Only if the newest seal has this hash, or begins so.")  # fmt: skip
@click.pass_obj
def command(shared: Shared, *, report: str, role: str, by: str, restatement: int | None, seal: str) -> None:  # noqa: PLR0913  an option each
    """Sign the newest restatement of a sealed report; nobody approves what they prepared.

    Name what you have looked at, by --restatement or --seal: a report that was restated since is not signed then.
    """
    if restatement is not None and seal:
        raise click.UsageError("name what you have looked at by --restatement or by --seal")
    configuration = read(shared).configuration
    with appending_store(configuration) as store:
        seen = seal if restatement is None else sealed_link(store, report, restatement).sha256
        signed = sign(store, configuration.reports, report, Role(role), by=by, at=now(), seen=seen)
    click.echo(f"{report} {signed.role} by {signed.by}; what is signed is the seal {signed.seal}")
