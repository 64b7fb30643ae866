"""What commands share that list something of a period."""

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import TypeVar

import click

from slawatch.app.planning import planned
from slawatch.cli.known import known, known_through
from slawatch.cli.main import Shared
from slawatch.cli.opened import Period, as_of, read
from slawatch.cli.output import in_shape
from slawatch.runtime.assessment import Asked, listed

T = TypeVar("T")
AnyCommand = Callable[..., None]


def of_a_period(*, default: str, told: str) -> Callable[[AnyCommand], AnyCommand]:
    """Return the options --period, --as-of, --known-through and --format, and the configuration as first argument."""
    options = (
        click.option("--period", type=Period(), metavar="P", default=default, show_default=True, help=told),
        as_of,
        known_through,
        in_shape,
        click.pass_obj,
    )

    def with_options(command: AnyCommand) -> AnyCommand:
        for option in reversed(options):
            command = option(command)
        return command

    return with_options


def found(
    listing: Callable[..., Iterable[T]],
    shared: Shared,
    *,
    period: str,
    as_of: datetime | None,
    through: datetime | None,
) -> tuple[T, ...]:
    """Return what one of the engine's lists yields of a period, by what was known at an instant."""
    with known(read(shared).configuration, through=through) as what:
        return listed(listing, what.store, planned(what.definitions), what.clock, Asked(period, as_of))
