"""Working hours by hand: clock changes, nights, overlaps, and which rule wins on a date."""

from collections.abc import Mapping
from datetime import UTC, date, datetime

import pytest

from slawatch.calendars.calendar import Calendar, compiled
from slawatch.model.hours import Holidays, Window, WorkingHours

HOUR = 3600
DAY = 86400
ALWAYS = (((0, DAY),),) * 7
OFFICE = (((9 * HOUR, 17 * HOUR),),) * 5 + ((), ())


def at(text: str) -> int:
    return int(datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp())


def calendar(
    timezone: str = "UTC",
    weekly: tuple[tuple[Window, ...], ...] = OFFICE,
    *,
    closed: tuple[str, ...] = (),
    openings: Mapping[str, tuple[Window, ...]] | None = None,
    country: str | None = None,
) -> Calendar:
    return compiled(
        WorkingHours(
            id="hours",
            timezone=timezone,
            weekly=weekly,
            closed=frozenset(date.fromisoformat(day) for day in closed),
            openings={date.fromisoformat(day): windows for day, windows in (openings or {}).items()},
            holidays=Holidays(country=country) if country else None,
        )
    )


def every_day(*windows: Window) -> tuple[tuple[Window, ...], ...]:
    return (windows,) * 7


@pytest.mark.parametrize(
    ("start", "end", "hours"),
    [
        ("2026-03-28T23:00", "2026-03-29T22:00", 23),
        ("2026-10-24T22:00", "2026-10-25T23:00", 25),
        ("2026-06-30T22:00", "2026-07-01T22:00", 24),
    ],
)
def test_a_day_around_the_clock_is_as_long_as_its_local_day(start: str, end: str, hours: int) -> None:
    assert calendar("Europe/Berlin", ALWAYS).between(at(start), at(end)) == hours * HOUR


def test_around_the_clock_every_second_counts_and_nothing_is_searched_for() -> None:
    always = calendar("Australia/Lord_Howe", ALWAYS)
    assert always.between(at("2019-01-01"), at("2030-07-01")) == at("2030-07-01") - at("2019-01-01")
    assert always.add(at("2026-04-04"), 123_456_789) == at("2026-04-04") + 123_456_789
    assert len(always.intervals(at("2019-01-01"), at("2030-07-01"))) == 1


@pytest.mark.parametrize(
    ("window", "spring", "autumn"),
    [((2, 3), 0, 2), ((1, 3), 1, 3), ((2, 4), 1, 3), ((0, 24), 23, 25)],
)
def test_a_skipped_hour_does_not_count_and_a_repeated_hour_counts_twice(
    window: tuple[int, int], spring: int, autumn: int
) -> None:
    berlin = calendar("Europe/Berlin", every_day((window[0] * HOUR, window[1] * HOUR)))
    assert berlin.between(at("2026-03-28T23:00"), at("2026-03-29T22:00")) == spring * HOUR
    assert berlin.between(at("2026-10-24T22:00"), at("2026-10-25T23:00")) == autumn * HOUR


def test_an_edge_inside_the_repeated_hour_opens_twice() -> None:
    """From 02:30 on: 00:30-01:00 UTC in summer time, then from 01:30 UTC in winter time."""
    berlin = calendar("Europe/Berlin", every_day((2 * HOUR + 1800, 4 * HOUR)))
    found = berlin.intervals(at("2026-10-25"), at("2026-10-26")).tolist()
    assert found == [
        [at("2026-10-25T00:30"), at("2026-10-25T01:00")],
        [at("2026-10-25T01:30"), at("2026-10-25T03:00")],
    ]


def test_a_date_that_a_zone_skipped_has_no_hours() -> None:
    apia = calendar("Pacific/Apia", ALWAYS)
    assert apia.between(at("2011-12-30T09:00"), at("2011-12-30T11:00")) == 2 * HOUR
    friday_only = calendar("Pacific/Apia", ((), (), (), (), ((0, DAY),), (), ()))
    assert friday_only.between(at("2011-12-26"), at("2012-01-05T00:00")) == 0


def test_a_night_shift_belongs_to_the_date_on_which_it_starts() -> None:
    night = every_day((22 * HOUR, 30 * HOUR))
    friday_closed = calendar(weekly=night, closed=("2026-11-20",))
    assert not friday_closed.active(at("2026-11-20T23:00"))
    assert not friday_closed.active(at("2026-11-21T05:59:59"))
    assert friday_closed.active(at("2026-11-20T05:59:59"))
    assert friday_closed.active(at("2026-11-21T22:00"))


def test_windows_that_overlap_count_once_and_touching_ones_are_one() -> None:
    both = calendar(weekly=every_day((8 * HOUR, 12 * HOUR), (10 * HOUR, 14 * HOUR), (14 * HOUR, 15 * HOUR)))
    found = both.intervals(at("2026-11-20"), at("2026-11-21")).tolist()
    assert found == [[at("2026-11-20T08:00"), at("2026-11-20T15:00")]]


def test_a_window_is_half_open() -> None:
    office = calendar()
    edges = ("2026-11-20T08:59:59", "2026-11-20T09:00:00", "2026-11-20T16:59:59", "2026-11-20T17:00:00")
    assert [office.active(at(edge)) for edge in edges] == [False, True, True, False]


def test_a_long_target_in_short_hours_is_found() -> None:
    """168 hours at 8 a day are 21 working days."""
    assert calendar().add(at("2026-11-02T09:00"), 168 * HOUR) == at("2026-11-30T17:00")


def test_adding_up_to_the_closing_time_gives_the_closing_not_the_next_opening() -> None:
    assert calendar().add(at("2026-11-20T16:00"), HOUR) == at("2026-11-20T17:00")


def test_subtracting_down_to_the_opening_time_gives_the_opening() -> None:
    assert calendar().sub(at("2026-11-23T10:00"), HOUR) == at("2026-11-23T09:00")
    assert calendar().sub(at("2026-11-23T09:00"), HOUR) == at("2026-11-20T16:00")


def test_adding_nothing_stays_where_it_is_even_outside_hours() -> None:
    assert calendar().add(at("2026-11-22T03:00"), 0) == at("2026-11-22T03:00")
    assert calendar().sub(at("2026-11-22T03:00"), 0) == at("2026-11-22T03:00")


def test_the_next_opening_is_now_while_open_and_monday_on_a_weekend() -> None:
    assert calendar().next_opening(at("2026-11-20T12:34:56")) == at("2026-11-20T12:34:56")
    assert calendar().next_opening(at("2026-11-20T17:00")) == at("2026-11-23T09:00")


def test_a_closed_date_wins_over_the_week_and_a_dated_opening_wins_over_the_closed_date() -> None:
    day = at("2026-11-20"), at("2026-11-21")
    assert calendar(closed=("2026-11-20",)).between(*day) == 0
    both = calendar(closed=("2026-11-20",), openings={"2026-11-20": ((10 * HOUR, 12 * HOUR),)})
    assert both.between(*day) == 2 * HOUR


def test_a_yearly_date_is_closed_in_every_year_and_a_leap_day_only_where_it_exists() -> None:
    yearly = frozenset({(12, 24), (2, 29)})
    closed = compiled(WorkingHours(id="h", timezone="UTC", weekly=ALWAYS, closed_yearly=yearly))
    assert not closed.active(at("2027-12-24T12:00"))
    assert not closed.active(at("2028-02-29T12:00"))
    assert closed.active(at("2027-03-01T00:00"))


def test_national_day_is_closed_and_its_make_up_saturday_works_as_a_monday() -> None:
    """State Council, 2026: 1-7 October off, Sunday 20 September and Saturday 10 October worked."""
    week = (((8 * HOUR, 12 * HOUR),), *OFFICE[1:])
    china = calendar("Asia/Shanghai", week, country="CN")
    assert china.between(at("2026-09-30T16:00"), at("2026-10-07T16:00")) == 0
    assert china.between(at("2026-10-09T16:00"), at("2026-10-10T16:00")) == 4 * HOUR
    assert china.between(at("2026-09-19T16:00"), at("2026-09-20T16:00")) == 4 * HOUR
    assert china.between(at("2026-10-10T16:00"), at("2026-10-11T16:00")) == 0


def test_dated_rules_win_over_holidays_and_make_up_days() -> None:
    china = calendar("Asia/Shanghai", closed=("2026-10-10",), openings={"2026-10-01": ((0, 3 * HOUR),)}, country="CN")
    assert china.between(at("2026-10-09T16:00"), at("2026-10-10T16:00")) == 0
    assert china.between(at("2026-09-30T16:00"), at("2026-10-01T16:00")) == 3 * HOUR
