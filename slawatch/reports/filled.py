"""Tables that are left out where they have nothing to tell."""

from collections.abc import Iterator

from slawatch.reports.document import Table


def filled(*tables: Table) -> Iterator[Table]:
    """Yield the tables that have rows."""
    yield from (each for each in tables if each.rows)
