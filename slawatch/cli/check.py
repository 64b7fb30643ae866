"""slawatch check."""

from collections.abc import Sequence

import click

from slawatch.app.access import require_usable
from slawatch.app.configuring import Configuration, chosen_sources
from slawatch.app.feeding import kept_beside
from slawatch.app.outlook import outlook
from slawatch.app.promises import promises
from slawatch.app.series import series_warnings
from slawatch.cli.main import Shared
from slawatch.cli.opened import Opened, now, read
from slawatch.cli.output import Shape, in_two_shapes
from slawatch.config.settings import SourceSettings


@click.command("check")
@click.option("--live", is_flag=True, help="Also ask the sources: who we are, their time and zone, their filters.")
@click.option("--tickets", type=click.IntRange(0, 200), default=20, show_default=True, metavar="N",
              help="Show so many of a source's first tickets as they would be mapped.")  # fmt: skip
@click.option("--source", metavar="S", help="Ask this source only.  [default: all]")
@in_two_shapes
@click.pass_obj
def command(shared: Shared, live: bool, tickets: int, source: str | None, shape: Shape) -> None:  # noqa: FBT001  click's flag
    """Tell everything that is wrong with the configuration, a line each with file, line and hint (exit status 2)."""
    opened = read(shared)
    require_usable(opened.configuration.web.access)
    with kept_beside(opened.configuration) as kept:
        to_come = outlook(opened.configuration, kept, now())
    told = (*to_come, *promises(opened.configuration, now()), *series_warnings(opened.configuration))
    warnings = [str(warning) for warning in (*opened.configuration.warnings, *told)]
    chosen = chosen_sources(opened.configuration, source) if live else ()
    if shape == "json":
        usable = _document(opened, warnings, chosen, tickets=tickets)
    else:
        for warning in warnings:
            click.echo(f"warning: {warning}", err=True)
        click.echo(_summary(opened.configuration))
        usable = _ask(opened, chosen, tickets=tickets)
    if not usable:
        raise click.ClickException("a source can't be used as it is")


def _ask(opened: Opened, chosen: Sequence[SourceSettings], *, tickets: int) -> bool:
    """Print what each source says as soon as it has said it; return whether all can be used."""
    usable = True
    for settings in chosen:
        from slawatch.cli.asked_tables import told  # noqa: PLC0415  sources at work need much that others do not
        from slawatch.cli.asking import ask  # noqa: PLC0415  likewise

        asked = ask(opened, settings, tickets=tickets)
        told(asked, opened.configuration.definitions, tickets=tickets)
        usable &= asked.found.usable
    return usable


def _document(opened: Opened, warnings: Sequence[str], chosen: Sequence[SourceSettings], *, tickets: int) -> bool:
    from slawatch.cli.asked_tables import document  # noqa: PLC0415  see _ask
    from slawatch.cli.asking import ask  # noqa: PLC0415  likewise
    from slawatch.cli.documents import echoed  # noqa: PLC0415  likewise

    told = [document(ask(opened, settings, tickets=tickets), tickets=tickets) for settings in chosen]
    echoed({"definitions": opened.configuration.definitions.sha256, "warnings": warnings, "sources": told})
    return all(each["usable"] for each in told)


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
