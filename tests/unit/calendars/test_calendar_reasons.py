"""Why a second counts or does not, in words."""

from datetime import UTC, date, datetime

from slawatch.calendars.calendar import compiled
from slawatch.calendars.reasons import Segment, segments
from slawatch.model.hours import Holidays, WorkingHours

HOUR = 3600
OFFICE = (((9 * HOUR, 17 * HOUR),),) * 5 + ((), ())
NIGHT = (((22 * HOUR, 30 * HOUR),),) * 7


def at(text: str) -> int:
    return int(datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp())


def told(found: list[Segment]) -> list[tuple[str, str, bool, str]]:
    edge = "%m-%dT%H:%M"
    return [
        (
            datetime.fromtimestamp(s.start, UTC).strftime(edge),
            datetime.fromtimestamp(s.end, UTC).strftime(edge),
            s.active,
            s.reason,
        )
        for s in found
    ]


def test_a_weekend_is_one_stretch_outside_hours() -> None:
    calendar = compiled(WorkingHours(id="h", timezone="UTC", weekly=OFFICE))
    assert told(segments(calendar, at("2026-11-20T16:00"), at("2026-11-23T10:00"))) == [
        ("11-20T16:00", "11-20T17:00", True, "working hours"),
        ("11-20T17:00", "11-23T09:00", False, "outside hours"),
        ("11-23T09:00", "11-23T10:00", True, "working hours"),
    ]


def test_holidays_and_make_up_days_are_called_by_name() -> None:
    calendar = compiled(WorkingHours(id="h", timezone="Asia/Shanghai", weekly=OFFICE, holidays=Holidays(country="CN")))
    found = told(segments(calendar, at("2026-09-30T09:00"), at("2026-10-10T09:00")))
    assert found[:3] == [
        ("09-30T09:00", "09-30T16:00", False, "outside hours"),
        ("09-30T16:00", "10-03T16:00", False, "National Day"),
        ("10-03T16:00", "10-04T16:00", False, "outside hours"),
    ]
    assert found[-1] == ("10-10T01:00", "10-10T09:00", True, "make-up working day")


def test_the_night_after_a_closed_date_is_closed_because_of_that_date() -> None:
    hours = WorkingHours(id="h", timezone="UTC", weekly=NIGHT, closed=frozenset({date(2026, 11, 20)}))
    assert told(segments(compiled(hours), at("2026-11-20T00:00"), at("2026-11-21T23:00"))) == [
        ("11-20T00:00", "11-20T06:00", True, "working hours"),
        ("11-20T06:00", "11-21T06:00", False, "closed date"),
        ("11-21T06:00", "11-21T22:00", False, "outside hours"),
        ("11-21T22:00", "11-21T23:00", True, "working hours"),
    ]


def test_dated_hours_are_told_apart_from_the_week() -> None:
    openings = {date(2026, 11, 22): ((10 * HOUR, 12 * HOUR),)}
    hours = WorkingHours(id="h", timezone="UTC", weekly=((),) * 7, openings=openings)
    assert told(segments(compiled(hours), at("2026-11-22T00:00"), at("2026-11-22T13:00"))) == [
        ("11-22T00:00", "11-22T10:00", False, "outside hours"),
        ("11-22T10:00", "11-22T12:00", True, "dated hours"),
        ("11-22T12:00", "11-22T13:00", False, "outside hours"),
    ]


def test_the_segments_cover_the_stretch_and_their_sum_is_what_counts() -> None:
    calendar = compiled(
        WorkingHours(id="h", timezone="Europe/Berlin", weekly=NIGHT, closed_yearly=frozenset({(10, 25)}))
    )
    start, end = at("2026-10-20T11:11:11"), at("2026-11-02T05:00:01")
    found = segments(calendar, start, end)
    assert [found[0].start, *(s.end for s in found)] == [*(s.start for s in found), end]
    assert found[0].start == start
    assert sum(s.end - s.start for s in found if s.active) == calendar.between(start, end)


def test_an_empty_stretch_has_no_segments() -> None:
    calendar = compiled(WorkingHours(id="h", timezone="UTC", weekly=OFFICE))
    assert segments(calendar, at("2026-11-20T10:00"), at("2026-11-20T10:00")) == []
