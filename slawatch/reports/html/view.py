"""What the templates ask of a document."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from markupsafe import Markup

from slawatch.reports import cells
from slawatch.reports.cells import Cell, Phrase, Spark, Unknown
from slawatch.reports.changes import Change, change
from slawatch.reports.document import Block, Document, Series, Tile, Trend
from slawatch.reports.html.lanes import strip_lanes, timeline_lanes
from slawatch.reports.html.markup import Cells
from slawatch.reports.html.printed_rows import printed_rows
from slawatch.reports.html.scale import amount
from slawatch.reports.html.table_view import numeric_columns, view
from slawatch.reports.html.trends import plot


@dataclass(frozen=True, slots=True)
class SectionView:
    """A section with its place: what stands before the first page ends, and what follows."""

    id: str
    number: int
    title: Phrase
    clauses: tuple[str, ...]
    blocks: tuple[Block, ...]
    class_: str


def sections(document: Document) -> list[SectionView]:
    """Return the sections; the first after the summary begins a page."""
    told = document.sections
    classes = ["cover" if section.number == 1 else "summary" if section.number <= 2 else "" for section in told]  # noqa: PLR2004
    if "" in classes[1:]:
        classes[classes.index("", 1)] = "body"
    return [
        SectionView(section.id, section.number, section.title, section.clauses, section.blocks, class_)
        for section, class_ in zip(told, classes, strict=True)
    ]


def helpers(document: Document, told: Cells) -> dict[str, Any]:
    """Return the functions of the templates."""
    taken = {section.id for section in document.sections}
    most = printed_rows(document, on_paper=told.on_paper)
    return {
        "html": told.html,
        "figure": told.figure,
        "paragraph": told.paragraph,
        "isolated": told.isolated,
        "kind_of": lambda block: type(block).__name__.lower(),
        "ids": lambda id_: f"block-{id_}" if id_ in taken else id_,
        "view": lambda table: view(table, most.get(table.id), on_paper=told.on_paper),
        "counted": lambda number: f"{number:,}",
        "numeric_columns": partial(numeric_columns, told=told),
        "change": lambda tile, before: changed(tile, before, told),
        "strip_lanes": lambda block: strip_lanes(block, told),
        "timeline_lanes": lambda block: timeline_lanes(block, told),
        "plot": lambda block: plot(block, told),
        "has_limits": lambda block: any(series.limit is not None for series in block.series),
        "is_known": lambda cell: not isinstance(cell, Unknown),
        "reasons": lambda block: reasons(block, told.html),
        "sparkline": lambda series: told.html(small_line(series)),
    }


def changed(tile: Tile, before: Cell, told: Cells) -> Change | None:
    """Return how a tile's figure moved."""
    return change(tile.value, before, tile.better, told.shown)


def reasons(trend: Trend, html: Callable[[Cell], Markup]) -> list[Markup]:
    """Return why values are missing, each reason once."""
    missing = (cell for series in trend.series for cell in series.cells if isinstance(cell, Unknown))
    return list(dict.fromkeys(html(cell.reason) for cell in missing))


def small_line(series: Series) -> Cell:
    """Return the values of a series as a small line; what is not known is a gap."""
    values = tuple(None if (value := amount(cell)) is None else float(value) for cell in series.cells)
    limit = None if series.limit is None else amount(series.limit)
    return cells.Spark(values, None if limit is None else float(limit)) if any(values) else Spark(())
