"""Every block of a report as a table, for formats that have nothing else."""

from collections.abc import Callable, Iterator, Mapping
from functools import cache
from typing import Any, Final

from slawatch.reports.cells import Cell, Day, Foreign, Instant, Named, Phrase, Unknown
from slawatch.reports.document import (
    Better,
    Block,
    Column,
    Document,
    Items,
    Prose,
    Series,
    Shade,
    Strip,
    Table,
    Tiles,
    Timeline,
    Trend,
)
from slawatch.speech.speech import LANGUAGES, Speech

_EMPTY: Final = Phrase("nothing listed")
_NO_LIMIT: Final = Unknown(Phrase("nothing promised"))
_BETTER: Final = {
    Better.HIGHER: "the higher the better",
    Better.LOWER: "the lower the better",
    Better.NEITHER: "neither is better",
}
SHADES: Final = {
    Shade.UP: "Up",
    Shade.DEGRADED: "Degraded",
    Shade.DOWN: "Down",
    Shade.EXCLUDED: "Excluded",
    Shade.UNKNOWN: "Unknown",
    Shade.CLOSED: "Outside service hours",
}


def flat(block: Block) -> Table:
    """Return a block as a table: a row a figure, a term, a paragraph, a day, a stretch or a point of a line."""
    return _FLAT[type(block)](block)


def tables(document: Document) -> Iterator[Table]:
    """Yield every block of a report as a table, in their order."""
    for section in document.sections:
        yield from map(flat, section.blocks)


def _table(block: Block, columns: Mapping[str, str], rows: Iterator[tuple[Cell, ...]]) -> Table:
    return Table(
        id=block.id,
        title=block.title,
        columns=tuple(Column(id=id_, title=Phrase(title)) for id_, title in columns.items()),
        rows=tuple(rows),
        empty=_EMPTY,
    )


@cache
def _word(id_: str, phrase: str) -> Named:
    """A word of ours with an id: programs read the id, people the word."""
    return Named(id_, {language: Speech(language).say(phrase) for language in LANGUAGES})


def _tiles(tiles: Tiles) -> Table:
    columns = {
        "figure": "Key figure",
        "value": "Value",
        "previous": "previous period",
        "last_year": "same period of last year",
        "better": "Reading",
    }
    rows = (
        (each.title, each.value, each.previous, each.last_year, _word(each.better, _BETTER[each.better]))
        for each in tiles.tiles
    )
    return _table(tiles, columns, rows)


def _items(items: Items) -> Table:
    return _table(items, {"term": "Term", "value": "Value"}, ((each.term, each.cell) for each in items.items))


def _prose(prose: Prose) -> Table:
    return _table(prose, {"text": "Text"}, ((each,) for each in prose.paragraphs))


def _strip(strip: Strip) -> Table:
    columns = {"service": "Service", "day": "Day", "state": "State", "lost": "Lost"}
    rows = (
        (lane.name, Day(day.date), _word(day.shade, SHADES[day.shade]), day.lost)
        for lane in strip.lanes
        for day in lane.days
    )
    return _table(strip, columns, rows)


def _timeline(timeline: Timeline) -> Table:
    columns = {"service": "Service", "from": "From", "to": "To", "state": "State", "label": "Text"}
    rows = (
        (lane.name, Instant(bar.span.start), Instant(bar.span.end), _word(bar.shade, SHADES[bar.shade]), bar.label)
        for lane in timeline.lanes
        for bar in lane.bars
    )
    return _table(timeline, columns, rows)


def _trend(trend: Trend) -> Table:
    columns = {"series": "Series", "period": "Period", "value": "Value", "promised": "Promised"}
    rows = (
        (each.name, Foreign(period), cell, each.limit or _NO_LIMIT)
        for each in trend.series
        for period, cell in zip(trend.periods, each.cells, strict=True)
    )
    return _table(trend, columns, rows)


def wide(trend: Trend) -> Table:
    """Return a trend with a row a period, a column a line, and one for each promise that it is held against."""
    columns = [Column(id="period", title=Phrase("Period"))]
    for place, each in enumerate(trend.series):
        columns.append(Column(id=f"series_{place}", title=Phrase("{name}", {"name": each.name})))
        if each.limit is not None:
            columns.append(Column(id=f"promised_{place}", title=Phrase("promised: {name}", {"name": each.name})))
    rows = (
        (Foreign(period), *(cell for each in trend.series for cell in _point(each, place)))
        for place, period in enumerate(trend.periods)
    )
    return Table(id=trend.id, title=trend.title, columns=tuple(columns), rows=tuple(rows), empty=_EMPTY)


def _point(series: Series, place: int) -> Iterator[Cell]:
    yield series.cells[place]
    if series.limit is not None:
        yield series.limit


_FLAT: Final[Mapping[type, Callable[[Any], Table]]] = {
    Table: lambda table: table,
    Tiles: _tiles,
    Items: _items,
    Prose: _prose,
    Strip: _strip,
    Timeline: _timeline,
    Trend: _trend,
}
