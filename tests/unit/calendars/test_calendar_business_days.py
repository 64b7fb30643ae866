"""Business days, worked by hand, and against a walk from date to date by the wall clock."""

from datetime import UTC, date, datetime, timedelta
from functools import cache

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from oracles.business_days_oracle import DateOracle

from slawatch.calendars.calendar import Calendar, compiled
from slawatch.calendars.table import NEVER
from slawatch.model.business_days import BusinessDays, DayMode
from slawatch.model.hours import Holidays, Window, WorkingHours

HOUR, DAY = 3600, 86400
OPENING, CLOSE, EVENING = DayMode.NEXT_OPENING, DayMode.CLAMP_TO_CLOSE, DayMode.END_OF_DAY
NINE_TO_SIX = ((9 * HOUR, 18 * HOUR),)
WITH_LUNCH = ((9 * HOUR, 12 * HOUR), (13 * HOUR, 18 * HOUR))
ALL_DAY = ((0, DAY),)
CHANGES = {
    "America/Sao_Paulo": "2018-11-04",  # midnight does not exist
    "America/St_Johns": "2009-11-01",  # one minute past midnight falls back into October
    "Antarctica/Troll": "2026-10-25",  # two hours
    "Asia/Kathmandu": "1986-01-01",
    "Asia/Pyongyang": "2018-05-04",  # 23:30 was followed by 00:00
    "Asia/Shanghai": "2026-02-16",
    "Australia/Lord_Howe": "2026-04-05",  # half an hour
    "Europe/Berlin": "2026-03-29",
    "Europe/London": "2026-10-25",
    "Pacific/Apia": "2011-12-30",  # a date that never was
    "Pacific/Chatham": "2026-09-27",  # 02:45
    "Pacific/Kwajalein": "1993-08-21",  # a date that never was, the other way round the globe
}


@cache
def office(zone: str = "UTC", *windows: Window, weekend: bool = False) -> Calendar:
    kept = windows or NINE_TO_SIX
    weekly = (kept,) * 7 if weekend else (kept,) * 5 + ((), ())
    return compiled(WorkingHours(id="office", timezone=zone, weekly=weekly))


def at(text: str) -> int:
    return int(datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp())


def due(calendar: Calendar, start: str, days: int, mode: DayMode = OPENING) -> str:
    return datetime.fromtimestamp(calendar.add_days(at(start), days, mode=mode), UTC).strftime("%Y-%m-%dT%H:%M")


@pytest.mark.parametrize(
    ("start", "days", "mode", "expected"),
    [
        ("2026-11-05T10:00", 2, OPENING, "2026-11-09T10:00"),  # Thursday to Monday
        ("2026-11-05T10:00", 2, EVENING, "2026-11-09T18:00"),
        ("2026-11-05T20:00", 1, OPENING, "2026-11-09T09:00"),  # Friday 20:00 is closed
        ("2026-11-05T20:00", 1, CLOSE, "2026-11-06T18:00"),
        ("2026-11-05T18:00", 1, OPENING, "2026-11-09T09:00"),  # the closing instant does not count
        ("2026-11-05T07:00", 1, OPENING, "2026-11-06T09:00"),
        ("2026-11-05T07:00", 1, CLOSE, "2026-11-06T18:00"),
        ("2026-11-07T10:00", 1, OPENING, "2026-11-09T10:00"),  # a Saturday's first working date is Monday
        ("2026-11-07T10:00", 0, OPENING, "2026-11-09T09:00"),
        ("2026-11-07T10:00", 0, EVENING, "2026-11-09T18:00"),
        ("2026-11-05T10:00", 0, OPENING, "2026-11-05T10:00"),
        ("2026-11-07T10:00", -1, OPENING, "2026-11-06T10:00"),
        ("2026-11-09T10:00", -1, EVENING, "2026-11-06T18:00"),
    ],
)
def test_a_business_day_ends_at_the_same_time_of_day_on_a_later_working_date(
    start: str, days: int, mode: DayMode, expected: str
) -> None:
    assert due(office(), start, days, mode) == expected


def test_a_lunch_break_is_closed() -> None:
    lunch = office("UTC", *WITH_LUNCH)
    assert due(lunch, "2026-11-05T12:30", 1) == "2026-11-06T13:00"
    assert due(lunch, "2026-11-05T12:30", 1, CLOSE) == "2026-11-06T18:00"


def test_a_night_shift_belongs_to_the_date_on_which_it_starts() -> None:
    nights = office("UTC", (22 * HOUR, 30 * HOUR))
    assert due(nights, "2026-11-05T23:00", 1, EVENING) == "2026-11-07T06:00"
    assert due(nights, "2026-11-03T03:00", 1) == "2026-11-04T03:00"
    assert due(nights, "2026-11-07T03:00", 1) == "2026-11-09T22:00"  # no shift starts on Sunday


def test_a_time_that_the_clock_jumps_over_is_the_jump() -> None:
    assert due(office("Europe/Berlin", *ALL_DAY, weekend=True), "2026-03-28T01:30", 1) == "2026-03-29T01:00"


def test_of_a_time_that_the_clock_shows_twice_the_first_is_taken() -> None:
    berlin = office("Europe/Berlin", *ALL_DAY, weekend=True)
    assert due(berlin, "2026-10-24T00:30", 1) == "2026-10-25T00:30"
    assert due(berlin, "2026-10-25T01:30", 1) == "2026-10-26T01:30"
    assert due(berlin, "2026-10-25T01:30", 0) == "2026-10-25T01:30"


def test_a_date_that_never_was_is_no_working_date() -> None:
    """Apia had no 2011-12-30: the 29th at 20:00 (UTC-10) is followed by the 31st (UTC+14)."""
    assert due(office("Pacific/Apia", *ALL_DAY, weekend=True), "2011-12-30T06:00", 1) == "2011-12-31T06:00"


def test_working_dates_are_found_years_ahead_and_years_back() -> None:
    rare = compiled(
        WorkingHours(
            id="rare",
            timezone="UTC",
            weekly=((),) * 7,
            openings={date(year, 2, 29): NINE_TO_SIX for year in range(2000, 2060, 4)},
        )
    )
    assert due(rare, "2026-03-01T10:00", 4) == "2040-02-29T10:00"
    assert due(rare, "2026-03-01T10:00", -4) == "2012-02-29T10:00"


def test_a_calendar_that_ends_has_no_further_working_dates() -> None:
    once = compiled(
        WorkingHours(id="once", timezone="UTC", weekly=((),) * 7, openings={date(2026, 11, 9): NINE_TO_SIX})
    )
    with pytest.raises(ValueError, match="calendar once has no 2 working dates in the 20 years from"):
        once.add_days(at("2026-11-05T10:00"), 2)
    starts = np.array([at("2026-11-05T10:00"), at("2026-11-05T20:00"), at("2026-11-09T10:00")])
    assert once.add_days(starts, 1).tolist() == [at("2026-11-09T10:00"), NEVER, NEVER]
    assert once.add_days(starts, 1, mode=EVENING).tolist() == [at("2026-11-09T18:00")] * 2 + [NEVER]
    assert once.add_days(starts[:0], 1).tolist() == []


def test_a_target_of_no_business_days_is_refused() -> None:
    with pytest.raises(ValueError, match="at least 1"):
        BusinessDays(0)


def minutes(low: int, high: int) -> st.SearchStrategy[int]:
    return st.integers(low, high).map(lambda minute: minute * 60)


def windows() -> st.SearchStrategy[tuple[Window, ...]]:
    window = st.one_of(
        minutes(0, 1439).flatmap(lambda o: minutes(1, 1440).map(lambda length: (o, o + length))),
        st.sampled_from([(0, DAY), (9 * HOUR, 17 * HOUR), (22 * HOUR, 30 * HOUR), (2 * HOUR, 3 * HOUR), (HOUR, DAY)]),
    )
    return st.lists(window, max_size=2).map(tuple)


@pytest.mark.parametrize("zone", CHANGES)
@given(data=st.data())
@settings(max_examples=5, deadline=None)
def test_dates_are_counted_as_a_walk_by_the_wall_clock_counts_them(zone: str, data: st.DataObject) -> None:
    day = date.fromisoformat(CHANGES[zone])
    near = st.integers(-3, 3).map(lambda n: day + timedelta(days=n))
    weekly = data.draw(st.tuples(*[windows()] * 7).filter(any))
    closed, openings = data.draw(st.frozensets(near, max_size=2)), data.draw(st.dictionaries(near, windows()))
    calendar = compiled(WorkingHours(id="any", timezone=zone, weekly=weekly, closed=closed, openings=openings))
    dated = {**{d: [] for d in closed}, **{d: list(w) for d, w in openings.items()}}
    oracle = DateOracle(zone, [list(w) for w in weekly], dated)
    noon = int(datetime.combine(day, datetime.min.time(), UTC).timestamp()) + DAY // 2
    starts = data.draw(st.lists(st.integers(noon - 4 * DAY, noon + 4 * DAY), min_size=2, max_size=4))
    days, mode = data.draw(st.integers(-4, 6)), data.draw(st.sampled_from(DayMode))
    expected = [oracle.add_days(start, days, mode) for start in starts]
    assert calendar.add_days(np.array(starts), days, mode=mode).tolist() == expected
    assert calendar.add_days(starts[0], days, mode=mode) == expected[0]


def days_of(year: int, *told: tuple[int, int, int]) -> list[date]:
    """Dates told as month, first and last day."""
    return [date(year, month, day) for month, first, last in told for day in range(first, last + 1)]


# As the State Council decreed them for 2025.
CLOSED_2025 = days_of(2025, (1, 1, 1), (1, 28, 31), (2, 1, 4), (4, 4, 6), (5, 1, 5), (5, 31, 31), (6, 1, 2), (10, 1, 8))
WORKED_2025 = days_of(2025, (1, 26, 26), (2, 8, 8), (4, 27, 27), (9, 28, 28), (10, 11, 11))
CHINA = compiled(
    WorkingHours(
        id="china", timezone="Asia/Shanghai", weekly=(WITH_LUNCH,) * 5 + ((), ()), holidays=Holidays(country="CN")
    )
)


def test_spring_festival_is_skipped_and_make_up_days_count() -> None:
    """2025: Friday 24 January is followed by the make-up Sunday 26th, Monday 27th, then Wednesday 5 February."""
    assert due(CHINA, "2025-01-24T02:00", 1) == "2025-01-26T02:00"
    assert due(CHINA, "2025-01-24T02:00", 3) == "2025-02-05T02:00"
    assert due(CHINA, "2025-01-24T02:00", 6, EVENING) == "2025-02-08T10:00"  # a make-up Saturday


@given(
    starts=st.lists(st.integers(at("2025-01-05T00:00"), at("2025-11-20T00:00")), min_size=1, max_size=6),
    days=st.integers(-10, 12),
    mode=st.sampled_from(DayMode),
)
@settings(max_examples=25, deadline=None)
def test_a_year_of_chinese_holidays_and_make_up_days_is_walked_through(
    starts: list[int], days: int, mode: DayMode
) -> None:
    starts = [start for start in starts if days >= 0 or start > at("2025-01-25T00:00")]
    dated: dict[date, list[Window]] = {day: [] for day in CLOSED_2025} | {day: list(WITH_LUNCH) for day in WORKED_2025}
    oracle = DateOracle("Asia/Shanghai", [list(WITH_LUNCH)] * 5 + [[], []], dated)
    expected = [oracle.add_days(start, days, mode) for start in starts]
    assert CHINA.add_days(np.array(starts, np.int64), days, mode=mode).tolist() == expected
