"""Several cells as one."""

from collections.abc import Sequence

from slawatch.reports.cells import Cell, Phrase


def joined(cells: Sequence[Cell], *, otherwise: Cell) -> Cell:
    """Return cells one after the other; without any, what is said of that."""
    if not cells:
        return otherwise
    told, *rest = reversed(cells)
    for each in rest:
        told = Phrase("{one}, {more}", {"one": each, "more": told})
    return told
