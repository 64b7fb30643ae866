"""How many rows of evidence are written for people: a budget of the whole report, for cells cost a printer time."""

from collections.abc import Mapping
from typing import Final

from slawatch.reports.document import Document, Table

ROWS: Final = 300
CELLS: Final = 1_200
"""In all."""


def printed_rows(document: Document) -> Mapping[str, int]:
    """Return how many rows are written of each table of evidence; small ones whole, and what is left is shared."""
    tables = sorted((each for each in document.tables() if each.is_evidence), key=_cells)
    found, rows, cells = {}, ROWS, CELLS
    for place, table in enumerate(tables):
        left, wide = len(tables) - place, len(table.columns)
        found[table.id] = min(len(table.rows), rows // left, cells // left // wide)
        rows, cells = rows - found[table.id], cells - found[table.id] * wide
    return found


def _cells(table: Table) -> int:
    return len(table.rows) * len(table.columns)
