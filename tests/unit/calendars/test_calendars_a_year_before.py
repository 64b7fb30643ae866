"""The same stretch of last year."""

from datetime import UTC, datetime

import pytest

from slawatch.calendars.neighbours import stretch_a_year_before
from slawatch.model.interval import Interval


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("period", "expected"),
    [
        (("2026-10-01", "2026-11-01"), ("2025-10-01", "2025-11-01")),
        (("2027-02-01", "2027-03-01"), ("2026-02-01", "2026-03-01")),  # four weeks from a Monday, and still a month
        (("2024-02-01", "2024-03-01"), ("2023-02-01", "2023-03-01")),
        (("2026-11-16", "2026-11-23"), ("2025-11-17", "2025-11-24")),  # a week: Mondays, not dates
        (("2026-01-01", "2027-01-01"), ("2025-01-01", "2026-01-01")),
        (("2026-10-05", "2026-10-20"), ("2025-10-05", "2025-10-20")),
        (("2026-10-05T08:30:00", "2026-10-05T09:00:00"), ("2025-10-05T08:30:00", "2025-10-05T09:00:00")),
    ],
)
def test_it_has_the_same_dates_and_a_week_the_same_weekdays(period: tuple[str, str], expected: tuple[str, str]) -> None:
    told = stretch_a_year_before(Interval(*map(at, period)), timezone="UTC")
    assert told == Interval(*map(at, expected))


def test_it_is_cut_at_local_midnights_whatever_the_offset() -> None:
    """Berlin's last week of March 2026 begins in winter time and ends in summer time; that of 2025 too."""
    told = stretch_a_year_before(Interval(at("2026-03-24T23:00"), at("2026-03-31T22:00")), timezone="Europe/Berlin")
    assert told == Interval(at("2025-03-25T23:00"), at("2025-04-01T22:00"))
