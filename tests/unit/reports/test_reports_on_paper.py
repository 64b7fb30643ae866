"""What a report looks like on paper: shorter than on a screen, and nothing lost; expected by hand."""

import re
from dataclasses import replace
from datetime import UTC, date, datetime
from fractions import Fraction

import pytest

from slawatch.model.result import State
from slawatch.reports.cells import (
    Cell,
    Count,
    Foreign,
    Instant,
    Linked,
    Phrase,
    Ratio,
    Seconds,
    Spark,
    Standing,
    Unknown,
)
from slawatch.reports.columns import column
from slawatch.reports.document import Section, Shade, Strip, StripDay, StripLane, Table
from slawatch.reports.html.lanes import strip_lanes
from slawatch.reports.html.markup import Cells
from slawatch.reports.html.table_view import TableView, view
from slawatch.reports.html.writer import html
from slawatch.reports.shown import Shown
from slawatch.speech.speech import Speech
from slawatch.testing.report_specimen import specimen

NINE_TENTHS = Fraction(9, 10)
NOTHING = Unknown(Phrase("no data"))


def table(*columns: list[Cell]) -> Table:
    titles = tuple(column(f"c{n}", "Service") for n in range(len(columns)))
    return Table(
        id="t", title=Phrase("Timers"), columns=titles, rows=tuple(zip(*columns, strict=True)), empty=Phrase("no data")
    )


def names(rows: int) -> list[Cell]:
    return [Foreign(f"s{n}") for n in range(rows)]


def told(*, on_paper: bool) -> Cells:
    return Cells(Shown(Speech("en"), "UTC"), on_paper=on_paper)


def shape(made: TableView) -> tuple[list[str], list[Cell]]:
    return [each.id for each in made.columns], [cell for _, cell in made.shared]


@pytest.mark.parametrize(
    "value", [Foreign("2026-10"), NOTHING, Ratio(NINE_TENTHS, 2, is_limit=True), Linked(Foreign("gold"), "/a")]
)
def test_what_every_row_says_is_told_once_above_the_table(value: Cell) -> None:
    made = view(table(names(5), [value] * 5, [Count(n) for n in range(5)]), None, on_paper=True)
    assert shape(made) == (["c0", "c2"], [value])
    assert made.rows == [(Foreign(f"s{n}"), Count(n)) for n in range(5)]


@pytest.mark.parametrize(
    "value", [Count(0), Seconds(5), Ratio(NINE_TENTHS, 2), Standing(State.MET), Spark((1, 1)), Linked(Count(1), "/a")]
)
def test_figures_and_states_stay_in_their_rows(value: Cell) -> None:
    made = view(table(names(5), [value] * 5, [Count(n) for n in range(5)]), None, on_paper=True)
    assert shape(made) == (["c0", "c1", "c2"], [])


def test_a_short_table_stays_as_it_is() -> None:
    made = view(table(names(4), [NOTHING] * 4, [Count(1)] * 4), None, on_paper=True)
    assert shape(made) == (["c0", "c1", "c2"], [])


def test_one_row_that_says_something_else_keeps_its_column() -> None:
    other = [*[Linked(Foreign("gold"), "/a")] * 4, Linked(Foreign("gold"), "/b")]
    assert shape(view(table(names(5), other, [Count(1)] * 5), None, on_paper=True)) == (["c0", "c1", "c2"], [])


def test_a_table_that_would_only_name_things_stays_whole_and_so_does_its_first_column() -> None:
    same: list[Cell] = [Foreign("gold")] * 5
    assert shape(view(table(same, same, [NOTHING] * 5), None, on_paper=True)) == (["c0", "c1", "c2"], [])


def test_the_rows_that_are_shown_decide() -> None:
    value: list[Cell] = [*[Foreign("open")] * 5, Foreign("closed")]
    made = view(table(names(6), value, [Count(1)] * 6), 5, on_paper=True)
    assert (shape(made), len(made.rows)) == ((["c0", "c2"], [Foreign("open")]), 5)


@pytest.mark.parametrize(("count", "said"), [(20, "In every row: "), (400, "In every row shown here: ")])
def test_nothing_is_said_of_rows_that_are_left_out(count: int, said: str) -> None:
    whole = replace(table(names(count), [NOTHING] * count, [Count(1)] * count), is_evidence=True)
    section = Section(id="section", number=3, title=Phrase("Timers"), blocks=(whole,))
    made = html(replace(specimen(), sections=(section,)), Speech("en"), on_paper=True)
    assert re.findall(r'<p class="shared">(.*?)Service', made) == [said]


def test_on_a_screen_every_column_stays() -> None:
    made = view(table(names(6), [NOTHING] * 6, [Count(1)] * 6), None, on_paper=False)
    assert shape(made) == (["c0", "c1", "c2"], [])


def test_a_table_without_rows_has_nothing_to_share() -> None:
    assert shape(view(table([], []), None, on_paper=True)) == (["c0", "c1"], [])


@pytest.mark.parametrize(
    ("text", "markup"),
    [
        ("E-mail of Acme", "E-mail of Acme"),
        ("<b>&", "&lt;b&gt;&amp;"),
        ("2026-Q4", '<span class="q">2026-Q4</span>'),
        ("企业资源计划", '<span class="q">企业资源计划</span>'),
        ("מערכת", "<bdi>מערכת</bdi>"),
        ("erp نظام 3", "<bdi>erp نظام 3</bdi>"),
        ("A" * 30, "AAAAAAAAAAAAAAAAAAAAAAAA<wbr>AAAAAA"),
    ],
)
def test_only_what_turns_the_direction_is_set_apart_on_paper(text: str, markup: str) -> None:
    assert told(on_paper=True).html(Foreign(text)) == markup
    assert told(on_paper=False).html(Foreign(text)).startswith("<bdi")


def test_an_instant_is_plain_text_on_paper_where_no_line_ends_before_a_digit() -> None:
    made = told(on_paper=True).html(Instant(datetime(2026, 10, 5, 0, 0, 1, tzinfo=UTC)))
    assert made == "2026-10-05 00:00:01"


def calendar(*shades: Shade) -> Strip:
    days = tuple(StripDay(date(2026, 10, n), shade, NOTHING) for n, shade in enumerate(shades, 1))
    return Strip(id="d", title=Phrase("Day by day"), lanes=(StripLane(Foreign("erp"), days),))


def test_days_of_which_nothing_is_told_are_drawn_as_one_on_paper() -> None:
    """Five days take 20 % each, of which 2.4 % is the gap behind each."""
    strip = calendar(Shade.UP, Shade.UP, Shade.DOWN, Shade.DOWN, Shade.UP)
    paper, screen = (strip_lanes(strip, told(on_paper=on_paper)).lanes[0].pieces for on_paper in (True, False))
    places = [(piece.shade, round(piece.x, 6), round(piece.x + piece.width, 6)) for piece in paper]
    assert places == [
        (Shade.UP, 0, 37.6), (Shade.DOWN, 40, 57.6), (Shade.DOWN, 60, 77.6), (Shade.UP, 80, 97.6)
    ]  # fmt: skip
    assert len(screen) == 5


def test_a_printed_drawing_has_its_words_where_the_printer_looks_for_them() -> None:
    """WeasyPrint takes a figure's alternative text from the title in it."""
    made = html(specimen(), Speech("en"), on_paper=True)
    drawings = re.findall(r"<svg class=\"(?:lane|spark|plot)\".*?</svg>", made, re.DOTALL)
    assert len(drawings) > 3
    assert [each for each in drawings if not re.search(r"^<svg[^>]*>\s*<title>[^<]+</title>", each)] == []


def test_all_that_a_screen_shows_is_printed() -> None:
    """But for what a screen tells twice: a piece's title, shown under the pointer, beside the list or table of them."""
    screen, paper = (words(html(specimen(), Speech("en"), on_paper=on_paper)) for on_paper in (False, True))
    assert len(screen) > 100
    assert screen - paper == set()


def words(page: str) -> set[str]:
    return set(
        re.findall(r"[^\s<>]+", re.sub(r"<style>.*?</style>|<title>.*?</title>|<[^>]*>", " ", page, flags=re.DOTALL))
    )
