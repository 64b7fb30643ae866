"""How many rows a report prints, worked by hand."""

from dataclasses import replace

from slawatch.reports.cells import Count, Phrase
from slawatch.reports.columns import column
from slawatch.reports.document import Document, Section, Table
from slawatch.reports.html.printed_rows import printed_rows
from slawatch.testing.report_specimen import specimen


def table(name: str, *, rows: int, columns: int) -> Table:
    row = tuple(Count(n) for n in range(columns))
    titles = tuple(column(f"c{n}", "Service") for n in range(columns))
    return Table(
        id=name, title=Phrase("Timers"), columns=titles, rows=(row,) * rows, empty=Phrase("none"), is_evidence=True
    )


def printed(*tables: Table, on_paper: bool = False) -> dict[str, int]:
    section = Section(id="evidence", number=16, title=Phrase("Evidence"), blocks=tables)
    return dict(printed_rows(Document(identity=specimen().identity, sections=(section,)), on_paper=on_paper))


def test_small_tables_are_whole_and_the_others_share_what_is_left() -> None:
    """Of 300 rows 40 are taken, and 130 are left for each of two tables."""
    told = printed(
        table("big", rows=5_000, columns=3), table("small", rows=40, columns=3), table("long", rows=900, columns=3)
    )
    assert told == {"big": 130, "small": 40, "long": 130}


def test_wide_rows_are_fewer() -> None:
    """Of 1,200 cells, 600 are for each: 40 rows of 15."""
    assert printed(table("one", rows=5_000, columns=15), table("other", rows=5_000, columns=15)) == {
        "one": 40,
        "other": 40,
    }


def test_what_fits_is_whole() -> None:
    assert printed(table("one", rows=150, columns=8)) == {"one": 150}


def test_what_is_looked_up_is_shortened_on_paper_alone() -> None:
    whole = table("one", rows=90, columns=8)
    reference = replace(table("other", rows=90, columns=8), is_evidence=False, is_reference=True)
    assert printed(whole, reference, on_paper=True) == {"one": 90, "other": 30}
    assert printed(whole, reference) == {"one": 90}
