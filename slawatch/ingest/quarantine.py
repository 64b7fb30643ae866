"""Rows that can't be read: kept aside one by one, a reason to stop where they are many."""

import hashlib
from collections.abc import Sequence
from fractions import Fraction
from typing import Final

from slawatch.errors import FatalSourceError
from slawatch.ingest.source import BadRow

TOLERATED: Final = 20
"""Fewer bad rows than this never stop a poll."""
TOLERATED_SHARE: Final = Fraction(5, 100)


def bad_row(row_id: str, reason: str, raw: bytes | memoryview) -> BadRow:
    """Return what is kept of a row that can't be read."""
    return BadRow(row_id=row_id, reason=reason, sha256=hashlib.sha256(raw).hexdigest())


def too_many(bad: Sequence[BadRow], *, rows: int) -> bool:
    """Tell whether 20 rows or more and over 5 % of all are bad: then it is the reading that is wrong, not the rows."""
    return len(bad) >= TOLERATED and len(bad) > rows * TOLERATED_SHARE


def refuse_too_many(bad: Sequence[BadRow], *, rows: int) -> None:
    """Raise FatalSourceError where too many of the rows are bad, so that nothing of them is committed."""
    if too_many(bad, rows=rows):
        raise FatalSourceError(f"{len(bad)} of {rows} rows can't be read, so none is taken: {first_reasons(bad)}")


def first_reasons(bad: Sequence[BadRow], *, most: int = 3) -> str:
    """Return the reasons of the first bad rows, for a message."""
    shown = "; ".join(f"{row.row_id}: {row.reason}" for row in bad[:most])
    return shown + (" …" if len(bad) > most else "")
