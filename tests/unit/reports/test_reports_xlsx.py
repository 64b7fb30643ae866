"""Reports as workbooks: read back by another library, cell by cell; nothing in them acts."""

import inspect
import io
import re
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from fractions import Fraction
from typing import Any
from zoneinfo import ZoneInfo

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet
from xlsxwriter.worksheet import Worksheet as Library

from slawatch.reports import flat
from slawatch.reports.cells import (
    Cell,
    Count,
    Day,
    Foreign,
    Instant,
    Linked,
    Money,
    Number,
    Phrase,
    Ratio,
    Seconds,
    Unknown,
)
from slawatch.reports.document import Column, Document, Section, Table
from slawatch.reports.xlsx import book, pens, rows, sheets
from slawatch.reports.xlsx.book import write
from slawatch.reports.xlsx.names import SheetNames
from slawatch.speech.chinese_phrases import PHRASES
from slawatch.speech.speech import Speech
from slawatch.testing.report_specimen import specimen

FIRST = 5
"""The row of a sheet that holds a table's first one, as spreadsheets count."""
DAEMON = "https://sla.example.org/slawatch"


def content(document: Document, language: str = "en", url: str = DAEMON) -> bytes:
    (file,) = write(document, Speech(language), external_url=url)
    return file.content


def opened(document: Document, language: str = "en", url: str = DAEMON) -> dict[str, Worksheet]:
    found = openpyxl.load_workbook(io.BytesIO(content(document, language, url)))
    return {each.title: each for each in found.worksheets}


def column_of(*cells: Cell) -> Worksheet:
    """Return the sheet of a table with a column and a row a cell."""
    table = Table(
        id="table",
        title=Phrase("Value"),
        columns=(Column(id="cell", title=Phrase("Value")),),
        rows=tuple((cell,) for cell in cells),
        empty=Phrase("No data"),
    )
    section = Section(id="section", number=3, title=Phrase("Value"), blocks=(table,))
    return opened(replace(specimen(), sections=(section,)))["3 Value"]


def value(cell: Cell) -> Any:  # noqa: ANN401  whatever a spreadsheet holds
    return column_of(cell).cell(FIRST, 1)


def parts(document: Document) -> Iterator[tuple[str, str]]:
    with zipfile.ZipFile(io.BytesIO(content(document))) as archive:
        for name in archive.namelist():
            yield name, archive.read(name).decode()


@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_figure_of_every_table_is_read_back(language: str) -> None:
    document = specimen(services=6, evidence=50)
    found = list(opened(document, language).values())
    told = {sheet.cell(1, 1).value: sheet for sheet in found[1:]}
    say = Speech(language).say
    for table in document.tables():
        if [each.title.text for each in document.tables()].count(table.title.text) > 1 or table.title.text == "Outages":
            continue  # the drawing has the same title
        sheet = told[say(table.title.text)]
        for number, row in enumerate(table.rows, FIRST):
            for place, cell in enumerate(row, 1):
                _compare(cell.cell if isinstance(cell, Linked) else cell, sheet.cell(number, place))


def _compare(cell: Cell, read: Any) -> None:  # noqa: ANN401  likewise
    if isinstance(cell, Ratio):
        assert Fraction(repr(read.value)) <= cell.value
        assert float(cell.value) - read.value < 10 ** -(cell.decimals + 2)
    elif isinstance(cell, Unknown):
        assert read.font.italic
        assert isinstance(read.value, str)
    elif type(cell) in EXPECTED:
        assert read.value == EXPECTED[type(cell)](cell)


EXPECTED: dict[type, Callable[[Any], object]] = {
    Seconds: lambda cell: timedelta(seconds=cell.value) if cell.value else timedelta(),
    Count: lambda cell: cell.value,
    Money: lambda cell: float(cell.amount),
    Instant: lambda cell: cell.at.astimezone(ZoneInfo("Asia/Shanghai")).replace(tzinfo=None),
    Day: lambda cell: datetime.combine(cell.date, time()),
    Foreign: lambda cell: cell.text,
}


@pytest.mark.parametrize(
    ("ratio", "number", "shape"),
    [
        (Ratio(Fraction("0.99899"), 1), 0.998, r"0.0\ %"),
        (Ratio(Fraction("0.998999999999"), 2), 0.9989, r"0.00\ %"),
        (Ratio(Fraction(2, 3), 0), 0.66, r"0\ %"),
        (Ratio(Fraction(1), 3), 1, r"0.000\ %"),
        (Ratio(Fraction("-0.1234"), 1), -0.124, r"0.0\ %"),
        (Ratio(Fraction("0.9995"), 0, is_limit=True), 0.9995, r"0.00\ %"),
    ],
)
def test_the_number_behind_a_share_reads_no_better_than_what_is_shown(ratio: Ratio, number: float, shape: str) -> None:
    read = value(ratio)
    assert (read.value, read.number_format) == (number, shape)


@pytest.mark.parametrize("number", [float("nan"), float("inf"), float("-inf")])
def test_what_is_no_number_is_refused_and_makes_no_broken_workbook(number: float) -> None:
    with pytest.raises(ValueError, match=r"a workbook holds no (nan|-?inf)"):
        value(Number(number))


def test_time_that_is_overdrawn_stays_a_number() -> None:
    read = value(Seconds(-4500))
    assert read.value == timedelta(seconds=-4500)
    assert read.number_format.split(";")[1] == r'\-0.0000" d"'


def test_dates_before_spreadsheets_are_text() -> None:
    old = datetime(1899, 12, 31, tzinfo=ZoneInfo("Asia/Shanghai"))
    sheet = column_of(Instant(old), Day(date(1066, 10, 14)))
    assert [sheet.cell(FIRST + n, 1).value for n in (0, 1)] == ["1899-12-31 00:00:00", "1066-10-14"]


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "＝1", " =1", "'=1"])  # noqa: RUF001
def test_a_text_that_begins_like_a_formula_stays_a_text_even_when_it_is_edited(text: str) -> None:
    read = value(Foreign(text))
    assert read.data_type == "s"
    assert read.quotePrefix


@pytest.mark.parametrize("in_memory", [0, 50_000])
@pytest.mark.parametrize("text", ["<r>x</r>", "<r>AT&T</r>", "<r></si><si><t>another</t></r>"])
def test_a_text_that_reads_like_xml_of_the_library_stays_a_text(
    monkeypatch: pytest.MonkeyPatch, text: str, in_memory: int
) -> None:
    monkeypatch.setattr(book, "_IN_MEMORY", in_memory)
    assert value(Foreign(text)).value == text + " "


def test_an_ordinary_text_is_not_marked() -> None:
    assert not value(Foreign("the controller was replaced")).quotePrefix


def test_nothing_in_a_hostile_workbook_is_a_formula_a_script_or_a_foreign_address() -> None:
    for name, text in parts(specimen(hostile=True, services=24, evidence=40)):
        assert not re.search(r"<(\w+:)?f[ >/]", text), name
        assert "vbaProject" not in text
        assert not re.search(r"[\x00-\x08\x0b\x0c\x0e-\x1f\u202a-\u202e\u2066-\u2069]", text), name
        assert not re.search(r"_x00[01][0-9A-F]_", text), name
        for target in re.findall(r'Target="([^"]*)" TargetMode="External"', text):
            assert target.startswith(f"{DAEMON}/")


def test_links_lead_to_the_daemon_where_its_address_is_known() -> None:
    linked = opened(specimen())["3 Objective"].cell(FIRST, 3)
    assert linked.hyperlink.target == f"{DAEMON}/objectives/erp/gold/uptime"
    assert linked.value == 0.9989
    assert opened(specimen(), url="")["3 Objective"].cell(FIRST, 3).hyperlink is None
    assert value(Linked(Count(1), "//attacker.example/x")).hyperlink is None
    assert value(Linked(Count(1), "/" + "x" * 3000)).hyperlink is None


def test_a_text_that_a_cell_does_not_hold_says_how_much_is_left_out() -> None:
    read = value(Foreign("😀" * 20_000)).value
    assert len(read.encode("utf-16-le")) // 2 <= 32_767
    kept = read.count("😀")
    assert read.endswith(f" … [{20_000 - kept} more characters; JSON holds all]")


def test_a_table_that_a_sheet_does_not_hold_says_how_many_rows_are_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sheets, "CAPACITY", 2)
    monkeypatch.setattr(sheets, "_MOST_ROWS", 7)
    sheet = column_of(*map(Count, range(5)))
    assert [sheet.cell(row, 1).value for row in (5, 6, 7)] == [0, 1, "3 more rows do not fit; CSV and JSON hold all"]
    assert sheet.auto_filter.ref == "A4:A6"


def test_many_rows_are_written_without_keeping_them_and_read_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    document = specimen(hostile=True, evidence=300)
    kept = opened(document)
    monkeypatch.setattr(book, "_IN_MEMORY", 10)
    for name, sheet in opened(document).items():
        rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
        assert rows == [[cell.value for cell in row] for row in kept[name].iter_rows()]


@pytest.mark.parametrize("language", ["en", "zh"])
def test_rows_that_are_written_whole_are_just_those_that_the_library_writes_cell_by_cell(
    monkeypatch: pytest.MonkeyPatch, language: str
) -> None:
    document = specimen(hostile=True, services=30, evidence=300)
    whole = content(document, language)
    monkeypatch.setattr(book, "fits", lambda _: False)
    assert content(document, language) == whole


def test_a_library_that_passes_rows_over_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rows.RowsSheet, "_write_rows", Library._write_rows)
    with pytest.raises(book.XlsxError, match=r"without its rows was made: XlsxWriter \d+\."):
        content(specimen())


@pytest.mark.parametrize("in_memory", [50_000, 10])
def test_every_number_and_time_has_room_in_its_column(monkeypatch: pytest.MonkeyPatch, in_memory: int) -> None:
    """Where one has none Excel shows signs of number; it leaves five pixels of a column free, less than a sign."""
    monkeypatch.setattr(book, "_IN_MEMORY", in_memory)
    seen = 0
    for sheet in opened(specimen(evidence=30)).values():
        for cell in (cell for row in sheet.iter_rows() for cell in row):
            if (shown := as_shown(cell)) is not None:
                seen += 1
                assert len(shown) + 1 <= room(sheet, cell.column), (sheet.title, cell)
    assert seen > 200


def room(sheet: Worksheet, column: int) -> float:
    """Return how many signs a column holds; neighbours of one width stand together."""
    return next(float(told.width) for told in sheet.column_dimensions.values() if told.min <= column <= told.max)


def as_shown(cell: Any) -> str | None:  # noqa: ANN401  openpyxl tells no types
    """Return what Excel shows of a number or a time."""
    if isinstance(cell.value, timedelta):
        seconds = int(cell.value.total_seconds())
        return f"{seconds // 3600}:{seconds // 60 % 60:02}:{seconds % 60:02}"
    if isinstance(cell.value, datetime):
        return cell.value.isoformat(" ", "seconds") if "hh" in cell.number_format else f"{cell.value:%Y-%m-%d}"
    if isinstance(cell.value, time):
        return f"{cell.value}"
    if isinstance(cell.value, int | float):
        return f"{cell.value:.2%} " if "%" in cell.number_format else f"{cell.value:,.2f}"
    return None


def test_the_first_sheet_says_what_the_report_is_and_which_follow() -> None:
    document = specimen()
    found = opened(replace(document, sections=document.sections[1:]), "zh")
    first, *others = found.values()
    told = {row[0].value: row[1].value for row in first.iter_rows() if row[0].value}
    assert first.title == "摘要"
    assert (told["时区"], told["报告编号"]) == ("Asia/Shanghai", "organisation-2026-10")
    assert str(told["数据截止"]) == "2026-11-03 00:00:00"
    assert "模拟数据" in told
    assert [each.title for each in others] == [name for name in told if name in found and name != first.title]
    assert all("Asia/Shanghai" in str(each.cell(2, 1).value) for each in others)
    assert {each.freeze_panes for each in others} == {"B5"}


def test_names_of_sheets_are_short_unique_and_allowed() -> None:
    name = SheetNames()
    assert name("3 Objectives") == "3 Objectives"
    assert name("3 objectives") == "3 objectives 2"
    assert name("a/b:c*d?[e]\\f") == "a b c d e f"
    assert name("'quoted'") == "quoted"
    assert name("History") == "History 2"
    assert [len(name("x" * 40)) for _ in range(12)] == [31] * 12
    assert len(name("😀" * 31).encode("utf-16-le")) // 2 <= 31
    assert name("\x00") == "\ufffd"
    assert name("") == "-"


def test_everything_that_data_formats_say_themselves_is_said_in_chinese() -> None:
    modules = (flat, sheets, pens, book)
    sources = [inspect.getsource(each) for each in modules]
    said = {told for source in sources for told in re.findall(r"""(?:Phrase|say)\("([^"]+)\"""", source)}
    said |= set(re.findall(r'yield "([^"]+)"', inspect.getsource(sheets)))
    said |= {column.title.text for table in flat.tables(specimen()) for column in table.columns}
    own = {column.title.text for table in specimen().tables() for column in table.columns}
    assert len(said) > 30
    assert sorted(said - own - PHRASES.keys() - {"{name}"}) == []
