"""How many rows are written for people: cells cost a printer time, and nobody reads hundreds of them on paper."""

from collections.abc import Mapping
from typing import Final

from slawatch.reports.document import Document, Table

ROWS: Final = 300
CELLS: Final = 1_200
"""Of evidence, in all."""
REFERENCE_ROWS: Final = 30
"""On paper, of each table in which things are looked up."""


def printed_rows(document: Document, *, on_paper: bool) -> Mapping[str, int]:
    """Return how many rows are written of the tables that are not written whole."""
    reference = {each.id: REFERENCE_ROWS for each in document.tables() if each.is_reference and on_paper}
    return {**reference, **_evidence(document)}


def _evidence(document: Document) -> Mapping[str, int]:
    """Return the rows of each table of evidence; small ones whole, and what is left is shared."""
    tables = sorted((each for each in document.tables() if each.is_evidence), key=_cells)
    found, rows, cells = {}, ROWS, CELLS
    for place, table in enumerate(tables):
        left, wide = len(tables) - place, len(table.columns)
        found[table.id] = min(len(table.rows), rows // left, cells // left // wide)
        rows, cells = rows - found[table.id], cells - found[table.id] * wide
    return found


def _cells(table: Table) -> int:
    return len(table.rows) * len(table.columns)
