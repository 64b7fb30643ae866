"""Maintenance that comes back, against a walk through every quarter of an hour and cases worked by hand."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from slawatch.calendars.maintenance import occurrences
from slawatch.model.maintenance import Maintenance
from slawatch.model.service import ServiceId

SUNDAY = Maintenance(
    id="sunday",
    services=(ServiceId("mail"),),
    days=frozenset({6}),
    opens=2 * 3600,
    duration=4 * 3600,
    timezone="Europe/Berlin",
    since=date(2026, 3, 1),
    reason="patches",
    approved_by="service manager",
)
ZONES = ("UTC", "Europe/Berlin", "Asia/Kathmandu", "America/Sao_Paulo", "Australia/Lord_Howe", "Africa/Casablanca")
QUARTER = timedelta(minutes=15)


def told(window: Maintenance, last: date) -> list[tuple[str, str]]:
    found = [
        [datetime.fromtimestamp(edge, UTC).isoformat()[:16] for edge in pair] for pair in occurrences(window, last)
    ]
    return [(start, end) for start, end in found]


def test_a_window_opens_on_its_days_at_its_local_time_and_lasts_its_full_length() -> None:
    """On 29 March 02:00 does not exist: it opens at 03:00 summer time, 01:00 UTC, and still lasts four hours."""
    assert told(SUNDAY, date(2026, 4, 5)) == [
        ("2026-03-01T01:00", "2026-03-01T05:00"),
        ("2026-03-08T01:00", "2026-03-08T05:00"),
        ("2026-03-15T01:00", "2026-03-15T05:00"),
        ("2026-03-22T01:00", "2026-03-22T05:00"),
        ("2026-03-29T01:00", "2026-03-29T05:00"),
        ("2026-04-05T00:00", "2026-04-05T04:00"),
    ]


def test_in_a_repeated_hour_it_opens_the_first_time_only() -> None:
    autumn = replace(SUNDAY, since=date(2026, 10, 25))
    assert told(autumn, date(2026, 10, 25)) == [("2026-10-25T00:00", "2026-10-25T04:00")]


def test_it_opens_on_its_last_day_and_not_after() -> None:
    assert len(occurrences(replace(SUNDAY, until=date(2026, 3, 8)), date(2026, 12, 31))) == 2
    assert occurrences(SUNDAY, date(2026, 2, 28)) == ()


def test_a_date_that_the_zone_skipped_has_no_window() -> None:
    apia = replace(SUNDAY, timezone="Pacific/Apia", days=frozenset(range(7)), since=date(2011, 12, 29))
    assert told(apia, date(2011, 12, 31)) == [
        ("2011-12-29T12:00", "2011-12-29T16:00"),
        ("2011-12-30T12:00", "2011-12-30T16:00"),
    ]


@settings(max_examples=60)
@given(
    st.sampled_from(ZONES),
    st.dates(date(2017, 1, 1), date(2026, 12, 31)),
    st.frozensets(st.integers(0, 6), min_size=1),
    st.integers(4 * 4, 24 * 4 - 1),
)
def test_it_opens_whenever_the_clock_on_the_wall_shows_its_time(
    zone: str, since: date, days: frozenset[int], quarter: int
) -> None:
    """From four in the morning on; earlier, clocks change and times are skipped or come twice."""
    window = replace(SUNDAY, timezone=zone, days=days, since=since, opens=quarter * 900)
    last = since + timedelta(days=9)
    place, at = ZoneInfo(zone), datetime(since.year, since.month, since.day, tzinfo=UTC) - timedelta(days=1)
    opened = []
    while at < datetime(last.year, last.month, last.day, tzinfo=UTC) + timedelta(days=2):
        wall = at.astimezone(place)
        minutes = wall.hour * 60 + wall.minute
        if since <= wall.date() <= last and wall.weekday() in days and minutes == quarter * 15:
            opened.append(int(at.timestamp()))
        at += QUARTER
    assert [start for start, _ in occurrences(window, last)] == opened


@pytest.mark.parametrize("hours", [23, 24, 30])
def test_a_window_may_run_past_midnight_and_into_the_next(hours: int) -> None:
    daily = replace(SUNDAY, days=frozenset(range(7)), duration=hours * 3600)
    lengths = {end - start for start, end in occurrences(daily, date(2026, 12, 31))}
    assert lengths == {hours * 3600}
