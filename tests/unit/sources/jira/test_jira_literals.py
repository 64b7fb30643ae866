"""How JQL is told an instant."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from slawatch.sources.jira.literals import literals, milliseconds, quoted


def test_a_number_is_milliseconds() -> None:
    assert milliseconds(datetime(2026, 3, 2, 9, tzinfo=UTC)) == "1772442000000"


@pytest.mark.parametrize(
    ("at", "told"),
    [
        (datetime(2026, 10, 24, 23, 59, tzinfo=UTC), '"2026-10-25 01:59"'),
        (datetime(2026, 10, 25, 0, 30, tzinfo=UTC), '"2026-10-25 01:30"'),  # 02:30, for the first time
        (datetime(2026, 10, 25, 1, 30, tzinfo=UTC), '"2026-10-25 02:30"'),  # 02:30, for the second time
        (datetime(2026, 10, 25, 2, 30, tzinfo=UTC), '"2026-10-25 03:30"'),
        (datetime(2026, 3, 29, 1, 30, tzinfo=UTC), '"2026-03-29 03:30"'),  # an hour was left out
    ],
)
def test_a_wall_clock_is_never_read_as_a_later_instant(at: datetime, told: str) -> None:
    assert quoted(ZoneInfo("Europe/Berlin"))(at) == told


@pytest.mark.parametrize("zone", [None, "", "Nowhere/Land", "../etc/passwd"])
def test_without_a_zone_that_is_known_there_are_only_numbers(zone: str | None) -> None:
    assert list(literals(zone)) == [milliseconds]
