"""The HTML file: whole, inert, in one language, and made of nothing but itself."""

import re
from base64 import b64encode
from collections import Counter
from dataclasses import replace
from datetime import UTC, date, datetime
from fractions import Fraction
from hashlib import sha256
from html.parser import HTMLParser
from itertools import pairwise

import pytest
from report_cells import all_cells, phrases

from slawatch.reports.cells import Cell, Count, Day, Foreign, Instant, Linked, Phrase, Ratio, Seconds, Unknown
from slawatch.reports.document import Document, Section, Series, Status, Trend
from slawatch.reports.html.markup import Cells
from slawatch.reports.html.scale import scale
from slawatch.reports.html.style import style, style_hash, style_hashes
from slawatch.reports.html.table_view import numeric_columns
from slawatch.reports.html.trends import plot
from slawatch.reports.html.writer import html, write
from slawatch.reports.shown import Shown
from slawatch.speech.chinese_phrases import PHRASES
from slawatch.speech.speech import Speech
from slawatch.testing.report_specimen import specimen

VOID = {"meta", "br", "wbr", "col", "link", "img", "input", "base"}
ENGLISH_HERE = re.compile(r"[A-Za-z]{3,}")


class Page(HTMLParser):
    """What a browser would make of the file: elements with attributes, and the text that is read."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.texts: list[str] = []
        self.open: list[str] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if "style" not in self.open:
            self.texts.append(data)

    @property
    def text(self) -> str:
        return " ".join("".join(self.texts).split())


def page(document: Document, language: str = "en", external_url: str = "") -> Page:
    return Page(html(document, Speech(language), external_url=external_url))


@pytest.mark.parametrize("hostile", [False, True], ids=["plain", "hostile"])
@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_element_is_closed_and_every_id_is_unique(language: str, *, hostile: bool) -> None:
    made = page(specimen(hostile=hostile), language)
    assert made.open == []
    ids = Counter(attrs["id"] for _, attrs in made.elements if "id" in attrs)
    assert [id_ for id_, count in ids.items() if count > 1] == []


@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_cell_is_read_as_text(language: str) -> None:
    document = specimen(services=6)
    text = page(document, language).text
    shown = Shown(Speech(language), "Asia/Shanghai")
    told = [_lines(cell, shown) for cell in all_cells(document)]
    assert len(told) > 300
    assert [line for lines in told for line in lines if " ".join(line.split()) not in text] == []


def _lines(cell: Cell, shown: Shown) -> list[str]:
    return cell.text.splitlines() if isinstance(cell, Foreign) else [shown.text(cell)]


def test_no_english_is_left_in_chinese() -> None:
    document = specimen()
    allowed = {"SLA", "OLA", "VPN", "Wang", "Xiaoming", "CNY", "EUR", "ISO", "IEC", "Asia", "Shanghai"}
    for cell in all_cells(document):
        assert [said for said in phrases(cell) if said not in PHRASES] == []
    chinese = page(specimen(), "zh")
    ours = re.sub(
        r"organisation-2026-10|INC\d+|[0-9a-f]{64}|CHG-\d+: controller replaced|a ticket's subject", "", chinese.text
    )
    ours = ours.replace("On 10 October the storage of the data centre failed. Second line, same paragraph.", "")
    ours = ours.replace("On 10 October the storage of the data centre failed.Second line, same paragraph.", "")
    assert set(ENGLISH_HERE.findall(ours)) - allowed == set()
    labels = {attrs.get("aria-label") or "" for _, attrs in chinese.elements}
    assert {word for label in labels for word in ENGLISH_HERE.findall(label)} - allowed == set()


@pytest.mark.parametrize("language", ["en", "zh"])
def test_nothing_that_anybody_wrote_acts(language: str) -> None:
    made = page(specimen(hostile=True), language, "https://sla.example.com")
    tags = {tag for tag, _ in made.elements}
    assert (
        tags & {"script", "img", "link", "iframe", "object", "embed", "base", "form", "input", "use", "image"} == set()
    )
    for tag, attrs in made.elements:
        assert [
            name for name in attrs if name.startswith("on") or name in {"style", "src", "srcset", "xlink:href"}
        ] == []
        address = attrs.get("href") or "#"
        assert address.startswith(("#", "https://sla.example.com/")), tag
    text = html(specimen(hostile=True), Speech(language))
    assert [f"{ord(sign):x}" for sign in set(text) if not sign.isprintable() and sign != "\n"] == []
    assert "<script>alert(document.cookie)</script>" in made.text
    assert "{{ 7*7 }}" in made.text
    assert "url(file" not in style(language)


def test_what_would_act_would_be_found() -> None:
    made = Page('<p onclick="x"><script>1</script>a</p>')
    assert made.elements == [("p", {"onclick": "x"}), ("script", {})]


def test_what_somebody_else_wrote_stands_in_an_element_of_its_own() -> None:
    text = html(specimen(hostile=True), Speech("en"))
    bare = re.sub(
        r"<bdi>.*?</bdi>|<title>.*?</title>|(?:content|aria-label|data-running)=\"[^\"]*\"", "", text, flags=re.DOTALL
    )
    assert "alert(" not in bare


def test_a_very_long_name_is_cut_in_a_table_and_whole_in_prose() -> None:
    told = Cells(Shown(Speech("en"), "UTC"))
    assert Page(told.html(Foreign("A" * 10_000))).text == "A" * 399 + "…"
    assert Page(told.html(Foreign("A" * 90))).text == "A" * 90
    assert told.html(Foreign("A" * 10_000)).endswith("…</bdi>")
    assert Page(told.paragraph(Foreign("A" * 10_000 + " B"))).text == "A" * 10_000 + " B"


@pytest.mark.parametrize(
    ("external_url", "path", "address"),
    [
        ("https://sla.example.com/base/", "/tickets/a/1", "https://sla.example.com/base/tickets/a/1"),
        ("", "/tickets/a/1", None),
        ("javascript:alert(1)//", "/x", None),
        ("https://sla.example.com", "//attacker.example/", None),
        ("https://sla.example.com", "javascript:alert(1)", None),
        ("https://sla.example.com", '/"onclick="x', "https://sla.example.com/&#34;onclick=&#34;x"),
    ],
)
def test_a_linked_cell_leads_to_the_daemon_or_nowhere(external_url: str, path: str, address: str | None) -> None:
    made = Cells(Shown(Speech("en"), "UTC"), external_url).html(Linked(Count(3), path))
    assert made == ("3" if address is None else f'<a href="{address}">3</a>')


def test_headings_go_down_one_level_at_a_time_and_tables_name_their_columns() -> None:
    made = page(specimen())
    levels = [int(tag[1]) for tag, _ in made.elements if re.fullmatch(r"h[1-6]", tag)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert [later - level for level, later in pairwise(levels) if later - level > 1] == []
    assert {attrs.get("scope") for tag, attrs in made.elements if tag == "th"} == {"col", "row"}
    assert all(
        attrs.get("aria-label") or attrs.get("aria-hidden")
        for tag, attrs in made.elements
        if tag == "svg" and attrs.get("class") != "axis"
    )


@pytest.mark.parametrize(("language", "tag"), [("en", "en"), ("zh", "zh-CN")])
def test_the_file_says_its_language_and_what_it_is(language: str, tag: str) -> None:
    (file,) = write(specimen(), Speech(language))
    assert (file.name, file.media_type) == (f"organisation-2026-10.{language}.html", "text/html; charset=utf-8")
    assert f'<html lang="{tag}">' in file.content.decode()


def test_the_style_is_let_in_by_its_hash() -> None:
    text = html(specimen(), Speech("zh"))
    (inside,) = re.findall(r"<style>(.*?)</style>", text, re.DOTALL)
    digest = b64encode(sha256(inside.encode()).digest()).decode()
    assert style_hash("zh") == f"'sha256-{digest}'"
    assert set(style_hashes()) == {style_hash("en"), style_hash("zh")}
    assert "url(" not in inside
    assert "@import" not in inside


def test_evidence_is_shown_up_to_its_first_rows_and_says_where_the_rest_is() -> None:
    text = page(specimen(evidence=1_301)).text  # of four columns
    assert "INC000299" in text
    assert "INC000300" not in text
    assert (
        "first 300 of 1,301 rows are shown here; the CSV, XLSX and JSON files of this report hold all of them" in text
    )
    assert "rows are shown" not in page(specimen(evidence=300)).text


def test_a_report_that_is_final_is_marked_neither_provisional_nor_simulated() -> None:
    made = specimen()
    final = replace(made, identity=replace(made.identity, status=Status.FINAL, simulated=False))
    assert "Provisional" not in page(final).text
    assert "SIMULATED" not in page(final).text
    assert page(made).text.count("SIMULATED") == 1
    assert "Provisional: it is not sealed" in page(made).text


def test_a_report_of_nothing_is_written_all_the_same() -> None:
    made = specimen()
    assert page(replace(made, sections=())).open == []
    empty = (Section(id="cover", number=1, title=Phrase("Report"), blocks=()),)
    nameless = replace(made.identity, organisation={}, audience={})
    assert "Audience" not in page(replace(made, identity=nameless, sections=empty)).text


def test_a_column_of_numbers_stays_one_where_a_linked_number_is_not_known() -> None:
    rows = [(Linked(Count(3), "/a"), Foreign("P1")), (Linked(Unknown(Phrase("no data")), "/b"), Foreign("P2"))]
    assert numeric_columns(rows, told=Cells(Shown(Speech("en"), "UTC"))) == [True, False]
    assert numeric_columns(rows[1:], told=Cells(Shown(Speech("en"), "UTC"))) == [False, False]


@pytest.mark.parametrize(
    ("cell", "markup"),
    [
        (Foreign("2026-Q4"), '<bdi class="q">2026-Q4</bdi>'),
        (Foreign("企业资源计划"), '<bdi class="q">企业资源计划</bdi>'),
        (Foreign("monthly-maintenance"), "<bdi>monthly-maintenance</bdi>"),  # kept whole it is too wide on paper
        (Foreign("E-mail of Acme"), "<bdi>E-mail of Acme</bdi>"),
        (Instant(datetime(2026, 10, 5, 0, 0, 1, tzinfo=UTC)),
         '<span class="q">2026-10-05</span> <span class="q">00:00:01</span>'),
        (Day(date(2026, 10, 5)), '<span class="q">2026-10-05</span>'),
        (Foreign("outage/mail/2026-10-08T10:00:00Z/2026-10-08T11:00:00Z"),
         "<bdi>outage/<wbr>mail/<wbr>2026-10-08T10:00:00Z/<wbr>2026-10-08T11:00:00Z</bdi>"),
    ],
)  # fmt: skip
def test_no_line_ends_within_a_date_a_period_or_a_short_name(cell: Cell, markup: str) -> None:
    assert Cells(Shown(Speech("en"), "UTC")).html(cell) == markup


def _trend(*cells: Cell, limit: Cell | None = None, series: int = 1) -> Trend:
    periods = tuple(f"2026-{n + 1:02}" for n in range(len(cells)))
    return Trend(
        id="t", title=Phrase("Attained"), periods=periods, series=(Series(Foreign("a"), cells, limit),) * series
    )


TOLD = Cells(Shown(Speech("en"), "UTC"))
SHARES = (Ratio(Fraction("0.999"), 3), Unknown(Phrase("No data yet")), Ratio(Fraction("0.9985"), 3))


def test_a_gap_in_a_trend_is_not_drawn_over() -> None:
    drawn = plot(_trend(*SHARES, SHARES[0]), TOLD)
    assert drawn is not None
    assert (len(drawn.series[0].points), len(drawn.series[0].segments)) == (3, 1)


def test_a_trend_without_figures_or_with_too_many_series_is_a_table_alone() -> None:
    assert plot(_trend(SHARES[1], SHARES[1]), TOLD) is None
    assert plot(_trend(*SHARES, series=4), TOLD) is not None
    assert plot(_trend(*SHARES, series=5), TOLD) is None
    assert plot(_trend(Count(1), Seconds(1)), TOLD) is None


@pytest.mark.parametrize(
    ("known", "from_zero", "ticks"),
    [
        (
            (Ratio(Fraction("0.9992"), 3), Ratio(Fraction(1), 3)),
            False,
            ["99.92 %", "99.94 %", "99.96 %", "99.98 %", "100 %"],
        ),
        ((Ratio(Fraction(1), 3),), False, ["99.999 %", "100 %"]),
        ((Ratio(Fraction(0), 3),), False, ["0 %", "0.001 %"]),
        ((Count(3), Count(380)), True, ["0", "100", "200", "300", "400"]),
        ((Count(0),), True, ["0", "1"]),
        ((Seconds(0), Seconds(3_600)), False, ["0 s", "15 min", "30 min", "45 min", "1 h"]),
    ],
)
def test_an_axis_names_round_values_around_all_there_are(
    known: tuple[Cell, ...], *, from_zero: bool, ticks: list[str]
) -> None:
    axis = scale(known, from_zero=from_zero)
    assert [TOLD.shown.text(cell) for _, cell in axis.ticks] == ticks
