"""Rolling periods: the last N dates of a zone, today included."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from slawatch.calendars.periods import parse_period, period_containing, previous
from slawatch.model.agreement import Period, PeriodKind, Rolling
from slawatch.model.interval import Interval

ZONES = ("America/Sao_Paulo", "Pacific/Apia", "Australia/Lord_Howe", "America/St_Johns", "Asia/Kathmandu", "UTC")


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def stretch(start: str, end: str) -> Interval:
    return Interval(utc(start), utc(end))


@pytest.mark.parametrize(
    ("timezone", "days", "at", "start", "end"),
    [
        ("UTC", 1, "2026-11-22T00:00", "2026-11-22", "2026-11-23"),
        ("UTC", 28, "2026-11-22T23:59:59", "2026-10-26", "2026-11-23"),
        # 4 November 2018 began at 01:00 in Sao Paulo (03:00 UTC, UTC-2 from then on).
        ("America/Sao_Paulo", 2, "2018-11-04T03:00", "2018-11-03T03:00", "2018-11-05T02:00"),
        ("America/Sao_Paulo", 1, "2018-11-04T02:59:59", "2018-11-03T03:00", "2018-11-04T03:00"),
        # 17 February 2018 lasted 25 hours there: its midnight came twice, and the second one is still the 17th.
        ("America/Sao_Paulo", 7, "2018-02-18T02:30", "2018-02-11T02:00", "2018-02-18T03:00"),
        # Apia had no 30 December 2011: three dates with the 31st at the end are two days.
        ("Pacific/Apia", 3, "2011-12-30T12:00", "2011-12-29T10:00", "2011-12-31T10:00"),
        ("Pacific/Apia", 1, "2011-12-30T10:00", "2011-12-30T10:00", "2011-12-31T10:00"),
        # Lord Howe turns its clocks by half an hour: UTC+11 until 5 April 2026, 02:00, then UTC+10:30.
        ("Australia/Lord_Howe", 2, "2026-04-05T12:00", "2026-04-03T13:00", "2026-04-05T13:30"),
    ],
)
def test_the_last_dates_of_a_zone_end_with_today(timezone: str, days: int, at: str, start: str, end: str) -> None:
    assert period_containing(Rolling(days), utc(at), timezone=timezone) == stretch(start, end)


@pytest.mark.parametrize(
    ("timezone", "days", "at", "start", "end"),
    [
        ("UTC", 28, "2026-11-22T12:00", "2026-09-28", "2026-10-26"),
        ("Pacific/Apia", 1, "2011-12-30T12:00", "2011-12-29T10:00", "2011-12-30T10:00"),
    ],
)
def test_the_previous_ones_are_as_many_dates_before_them(
    timezone: str, days: int, at: str, start: str, end: str
) -> None:
    assert previous(Rolling(days), utc(at), timezone=timezone) == stretch(start, end)


def test_current_and_previous_name_rolling_periods_and_other_texts_what_they_always_name() -> None:
    def parsed(text: str) -> Interval:
        return parse_period(text, as_of=utc("2026-11-22T12:00"), kind=Rolling(7), timezone="UTC")

    assert parsed("current") == stretch("2026-11-16", "2026-11-23")
    assert parsed("previous") == stretch("2026-11-09", "2026-11-16")
    assert parsed("2026-10") == stretch("2026-10-01", "2026-11-01")


instants = st.datetimes(datetime(1990, 1, 1), datetime(2040, 1, 1)).map(  # noqa: DTZ001  hypothesis wants naive bounds
    lambda at: at.replace(tzinfo=UTC, microsecond=0)
)
near_changes = st.builds(
    lambda noon, hours: noon + timedelta(hours=hours),
    st.sampled_from(
        [utc("2011-12-30T10:00"), utc("2018-11-04T03:00"), utc("2018-02-18T03:00"), utc("2026-04-04T15:00")]
    ),
    st.integers(-100, 100),
)


def dates(stretch_of: Interval, timezone: str) -> set[date]:
    """Every local date that a clock shows in a stretch, looked at each quarter of an hour."""
    place, at, seen = ZoneInfo(timezone), stretch_of.start, set()
    while at < stretch_of.end:
        seen.add(at.astimezone(place).date())
        at += timedelta(minutes=15)
    return seen


@given(days=st.integers(1, 40), timezone=st.sampled_from(ZONES), at=instants | near_changes)
def test_a_rolling_period_holds_its_dates_and_no_other(days: int, timezone: str, at: datetime) -> None:
    this = period_containing(Rolling(days), at, timezone=timezone)
    assert at in this
    last = (this.end - timedelta(seconds=1)).astimezone(ZoneInfo(timezone)).date()
    first = last - timedelta(days=days - 1)
    never_was = {date(2011, 12, 30), date(1892, 7, 4)} if timezone == "Pacific/Apia" else set()
    expected = {first + timedelta(days=n) for n in range(days)} - never_was
    # A clock set back over midnight shows the date before once more, after the first midnight.
    assert dates(this, timezone) - {first - timedelta(days=1)} == expected


@given(kind=st.integers(1, 40).map(Rolling) | st.sampled_from(PeriodKind), timezone=st.sampled_from(ZONES),
       at=instants | near_changes)  # fmt: skip
def test_the_previous_period_ends_where_the_current_begins(kind: Period, timezone: str, at: datetime) -> None:
    this, before = (find(kind, at, timezone=timezone) for find in (period_containing, previous))
    assert before.start < before.end == this.start
    assert period_containing(kind, this.end - timedelta(seconds=1), timezone=timezone) == this
