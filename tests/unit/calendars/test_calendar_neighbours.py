"""Stretches beside a period."""

from datetime import UTC, datetime

import pytest

from slawatch.calendars.neighbours import stretch_before, year_until
from slawatch.model.interval import Interval


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def interval(start: str, end: str) -> Interval:
    return Interval(utc(start), utc(end))


@pytest.mark.parametrize(
    ("period", "expected"),
    [
        (("2026-02-28T23:00", "2026-03-31T22:00"), ("2026-01-31T23:00", "2026-02-28T23:00")),  # March: a clock change
        (("2025-12-31T23:00", "2026-12-31T23:00"), ("2024-12-31T23:00", "2025-12-31T23:00")),
        (("2026-03-31T22:00", "2026-06-30T22:00"), ("2025-12-31T23:00", "2026-03-31T22:00")),
        (("2026-03-29T22:00", "2026-04-05T22:00"), ("2026-03-22T23:00", "2026-03-29T22:00")),  # a week, the one before
        (("2026-06-01T08:00", "2026-06-01T20:00"), ("2026-05-31T20:00", "2026-06-01T08:00")),
    ],
)
def test_the_stretch_before_is_as_long_by_the_wall_clock(period: tuple[str, str], expected: tuple[str, str]) -> None:
    assert stretch_before(interval(*period), timezone="Europe/Berlin") == interval(*expected)


def test_a_year_ends_with_the_period_and_begins_at_a_local_midnight() -> None:
    found = year_until(utc("2026-10-31T16:00"), timezone="Asia/Shanghai")
    assert found == interval("2025-10-31T16:00", "2026-10-31T16:00")
    assert year_until(utc("2026-06-10T12:30"), timezone="UTC").start == utc("2025-06-10")


def test_a_year_that_ends_on_a_leap_day_begins_on_the_first_of_march() -> None:
    assert year_until(utc("2028-02-29"), timezone="UTC").start == utc("2027-03-01")
