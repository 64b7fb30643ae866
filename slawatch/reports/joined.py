"""Several cells as one."""

from collections.abc import Sequence

from slawatch.reports.cells import Cell, Phrase, Unknown


def joined(cells: Sequence[Cell], *, otherwise: str) -> Cell:
    """Return cells one after the other; without any, why there is none."""
    if not cells:
        return Unknown(Phrase(otherwise))
    told, *rest = reversed(cells)
    for each in rest:
        told = Phrase("{one}, {more}", {"one": each, "more": told})
    return told
