"""slawatch desk."""

import json
from collections.abc import Iterator
from dataclasses import asdict
from datetime import datetime

import click

from slawatch.app.planning import planned
from slawatch.cli.desk_tables import named, sections
from slawatch.cli.main import Shared
from slawatch.cli.opened import Period, as_of, read
from slawatch.cli.output import Cell, Shape, in_shape, printed, text
from slawatch.cli.stored import reading_store
from slawatch.clock import SystemClock
from slawatch.errors import ConfigError
from slawatch.model.definitions import Definitions
from slawatch.model.desk_figures import DeskFigures, Dimension
from slawatch.model.person import SOMEBODY
from slawatch.runtime.desk import assessed_desk
from slawatch.speech import words

LONG = ("figure", "by", "value", "kind", "name", "number")
"""A row a number: what CSV holds."""
_LISTS = ("workloads", "handling", "processes", "reassignments", "problems", "satisfaction", "persons", "waiting")
_VALUES = ("value", "service_id", "person")
_NAMES = ("stage", "indicator", "survey")
_SWITCHED_OFF = (
    "figures by person are switched off. They watch over people's work; where that was agreed on, "
    "write desk: {by_person: true}"
)
_NOBODY_TOLD_APART = "no source tells people apart: those that can do it once they are given a people_salt"


@click.command("desk")
@click.option(
    "--period",
    type=Period(),
    metavar="P",
    default="current",
    show_default=True,
    help="2026-10, 2026-Q3, 2026, 2026-W47, current, previous, A..B; cut in the desk's zone.",
)
@click.option("--by", type=click.Choice([each.value for each in Dimension]), default="team", show_default=True,
              help="What the tables of tickets and of time are by; JSON and CSV hold all.")  # fmt: skip
@as_of
@in_shape
@click.pass_obj
def command(shared: Shared, period: str, by: str, as_of: datetime | None, shape: Shape) -> None:
    """Print the service desk's own work: what came and went, where time was spent, how its processes work."""
    configuration = read(shared).configuration
    if by == Dimension.PERSON and not configuration.definitions.desk.by_person:
        raise ConfigError(f"{shared.config_file}: {_SWITCHED_OFF}")
    with reading_store(configuration) as store:
        plan = planned(configuration.definitions)
        at, figures = assessed_desk(store, plan, SystemClock(), as_of=as_of, period=period)
    figures = named(figures, configuration.definitions.desk.names)
    if shape == "json":
        click.echo(json.dumps({"as_of": text(at), **asdict(figures), "period": period}, default=text))
    elif shape == "csv":
        printed(LONG, _long(figures), shape)
    else:
        _tables(figures, Dimension(by), configuration.definitions)
        click.echo(f"\nas of {words.utc(at)}{', SIMULATED' if configuration.definitions.simulated else ''}")


def _tables(figures: DeskFigures, by: Dimension, definitions: Definitions) -> None:
    desk = definitions.desk
    click.echo(f"{words.utc(figures.starts_at)} to {words.utc(figures.ends_at)} (cut in {desk.timezone})")
    for section in sections(figures, by, reopen_window=desk.reopen_window):
        click.echo(f"\n{section.title}")
        printed(section.columns, section.rows, "table")
    if by is Dimension.PERSON and not _told_apart(figures):
        click.echo(f"\n{_NOBODY_TOLD_APART}")


def _told_apart(figures: DeskFigures) -> bool:
    persons = {load.value for load in figures.workloads if load.dimension is Dimension.PERSON}
    return not persons or not persons <= {"", SOMEBODY}


def _long(figures: DeskFigures) -> Iterator[tuple[Cell, ...]]:
    for name in _LISTS:
        for figure in getattr(figures, name):
            told = asdict(figure)
            named = (
                name,
                told.get("dimension", "person" if "person" in told else "service"),
                _first(told, _VALUES),
                told.get("kind", told.get("process", "")),
            )
            for key, number in _numbers(told):
                yield *named, ".".join(filter(None, (_first(told, _NAMES), key))), number


def _first(told: dict[str, object], keys: tuple[str, ...]) -> str:
    return next((str(told[key]) for key in keys if told.get(key)), "")


def _numbers(told: dict[str, object]) -> Iterator[tuple[str, int | float | None]]:
    """Yield every number of a figure by its name, those of lengths by theirs; unknown ones are empty cells."""
    for key, value in told.items():
        if isinstance(value, dict):
            yield from ((f"{key}.{part}", number) for part, number in _numbers(value))
        elif isinstance(value, int | float) or (value is None and key != "stage"):
            yield key, value
