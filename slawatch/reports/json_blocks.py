"""Blocks of a report as JSON objects."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from slawatch.model.interval import Interval
from slawatch.reports.cells import Cell
from slawatch.reports.document import (
    Bar,
    Block,
    Column,
    Items,
    Prose,
    Strip,
    StripDay,
    Table,
    Tile,
    Tiles,
    Timeline,
    Trend,
)
from slawatch.reports.json_cells import Cells, Parts
from slawatch.reports.json_text import composed, composed_rows, listed, text
from slawatch.reports.written_columns import columns, each_written


def block(told: Block, cells: Cells) -> str:
    """Return a block with its kind, id and title."""
    kind = type(told)
    head = {"kind": text(kind.__name__.lower()), "id": text(told.id), "title": cells(told.title)}
    return composed(head | _BLOCKS[kind](told, cells))


def _table(table: Table, cells: Cells) -> Parts:
    ids = [column.id for column in table.columns]
    if len(set(ids)) < len(ids):
        msg = f"the table {table.id} has two columns of one id"
        raise ValueError(msg)
    told = [each_written(column, cells) for column in columns(table)]
    return {
        "columns": listed(_column(each, cells) for each in table.columns),
        "rows": listed(composed_rows(ids, told)),
        "empty": cells(table.empty),
        "note": _or_null(table.note, cells),
        "is_evidence": text(table.is_evidence),
    }


def _column(column: Column, cells: Cells) -> str:
    explains = _or_null(column.explains, cells)
    return composed({"id": text(column.id), "title": cells(column.title), "explains": explains})


def _or_null(cell: Cell | None, cells: Cells) -> str:
    return "null" if cell is None else cells(cell)


def _tiles(tiles: Tiles, cells: Cells) -> Parts:
    return {"tiles": listed(_tile(each, cells) for each in tiles.tiles)}


def _tile(tile: Tile, cells: Cells) -> str:
    return composed(
        {
            "title": cells(tile.title),
            "value": cells(tile.value),
            "previous": cells(tile.previous),
            "last_year": cells(tile.last_year),
            "better": text(tile.better),
        }
    )


def _strip(strip: Strip, cells: Cells) -> Parts:
    def day(told: StripDay) -> str:
        date = text(told.date.isoformat())
        return composed({"date": date, "shade": text(told.shade), "lost": cells(told.lost)})

    return {
        "lanes": listed(
            composed({"name": cells(lane.name), "days": listed(map(day, lane.days))}) for lane in strip.lanes
        )
    }


def _timeline(timeline: Timeline, cells: Cells) -> Parts:
    def bar(told: Bar) -> str:
        return composed(_span(told.span, cells) | {"shade": text(told.shade), "label": cells(told.label)})

    lanes = (composed({"name": cells(lane.name), "bars": listed(map(bar, lane.bars))}) for lane in timeline.lanes)
    return _span(timeline.span, cells) | {"lanes": listed(lanes)}


def _span(span: Interval, cells: Cells) -> Parts:
    return {"start": cells.at(span.start), "end": cells.at(span.end)}


def _trend(trend: Trend, cells: Cells) -> Parts:
    return {
        "periods": text(trend.periods),
        "series": listed(
            composed(
                {
                    "name": cells(each.name),
                    "cells": listed(map(cells, each.cells)),
                    "limit": _or_null(each.limit, cells),
                }
            )
            for each in trend.series
        ),
    }


def _prose(prose: Prose, cells: Cells) -> Parts:
    return {"paragraphs": listed(map(cells, prose.paragraphs))}


def _items(items: Items, cells: Cells) -> Parts:
    return {"items": listed(composed({"term": cells(item.term), "cell": cells(item.cell)}) for item in items.items)}


_BLOCKS: Final[Mapping[type, Callable[[Any, Cells], Parts]]] = {
    Table: _table,
    Tiles: _tiles,
    Strip: _strip,
    Timeline: _timeline,
    Trend: _trend,
    Prose: _prose,
    Items: _items,
}
