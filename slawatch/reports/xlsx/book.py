"""A report as an Excel workbook."""

from collections.abc import Iterator
from datetime import UTC
from io import BytesIO
from typing import Final

from xlsxwriter.workbook import Workbook

from slawatch.reports.document import Document, Identity, Table
from slawatch.reports.shown import Shown
from slawatch.reports.written import Format, ReportFile
from slawatch.reports.xlsx.names import SheetNames
from slawatch.reports.xlsx.pens import Looks, Pen
from slawatch.reports.xlsx.sheets import first_sheet, is_told_first, table_sheet, tabled
from slawatch.speech.speech import Speech

MEDIA_TYPE: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_IN_MEMORY: Final = 50_000
"""Rows up to which a workbook is made in memory, a third quicker; beyond it rows go to files as they are written."""


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
    with Workbook(content, _options(sum(len(table.rows) for _, table in tables))) as book:
        book.set_properties(_properties(document.identity, shown))
        looks = Looks(book)
        contents = [(name, shown.text(table.title), len(table.rows)) for name, table in tables]
        first_sheet(Pen(book.add_worksheet(first), looks, shown, external_url), document, contents)
        for name, table in tables:
            table_sheet(Pen(book.add_worksheet(name), looks, shown, external_url), document.identity, table)
    return content.getvalue()


def _options(rows: int) -> dict[str, object]:
    kept = {"in_memory": True} if rows <= _IN_MEMORY else {"constant_memory": True}
    return {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False, **kept}


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
