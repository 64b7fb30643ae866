"""What a source says of itself, as `check --live` prints it."""

import click

from slawatch.app.polling import source
from slawatch.cli.opened import Opened
from slawatch.clock import SystemClock
from slawatch.config.settings import SourceSettings
from slawatch.errors import SourceError
from slawatch.exporters.selfmetrics import SelfMetrics
from slawatch.ingest.source import Check, Finding


def asked(opened: Opened, settings: SourceSettings) -> bool:
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
