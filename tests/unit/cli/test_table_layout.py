"""Tables for people: columns of text, folded on a terminal and never cut off."""

import click
import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from slawatch.cli.layout import laid_out
from slawatch.cli.output import printed

WORDS = st.lists(st.text("ab网", min_size=1, max_size=9), max_size=4).map(" ".join)
TABLES = st.integers(1, 5).flatmap(lambda n: st.lists(st.lists(WORDS, min_size=n, max_size=n), min_size=1, max_size=6))


def lines(rows: list[list[str]], width: int | None = None) -> list[str]:
    return [line for row in laid_out(rows, width) for line in row]


def test_columns_are_as_wide_as_their_widest_cell() -> None:
    assert lines([["service", "n"], ["erp", "12"], ["mail", ""]]) == ["service  n", "erp      12", "mail"]


def test_a_chinese_character_takes_two_columns() -> None:
    assert lines([["网络", "1"], ["abc", "2"]]) == ["网络  1", "abc   2"]


def test_what_is_wider_than_the_terminal_is_folded_between_words_the_widest_column_first() -> None:
    rows = [["id", "reason"], ["e-1", "no ticket has a verdict yet"]]
    assert lines(rows, 18) == ["id   reason", "e-1  no ticket has", "     a verdict yet"]


def test_where_words_alone_are_wider_than_the_terminal_lines_stay_whole() -> None:
    assert lines([["2026-11-01T00:00:00Z", "2026-11-02T00:00:00Z"]], 30) == [
        "2026-11-01T00:00:00Z  2026-11-02T00:00:00Z"
    ]


@given(TABLES, st.integers(1, 80))
def test_no_word_is_ever_cut_off(rows: list[list[str]], width: int) -> None:
    folded = list(laid_out(rows, width))
    assert len(folded) == len(rows)
    for row, told in zip(rows, folded, strict=True):
        assert sorted(" ".join(told).split()) == sorted(" ".join(row).split())


@given(TABLES, st.integers(1, 80))
def test_a_folded_table_fits_wherever_its_words_do(rows: list[list[str]], width: int) -> None:
    columns = zip(*rows, strict=True)
    least = sum(max(sum(2 if sign == "网" else 1 for sign in word) for cell in column for word in cell.split(" "))
                for column in columns) + 2 * (len(rows[0]) - 1)  # fmt: skip
    if least <= width:
        assert all(sum(2 if sign == "网" else 1 for sign in line) <= width for line in lines(rows, width))


@pytest.mark.parametrize(
    ("cell", "shown"), [("[red]urgent[/red]", "[red]urgent[/red]"), ("a\nb", "a b"), ("\x1b[2Jgone", " [2Jgone")]
)
def test_what_a_source_says_is_shown_as_it_is_and_steers_no_terminal(cell: str, shown: str) -> None:
    @click.command()
    def command() -> None:
        printed(("reason",), [(cell,)], "table")

    assert CliRunner().invoke(command).output == f"reason\n{shown}\n"
