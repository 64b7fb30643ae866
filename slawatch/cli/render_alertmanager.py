"""slawatch render alertmanager."""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Final

import click

from slawatch.alerting.alertmanager import CONFIG, Order, rendered
from slawatch.alerting.receivers import OLDEST, Version
from slawatch.app.feeding import fed_beside
from slawatch.cli import rendering
from slawatch.cli.main import Shared
from slawatch.cli.opened import now
from slawatch.model.alert import Language

_DATE: Final = click.DateTime(["%Y-%m-%d"])


@click.command("alertmanager")
@rendering.output
@click.option(
    "--language",
    type=click.Choice([*map(str, Language)]),
    help="Of the texts; over the configuration's alerting.language.",
)
@click.option("--alertmanager-version", "version", type=rendering.Release(), default="0.25", show_default=True,
              help="The oldest Alertmanager that reads it: from 0.26 on addresses stay in their files.")  # fmt: skip
@click.option("--from", "first", type=_DATE, metavar="DATE",
              help="First date whose hours are exact.  [default: the first of this year]")  # fmt: skip
@click.option("--until", "last", type=_DATE, metavar="DATE",
              help="Last date whose hours are exact.  [default: the last of next year]")  # fmt: skip
@click.pass_obj
def command(  # noqa: PLR0913  an option each
    shared: Shared,
    /,
    *,
    output: str,
    language: str | None,
    version: Version,
    first: datetime | None,
    last: datetime | None,
) -> None:
    """Render alertmanager.yml: who is told of which alerts, when, in which words, and what mutes what.

    With its templates in a folder, or by itself on standard output.
    """
    if version < OLDEST:
        raise click.BadParameter(f"Alertmanager {OLDEST[0]}.{OLDEST[1]} is the oldest", param_hint=_VERSION)
    configuration = fed_beside(rendering.configuration(shared))
    spoken = configuration.alerting.language if language is None else Language(language)
    from_, until = _dates(first, last)
    options = " ".join(["slawatch render alertmanager", *_options(spoken, version, first, last)])
    told = rendered(configuration, Order(language=spoken, version=version, first=from_, last=until, command=options))
    for line in told.warnings:
        click.echo(f"warning: {line}", err=True)
    if output != rendering.STANDARD_OUTPUT:
        rendering.write(told.files, output, private=told.secret)
    elif told.secret:
        raise click.ClickException("it holds secrets, which are shown nowhere; write it into a folder: --output DIR")
    else:
        click.echo(told.files[CONFIG], nl=False)


_VERSION: Final = "--alertmanager-version"


def _dates(first: datetime | None, last: datetime | None) -> tuple[date, date]:
    today = now().date()
    told = first.date() if first else date(today.year, 1, 1), last.date() if last else date(today.year + 1, 12, 31)
    if told[0] > told[1]:
        raise click.UsageError(f"--from {told[0]} is after --until {told[1]}")
    return told


def _options(language: Language, version: Version, first: datetime | None, last: datetime | None) -> Iterator[str]:
    """Yield the options that are other than usual, as they would be written again."""
    yield f"--language {language}"
    if version != OLDEST:
        yield f"{_VERSION} {version[0]}.{version[1]}"
    for option, day in (("--from", first), ("--until", last)):
        if day is not None:
            yield f"{option} {day.date()}"
