"""slawatch check."""

import click

from slawatch.app.configuring import Configuration
from slawatch.app.polling import source
from slawatch.cli.main import Shared
from slawatch.cli.opened import Opened, read
from slawatch.clock import SystemClock
from slawatch.config.settings import SourceSettings
from slawatch.errors import SourceError
from slawatch.exporters.selfmetrics import SelfMetrics
from slawatch.ingest.source import Check, Finding


@click.command("check")
@click.option("--live", is_flag=True, help="Also ask the sources: who we are, their time and zone, their filters.")
@click.pass_obj
def command(shared: Shared, live: bool) -> None:  # noqa: FBT001  click's flag
    """Tell everything that is wrong with the configuration, a line each with file, line and hint (exit status 2)."""
    opened = read(shared)
    for warning in opened.configuration.warnings:
        click.echo(f"warning: {warning}", err=True)
    click.echo(_summary(opened.configuration))
    if live and [settings for settings in opened.configuration.sources if not _asked(opened, settings)]:
        raise click.ClickException("a source can't be used as it is")


def _summary(configuration: Configuration) -> str:
    definitions = configuration.definitions
    objectives = sum(len(agreement.objectives) for agreement in definitions.agreements)
    counts = {
        "source": len(configuration.sources),
        "calendar": len(definitions.calendars),
        "service": len(definitions.services),
        "agreement": len(definitions.agreements),
        "objective": objectives,
    }
    told = ", ".join(f"{count} {noun}{'' if count == 1 else 's'}" for noun, count in counts.items())
    return f"the configuration is valid: {told}; definitions {definitions.sha256[:12]}"


def _asked(opened: Opened, settings: SourceSettings) -> bool:
    """Print what a source says of itself; return whether it can be used."""
    metrics, clock = SelfMetrics(version=""), SystemClock()
    try:
        found = source(opened.registry, settings, clock=clock, metrics=metrics).check()
    except SourceError as error:
        found = Check(findings=(Finding(level="error", text=str(error)),))
    click.echo(f"\n{settings.id} ({settings.kind})")
    for label, value in (("account", found.identity), ("version", found.version), ("time zone", found.timezone)):
        if value:
            click.echo(f"  {label:<10} {value}")
    if found.server_time:
        skew = round((found.server_time - clock.now()).total_seconds())
        click.echo(f"  {'its time':<10} {found.server_time:%Y-%m-%d %H:%M:%S} UTC ({skew:+d} s from ours)")
    for finding in found.findings:
        hint = f"\n             {finding.hint}" if finding.hint else ""
        click.echo(f"  {finding.level:<10} {finding.text}{hint}")
    return found.usable
