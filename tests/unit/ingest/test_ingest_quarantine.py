import hashlib

import pytest

from slawatch.errors import FatalSourceError
from slawatch.ingest.quarantine import bad_row, refuse_too_many, too_many
from slawatch.ingest.source import BadRow


def bad(count: int) -> list[BadRow]:
    return [bad_row(f"line {number}", "it has no id", b"") for number in range(count)]


@pytest.mark.parametrize(
    ("count", "rows", "refused"),
    [(19, 19, False), (20, 20, True), (20, 399, True), (20, 400, False), (21, 400, True), (5000, 100_000, False)],
)
def test_twenty_rows_and_more_than_five_percent_are_too_many(count: int, rows: int, refused: bool) -> None:  # noqa: FBT001
    assert too_many(bad(count), rows=rows) is refused


def test_the_refusal_counts_and_gives_the_first_reasons() -> None:
    with pytest.raises(FatalSourceError, match=r"20 of 30 rows .* line 0: it has no id; .* line 2: it has no id …"):
        refuse_too_many(bad(20), rows=30)


def test_of_a_bad_row_only_its_hash_is_kept() -> None:
    row = bad_row("line 7", "it has no id", b"somebody's words\n")
    assert row.sha256 == hashlib.sha256(b"somebody's words\n").hexdigest()
    assert "somebody" not in repr(row)
