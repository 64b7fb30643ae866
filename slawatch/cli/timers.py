"""slawatch timers."""

from datetime import datetime

import click

from slawatch.app.planning import planned
from slawatch.cli.known import known, known_through
from slawatch.cli.main import Shared
from slawatch.cli.opened import Instant, read
from slawatch.cli.output import Shape, in_shape, printed
from slawatch.errors import ConfigError
from slawatch.model.definitions import Definitions
from slawatch.runtime.listing import TimerLine, timer_lines


@click.command("timers")
@click.option("--as-of", type=Instant(), help="Judge as of this instant.  [default: up to where each source has told]")
@known_through
@click.option("--objective", "objectives", multiple=True, help="Only this objective's timers (may be repeated).")
@in_shape
@click.pass_obj
def command(
    shared: Shared,
    as_of: datetime | None,
    known_through: datetime | None,
    objectives: tuple[str, ...],
    shape: Shape,
) -> None:
    """Print a row for every timer of every ticket: what was measured against which promise, and how it came out."""
    with known(read(shared).configuration, through=known_through) as what:
        _require(objectives, what.definitions)
        lines = timer_lines(what.store, planned(what.definitions), as_of=as_of, objectives=frozenset(objectives))
        printed(TimerLine._fields, lines, shape)


def _require(objectives: tuple[str, ...], definitions: Definitions) -> None:
    there_are = {objective.id for agreement in definitions.agreements for objective in agreement.objectives}
    unknown = [name for name in objectives if name not in there_are]
    if unknown:
        raise ConfigError(f"there is no objective {', '.join(unknown)}; there are {', '.join(sorted(there_are))}")
