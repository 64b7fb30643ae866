"""The stretches that are judged, cut at local midnights."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from slawatch.calendars.periods import parse_period, period_containing, previous
from slawatch.calendars.zones import midnight
from slawatch.model.agreement import PeriodKind
from slawatch.model.interval import Interval

NOW = datetime(2026, 11, 22, 16, 30, tzinfo=UTC)  # Monday 00:30 in Shanghai
SHANGHAI = "Asia/Shanghai"
ZONES = ("America/Sao_Paulo", "America/St_Johns", "Asia/Pyongyang", "Europe/Berlin", "Pacific/Apia", "UTC", SHANGHAI)


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def stretch(start: str, end: str) -> Interval:
    return Interval(utc(start), utc(end))


def parsed(text: str, *, kind: PeriodKind = PeriodKind.MONTH, timezone: str = SHANGHAI) -> Interval:
    return parse_period(text, as_of=NOW, kind=kind, timezone=timezone)


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("2026", "2025-12-31T16:00", "2026-12-31T16:00"),
        ("2026-H1", "2025-12-31T16:00", "2026-06-30T16:00"),
        ("2026-H2", "2026-06-30T16:00", "2026-12-31T16:00"),
        ("2026-Q3", "2026-06-30T16:00", "2026-09-30T16:00"),
        ("2026-Q4", "2026-09-30T16:00", "2026-12-31T16:00"),
        ("2026-10", "2026-09-30T16:00", "2026-10-31T16:00"),
        ("2026-12", "2026-11-30T16:00", "2026-12-31T16:00"),
        ("2026-W47", "2026-11-15T16:00", "2026-11-22T16:00"),
        ("2026-W01", "2025-12-28T16:00", "2026-01-04T16:00"),
        ("2026-W53", "2026-12-27T16:00", "2027-01-03T16:00"),
        ("2026-10-05", "2026-10-04T16:00", "2026-10-05T16:00"),
        ("2026-10-05..2026-10-07", "2026-10-04T16:00", "2026-10-06T16:00"),
        ("2026-10-05T08:00:00Z..2026-10-05T18:00:00+08:00", "2026-10-05T08:00", "2026-10-05T10:00"),
        ("current", "2026-10-31T16:00", "2026-11-30T16:00"),
        ("previous", "2026-09-30T16:00", "2026-10-31T16:00"),
    ],
)
def test_a_text_names_a_stretch_between_local_midnights(text: str, start: str, end: str) -> None:
    assert parsed(text) == stretch(start, end)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "october",
        "2026-13",
        "2026-Q5",
        "2026-H3",
        "2026-W54",
        "2025-W53",
        "2026-02-30",
        "26-10",
        "2026-10-07..2026-10-05",
        "2026-10-05..2026-10-05",
        "2026-10-05T08:00..2026-10-06",
        "2026-10-05..",
        "1969",
        "0000",
        "9999",
    ],
)
def test_a_text_that_names_no_period_is_refused_with_the_forms(text: str) -> None:
    with pytest.raises(ValueError, match=r"is not a period .*; write 2026, 2026-H1, 2026-Q3, .* or A\.\.B"):
        parsed(text)


@pytest.mark.parametrize(
    ("kind", "start", "end"),
    [
        (PeriodKind.WEEK, "2026-11-22T16:00", "2026-11-29T16:00"),
        (PeriodKind.MONTH, "2026-10-31T16:00", "2026-11-30T16:00"),
        (PeriodKind.QUARTER, "2026-09-30T16:00", "2026-12-31T16:00"),
        (PeriodKind.HALF_YEAR, "2026-06-30T16:00", "2026-12-31T16:00"),
        (PeriodKind.YEAR, "2025-12-31T16:00", "2026-12-31T16:00"),
    ],
)
def test_the_current_period_is_found_in_the_zone_of_the_agreement(kind: PeriodKind, start: str, end: str) -> None:
    assert period_containing(kind, NOW, timezone=SHANGHAI) == stretch(start, end)
    assert parsed("current", kind=kind) == stretch(start, end)


def test_a_month_with_a_clock_change_is_an_hour_longer_or_shorter() -> None:
    october = parsed("2026-10", timezone="Europe/Berlin")
    march = parsed("2026-03", timezone="Europe/Berlin")
    assert (october.seconds, march.seconds) == ((31 * 24 + 1) * 3600, (31 * 24 - 1) * 3600)


@pytest.mark.parametrize(
    ("timezone", "day", "first"),
    [
        ("America/Sao_Paulo", "2018-11-04", "2018-11-04T03:00"),  # 00:00 was skipped: the date began at 01:00
        ("Asia/Pyongyang", "2018-05-05", "2018-05-04T15:00"),  # 23:30 was followed by 00:00
        ("America/Toronto", "1919-03-31", "1919-03-31T04:30"),  # 23:30 was followed by 00:30
        ("America/St_Johns", "2009-11-01", "2009-11-01T02:30"),  # midnight came twice: the first one
        ("Pacific/Apia", "2011-12-30", "2011-12-30T10:00"),  # never was: begins where the 31st begins
        ("Pacific/Apia", "2011-12-31", "2011-12-30T10:00"),
        ("Europe/Berlin", "2026-10-25", "2026-10-24T22:00"),
    ],
)
def test_a_date_begins_with_its_first_instant(timezone: str, day: str, first: str) -> None:
    assert midnight(date.fromisoformat(day), timezone) == utc(first)


def test_an_instant_after_a_midnight_that_came_twice_lies_in_the_new_month() -> None:
    """St. John's 2009: 00:01 on 1 November was followed by 23:01 on 31 October, once more."""
    at = utc("2009-11-01T03:00")
    november = period_containing(PeriodKind.MONTH, at, timezone="America/St_Johns")
    assert november.start == utc("2009-11-01T02:30")


@given(
    kind=st.sampled_from(PeriodKind),
    timezone=st.sampled_from(ZONES),
    at=st.datetimes(datetime(1975, 1, 1), datetime(2060, 1, 1)).map(lambda t: t.replace(tzinfo=UTC, microsecond=0)),  # noqa: DTZ001  hypothesis wants naive bounds
)
def test_periods_of_a_kind_follow_each_other_without_gaps(kind: PeriodKind, timezone: str, at: datetime) -> None:
    this = period_containing(kind, at, timezone=timezone)
    before = previous(kind, at, timezone=timezone)
    assert at in this
    assert before.end == this.start
    assert period_containing(kind, this.end - timedelta(seconds=1), timezone=timezone) == this
