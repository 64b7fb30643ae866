"""Compiled calendars against a count of the wall clock, minute by minute and second by second."""

from datetime import UTC, date, datetime, timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from oracles.calendar_oracle import DAY, Oracle

from slawatch.calendars.calendar import Calendar, compiled
from slawatch.model.hours import Window, WorkingHours

HOUR = 3600
CHANGES = {
    "Africa/Casablanca": "2026-02-15",  # a winter month within the year's summer time
    "America/Caracas": "2016-05-01",  # half an hour
    "America/New_York": "2026-03-08",
    "America/Recife": "2000-10-11",  # a summer time of one week
    "America/Sao_Paulo": "2018-11-04",  # midnight does not exist
    "America/St_Johns": "2009-11-01",  # one minute past midnight falls back into October
    "Antarctica/Troll": "2026-10-25",  # two hours
    "Asia/Kathmandu": "1986-01-01",  # a quarter of an hour
    "Asia/Kolkata": "2026-06-01",
    "Asia/Pyongyang": "2018-05-04",  # 23:30 was followed by 00:00
    "Asia/Shanghai": "1991-09-15",
    "Australia/Lord_Howe": "2026-04-05",  # half an hour
    "Europe/Berlin": "2026-10-25",
    "Europe/Dublin": "2026-03-29",  # winter is the exception there
    "Pacific/Apia": "2011-12-30",  # a date that never was
    "Pacific/Chatham": "2026-09-27",  # 02:45
    "Pacific/Kwajalein": "1993-08-21",  # a date that never was, the other way round the globe
    "UTC": "2026-11-01",
}


def minutes(low: int, high: int) -> st.SearchStrategy[int]:
    return st.integers(low, high).map(lambda minute: minute * 60)


def windows() -> st.SearchStrategy[tuple[Window, ...]]:
    window = st.one_of(
        minutes(0, 1439).flatmap(lambda o: minutes(1, 1440).map(lambda length: (o, o + length))),
        st.sampled_from([(0, DAY), (9 * HOUR, 17 * HOUR), (22 * HOUR, 30 * HOUR), (2 * HOUR, 3 * HOUR), (HOUR, DAY)]),
    )
    return st.lists(window, max_size=3).map(tuple)


@st.composite
def cases(draw: st.DrawFn, timezone: str | None = None) -> tuple[Calendar, Oracle, int]:
    """A calendar, its oracle and the UTC midnight (epoch seconds) of the date of a clock change."""
    timezone = timezone or draw(st.sampled_from(sorted(CHANGES)))
    day = date.fromisoformat(CHANGES[timezone])
    near = st.integers(-2, 2).map(lambda n: day + timedelta(days=n))
    weekly = draw(st.tuples(*[windows()] * 7).filter(any))
    closed, openings = draw(st.frozensets(near, max_size=2)), draw(st.dictionaries(near, windows(), max_size=2))
    hours = WorkingHours(id="any", timezone=timezone, weekly=weekly, closed=closed, openings=openings)
    dated = {**{d: [] for d in closed}, **{d: list(w) for d, w in openings.items()}}
    oracle = Oracle(timezone, [list(w) for w in weekly], dated)
    return compiled(hours), oracle, int(datetime.combine(day, datetime.min.time(), UTC).timestamp())


@pytest.mark.parametrize("timezone", CHANGES)
@given(data=st.data())
@settings(max_examples=3, deadline=None)
def test_every_minute_around_a_clock_change_is_judged_by_its_wall_time(timezone: str, data: st.DataObject) -> None:
    calendar, oracle, day = data.draw(cases(timezone))
    start, end = day - 14 * HOUR, day + 36 * HOUR
    instants = np.arange(start, end, 60)
    truth = np.array([oracle.counts(int(at)) for at in instants])
    assert calendar.active(instants).tolist() == truth.tolist()
    gained = np.concatenate(([0], np.cumsum(truth) * 60))
    assert (calendar.worked(instants) - calendar.worked(start)).tolist() == gained[:-1].tolist()
    assert calendar.between(start, end) == gained[-1]


@given(case=cases(), shift=st.integers(-14 * HOUR, 36 * HOUR))
@settings(max_examples=25, deadline=None)
def test_every_second_of_an_hour_is_judged_by_its_wall_time(case: tuple[Calendar, Oracle, int], shift: int) -> None:
    calendar, oracle, day = case
    start = day + shift
    expected = [oracle.counts(at) for at in range(start, start + HOUR)]
    assert [calendar.active(at) for at in range(start, start + HOUR)] == expected
    assert calendar.between(start, start + HOUR) == sum(expected)


@given(case=cases(), cuts=st.tuples(*[st.integers(-40 * DAY, 40 * DAY)] * 3))
@settings(max_examples=40, deadline=None)
def test_the_parts_of_a_stretch_add_up_to_the_whole(case: tuple[Calendar, Oracle, int], cuts: tuple[int, ...]) -> None:
    calendar, _, day = case
    a, b, c = sorted(day + cut for cut in cuts)
    assert calendar.between(a, b) + calendar.between(b, c) == calendar.between(a, c)
    assert calendar.between(c, a) == 0


@given(case=cases(), shift=st.integers(-20 * DAY, 20 * DAY), seconds=st.integers(0, 10 * HOUR))
@settings(max_examples=40, deadline=None)
def test_add_and_sub_undo_between(case: tuple[Calendar, Oracle, int], shift: int, seconds: int) -> None:
    calendar, _, day = case
    start = day + shift
    later, earlier = calendar.add(start, seconds), calendar.sub(start, seconds)
    assert calendar.between(start, later) == seconds
    assert calendar.between(earlier, start) == seconds
    if seconds:  # the earliest and the latest: one second less is too little
        assert calendar.between(start, later - 1) == seconds - 1
        assert calendar.between(earlier + 1, start) == seconds - 1
    else:
        assert later == earlier == start


@pytest.mark.parametrize("times", [1, 40], ids=["few are searched for", "many are looked up"])
@given(case=cases(), data=st.data())
@settings(max_examples=30, deadline=None)
def test_many_instants_get_the_answers_of_one(
    times: int, case: tuple[Calendar, Oracle, int], data: st.DataObject
) -> None:
    calendar, _, day = case
    few = data.draw(st.lists(st.integers(day - 800 * DAY, day + 800 * DAY), min_size=8, max_size=12))
    at = np.tile(few, times)
    far = st.lists(st.integers(-90 * DAY, 90 * DAY), min_size=len(few), max_size=len(few))
    end = at + np.tile(data.draw(far), times)
    seconds = np.abs(end - at) % (10 * HOUR)
    one = [(int(a), int(b), int(n)) for a, b, n in zip(at, end, seconds, strict=True)][: len(few)]
    assert calendar.between(at, end).tolist() == [calendar.between(a, b) for a, b, _ in one] * times
    assert calendar.active(at).tolist() == [calendar.active(a) for a, _, _ in one] * times
    assert calendar.add(at, seconds).tolist() == [calendar.add(a, n) for a, _, n in one] * times
    assert calendar.sub(at, seconds).tolist() == [calendar.sub(a, n) for a, _, n in one] * times


@given(case=cases(), cut=minutes(1, 1439))
@settings(max_examples=40, deadline=None)
def test_splitting_a_window_changes_nothing(case: tuple[Calendar, Oracle, int], cut: int) -> None:
    calendar, _, day = case
    hours = calendar.hours
    split = tuple(tuple(piece for w in kept for piece in halves(w, cut)) for kept in hours.weekly)
    other = compiled(
        WorkingHours(id="split", timezone=hours.timezone, weekly=split, closed=hours.closed, openings=hours.openings)
    )
    stretch = day - 30 * DAY, day + 30 * DAY
    assert other.intervals(*stretch).tolist() == calendar.intervals(*stretch).tolist()


def halves(window: Window, cut: int) -> list[Window]:
    """The cut lies on the window's first day, so that both halves belong to the same date."""
    opens, closes = window
    return [(opens, cut), (cut, closes)] if opens < cut < closes else [window]


@given(case=cases())
@settings(max_examples=40, deadline=None)
def test_intervals_are_sorted_apart_and_hold_what_counts(case: tuple[Calendar, Oracle, int]) -> None:
    calendar, _, day = case
    start, end = day + 7 * HOUR, day + 5 * DAY + 1234
    edges = calendar.intervals(start, end).ravel()
    assert (np.diff(edges) > 0).all()
    assert edges.size == 0 or (start <= edges[0] and edges[-1] <= end)
    assert edges[1::2].sum() - edges[::2].sum() == calendar.between(start, end)
