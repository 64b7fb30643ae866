"""A report as CSV: one zip with a file a table, for programs first, safe in spreadsheets."""

import csv
import io
import re
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final
from zoneinfo import ZoneInfo

from slawatch.model.service import Names
from slawatch.reports.cells import Cell, Named, bare
from slawatch.reports.csv_cells import KINDS, Written, harmless
from slawatch.reports.csv_rows import Columns, rows
from slawatch.reports.document import Document
from slawatch.reports.flat import tables
from slawatch.reports.raw import local
from slawatch.reports.shown import Shown
from slawatch.reports.written import Format, ReportFile
from slawatch.reports.written_columns import once
from slawatch.speech.speech import Speech

_MIDNIGHT: Final = (1980, 1, 1, 0, 0, 0)
"""The oldest time that a zip can hold: the bytes do not tell when they were written."""
_NO_FILE: Final = re.compile(r"[^\w.-]")


def write(document: Document, speech: Speech) -> Iterator[ReportFile]:
    """Yield the one zip."""
    yield ReportFile(
        name=f"{document.identity.id}.{speech.language}.csv.zip",
        format=Format.CSV,
        language=speech.language,
        media_type="application/zip",
        content=_zipped(document, speech),
    )


def _zipped(document: Document, speech: Speech) -> bytes:
    zone = document.identity.timezone
    written = Written(Shown(speech, zone), ZoneInfo(zone))
    told = [Columns.of(table) for table in tables(document)]
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        _put(archive, "_report", _identity(document, written))
        _put(archive, "_columns", _columns(told, written))
        _put(archive, "_names", _names(told))
        for each in told:
            _put(archive, each.table.id, rows(each, written))
    return content.getvalue()


def _put(archive: zipfile.ZipFile, name: str, rows: Iterable[Sequence[str]]) -> None:
    info = zipfile.ZipInfo(f"{_NO_FILE.sub('_', name)}.csv", _MIDNIGHT)
    info.compress_type, info.create_system, info.external_attr = zipfile.ZIP_DEFLATED, 3, 0o644 << 16
    with (
        archive.open(info, "w") as binary,
        io.TextIOWrapper(binary, encoding="utf-8-sig", errors="replace", newline="") as text,
    ):
        csv.writer(text).writerows(rows)


def _identity(document: Document, written: Written) -> Iterator[tuple[str, str]]:
    told = document.identity
    yield "key", "value"
    yield "id", harmless(told.id)
    yield "subject", harmless(str(told.subject))
    for key, names in (("name", told.names), ("organisation", told.organisation), ("audience", told.audience)):
        yield key, harmless(written.shown.name(names))
    yield "period", harmless(told.period)
    yield "starts_at", local(told.span.start, written.zone)
    yield "ends_at", local(told.span.end, written.zone)
    yield "timezone", told.timezone
    yield "status", told.status
    yield "restatement", str(told.restatement)
    yield "as_of", local(told.as_of, written.zone)
    yield "known_at", local(told.known_at, written.zone)
    yield "definitions", told.definitions
    yield "simulated", str(told.simulated).lower()


def _columns(told: Iterable[Columns], written: Written) -> Iterator[tuple[str, ...]]:
    yield ("table", "column", "kind", "title", "explains")
    for each in told:
        for column, kinds in zip(each.table.columns, each.kinds, strict=True):
            kind = "mixed" if len(kinds) > 1 else "".join(kinds)
            explains = column.explains and written(column.explains)
            yield each.table.id, column.id, kind, written(column.title), explains or ""


def _names(told: Iterable[Columns]) -> Iterator[tuple[str, ...]]:
    """Yield what ids are called, in every language in which they have a name, once a column.

    Agreements may use one id for promises of their own: what is called differently from row to row is left out.
    """
    yield ("table", "column", "id", "language", "name")
    for each in told:
        for column, cells, kinds in zip(each.table.columns, each.cells, each.kinds, strict=True):
            for id_, names in sorted(_called(cells).items()) if KINDS[Named] in kinds else ():
                for language, name in sorted(names.items()):
                    yield each.table.id, column.id, harmless(id_), language, harmless(name)


def _called(cells: Sequence[Cell]) -> Mapping[str, Names]:
    found: dict[str, Names] = {}
    several: set[str] = set()
    for cell in map(bare, once(cells)):
        if isinstance(cell, Named) and found.setdefault(cell.id, cell.names) != cell.names:
            several.add(cell.id)
    return {id_: names for id_, names in found.items() if id_ not in several}
