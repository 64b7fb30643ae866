"""In what two reports differ, as somebody reads it who has to explain it."""

from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction

import pytest

from slawatch.reports.as_json import canonical
from slawatch.reports.cells import Cell, Count, Foreign, Linked, Named, Phrase, Ratio, Seconds, Unknown
from slawatch.reports.difference import differences
from slawatch.reports.document import Block, Document, Prose, Table, Tiles
from slawatch.testing.report_specimen import specimen

REPORT = specimen()
Rows = tuple[tuple[Cell, ...], ...]


def with_block(id_: str, change: Callable[[Block], Block]) -> Document:
    """Return the report with one block changed."""
    sections = tuple(
        replace(section, blocks=tuple(change(block) if block.id == id_ else block for block in section.blocks))
        for section in REPORT.sections
    )
    return replace(REPORT, sections=sections)


def with_rows(id_: str, change: Callable[[Rows], Rows]) -> Document:
    def changed(block: Block) -> Block:
        assert isinstance(block, Table)
        return replace(block, rows=change(block.rows))

    return with_block(id_, changed)


def told(other: Document, *, wording: bool = False) -> list[str]:
    found = differences(canonical(REPORT), canonical(other))
    return [str(each) for each in found if each.is_wording is wording]


def test_equal_reports_differ_in_nothing() -> None:
    assert list(differences(canonical(REPORT), canonical(specimen()))) == []


def test_a_figure_is_named_by_its_table_its_row_and_its_column() -> None:
    def worse(rows: Rows) -> Rows:
        first, *others = rows
        attained = Linked(Ratio(Fraction(9987, 10_000), 2), "/objectives/erp/gold/uptime")
        return ((*first[:2], attained, *first[3:]), *others)

    # The specimen's first service attained 99,895 of 100,000, in lowest terms 19,979 of 20,000.
    assert told(with_rows("objectives", worse)) == [
        "objectives / erp / attained: 0.99895 (19979/20000) -> 0.9987 (9987/10000)"
    ]


def test_what_became_unknown_is_told_with_its_reason() -> None:
    other = with_rows("objectives", lambda rows: ((*rows[0][:3], Unknown(Phrase("No data")), *rows[0][4:]), *rows[1:]))
    assert told(other) == ["objectives / erp / lost: 3725 s -> unknown (No data)"]


def test_tickets_that_came_and_went_are_named() -> None:
    late = (Foreign("desk/4711"), Seconds(5), Seconds(6), Seconds(7))
    other = with_rows("segments", lambda rows: (*rows[:3], *rows[4:], late))
    gone, new = told(other)
    assert gone.startswith("segments / INC000003: gone (INC000003, 2026-10-01T00:21:00+08:00")
    assert new == "segments / desk/4711: new (desk/4711, 5 s, 6 s, 7 s)"


def test_rows_that_no_column_tells_apart_are_compared_one_by_one() -> None:
    twice = canonical(with_rows("segments", lambda rows: (rows[0], rows[0])))
    once = canonical(with_rows("segments", lambda rows: rows[:1]))
    (found,) = differences(twice, once)
    assert found.after is None
    assert found.path[0] == "segments"
    assert found.path[1].startswith("INC000000 ")
    assert found.path[1].endswith(" #2")


def test_rows_in_another_order_are_told() -> None:
    (found,) = told(with_rows("states", lambda rows: rows[::-1]))
    assert found == "states / order: erp, mail, portal, vpn -> vpn, portal, mail, erp"


def test_key_figures_texts_and_the_identity_are_named() -> None:
    def more(block: Block) -> Block:
        assert isinstance(block, Tiles)
        return replace(block, tiles=(*block.tiles[:1], replace(block.tiles[1], value=Count(6)), *block.tiles[2:]))

    def other(block: Block) -> Block:
        assert isinstance(block, Prose)
        return replace(block, paragraphs=(Foreign("It rained.\u202e"), *block.paragraphs[1:]))

    assert told(with_block("key-figures", more)) == ["key-figures / Outages: 5 -> 6"]
    (text,) = told(with_block("what-happened", other))
    assert text.endswith("-> It rained.\ufffd")
    assert "\n" not in text
    assert told(replace(REPORT, identity=replace(REPORT.identity, restatement=1))) == ["restatement: 0 -> 1"]


def test_a_name_or_a_title_is_wording_and_no_figure() -> None:
    def renamed(rows: Rows) -> Rows:
        return ((Named("erp", {"en": "SAP"}), *rows[0][1:]), *rows[1:])

    other = with_rows("objectives", renamed)
    assert told(other) == []
    assert len(told(other, wording=True)) == 1
    titled = with_block("objectives", lambda block: replace(block, title=Phrase("Goals")))
    assert (told(titled), told(titled, wording=True)) == ([], ["objectives / title: Objective -> Goals"])


def test_a_table_that_only_one_has_is_told() -> None:
    sections = (*REPORT.sections[:2], replace(REPORT.sections[2], blocks=()), *REPORT.sections[3:])
    assert told(replace(REPORT, sections=sections)) == ["objectives: gone"]


@pytest.mark.parametrize("place", range(7))
def test_no_change_of_any_cell_goes_unseen(place: int) -> None:
    def changed(rows: Rows) -> Rows:
        cells = list(rows[0])
        cells[place] = Count(99)
        return (tuple(cells), *rows[1:])

    assert told(with_rows("objectives", changed))
