"""Suppliers and teams: a scorecard, and claims with the days by which they must be made."""

from collections.abc import Iterator

from slawatch.reports.document import Block
from slawatch.reports.draft import Draft


def blocks(draft: Draft) -> Iterator[Block]:
    """Yield the section's blocks."""
    del draft
    yield from ()
