"""What feeds close, open, cut out and add: by hand, and against a walk through every quarter of an hour."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st

from slawatch.calendars.calendar import compiled
from slawatch.calendars.reasons import segments
from slawatch.model.business_days import DayMode
from slawatch.model.feed import AllDay, Feed, FeedEvents, FeedKind, Timed
from slawatch.model.hours import Window, WorkingHours

HOUR = 3600
NINE_TO_FIVE = ((9 * HOUR, 17 * HOUR),)
OFFICE = WorkingHours(id="office", timezone="Europe/Berlin", weekly=(NINE_TO_FIVE,) * 5 + ((), ()))
OPEN = FeedKind.OPEN


def at(text: str) -> int:
    return int(datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp())


def all_day(first: date, after: date | None = None, summary: str = "Event") -> AllDay:
    return AllDay(first, after or first + timedelta(days=1), summary)


def timed(start: str, end: str, summary: str = "Event") -> Timed:
    return Timed(at(start), at(end), summary)


def with_feeds(*feeds: tuple[FeedKind, AllDay | Timed], hours: WorkingHours = OFFICE) -> WorkingHours:
    """Return hours with a feed for each event, named a.ics, b.ics, … in their order."""
    told = [
        Feed(
            name=f"{chr(ord('a') + n)}.ics",
            kind=kind,
            events=FeedEvents(all_day=(event,)) if isinstance(event, AllDay) else FeedEvents(timed=(event,)),
        )
        for n, (kind, event) in enumerate(feeds)
    ]
    return replace(hours, feeds=tuple(told))


def worked(hours: WorkingHours, start: str, end: str) -> int:
    return compiled(hours).between(at(start), at(end))


def told(hours: WorkingHours, start: str, end: str) -> list[tuple[str, bool, str]]:
    found = segments(compiled(hours), at(start), at(end))
    return [(datetime.fromtimestamp(s.start, UTC).isoformat()[5:16], s.active, s.reason) for s in found]


def test_an_event_of_whole_dates_closes_them() -> None:
    """Thursday 24 and Friday 25 December 2026 are gone: of the week 21 to 27 three days of 8 hours are left."""
    hours = with_feeds((FeedKind.CLOSED, all_day(date(2026, 12, 24), date(2026, 12, 27))))
    assert worked(hours, "2026-12-21T00:00", "2026-12-28T00:00") == 24 * HOUR


def test_an_event_of_hours_is_cut_out_of_its_date() -> None:
    """Lunch from noon to one, 10:00 to 11:00 UTC in summer."""
    hours = with_feeds((FeedKind.CLOSED, timed("2026-07-01T10:00", "2026-07-01T11:00")))
    assert worked(hours, "2026-07-01T00:00", "2026-07-02T00:00") == 7 * HOUR
    assert compiled(hours).add(at("2026-07-01T07:00"), 3 * HOUR + 1) == at("2026-07-01T11:00") + 1


def test_an_opening_takes_the_windows_of_its_weekday_and_of_monday_where_that_has_none() -> None:
    friday, saturday = date(2026, 7, 3), date(2026, 7, 4)
    short_friday = replace(OFFICE, weekly=(NINE_TO_FIVE,) * 4 + (((9 * HOUR, 12 * HOUR),), (), ()))
    closed = replace(short_friday, closed=frozenset({friday}))
    opened = with_feeds((OPEN, all_day(friday)), (OPEN, all_day(saturday)), hours=closed)
    assert worked(closed, "2026-07-03T00:00", "2026-07-05T00:00") == 0
    assert worked(opened, "2026-07-03T00:00", "2026-07-04T00:00") == 3 * HOUR
    assert worked(opened, "2026-07-04T00:00", "2026-07-05T00:00") == 8 * HOUR


def test_an_opening_of_hours_adds_them_and_wins_over_what_another_feed_cuts() -> None:
    sunday = timed("2026-07-05T08:00", "2026-07-05T10:00")
    cut = timed("2026-07-05T09:00", "2026-07-05T12:00")
    hours = with_feeds((OPEN, sunday), (FeedKind.CLOSED, cut))
    assert worked(hours, "2026-07-05T00:00", "2026-07-06T00:00") == 2 * HOUR


def test_hours_written_by_hand_for_a_date_win_over_a_feed_that_closes_it() -> None:
    day = date(2026, 12, 24)
    by_hand = replace(OFFICE, openings={day: ((9 * HOUR, 12 * HOUR),)})
    hours = with_feeds((FeedKind.CLOSED, all_day(day)), hours=by_hand)
    assert worked(hours, "2026-12-24T00:00", "2026-12-25T00:00") == 3 * HOUR


def test_a_feed_that_was_never_read_changes_nothing() -> None:
    hours = replace(OFFICE, feeds=(Feed(name="a.ics"),))
    assert worked(hours, "2026-07-01T00:00", "2026-07-02T00:00") == 8 * HOUR


def test_each_stretch_names_its_event_and_its_feed() -> None:
    hours = with_feeds(
        (FeedKind.CLOSED, timed("2026-07-01T10:00", "2026-07-01T11:00", "Town hall")),
        (FeedKind.CLOSED, all_day(date(2026, 7, 2), summary="Founders' Day")),
        (OPEN, timed("2026-07-01T16:00", "2026-07-01T18:00", "Release")),
    )
    assert told(hours, "2026-07-01T07:00", "2026-07-02T23:00") == [
        ("07-01T07:00", True, "working hours"),
        ("07-01T10:00", False, "Town hall (a.ics)"),
        ("07-01T11:00", True, "working hours"),
        ("07-01T15:00", False, "outside hours"),
        ("07-01T16:00", True, "Release (c.ics)"),
        ("07-01T18:00", False, "outside hours"),
        ("07-01T22:00", False, "Founders' Day (b.ics)"),
        ("07-02T22:00", False, "outside hours"),
    ]


def test_two_cuts_that_touch_are_told_apart() -> None:
    hours = with_feeds(
        (FeedKind.CLOSED, timed("2026-07-01T10:00", "2026-07-01T11:00", "Lunch")),
        (FeedKind.CLOSED, timed("2026-07-01T11:00", "2026-07-01T12:00", "Drill")),
    )
    assert [reason for _, active, reason in told(hours, "2026-07-01T07:00", "2026-07-01T14:00") if not active] == [
        "Lunch (a.ics)",
        "Drill (b.ics)",
    ]


def test_a_date_that_two_feeds_close_is_named_by_the_first() -> None:
    day = date(2026, 7, 2)
    hours = with_feeds(
        (FeedKind.CLOSED, all_day(day, summary="First")), (FeedKind.CLOSED, all_day(day, summary="Second"))
    )
    assert told(hours, "2026-07-02T08:00", "2026-07-02T09:00") == [("07-02T08:00", False, "First (a.ics)")]


def test_a_date_of_which_nothing_is_left_is_no_working_date() -> None:
    """One business day from Wednesday 1 July 10:00 is Friday: Thursday is cut out from before nine to after five."""
    hours = with_feeds((FeedKind.CLOSED, timed("2026-07-02T06:00", "2026-07-02T16:00")))
    calendar = compiled(hours)
    assert calendar.add_days(at("2026-07-01T08:00"), 1) == at("2026-07-03T08:00")
    assert calendar.add_days(at("2026-07-01T08:00"), 1, mode=DayMode.END_OF_DAY) == at("2026-07-03T15:00")


def test_a_date_whose_end_is_cut_closes_where_the_cut_begins() -> None:
    """And one whose beginning is cut closes as ever."""
    late = compiled(with_feeds((FeedKind.CLOSED, timed("2026-07-02T12:00", "2026-07-02T20:00"))))
    early = compiled(with_feeds((FeedKind.CLOSED, timed("2026-07-02T05:00", "2026-07-02T12:00"))))
    start = at("2026-07-01T08:00")
    assert late.add_days(start, 1, mode=DayMode.END_OF_DAY) == at("2026-07-02T12:00")
    assert early.add_days(start, 1, mode=DayMode.END_OF_DAY) == at("2026-07-02T15:00")
    assert early.add_days(start, 1) == at("2026-07-02T12:00")


def test_a_date_that_hours_of_a_feed_open_is_a_working_date() -> None:
    """From Friday 3 July one business day is Saturday the 4th, which closes at noon local time."""
    calendar = compiled(with_feeds((OPEN, timed("2026-07-04T07:00", "2026-07-04T10:00"))))
    assert calendar.add_days(at("2026-07-03T08:00"), 1, mode=DayMode.END_OF_DAY) == at("2026-07-04T10:00")


ZONES = ("UTC", "Europe/Berlin", "Asia/Kathmandu", "Australia/Lord_Howe", "America/Sao_Paulo", "Africa/Casablanca")
QUARTER = 900
FIRST = date(2026, 3, 20)
"""Three weeks over clock changes in March and April."""
SPAN = timedelta(days=21)
quarters = st.integers(0, SPAN.days * 96 - 1)
windows = st.tuples(st.integers(0, 60), st.integers(1, 34)).map(lambda w: (w[0] * QUARTER, (w[0] + w[1]) * QUARTER))


def counts(hours: WorkingHours, second: int) -> bool:
    """Tell whether a second counts, by looking at its local wall time and at every event."""
    for feed in hours.feeds:
        if feed.kind is OPEN and any(e.start <= second < e.end for e in feed.events.timed):
            return True
    for feed in hours.feeds:
        if feed.kind is FeedKind.CLOSED and any(e.start <= second < e.end for e in feed.events.timed):
            return False
    wall = datetime.fromtimestamp(second, ZoneInfo(hours.timezone))
    clock = wall.hour * HOUR + wall.minute * 60 + wall.second
    return any(o <= clock < c for o, c in on(hours, wall.date()))


def on(hours: WorkingHours, day: date) -> tuple[Window, ...]:
    named = {feed.kind for feed in hours.feeds for e in feed.events.all_day if e.first <= day < e.after}
    weekday = hours.weekly[day.weekday()]
    if OPEN in named:
        return weekday or hours.weekly[0]
    return () if FeedKind.CLOSED in named else weekday


@settings(max_examples=60, deadline=None)
@given(
    zone=st.sampled_from(ZONES),
    week=st.lists(st.lists(windows, max_size=1).map(tuple), min_size=7, max_size=7).filter(any),
    dates=st.lists(st.tuples(st.sampled_from(FeedKind), st.integers(0, 20), st.integers(1, 3)), max_size=4),
    events=st.lists(st.tuples(st.sampled_from(FeedKind), quarters, st.integers(1, 200)), max_size=6),
)
def test_every_quarter_of_an_hour_counts_as_its_wall_clock_and_the_events_say(
    zone: str,
    week: list[tuple[Window, ...]],
    dates: list[tuple[FeedKind, int, int]],
    events: list[tuple[FeedKind, int, int]],
) -> None:
    start = int(datetime.combine(FIRST, datetime.min.time(), UTC).timestamp())
    told: list[tuple[FeedKind, AllDay | Timed]] = [
        (kind, all_day(FIRST + timedelta(days=first), FIRST + timedelta(days=first + length)))
        for kind, first, length in dates
    ]
    told += [(k, Timed(start + q * QUARTER, start + (q + length) * QUARTER, "x")) for k, q, length in events]
    hours = with_feeds(*told, hours=WorkingHours(id="any", timezone=zone, weekly=tuple(week)))
    calendar = compiled(hours)
    expected = 0
    for second in range(start, start + int(SPAN.total_seconds()), QUARTER):
        assert calendar.active(second) is counts(hours, second)
        expected += QUARTER * counts(hours, second)
    end = start + int(SPAN.total_seconds())
    assert calendar.between(start, end) == expected
    shown = segments(calendar, start, end)
    assert sum(s.end - s.start for s in shown if s.active) == expected
    assert all(
        ("x (" in s.reason or "Event (" in s.reason) or s.reason in {"working hours", "outside hours"} for s in shown
    )
