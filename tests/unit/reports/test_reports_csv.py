"""Reports as CSV: read back cell by cell, and what a spreadsheet would run made harmless."""

import csv
import io
import re
import zipfile
from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from typing import Any

import pytest

from slawatch.reports.as_csv import write
from slawatch.reports.cells import Cell, Count, Foreign, Linked, Named, Phrase, Ratio, Seconds, Spark, Standing, Unknown
from slawatch.reports.csv_cells import harmless
from slawatch.reports.document import Document, Table
from slawatch.speech.speech import Speech
from slawatch.testing.report_hostility import ATTACKS
from slawatch.testing.report_specimen import specimen

Tables = dict[str, list[dict[str, str]]]


def archive(document: Document, language: str = "en") -> zipfile.ZipFile:
    (file,) = write(document, Speech(language))
    return zipfile.ZipFile(io.BytesIO(file.content))


def tables(document: Document, language: str = "en") -> Tables:
    with archive(document, language) as told:
        return {
            name.removesuffix(".csv"): list(csv.DictReader(io.StringIO(told.read(name).decode("utf-8-sig"))))
            for name in told.namelist()
        }


@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_row_and_figure_of_every_table_is_read_back(language: str) -> None:
    document = specimen(services=6, evidence=50)
    found = tables(document, language)
    for table in document.tables():
        assert len(found[table.id]) == len(table.rows)
        for row, told in zip(table.rows, found[table.id], strict=True):
            for column, cell in zip(table.columns, row, strict=True):
                inner = cell.cell if isinstance(cell, Linked) else cell
                _compare(inner, told[column.id])
                assert not isinstance(inner, Unknown) or f"{column.id}: " in told["_unknown"]


def _compare(cell: Cell, read: str) -> None:
    if isinstance(cell, Ratio):
        assert 0 <= cell.value - Fraction(read) < Fraction(1, 10**12)
    elif isinstance(cell, Spark):
        assert [float(each) if each else None for each in read.split(";")] == list(cell.values)
    elif type(cell) in EXPECTED:
        assert read == EXPECTED[type(cell)](cell)


EXPECTED: dict[type, Callable[[Any], str]] = {
    Seconds: lambda cell: str(cell.value),
    Count: lambda cell: str(cell.value),
    Unknown: lambda _: "",
    Named: lambda cell: cell.id,
    Standing: lambda cell: cell.state,
    Foreign: lambda cell: cell.text,
}


def test_the_archive_reads_in_excel_and_by_machines() -> None:
    told = archive(specimen())
    content = told.read("objectives.csv")
    assert content.startswith(b"\xef\xbb\xbfservice,target,")
    assert content.count(b"\r\n") == content.count(b"\n") == 5
    assert {info.date_time for info in told.infolist()} == {(1980, 1, 1, 0, 0, 0)}
    assert told.testzip() is None


def test_columns_of_mixed_kinds_tell_the_kind_of_every_cell() -> None:
    found = tables(specimen())
    kinds = {(row["table"], row["column"]): row["kind"] for row in found["_columns"]}
    assert kinds["cells", "value"] == "mixed"
    assert kinds["objectives", "attained"] == "ratio"
    assert found["cells"][6] == {"kind": "6", "value": "190800", "_units": "value=seconds", "_unknown": ""}
    assert found["cells"][12]["value"] == "CNY 1234.5"
    assert found["cells"][13]["value"] == "EUR -99"
    assert found["cells"][14]["value"] == "2026-10-01T23:59:59+08:00"
    assert {row["_units"] for row in found["objectives"]} == {""}


def test_ids_have_their_names_and_the_report_its_identity() -> None:
    found = tables(specimen(), "zh")
    names = {(row["table"], row["id"], row["language"]): row["name"] for row in found["_names"]}
    assert names["objectives", "erp", "zh"] == "企业资源计划系统"
    assert names["days", "down", "en"] == "Down"
    told = {row["key"]: row["value"] for row in found["_report"]}
    assert (told["period"], told["timezone"], told["simulated"]) == ("2026-10", "Asia/Shanghai", "true")
    assert (told["starts_at"], told["name"]) == ("2026-10-01T00:00:00+08:00", "全部服务")


def test_an_id_that_is_called_otherwise_from_row_to_row_has_no_one_name() -> None:
    names = [{"en": "Resolved within 4 h"}, {"en": "Resolved within 8 h"}, {"en": "Available"}]
    ids = ("resolution", "resolution", "availability")
    document = specimen()
    (told,) = (each for each in document.tables() if each.id == "objectives")
    rows = tuple((Named(id_, each), *told.rows[0][1:]) for id_, each in zip(ids, names, strict=True))
    section = replace(document.sections[0], blocks=(replace(told, rows=rows),))
    found = tables(replace(document, sections=(section,)))
    assert [row["service"] for row in found["objectives"]] == list(ids)
    assert [(row["id"], row["name"]) for row in found["_names"]] == [("availability", "Available")]


def test_drawings_are_tables_too() -> None:
    found = tables(specimen())
    day = next(row for row in found["days"] if row["service"] == "erp" and row["day"] == "2026-10-09")
    assert (day["state"], day["lost"]) == ("down", "1800")
    assert len(found["availability-trend"]) == 4 * 12
    assert found["availability-trend"][4]["_unknown"].startswith("value: ")
    outages = found["key-figures"][1]
    assert (outages["value"], outages["previous"], outages["last_year"], outages["better"]) == ("5", "3", "9", "lower")


def test_no_cell_begins_as_a_formula_in_whatever_way_a_spreadsheet_splits_it() -> None:
    number = re.compile(r"-?\d+(\.\d+)?")
    for rows in tables(specimen(hostile=True, services=24, evidence=40)).values():
        for row in rows:
            for cell in row.values():
                assert cell.isprintable()
                for part in re.split(r"[;|,]", cell):
                    assert number.fullmatch(part) or not part.strip("\"' ").startswith(tuple("=+-@")) or "'" in part


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("=1+1", "'=1+1"),
        (" =1", "' =1"),
        ('"=1', "'\"=1"),
        ("-5 degrees", "'-5 degrees"),
        ("＋1", "'＋1"),  # noqa: RUF001  the full-width plus
        ("a;=1", "a;'=1"),
        ("a, -b", "a,' -b"),
        ("\t=1", "'\ufffd=1"),
        ("\r=1", "' =1"),
        ("a\n=1", "a =1"),
        ("a=1", "a=1"),
        ("2026-10-01", "2026-10-01"),
        ("", ""),
    ],
)
def test_an_apostrophe_stands_where_a_formula_would_begin(text: str, written: str) -> None:
    assert harmless(text) == written


def test_attacks_would_be_formulas_if_nothing_were_done() -> None:
    assert [text for text in ATTACKS if text.startswith(("=", "@")) and harmless(text) != text]


def test_a_table_of_the_worst_names_is_still_a_file() -> None:
    document = specimen()
    (first, *_) = document.tables()
    table = Table(id="../../etc/passwd", title=Phrase("Value"), columns=first.columns, rows=(), empty=first.empty)
    section = replace(document.sections[0], blocks=(table,))
    assert archive(replace(document, sections=(section,))).namelist()[-1] == ".._.._etc_passwd.csv"
