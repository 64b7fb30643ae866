"""Blocks of a report as JSON objects."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from slawatch.reports.document import (
    Block,
    Items,
    Lane,
    Prose,
    Strip,
    StripLane,
    Table,
    Tiles,
    Timeline,
    Trend,
)
from slawatch.reports.json_cells import Cells, Told


def block(told: Block, cells: Cells) -> Told:
    """Return a block with its kind, id and title."""
    kind = type(told)
    head = {"kind": kind.__name__.lower(), "id": told.id, "title": cells(told.title)}
    return {**head, **_BLOCKS[kind](told, cells)}


def _table(table: Table, cells: Cells) -> Told:
    ids = [column.id for column in table.columns]
    if len(set(ids)) < len(ids):
        msg = f"the table {table.id} has two columns of one id"
        raise ValueError(msg)
    return {
        "columns": [
            {"id": each.id, "title": cells(each.title), "explains": each.explains and cells(each.explains)}
            for each in table.columns
        ],
        "rows": [dict(zip(ids, map(cells, row), strict=True)) for row in table.rows],
        "empty": cells(table.empty),
        "note": table.note and cells(table.note),
        "is_evidence": table.is_evidence,
    }


def _tiles(tiles: Tiles, cells: Cells) -> Told:
    return {
        "tiles": [
            {
                "title": cells(tile.title),
                "value": cells(tile.value),
                "previous": cells(tile.previous),
                "last_year": cells(tile.last_year),
                "better": tile.better,
            }
            for tile in tiles.tiles
        ]
    }


def _strip(strip: Strip, cells: Cells) -> Told:
    def days(lane: StripLane) -> list[Told]:
        return [{"date": day.date.isoformat(), "shade": day.shade, "lost": cells(day.lost)} for day in lane.days]

    return {"lanes": [{"name": cells(lane.name), "days": days(lane)} for lane in strip.lanes]}


def _timeline(timeline: Timeline, cells: Cells) -> Told:
    def bars(lane: Lane) -> list[Told]:
        return [
            {
                "start": cells.at(bar.span.start),
                "end": cells.at(bar.span.end),
                "shade": bar.shade,
                "label": cells(bar.label),
            }
            for bar in lane.bars
        ]

    return {
        "start": cells.at(timeline.span.start),
        "end": cells.at(timeline.span.end),
        "lanes": [{"name": cells(lane.name), "bars": bars(lane)} for lane in timeline.lanes],
    }


def _trend(trend: Trend, cells: Cells) -> Told:
    return {
        "periods": list(trend.periods),
        "series": [
            {
                "name": cells(each.name),
                "cells": [cells(cell) for cell in each.cells],
                "limit": each.limit and cells(each.limit),
            }
            for each in trend.series
        ],
    }


def _prose(prose: Prose, cells: Cells) -> Told:
    return {"paragraphs": [cells(paragraph) for paragraph in prose.paragraphs]}


def _items(items: Items, cells: Cells) -> Told:
    return {"items": [{"term": cells(item.term), "cell": cells(item.cell)} for item in items.items]}


_BLOCKS: Final[Mapping[type, Callable[[Any, Cells], Told]]] = {
    Table: _table,
    Tiles: _tiles,
    Strip: _strip,
    Timeline: _timeline,
    Trend: _trend,
    Prose: _prose,
    Items: _items,
}
