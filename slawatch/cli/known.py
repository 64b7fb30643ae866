"""What a command judges by: everything that is known, or what was known at an instant."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Final

import click

from slawatch.cli.opened import Instant
from slawatch.cli.stored import reading_store
from slawatch.clock import SystemClock
from slawatch.config.settings import Configuration
from slawatch.runtime.known import Known, known_then

known_through: Final = click.option(
    "--known-through",
    type=Instant(),
    help="Judge by what was known at this instant, under the definitions then in force.  [default: now]",
)


@contextmanager
def known(configuration: Configuration, *, through: datetime | None) -> Iterator[Known]:
    """Open the store as it is or as it was at an instant, with the definitions that judge it."""
    with reading_store(configuration) as store:
        if through is None:
            yield Known(store=store, definitions=configuration.definitions, clock=SystemClock())
            return
        then = known_then(store, configuration.definitions, at=through)
        for note in then.notes:
            click.echo(note, err=True)
        yield then
