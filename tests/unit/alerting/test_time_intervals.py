"""Time intervals against the calendars that they are made from, by an evaluator that was written apart."""

from datetime import UTC, date, datetime, timedelta
from random import Random

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from oracles.alertmanager_oracle import notified
from oracles.calendar_oracle import DAY

from slawatch.alerting.time_intervals import Hours, hours_of
from slawatch.alerting.yaml_text import listed
from slawatch.calendars.calendar import compiled
from slawatch.model.feed import AllDay, Feed, FeedEvents, FeedKind, Timed
from slawatch.model.hours import Holidays, Window, WorkingHours

HOUR = 3600
FIRST, LAST = date(2026, 1, 1), date(2027, 12, 31)
SHANGHAI_DAY: tuple[Window, ...] = ((9 * HOUR, 12 * HOUR), (13 * HOUR, 18 * HOUR))
CHINA = WorkingHours(
    id="office",
    timezone="Asia/Shanghai",
    weekly=(*(SHANGHAI_DAY,) * 5, (), ()),
    holidays=Holidays(country="CN"),
)
ZONES = [
    "Asia/Shanghai",
    "UTC",
    "Europe/Berlin",
    "America/New_York",
    "Africa/Cairo",
    "Australia/Lord_Howe",
    "Asia/Beirut",
]


def parts(hours: Hours) -> tuple[list | None, list | None]:
    """What the rendered YAML says, read back."""
    active, mute = (each and yaml.safe_load(listed(each.entries)) for each in (hours.active, hours.mute))
    return active, mute


def epoch(text: str) -> int:
    return int(datetime.fromisoformat(text).timestamp())


def minutes(low: int, high: int) -> st.SearchStrategy[int]:
    return st.integers(low, high).map(lambda minute: minute * 60)


def windows() -> st.SearchStrategy[tuple[Window, ...]]:
    window = st.one_of(
        minutes(0, 1439).flatmap(lambda opens: minutes(1, 1440).map(lambda length: (opens, opens + length))),
        st.sampled_from([(0, DAY), (9 * HOUR, 17 * HOUR), (22 * HOUR, 30 * HOUR), (HOUR, DAY)]),
    )
    return st.lists(window, max_size=2).map(tuple)


def near_changes_of_clocks() -> st.SearchStrategy[date]:
    marked = [date(2026, 3, 29), date(2026, 3, 31), date(2027, 3, 31), date(2026, 4, 5), date(2026, 4, 30)]
    marked += [date(2026, 10, 25), date(2026, 11, 1), date(2026, 12, 31), date(2027, 1, 1), date(2026, 2, 14)]
    return st.one_of(st.sampled_from(marked), st.dates(date(2026, 1, 3), date(2027, 12, 29)))


@st.composite
def feeds(draw: st.DrawFn) -> Feed:
    day = draw(near_changes_of_clocks())
    start = int(datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp()) + draw(st.integers(-DAY, DAY))
    timed = Timed(start, start + draw(st.integers(1, 2 * DAY)), "hours")
    whole = AllDay(day, day + timedelta(days=draw(st.integers(1, 4))), "dates")
    return Feed(name="any", kind=draw(st.sampled_from(FeedKind)), events=FeedEvents((whole,), (timed,)))


@st.composite
def calendars(draw: st.DrawFn) -> WorkingHours:
    country = draw(st.sampled_from([None, "CN", "DE", "US"]))
    return WorkingHours(
        id="any",
        timezone=draw(st.sampled_from(ZONES)),
        weekly=draw(st.one_of(st.just((((0, DAY),),) * 7), st.tuples(*[windows()] * 7).filter(any))),
        holidays=Holidays(country=country) if country else None,
        closed=draw(st.frozensets(near_changes_of_clocks(), max_size=4)),
        closed_yearly=draw(st.frozensets(st.sampled_from([(3, 31), (5, 4), (2, 29)]), max_size=2)),
        openings=draw(st.dictionaries(near_changes_of_clocks(), windows(), max_size=3)),
        feeds=tuple(draw(st.lists(feeds(), max_size=1))),
    )


def looks(calendar: WorkingHours, seed: int) -> list[int]:
    """Minutes at random, and those around the edges of what counts, within the years that are told."""
    chance, (start, end) = Random(seed), (epoch("2026-01-02T00:00Z"), epoch("2027-12-30T00:00Z"))
    edges = [int(edge) for edge in compiled(calendar).intervals(start, end).flat]
    near = [chance.choice(edges) + 60 * chance.randrange(-2, 3) for _ in range(150) if edges]
    return [at // 60 * 60 for at in (*near, *(chance.randrange(start, end) for _ in range(150)))]


@given(calendar=calendars(), seed=st.integers(0, 999), cut_months=st.booleans())
@settings(max_examples=20, deadline=None)
def test_intervals_hold_exactly_when_the_calendar_is_open(
    calendar: WorkingHours, seed: int, *, cut_months: bool
) -> None:
    active, mute = parts(hours_of(calendar, FIRST, LAST))
    truth = compiled(calendar)
    at = [at for at in looks(calendar, seed) if epoch("2026-01-02T00:00Z") <= at < epoch("2027-12-30T00:00Z")]
    expected = [(look, truth.active(look)) for look in at]
    assert [(look, notified(look, active, mute, cut_months=cut_months)) for look in at] == expected


CHINESE_DATES = [
    ("2026-02-14T10:00", True),  # a Saturday that is worked for the Spring Festival
    ("2026-02-14T12:30", False),  # its lunch break
    ("2026-02-28T17:59", True),
    ("2026-02-16T10:00", False),  # the festival itself, a Monday
    ("2026-02-24T10:00", True),
    ("2026-09-20T10:00", True),  # a Sunday
    ("2026-10-10T10:00", True),
    ("2026-10-05T10:00", False),
    ("2026-10-08T10:00", True),
    ("2026-11-21T10:00", False),  # an ordinary Saturday
    ("2026-11-23T08:59", False),
    ("2026-11-23T09:00", True),
    ("2031-03-03T09:00", True),  # beyond what is told: the plain week goes on
    ("2031-10-01T10:00", True),
]


@pytest.mark.parametrize(("local", "counts"), CHINESE_DATES)
def test_the_decreed_days_of_china_2026_are_kept(local: str, *, counts: bool) -> None:
    active, mute = parts(hours_of(CHINA, FIRST, LAST))
    assert notified(epoch(f"{local}+08:00"), active, mute, cut_months=True) is counts


def test_a_closed_last_day_of_a_month_in_which_clocks_go_forward_is_told_in_utc() -> None:
    week = (((8 * HOUR, 16 * HOUR),),) * 7
    berlin = WorkingHours(id="b", timezone="Europe/Berlin", weekly=week, closed=frozenset({date(2027, 3, 31)}))
    _, mute = parts(hours_of(berlin, FIRST, LAST))
    times = [{"start_time": "06:00", "end_time": "14:00"}]
    dates = {"years": ["2027"], "months": ["3"], "days_of_month": ["31"]}
    assert mute == [{**dates, "times": times, "location": "UTC"}]


def test_a_date_whose_midnight_was_skipped_is_told_in_utc() -> None:
    week = (((0, DAY),),) * 7
    dated = {date(2026, 3, 29): ((10 * HOUR, 12 * HOUR),)}  # in Beirut it begins at 01:00
    beirut = hours_of(WorkingHours(id="b", timezone="Asia/Beirut", weekly=week, openings=dated), FIRST, LAST)
    active, mute = parts(beirut)
    at = [epoch(f"2026-03-29T{hour:02}:00+03:00") for hour in (9, 10, 11, 12)]
    assert [notified(look, active, mute, cut_months=True) for look in at] == [False, True, True, False]
    assert {entry["location"] for entry in mute or []} == {"UTC"}


def test_hours_around_the_clock_need_no_interval() -> None:
    always = WorkingHours(id="always", timezone="UTC", weekly=(((0, DAY),),) * 7)
    hours = hours_of(always, FIRST, LAST)
    assert (hours.intervals, hours.kept_by) == ((), {})


def test_a_night_is_cut_at_midnight_and_goes_on_on_the_next_day() -> None:
    night: tuple[Window, ...] = ((22 * HOUR, 30 * HOUR),)
    hours = hours_of(WorkingHours(id="n", timezone="UTC", weekly=((), (), (), (), (), night, ())), FIRST, LAST)
    active, mute = parts(hours)
    evening, morning = {"start_time": "22:00", "end_time": "24:00"}, {"start_time": "00:00", "end_time": "06:00"}
    assert mute is None
    assert active == [
        {"weekdays": ["sunday"], "times": [morning], "location": "UTC"},
        {"weekdays": ["saturday"], "times": [evening], "location": "UTC"},
    ]


def test_a_calendar_of_dates_that_are_over_never_holds() -> None:
    once = WorkingHours(id="once", timezone="UTC", weekly=((),) * 7, openings={date(2020, 1, 1): ((0, DAY),)})
    active, _ = parts(hours_of(once, FIRST, LAST))
    assert not notified(epoch("2026-11-22T12:00Z"), active, None, cut_months=False)


def test_the_same_date_of_several_years_is_one_entry() -> None:
    yearly = WorkingHours(id="y", timezone="UTC", weekly=(((0, DAY),),) * 7, closed_yearly=frozenset({(5, 4)}))
    _, mute = parts(hours_of(yearly, FIRST, LAST))
    assert mute == [{"years": ["2026:2027"], "months": ["5"], "days_of_month": ["4"], "location": "UTC"}]


def test_what_a_feed_calls_a_date_stays_within_its_comment() -> None:
    evil = "party\n- name: evil\r\u2028- weekdays: [monday]"
    feed = Feed(name="f", events=FeedEvents((AllDay(date(2026, 5, 5), date(2026, 5, 6), evil),)))
    hours = hours_of(WorkingHours(id="w", timezone="UTC", weekly=(((0, DAY),),) * 7, feeds=(feed,)), FIRST, LAST)
    assert hours.mute is not None
    text = listed(hours.mute.entries)
    assert "party" in text
    assert len(yaml.safe_load(text)) == 1
    assert all(line.startswith(("#", "- years", "  months", "  days", "  location")) for line in text.splitlines())
