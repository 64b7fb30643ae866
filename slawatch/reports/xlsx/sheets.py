"""The sheets of a workbook: what the report is on the first, a table on each that follows."""

from collections.abc import Iterator
from itertools import islice
from typing import Final

from slawatch.reports.cells import Cell, Foreign, Instant, Phrase
from slawatch.reports.document import Block, Document, Identity, Items, Prose, Section, Table, Tiles, Trend
from slawatch.reports.flat import flat, wide
from slawatch.reports.shown import Shown
from slawatch.reports.xlsx.looks import OVERFLOWING, WIDEST_FIRST
from slawatch.reports.xlsx.pens import Pen

_MOST_ROWS, _MOST_COLUMNS = 1_048_576, 16_384
"""Of a sheet of Excel."""
_HEAD: Final = 3
"""The row of the columns' titles, counted from 0: under the table's title, what it is of, and its note."""
CAPACITY: Final = _MOST_ROWS - _HEAD - 2
"""Rows of a table that stand in a sheet; one more says that it ends."""
_TITLE: Final = (("bold", 1), ("font_size", 14), OVERFLOWING)
_HEADING: Final = (("bold", 1), ("font_size", 12), OVERFLOWING)
_QUIET: Final = (("font_color", "#5F6368"), OVERFLOWING)
_COLUMN: Final = (("bold", 1), ("bg_color", "#E8EDF3"), ("text_wrap", 1), ("bottom", 1))
_WARNING: Final = (("bold", 1), ("font_color", "#B3261E"), OVERFLOWING)


def is_told_first(section: Section, block: Block) -> bool:
    """Whether a block stands on the first sheet: what is written, and the key figures."""
    return isinstance(block, Tiles | Items | Prose) and section.number <= _FIRST_SECTIONS


_FIRST_SECTIONS: Final = 2
"""The cover and the summary."""


def tabled(block: Block) -> Table:
    """Return a block as the table of a sheet; lines of a trend stand beside one another."""
    return wide(block) if isinstance(block, Trend) else flat(block)


def fits(table: Table) -> bool:
    """Whether a sheet holds the whole of a table."""
    return len(table.rows) <= CAPACITY and len(table.columns) <= _MOST_COLUMNS


def table_sheet(pen: Pen, identity: Identity, table: Table) -> None:
    """Write a table with its title, frozen and filtered by its columns."""
    shown, rows = pen.shown, table.rows
    pen.text(0, 0, shown.text(table.title), *_TITLE)
    pen.text(1, 0, _line(identity, shown), *(_WARNING if identity.simulated else _QUIET))
    if table.note is not None:
        pen.text(2, 0, shown.text(table.note), *_QUIET)
    for place, column in enumerate(table.columns):
        pen.text(_HEAD, place, shown.text(column.title), *_COLUMN)
    pen.rows(_HEAD + 1, islice(rows, CAPACITY))
    if not rows:
        pen.text(_HEAD + 1, 0, shown.text(table.empty), ("italic", 1), *_QUIET)
    if len(rows) > CAPACITY:
        told_rest = shown.speech.say("{n} more rows do not fit; CSV and JSON hold all", n=len(rows) - CAPACITY)
        pen.text(_MOST_ROWS - 1, 0, told_rest, *_WARNING)
    _arrange(pen, len(table.columns), min(len(rows), CAPACITY))


def _line(identity: Identity, shown: Shown) -> str:
    simulated = (shown.speech.say("SIMULATED"),) if identity.simulated else ()
    zone = shown.speech.say("times in {zone}", zone=identity.timezone)
    return " · ".join((*simulated, shown.name(identity.names), shown.period(identity), zone, shown.status(identity)))


def _arrange(pen: Pen, columns: int, rows: int) -> None:
    sheet = pen.sheet
    sheet.freeze_panes(_HEAD + 1, 1)
    if rows:
        sheet.autofilter(_HEAD, 0, _HEAD + rows, columns - 1)
    sheet.repeat_rows(_HEAD)
    _printed(pen)
    pen.fit()  # of a number or a time that is wider than its column Excel shows signs of number alone


def _printed(pen: Pen) -> None:
    pen.sheet.set_landscape()
    pen.sheet.set_paper(9)  # A4
    pen.sheet.fit_to_pages(1, 0)
    pen.sheet.set_footer("&C&P / &N")


def first_sheet(pen: Pen, document: Document, contents: list[tuple[str, str, int]]) -> None:
    """Write what the report is, its key figures, what was written about it, and which sheets follow."""
    shown, identity = pen.shown, document.identity
    pen.text(0, 0, f"{shown.speech.say('Service level report')}: {shown.name(identity.names)}", *_TITLE)
    if identity.simulated:
        pen.text(1, 0, shown.speech.say("SIMULATED"), *_WARNING)
    row = _items(pen, 2, document)
    for section in document.sections:
        for block in section.blocks:
            if is_told_first(section, block):
                row = _block(pen, row + 1, flat(block))
    row = _heading(pen, row + 1, (Phrase("Sheet"), Phrase("Table"), Phrase("Rows")), shown.speech.say("Contents"))
    for name, title, rows in contents:
        pen.text(row, 0, name)
        pen.text(row, 1, title)
        pen.sheet.write_number(row, 2, rows, pen.looks(("num_format", "#,##0")))
        row += 1
    _printed(pen)
    pen.fit(WIDEST_FIRST)


def _items(pen: Pen, row: int, document: Document) -> int:
    has_cover = any(section.id == "cover" for section in document.sections)
    told = _marks(document.identity) if has_cover else _identity(document.identity, pen.shown)
    for place, (term, cell) in enumerate(told, row):
        pen.text(place, 0, pen.shown.speech.say(term), ("bold", 1))
        pen.cell(place, 1, cell)
        row = place + 1
    return row


def _identity(told: Identity, shown: Shown) -> Iterator[tuple[str, Cell]]:
    """Yield what a cover tells where there is one."""
    yield "Organisation", Foreign(shown.name(told.organisation))
    yield "Audience", Foreign(shown.name(told.audience))
    yield "Period", Foreign(f"{shown.period(told)} ({shown.days(told)})")
    yield "Time zone", Foreign(told.timezone)
    yield "Status", Foreign(shown.status(told))
    yield "Data cut-off", Instant(told.as_of)
    yield "Facts known up to", Instant(told.known_at)
    yield from _marks(told)


def _marks(told: Identity) -> Iterator[tuple[str, Cell]]:
    yield "Report id", Foreign(told.id)
    yield "Definitions", Foreign(told.definitions)


def _block(pen: Pen, row: int, table: Table) -> int:
    row = _heading(pen, row, tuple(column.title for column in table.columns), pen.shown.text(table.title))
    pen.rows(row, table.rows)
    return row + len(table.rows)


def _heading(pen: Pen, row: int, columns: tuple[Phrase, ...], title: str) -> int:
    """Write a title and, where there are several columns, theirs; return the row below."""
    pen.text(row, 0, title, *_HEADING)
    if len(columns) == 1:
        return row + 1
    for place, column in enumerate(columns):
        pen.text(row + 1, place, pen.shown.text(column), *_COLUMN)
    return row + 2
