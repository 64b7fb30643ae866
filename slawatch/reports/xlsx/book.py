"""A report as an Excel workbook."""

from collections.abc import Iterator
from datetime import UTC
from io import BytesIO
from typing import Final

import xlsxwriter
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from slawatch.errors import SlawatchError
from slawatch.reports.document import Document, Identity, Table
from slawatch.reports.shown import Shown
from slawatch.reports.written import Format, ReportFile
from slawatch.reports.xlsx.looks import Looks
from slawatch.reports.xlsx.names import SheetNames
from slawatch.reports.xlsx.pens import Pen
from slawatch.reports.xlsx.rows import RowsPen, RowsSheet
from slawatch.reports.xlsx.sheets import first_sheet, fits, is_told_first, table_sheet, tabled
from slawatch.speech.speech import Speech

MEDIA_TYPE: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_IN_MEMORY: Final = 50_000
"""Rows up to which a workbook is made in memory, four times as fast; beyond it cells go to files at once."""
_OPTIONS: Final = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}


class XlsxError(SlawatchError):
    """A workbook could not be made; the message says why."""


def write(document: Document, speech: Speech, *, external_url: str = "") -> Iterator[ReportFile]:
    """Yield the one workbook; its links lead to the daemon, where its external URL is told."""
    yield ReportFile(
        name=f"{document.identity.id}.{speech.language}.xlsx",
        format=Format.XLSX,
        language=speech.language,
        media_type=MEDIA_TYPE,
        content=_book(document, Shown(speech, document.identity.timezone), external_url),
    )


def _book(document: Document, shown: Shown, external_url: str) -> bytes:
    content = BytesIO()
    names, first = SheetNames(), shown.speech.say("Summary")
    first = names(first)
    tables = [(names(f"{number} {shown.text(table.title)}"), table) for number, table in _tables(document)]
    in_memory = sum(len(table.rows) for _, table in tables) <= _IN_MEMORY
    with Workbook(content, _OPTIONS | {"in_memory" if in_memory else "constant_memory": True}) as book:
        book.set_properties(_properties(document.identity, shown))
        looks = Looks(book)
        contents = [(name, shown.text(table.title), len(table.rows)) for name, table in tables]
        first_sheet(Pen(book.add_worksheet(first), looks, shown, external_url), document, contents)
        for name, table in tables:
            sheet_kind, pen_kind = (RowsSheet, RowsPen) if in_memory and fits(table) else (Worksheet, Pen)
            pen = pen_kind(book.add_worksheet(name, sheet_kind), looks, shown, external_url)
            table_sheet(pen, document.identity, table)
    if any(isinstance(each, RowsSheet) and each.is_lacking for each in book.worksheets()):
        raise XlsxError(f"a workbook without its rows was made: XlsxWriter {xlsxwriter.__version__} is not known here")
    return content.getvalue()


def _tables(document: Document) -> Iterator[tuple[int, Table]]:
    for section in document.sections:
        for block in section.blocks:
            if not is_told_first(section, block):
                yield section.number, tabled(block)


def _properties(identity: Identity, shown: Shown) -> dict[str, object]:
    """The same report has the same bytes: its cut-off stands as the time at which it was made."""
    return {
        "title": f"{shown.name(identity.names)} {identity.period}",
        "subject": shown.speech.say("Service level report"),
        "author": shown.name(identity.organisation),
        "created": identity.as_of.astimezone(UTC).replace(tzinfo=None),
    }
