"""A month's figures are the same wherever they are told: `evaluate`, JSON, workbook, CSV, HTML and PDF.

Expected is what `slawatch evaluate` counts; how it is to be shown is worked out here, apart from the writers.
"""

import csv
import io
import json
import re
import zipfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import ROUND_FLOOR, Decimal
from fractions import Fraction
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import jsonschema
import openpyxl
import pymupdf
import pytest
from command import asked
from desk import desk

SUBJECTS = {
    "agreement-acme-business": {"acme-business"},
    "customer-nordwind": {"nordwind-online"},
    "organisation": {"acme-business", "nordwind-online", "applications-team", "netco-lines"},
}
LANGUAGES = ("en", "zh")
TABLES = ("availability", "objectives")
Figure = dict[str, Any]
Key = tuple[str, ...]


@dataclass(frozen=True)
class Reports:
    folder: Path
    period: str
    figures: dict[tuple[str, Key], Figure]
    """Of evaluate, by period and by what is judged."""

    def path(self, subject: str, end: str) -> Path:
        return self.folder / f"{subject}-{self.period}.{end}"

    def of(self, subject: str) -> dict[Key, Figure]:
        """Return the figures of evaluate for the periods that a report shows, by what is judged."""
        periods = {
            row_key(row): row["period"]["value"] for table in tables(document(self, subject)) for row in table["rows"]
        }
        every = {key: figure for (_, key), figure in self.figures.items() if key[0] in SUBJECTS[subject]}
        return {key: self.figures[periods.get(key, self.period), key] for key in every}


def key(figure: Figure) -> Key:
    names = figure["sla"], figure["service_id"]
    return names if figure["indicator"] == "availability" else (*names, figure["objective"])


@pytest.fixture(scope="module")
def reports(tmp_path_factory: pytest.TempPathFactory) -> Reports:
    folder = tmp_path_factory.mktemp("reports")
    config = desk(folder, history=40, every="1h")
    asked(config, "sync")
    told = json.loads(asked(config, "evaluate", "--format=json").output)
    as_of = told["as_of"]
    chosen = ["--agreement=acme-business", "--customer=nordwind", "--subject=organisation"]
    common = [f"--as-of={as_of}", "--period=previous", f"--output={folder}", "--lang=en,zh"]
    asked(config, "report", *chosen, *common, "--format=html,xlsx,csv,json")
    # Printed from the pages that are compared in both languages; once, since printing takes as long as all else.
    asked(config, "report", "--customer=nordwind", *common, "--lang=zh", "--format=pdf")
    period = next(each.name for each in folder.glob("organisation-*.json"))[13:20]
    quarter = f"{period[:4]}-Q{(int(period[5:]) + 2) // 3}"  # an agreement that is judged by quarters shows its quarter
    figures: dict[tuple[str, Key], Figure] = {}
    for name in (period, quarter):
        found = json.loads(asked(config, "evaluate", f"--as-of={as_of}", f"--period={name}", "--format=json").output)
        figures |= {(name, key(each)): each for each in found["objectives"]}
    return Reports(folder, period, figures)


def percent(figure: Figure, ratio: Fraction) -> str:
    cut = (Decimal(ratio.numerator * 100) / ratio.denominator).quantize(
        Decimal(1).scaleb(-figure["decimals"]), ROUND_FLOOR
    )
    return f"{cut} %"


def share(figure: Figure) -> Fraction | None:
    return Fraction(figure["good"], figure["events"]) if figure["events"] else None


def document(reports: Reports, subject: str) -> dict[str, Any]:
    told: dict[str, Any] = json.loads(reports.path(subject, "json").read_text())
    return told


def tables(told: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for section in told["sections"]:
        yield from (block for block in section["blocks"] if block["id"] in TABLES)


def row_key(row: dict[str, Any]) -> Key:
    names = row["agreement"]["value"], row["service"]["value"]
    return (*names, row["objective"]["value"]) if "objective" in row else names


@pytest.mark.parametrize("subject", SUBJECTS)
def test_json_tells_exactly_what_evaluate_counts(reports: Reports, subject: str) -> None:
    told = document(reports, subject)
    found = {row_key(row): row for table in tables(told) for row in table["rows"]}
    expected = reports.of(subject)
    assert len(expected) > 2
    assert found.keys() == expected.keys()
    for name, figure in expected.items():
        attained, ratio = found[name]["attained"], share(figure)
        assert found[name]["state"]["value"] == figure["state"], name
        if ratio is None:
            assert (attained["kind"], attained["value"]) == ("unknown", None), name
        else:
            assert Fraction(attained["numerator"], attained["denominator"]) == ratio, name
        if "n" in found[name] and ratio is not None:
            assert found[name]["n"]["value"] == figure["events"]
        if "lost" in found[name] and ratio is not None:
            assert found[name]["lost"]["value"] == figure["events"] - figure["good"]


def test_a_real_report_is_as_the_schema_says(reports: Reports) -> None:
    schema = json.loads(asked(reports.folder / "slawatch.yml", "schema", "--report").output)
    told = document(reports, "customer-nordwind")
    for section in told["sections"]:
        for block in section["blocks"]:
            block["rows"] = block["rows"][:5] if "rows" in block else None
            if block["rows"] is None:
                del block["rows"]
    errors = list(jsonschema.Draft202012Validator(schema).iter_errors(told))
    assert [error.message for error in errors] == []


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("subject", SUBJECTS)
def test_csv_holds_every_row_and_figure_of_the_json(reports: Reports, subject: str, language: str) -> None:
    archive = zipfile.ZipFile(reports.path(subject, f"{language}.csv.zip"))
    for section in document(reports, subject)["sections"]:
        for table in section["blocks"]:
            if table["kind"] != "table":
                continue
            text = archive.read(f"{table['id']}.csv").decode("utf-8-sig")
            rows = list(csv.DictReader(io.StringIO(text)))
            assert len(rows) == len(table["rows"]), table["id"]
            for told, row in zip(rows, table["rows"], strict=True):
                for id_, cell in row.items():
                    assert told[id_] == written(cell) or cell["kind"] not in RAW, (table["id"], id_)


RAW = frozenset({"ratio", "seconds", "count", "number", "instant", "day", "state", "unknown"})


def written(cell: dict[str, Any]) -> str:
    if cell["kind"] == "unknown":
        return ""
    if cell["kind"] == "ratio":
        cut = (Decimal(cell["numerator"]) / cell["denominator"]).quantize(Decimal("1e-12"), ROUND_FLOOR)
        return f"{cut.normalize():f}"
    return f"{Decimal(repr(cell['value'])):f}" if isinstance(cell["value"], float) else str(cell["value"])


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("subject", SUBJECTS)
def test_the_workbook_tells_the_figures_of_evaluate(reports: Reports, subject: str, language: str) -> None:
    book = openpyxl.load_workbook(reports.path(subject, f"{language}.xlsx"))
    expected, seen = reports.of(subject), 0
    for table in tables(document(reports, subject)):
        title = table["title"]["said"][language]
        sheet = next(each for each in book.worksheets if each.title.startswith("3 ") and each["A1"].value == title)
        columns = [column["id"] for column in table["columns"]]
        for row, cells in zip(table["rows"], sheet.iter_rows(min_row=5), strict=True):
            figure, read = expected[row_key(row)], cells[columns.index("attained")]
            ratio = share(figure)
            seen += 1
            if ratio is None:
                assert isinstance(read.value, str)
                assert read.font.italic
                continue
            shown = f"{Decimal(repr(float(read.value))) * 100:.{figure['decimals']}f} %"
            assert shown == percent(figure, ratio)
            assert Fraction(repr(read.value)) <= ratio
            assert read.number_format == "0" + f".{'0' * figure['decimals']}" * bool(figure["decimals"]) + r"\ %"
    assert seen == len(expected)


class Tables(HTMLParser):
    """The texts of all cells of a page's tables, by the id of the block around them."""

    def __init__(self) -> None:
        super().__init__()
        self.rows: dict[str, list[list[str]]] = {}
        self._block, self._open = "", False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = dict(attrs)
        if "block" in (told.get("class") or "").split():
            self._block = str(told["id"]).removeprefix("block-")
        if tag == "tr":
            self.rows.setdefault(self._block, []).append([])
        elif tag in ("td", "th") and self._block in self.rows:
            self.rows[self._block][-1].append("")
            self._open = True

    def handle_endtag(self, tag: str) -> None:
        if tag in ("td", "th"):
            self._open = False

    def handle_data(self, data: str) -> None:
        if self._open:
            self.rows[self._block][-1][-1] += data


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("subject", SUBJECTS)
def test_the_page_tells_the_figures_of_evaluate(reports: Reports, subject: str, language: str) -> None:
    page = Tables()
    page.feed(reports.path(subject, f"{language}.html").read_text(encoding="utf-8"))
    expected, seen = reports.of(subject), 0
    for table in tables(document(reports, subject)):
        head, *rows = page.rows[table["id"]]
        place = [column["id"] for column in table["columns"]].index("attained")
        assert head[place].startswith(table["columns"][place]["title"]["said"][language])
        for row, cells in zip(table["rows"], rows, strict=True):
            figure = expected[row_key(row)]
            ratio = share(figure)
            seen += 1
            assert cells[place].strip() == (shown_unknown(row, language) if ratio is None else percent(figure, ratio))
    assert seen == len(expected)


def shown_unknown(row: dict[str, Any], language: str) -> str:
    return f"— {row['attained']['reason']['said'][language]}"


def test_the_print_tells_the_figures_of_evaluate(reports: Reports) -> None:
    with pymupdf.open(reports.path("customer-nordwind", "zh.pdf")) as pages:
        text = "".join(page.get_text() for page in pages)
    read = Counter(re.findall(r"\d+(?:\.\d+)? %", re.sub(r"\s+", " ", text)))
    shares = [(figure, share(figure)) for figure in reports.of("customer-nordwind").values()]
    expected = Counter(percent(figure, ratio) for figure, ratio in shares if ratio is not None)
    assert {each: n for each, n in expected.items() if read[each] < n} == {}
