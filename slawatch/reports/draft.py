"""A report in the making, as every section sees it."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from slawatch.reports.document import Block, Status
from slawatch.reports.material import Material
from slawatch.reports.notes import Notes


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """Facts, what people wrote of them, and how far the report is in its life."""

    material: Material
    notes: Notes
    status: Status
    restatement: int


Making = Callable[[Draft], Iterable[Block]]
"""Yields the blocks of a section; none where the section has nothing to say of the subject."""
