"""slawatch outages."""

from dataclasses import astuple, fields
from datetime import datetime

import click

from slawatch.cli.listing import found, of_a_period
from slawatch.cli.main import Shared
from slawatch.cli.output import Shape, printed
from slawatch.engine.outage_list import ListedOutage, listed_outages


@click.command("outages")
@of_a_period(
    default="current",
    told="2026-10, 2026-Q3, 2026, 2026-W47, current, previous, A..B; cut in each agreement's zone.",
)
def command(shared: Shared, period: str, as_of: datetime | None, known_through: datetime | None, shape: Shape) -> None:
    """Print merged outages: their length, their share of service hours, and what counts against the target."""
    outages = found(listed_outages, shared, period=period, as_of=as_of, through=known_through)
    printed([field.name for field in fields(ListedOutage)], map(astuple, outages), shape)
