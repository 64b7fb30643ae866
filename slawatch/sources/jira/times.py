"""Jira's times: 2026-11-23T10:00:00.000+0100, or milliseconds since 1970."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

from slawatch.errors import SkippableRow
from slawatch.model.instant import instant

_MILLISECONDS_FROM: Final = 100_000_000_000
"""A number from here on counts milliseconds: so many seconds end in the year 5138."""


@dataclass(frozen=True, slots=True, order=True)
class Moment:
    """An instant and where in its second it lies."""

    at: datetime
    millisecond: int


def moment(told: Any, row_id: str) -> Moment:  # noqa: ANN401  whatever was sent
    """Return a time; SkippableRow where it is none, or lies in the year 51502."""
    try:
        found = _read(told)
        return Moment(instant(found), found.microsecond // 1000)
    except (TypeError, ValueError, OverflowError, OSError) as error:
        raise SkippableRow(f"a time can't be read: {error}", row_id=row_id) from None


def _read(told: Any) -> datetime:  # noqa: ANN401  likewise
    if isinstance(told, str) and told.isdecimal():
        told = int(told)
    if isinstance(told, int | float) and not isinstance(told, bool):
        return datetime.fromtimestamp(told / 1000 if told >= _MILLISECONDS_FROM else told, UTC)
    return datetime.fromisoformat(told)
