"""Pages that are numbered: rows that leave a block of one stamp let others slip onto the page that was read."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta

import pytest

from slawatch.errors import SkippableRow
from slawatch.ingest.desk import Row
from slawatch.ingest.keyset import Page, keyset
from slawatch.ingest.source import Stamp

NINE = datetime(2026, 3, 2, 9, tzinfo=UTC)


def stamp(row: Row) -> Stamp:
    return Stamp(id=row["id"], updated_at=row["at"])


class Numbered:
    """Rows by their last change, in pages of two with numbers."""

    def __init__(self, tickets: dict[str, datetime]) -> None:
        self.tickets = tickets
        self.asked: list[tuple[int, str | None]] = []

    def page(self, since: datetime | None, token: str | None) -> Page:
        found = sorted((at, id_) for id_, at in self.tickets.items() if since is None or at >= since)
        number = int(token or 1)
        self.asked.append((0 if since is None else (since - NINE).seconds, token))
        rows = [{"id": id_, "at": at} for at, id_ in found[2 * number - 2 : 2 * number]]
        return Page(rows=rows, next=str(number + 1) if 2 * number < len(found) else None)


def read(pages: Iterator[Sequence[Row]], leaving: dict[int, str], system: Numbered) -> set[str]:
    seen = set()
    for nth, rows in enumerate(pages):
        seen |= {row["id"] for row in rows}
        if nth in leaving:
            system.tickets[leaving[nth]] = NINE + timedelta(seconds=60 + nth)
    return seen


@pytest.mark.parametrize("leaving", [{1: "a"}, {2: "c"}, {1: "a", 2: "b"}, {1: "a", 4: "b"}])
def test_what_slips_onto_a_page_that_was_read_is_read(leaving: dict[int, str]) -> None:
    system = Numbered(dict.fromkeys("abcdefg", NINE) | {"z": NINE + timedelta(seconds=30)})
    assert read(keyset(system.page, stamp, since=None, shifting=True), leaving, system) == set("abcdefgz")


def test_without_it_a_row_would_be_lost() -> None:
    system = Numbered(dict.fromkeys("abcdefg", NINE))
    assert read(keyset(system.page, stamp, since=None), {1: "a"}, system) == set("abdefg")


def test_a_block_of_one_page_is_read_once_and_one_of_several_twice_though_told_once() -> None:
    system = Numbered({"a": NINE, "b": NINE + timedelta(seconds=1), "c": NINE + timedelta(seconds=1)})
    list(keyset(system.page, stamp, since=NINE, shifting=True))
    assert system.asked == [(0, None), (1, None)]
    system = Numbered(dict.fromkeys("abc", NINE))
    rows = [row["id"] for page in keyset(system.page, stamp, since=NINE, shifting=True) for row in page]
    assert system.asked == [(0, None), (0, "2"), (0, None), (0, "2")]
    assert rows == ["a", "b", "c"]


def test_a_row_without_an_id_stops_no_reading() -> None:
    def nameless(row: Row) -> Stamp:
        if row["id"] == "b":
            raise SkippableRow("it has no number", row_id="")
        return stamp(row)

    system = Numbered(dict.fromkeys("abcd", NINE))
    assert read(keyset(system.page, nameless, since=None), {}, system) == set("abcd")
