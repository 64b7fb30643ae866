"""Every cell of a report, found without the code that writes reports."""

from collections.abc import Iterator

from slawatch.reports.cells import Cell, Linked, Phrase, Spark, Unknown
from slawatch.reports.document import (
    Block,
    Document,
    Items,
    Prose,
    Shade,
    Strip,
    StripLane,
    Table,
    Tiles,
    Timeline,
    Trend,
)

QUIET = (Shade.UP, Shade.CLOSED)
"""Of these days nothing is said."""


def all_cells(document: Document) -> Iterator[Cell]:
    """Yield what a reader must find as text: titles and cells; small lines are drawings."""
    for section in document.sections:
        yield section.title
        for block in section.blocks:
            yield block.title
            yield from (bare(cell) for cell in _cells(block) if not isinstance(bare(cell), Spark))


def bare(cell: Cell) -> Cell:
    """Return what is linked."""
    return cell.cell if isinstance(cell, Linked) else cell


def _cells(block: Block) -> Iterator[Cell]:
    match block:
        case Table():
            yield from _table(block)
        case Tiles():
            for tile in block.tiles:
                yield from (tile.title, tile.value, tile.previous, tile.last_year)
        case Prose():
            yield from block.paragraphs
        case Items():
            for item in block.items:
                yield from (item.term, item.cell)
        case _:
            yield from _drawn(block)


def _table(table: Table) -> Iterator[Cell]:
    yield from (column.title for column in table.columns) if table.rows else (table.empty,)
    yield from (cell for row in table.rows for cell in row)


def _drawn(block: Strip | Timeline | Trend) -> Iterator[Cell]:
    if isinstance(block, Trend):
        for series in block.series:
            yield from (series.name, *([series.limit] if series.limit else []))
            yield from (cell.reason if isinstance(cell, Unknown) else cell for cell in series.cells)
        return
    for lane in block.lanes:
        yield lane.name
        if isinstance(lane, StripLane):
            yield from (day.lost for day in lane.days if day.shade not in QUIET)
        else:
            yield from (bar.label for bar in lane.bars)


def phrases(thing: object) -> Iterator[str]:
    """Yield the English words of ours in a cell."""
    if isinstance(thing, Phrase):
        yield thing.text
        for part in thing.parts.values():
            yield from phrases(part)
    elif isinstance(thing, Unknown):
        yield from phrases(thing.reason)
