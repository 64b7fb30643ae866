"""slawatch unmapped."""

from collections.abc import Iterator, Sequence
from typing import Final

import click

from slawatch.app.planning import planned
from slawatch.cli.main import Shared
from slawatch.cli.opened import read
from slawatch.cli.output import Cell, Shape, in_shape, printed
from slawatch.cli.stored import reading_store
from slawatch.clock import SystemClock
from slawatch.errors import ConfigError
from slawatch.model.definitions import Definitions
from slawatch.runtime.map_lines import map_lines, pasted
from slawatch.runtime.unmapped import LONGEST, ToldWord, unmapped_now

_FOR_PEOPLE: Final = ("source", "attribute", "word", "open", "tickets", "outages", "newest", "since", "near")
FOR_PROGRAMS: Final = (
    "source", "attribute", "word", "signs", "open_tickets", "tickets", "outages", "newest", "newest_at", "since",
    "guess", "yaml",
)  # fmt: skip


@click.command("unmapped")
@click.option("--source", metavar="S", help="Of this source only.  [default: all]")
@in_shape
@click.pass_obj
def command(shared: Shared, source: str | None, shape: Shape) -> None:
    """Print the sources' raw words that nothing maps, how much they hold back, and the lines that would map them."""
    configuration = read(shared).configuration
    definitions = configuration.definitions
    if source is not None and source not in definitions.mappings:
        raise ConfigError(f'there is no source "{source}"; there are {", ".join(sorted(definitions.mappings))}')
    with reading_store(configuration) as store:
        told = unmapped_now(store, planned(definitions), SystemClock(), source=source)
    if shape == "table":
        printed_for_people(told, definitions)
    else:
        printed(FOR_PROGRAMS, map(for_programs, told), shape)


def printed_for_people(told: Sequence[ToldWord], definitions: Definitions) -> None:
    """Print words for people, and the lines that would map them."""
    if not told:
        click.echo("every word is mapped")
        return
    printed(_FOR_PEOPLE, map(_for_people, told), "table")
    click.echo()
    click.echo("\n".join(_below(map_lines(told, definitions))))


def _below(lines: str) -> Iterator[str]:
    """Yield the lines under what to do with them."""
    yield "# Put these into the configuration, with a meaning where none stands, then: slawatch check"
    yield from lines.splitlines()


def _for_people(told: ToldWord) -> Sequence[Cell]:
    each = told.counted
    word = f"{told.word}… ({len(each.word):,} signs)" if told.is_cut else told.word or "(empty)"
    newest, near = told.newest.key[:LONGEST] if told.newest else "", told.guess.near if told.guess else ""
    return (each.source, each.attribute, word, each.open_tickets, each.tickets, each.outages, newest, each.since, near)


def for_programs(told: ToldWord) -> Sequence[Cell]:
    """Return the cells of FOR_PROGRAMS."""
    each = told.counted
    counts = (each.open_tickets, each.tickets, each.outages)
    newest, guess = told.newest.key if told.newest else None, told.guess.meaning if told.guess else None
    line = pasted(told) if each.word else None
    what = (each.source, each.attribute, told.word, len(each.word))
    return (*what, *counts, newest, each.newest_at, each.since, guess, line)
