"""slawatch check."""

import click

from slawatch.app.configuring import Configuration
from slawatch.app.feeding import kept_beside
from slawatch.app.outlook import outlook
from slawatch.app.promises import promises
from slawatch.app.series import series_warnings
from slawatch.cli.main import Shared
from slawatch.cli.opened import Opened, now, read


@click.command("check")
@click.option("--live", is_flag=True, help="Also ask the sources: who we are, their time and zone, their filters.")
@click.pass_obj
def command(shared: Shared, live: bool) -> None:  # noqa: FBT001  click's flag
    """Tell everything that is wrong with the configuration, a line each with file, line and hint (exit status 2)."""
    opened = read(shared)
    with kept_beside(opened.configuration) as kept:
        to_come = outlook(opened.configuration, kept, now())
    told = (*to_come, *promises(opened.configuration, now()), *series_warnings(opened.configuration))
    for warning in (*opened.configuration.warnings, *told):
        click.echo(f"warning: {warning}", err=True)
    click.echo(_summary(opened.configuration))
    if live:
        _ask(opened)


def _ask(opened: Opened) -> None:
    from slawatch.cli.asking import asked  # noqa: PLC0415  sources at work need much that a configuration does not

    if [settings for settings in opened.configuration.sources if not asked(opened, settings)]:
        raise click.ClickException("a source can't be used as it is")


def _summary(configuration: Configuration) -> str:
    definitions = configuration.definitions
    agreements = {agreement.id for agreement in definitions.agreements}
    objectives = {(each.id, objective.id) for each in definitions.agreements for objective in each.objectives}
    counts = {
        "source": len(configuration.sources),
        "calendar": len(definitions.calendars),
        "service": len(definitions.services),
        "agreement": len(agreements),
        "objective": len(objectives),
    }
    told = ", ".join(f"{count} {noun}{'' if count == 1 else 's'}" for noun, count in counts.items())
    return f"the configuration is valid: {told}; definitions {definitions.sha256[:12]}"
