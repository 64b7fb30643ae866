"""slawatch outages."""

from dataclasses import astuple, fields
from datetime import datetime

import click

from slawatch.app.planning import planned
from slawatch.cli.known import known, known_through
from slawatch.cli.main import Shared
from slawatch.cli.opened import Instant, Period, read
from slawatch.cli.output import Shape, printed
from slawatch.engine.outage_list import ListedOutage, listed_outages
from slawatch.runtime.assessment import Asked, listed


@click.command("outages")
@click.option(
    "--period",
    type=Period(),
    metavar="P",
    default="current",
    show_default=True,
    help="2026-10, 2026-Q3, 2026, 2026-W47, current, previous, A..B; cut in each agreement's zone.",
)
@click.option("--as-of", type=Instant(), help="Judge as of this instant.  [default: up to where the sources have told]")
@known_through
@click.option("--format", "shape", type=click.Choice(("table", "csv", "json")), default="table", show_default=True)
@click.pass_obj
def command(shared: Shared, period: str, as_of: datetime | None, known_through: datetime | None, shape: Shape) -> None:
    """Print merged outages: their length, their share of service hours, and what counts against the target."""
    with known(read(shared).configuration, through=known_through) as what:
        plan = planned(what.definitions)
        outages = listed(listed_outages, what.store, plan, what.clock, Asked(period, as_of))
    printed([field.name for field in fields(ListedOutage)], map(astuple, outages), shape)
