"""Maintenance by a rule of recurrence and by a feed, with dates taken from a wall calendar."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from slawatch.calendars.maintenance import occurrences, openings
from slawatch.model.feed import AllDay, Feed, FeedEvents, Timed
from slawatch.model.maintenance import Maintenance
from slawatch.model.service import ServiceId

FIRST_SUNDAY = Maintenance(
    id="firsts",
    services=(ServiceId("mail"),),
    rule="FREQ=MONTHLY;BYDAY=1SU",
    opens=2 * 3600 + 1800,
    duration=4 * 3600,
    timezone="Europe/Berlin",
    since=date(2026, 1, 1),
    reason="patches",
    approved_by="service manager",
)
YEAR_END = date(2026, 12, 31)


def at(text: str) -> int:
    return int(datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp())


def starts(window: Maintenance, last: date = YEAR_END) -> list[str]:
    return [datetime.fromtimestamp(start, UTC).isoformat()[5:16] for start, _ in occurrences(window, last)]


def fed(*events: AllDay | Timed, since: date = date(2026, 1, 1)) -> Maintenance:
    told = FeedEvents(
        all_day=tuple(e for e in events if isinstance(e, AllDay)),
        timed=tuple(e for e in events if isinstance(e, Timed)),
    )
    return replace(FIRST_SUNDAY, rule="", feed=Feed(name="changes", events=told), since=since)


def test_the_first_sunday_of_each_month_keeps_its_local_time_over_the_year() -> None:
    """02:30 in Berlin is 01:30 UTC in winter and 00:30 in summer."""
    assert starts(FIRST_SUNDAY) == [
        "01-04T01:30",
        "02-01T01:30",
        "03-01T01:30",
        "04-05T00:30",
        "05-03T00:30",
        "06-07T00:30",
        "07-05T00:30",
        "08-02T00:30",
        "09-06T00:30",
        "10-04T00:30",
        "11-01T01:30",
        "12-06T01:30",
    ]


def test_a_start_that_the_clock_jumps_over_comes_as_much_later_and_lasts_its_full_length() -> None:
    """The last Sunday of March 2026 is the 29th: 02:30 does not exist, it opens at 03:30, 01:30 UTC."""
    last = replace(FIRST_SUNDAY, rule="FREQ=MONTHLY;BYDAY=-1SU")
    assert occurrences(last, date(2026, 3, 31))[-1] == (at("2026-03-29T01:30"), at("2026-03-29T05:30"))


def test_of_an_hour_that_comes_twice_the_first_opens() -> None:
    """The last Sunday of October 2026 is the 25th: 02:30 is 00:30 UTC and once more 01:30."""
    last = replace(FIRST_SUNDAY, rule="FREQ=MONTHLY;BYDAY=-1SU", since=date(2026, 10, 1))
    assert starts(last, date(2026, 10, 31)) == ["10-25T00:30"]


@pytest.mark.parametrize(
    ("rule", "days"),
    [
        ("FREQ=WEEKLY;INTERVAL=2;BYDAY=TU", ["01-13", "01-27", "02-10"]),
        ("FREQ=MONTHLY;BYDAY=TU;BYSETPOS=2", ["01-13", "02-10"]),
        ("FREQ=MONTHLY;BYMONTHDAY=-1", ["01-31"]),
        ("FREQ=MONTHLY;BYMONTHDAY=31", ["01-31"]),
        ("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=1", ["02-01"]),
        ("FREQ=DAILY;INTERVAL=10;COUNT=3", ["01-01", "01-11", "01-21"]),
    ],
)
def test_rules_open_on_the_days_of_the_calendar(rule: str, days: list[str]) -> None:
    """Weeks are counted from Monday 29 December, that of the first day; its Tuesday lies before it."""
    noon = replace(FIRST_SUNDAY, rule=rule, opens=12 * 3600, timezone="UTC")
    assert [start[:5] for start in starts(noon, date(2026, 2, 15))] == days


def test_it_opens_from_its_first_to_its_last_day() -> None:
    window = replace(FIRST_SUNDAY, since=date(2026, 3, 1), until=date(2026, 5, 3))
    assert [start[:5] for start in starts(window)] == ["03-01", "04-05", "05-03"]


def test_a_date_that_the_zone_skipped_has_no_window() -> None:
    """Apia had no 30 December 2011."""
    daily = replace(FIRST_SUNDAY, rule="FREQ=DAILY", timezone="Pacific/Apia", since=date(2011, 12, 29), opens=0)
    assert len(occurrences(daily, date(2011, 12, 31))) == 2


def test_each_event_of_a_feed_is_a_window_and_one_of_whole_dates_is_so_long_as_they_are() -> None:
    """Saturday to Sunday 28 and 29 March 2026 in Berlin last 47 hours."""
    window = fed(
        Timed(at("2026-03-10T01:00"), at("2026-03-10T02:00"), "Patches"),
        AllDay(date(2026, 3, 28), date(2026, 3, 30), "Move"),
    )
    assert occurrences(window, YEAR_END) == (
        (at("2026-03-10T01:00"), at("2026-03-10T02:00")),
        (at("2026-03-27T23:00"), at("2026-03-29T22:00")),
    )


def test_events_before_the_first_day_and_after_the_last_are_no_windows() -> None:
    events = [Timed(at(f"2026-{month:02}-10T01:00"), at(f"2026-{month:02}-10T02:00"), "x") for month in range(1, 13)]
    window = replace(fed(*events, since=date(2026, 3, 10)), until=date(2026, 5, 10))
    assert [start[:2] for start in starts(window)] == ["03", "04", "05"]


def test_an_event_tells_when_it_was_entered_and_a_rule_does_not() -> None:
    window = fed(Timed(at("2026-03-10T01:00"), at("2026-03-10T02:00"), "x", at("2026-03-01T00:00")))
    assert [opening.entered for opening in openings(window, YEAR_END)] == [at("2026-03-01T00:00")]
    assert {opening.entered for opening in openings(FIRST_SUNDAY, YEAR_END)} == {None}


def test_a_feed_that_was_never_read_opens_nothing() -> None:
    assert occurrences(replace(FIRST_SUNDAY, rule="", feed=Feed(name="changes")), YEAR_END) == ()


ZONES = ("UTC", "Europe/Berlin", "Asia/Kathmandu", "America/Sao_Paulo", "Australia/Lord_Howe", "Africa/Casablanca")
WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")


@settings(max_examples=60, deadline=None)
@given(
    zone=st.sampled_from(ZONES),
    nth=st.integers(1, 4),
    weekday=st.integers(0, 6),
    opens=st.integers(0, 95).map(lambda quarter: quarter * 900),
    year=st.integers(2015, 2026),
)
def test_the_nth_weekday_of_a_month_is_found_by_counting_its_days(
    zone: str, nth: int, weekday: int, opens: int, year: int
) -> None:
    window = replace(
        FIRST_SUNDAY,
        rule=f"FREQ=MONTHLY;BYDAY={nth}{WEEKDAYS[weekday]}",
        timezone=zone,
        opens=opens,
        since=date(year, 1, 1),
    )
    shown = []
    for start, _ in occurrences(window, date(year, 12, 31)):
        wall = datetime.fromtimestamp(start, ZoneInfo(zone))
        shown.append(wall.date())
        late = wall.hour * 3600 + wall.minute * 60 - opens
        assert late in {0, 1800, 3600}, "later only by what the clock jumped over"
    days = [date(year, 1, 1) + timedelta(days=n) for n in range(366)]
    expected = [day for day in days if day.year == year and day.weekday() == weekday and nth == (day.day - 1) // 7 + 1]
    assert shown == expected
