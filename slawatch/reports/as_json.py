"""A report as JSON: raw figures with everything that is known of them, in every language at once.

The bytes are canonical: two reports are equal if, and only if, their bytes are.
"""

import json
import re
from collections.abc import Iterator
from importlib.resources import files
from typing import Final

from slawatch.reports.document import Document, Identity, Section
from slawatch.reports.json_blocks import block
from slawatch.reports.json_cells import Cells, Told
from slawatch.reports.written import Format, ReportFile
from slawatch.speech.speech import LANGUAGES, Speech

FORMAT: Final = "slawatch-report"
VERSION: Final = 1
"""Of the schema; another one where a reader of the old would misread."""
_UNSEEN: Final = re.compile("[\x7f-\x9f\xad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]")
"""Signs that act without being seen: they stand as escapes, so that the file reads in an editor as it is."""


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
    told = json.dumps(_document(document), ensure_ascii=False, allow_nan=False, sort_keys=True, separators=(",", ":"))
    escaped = _UNSEEN.sub(lambda found: f"\\u{ord(found[0]):04x}", told)
    # Half a surrogate pair has no UTF-8; with a backslash before it, it is JSON's own way to write one.
    return escaped.encode("utf-8", "backslashreplace") + b"\n"


def schema() -> str:
    """Return the JSON Schema (2020-12) of the document."""
    return files("slawatch.reports").joinpath("report.schema.json").read_text("utf-8")


def _document(document: Document) -> Told:
    cells = Cells(document.identity.timezone)
    return {
        "format": FORMAT,
        "version": VERSION,
        "languages": sorted(LANGUAGES),
        "identity": _identity(document.identity, cells),
        "sections": [_section(section, cells) for section in document.sections],
    }


def _identity(told: Identity, cells: Cells) -> Told:
    return {
        "id": told.id,
        "subject": str(told.subject),
        "names": dict(told.names),
        "organisation": dict(told.organisation),
        "audience": dict(told.audience),
        "period": told.period,
        "starts_at": cells.at(told.span.start),
        "ends_at": cells.at(told.span.end),
        "timezone": told.timezone,
        "status": told.status,
        "restatement": told.restatement,
        "as_of": cells.at(told.as_of),
        "known_at": cells.at(told.known_at),
        "definitions": told.definitions,
        "simulated": told.simulated,
    }


def _section(section: Section, cells: Cells) -> Told:
    return {
        "id": section.id,
        "number": section.number,
        "title": cells(section.title),
        "clauses": list(section.clauses),
        "blocks": [block(each, cells) for each in section.blocks],
    }
