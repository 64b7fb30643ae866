"""A report as JSON: raw figures with everything that is known of them, in every language at once.

The bytes are canonical: two reports are equal if, and only if, their bytes are.
"""

from collections.abc import Iterator
from importlib.resources import files
from typing import Final

from slawatch.reports.document import Document, Identity, Section
from slawatch.reports.json_blocks import block
from slawatch.reports.json_cells import Cells
from slawatch.reports.json_text import composed, listed, named, text
from slawatch.reports.written import Format, ReportFile
from slawatch.speech.speech import LANGUAGES, Speech

FORMAT: Final = "slawatch-report"
VERSION: Final = 1
"""Of the schema; another one where a reader of the old would misread."""


def write(document: Document, _: Speech) -> Iterator[ReportFile]:
    """Yield the one file; it is the same in every language."""
    yield ReportFile(
        name=f"{document.identity.id}.json",
        format=Format.JSON,
        language="",
        media_type="application/json",
        content=canonical(document),
    )


def canonical(document: Document) -> bytes:
    """Return the report's bytes: UTF-8, keys sorted, no blanks, equal numbers in one form."""
    # Half a surrogate pair has no UTF-8; with a backslash before it, it is JSON's own way to write one.
    return _document(document).encode("utf-8", "backslashreplace") + b"\n"


def schema() -> str:
    """Return the JSON Schema (2020-12) of the document."""
    return files("slawatch.reports").joinpath("report.schema.json").read_text("utf-8")


def _document(document: Document) -> str:
    cells = Cells(document.identity.timezone)
    return composed(
        {
            "format": text(FORMAT),
            "version": text(VERSION),
            "languages": text(sorted(LANGUAGES)),
            "identity": _identity(document.identity, cells),
            "sections": listed(_section(section, cells) for section in document.sections),
        }
    )


def _identity(told: Identity, cells: Cells) -> str:
    return composed(
        {
            "id": text(told.id),
            "subject": text(str(told.subject)),
            "names": named(told.names),
            "organisation": named(told.organisation),
            "audience": named(told.audience),
            "period": text(told.period),
            "starts_at": cells.at(told.span.start),
            "ends_at": cells.at(told.span.end),
            "timezone": text(told.timezone),
            "status": text(told.status),
            "restatement": text(told.restatement),
            "as_of": cells.at(told.as_of),
            "known_at": cells.at(told.known_at),
            "definitions": text(told.definitions),
            "simulated": text(told.simulated),
        }
    )


def _section(section: Section, cells: Cells) -> str:
    return composed(
        {
            "id": text(section.id),
            "number": text(section.number),
            "title": cells(section.title),
            "clauses": text(section.clauses),
            "blocks": listed(block(each, cells) for each in section.blocks),
        }
    )
