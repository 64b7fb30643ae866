"""A small panel of one number, 0 where nothing is counted."""

from generator.colours import ANY_WARNS, Steps
from generator.field import Link
from generator.queries import Target, or_zero
from generator.single import Stat
from generator.text import Text


def number(
    title: Text, description: Text, expr: str, *, thresholds: Steps = ANY_WARNS, links: tuple[Link, ...] = ()
) -> Stat:
    """Return the panel of a number that warns unless it is 0, or is coloured otherwise."""
    return Stat(
        title=title,
        description=description,
        width=4,
        height=4,
        targets=(Target(expr=or_zero(expr), instant=True),),
        thresholds=thresholds,
        links=links,
    )
