"""A report as CSV: one zip with a file a table, for programs first, safe in spreadsheets."""

import csv
import io
import re
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

from slawatch.model.service import Names
from slawatch.reports.cells import Cell, Named, Unknown, bare
from slawatch.reports.csv_cells import Written, harmless, kind
from slawatch.reports.document import Document, Table
from slawatch.reports.flat import tables
from slawatch.reports.json_cells import Cells
from slawatch.reports.shown import Shown
from slawatch.reports.written import Format, ReportFile
from slawatch.speech.speech import Speech

TRAILING: Final = ("_units", "_unknown")
"""Columns behind those of every table: of cells whose column mixes kinds the kind, of empty cells the reason."""
_MIDNIGHT: Final = (1980, 1, 1, 0, 0, 0)
"""The oldest time that a zip can hold: the bytes do not tell when they were written."""
_NO_FILE: Final = re.compile(r"[^\w.-]")

Rows = Iterable[Sequence[str]]


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
    written = Written(Shown(speech, zone), Cells(zone))
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        _put(archive, "_report", _identity(document, written))
        _put(archive, "_columns", _columns(document, written))
        _put(archive, "_names", _names(document))
        for table in tables(document):
            _put(archive, table.id, _rows(table, written))
    return content.getvalue()


def _put(archive: zipfile.ZipFile, name: str, rows: Rows) -> None:
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
    yield "starts_at", written.raw.at(told.span.start)
    yield "ends_at", written.raw.at(told.span.end)
    yield "timezone", told.timezone
    yield "status", told.status
    yield "restatement", str(told.restatement)
    yield "as_of", written.raw.at(told.as_of)
    yield "known_at", written.raw.at(told.known_at)
    yield "definitions", told.definitions
    yield "simulated", str(told.simulated).lower()


def _columns(document: Document, written: Written) -> Iterator[tuple[str, ...]]:
    yield ("table", "column", "kind", "title", "explains")
    for table in tables(document):
        kinds = _kinds(table)
        for column, found in zip(table.columns, kinds, strict=True):
            told = "mixed" if len(found) > 1 else "".join(found)
            explains = column.explains and written(column.explains)
            yield table.id, column.id, told, written(column.title), explains or ""


def _names(document: Document) -> Iterator[tuple[str, ...]]:
    """Yield what ids are called, in every language in which they have a name, once a column.

    Agreements may use one id for promises of their own: what is called differently from row to row is left out.
    """
    yield ("table", "column", "id", "language", "name")
    for table in tables(document):
        for place, column in enumerate(table.columns):
            for id_, names in sorted(_called(bare(row[place]) for row in table.rows).items()):
                for language, name in sorted(names.items()):
                    yield table.id, column.id, harmless(id_), language, harmless(name)


def _called(cells: Iterable[Cell]) -> Mapping[str, Names]:
    found: dict[str, Names] = {}
    several: set[str] = set()
    for cell in cells:
        if isinstance(cell, Named) and found.setdefault(cell.id, cell.names) != cell.names:
            several.add(cell.id)
    return {id_: names for id_, names in found.items() if id_ not in several}


def _rows(table: Table, written: Written) -> Iterator[Sequence[str]]:
    ids = [column.id for column in table.columns]
    mixed = {place for place, kinds in enumerate(_kinds(table)) if len(kinds) > 1}
    yield (*ids, *TRAILING)
    for row in table.rows:
        units = (f"{ids[place]}={kind(row[place])}" for place in sorted(mixed) if kind(row[place]))
        yield (*map(written, row), "; ".join(units), "; ".join(_reasons(ids, row, written)))


def _reasons(ids: Sequence[str], row: Sequence[Cell], written: Written) -> Iterator[str]:
    for id_, cell in zip(ids, map(bare, row), strict=True):
        if isinstance(cell, Unknown):
            yield f"{id_}: {written(cell.reason)}"


def _kinds(table: Table) -> list[list[str]]:
    """Return of each column the kinds of what is known in it."""
    found: list[dict[str, None]] = [{} for _ in table.columns]
    for row in table.rows:
        for kinds, cell in zip(found, row, strict=True):
            kinds[kind(cell)] = None
    return [[each for each in kinds if each] for kinds in found]
