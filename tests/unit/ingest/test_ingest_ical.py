"""Texts in iCalendar's form, with dates and instants worked out by hand from the zones' rules."""

from datetime import UTC, date, datetime

import pytest

from slawatch.ingest.ical import NoCalendarError, events
from slawatch.model.feed import AllDay, Timed

BERLIN_BY_ITS_RULES = """\
BEGIN:VTIMEZONE
TZID:Head office
BEGIN:STANDARD
DTSTART:19701025T030000
RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU
TZOFFSETFROM:+0200
TZOFFSETTO:+0100
END:STANDARD
BEGIN:DAYLIGHT
DTSTART:19700329T020000
RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU
TZOFFSETFROM:+0100
TZOFFSETTO:+0200
END:DAYLIGHT
END:VTIMEZONE
"""


def calendar(*bodies: str, head: str = "") -> str:
    """Return a calendar of events given by their own lines."""
    told = [f"BEGIN:VEVENT\nUID:{n}\n{body.strip()}\nEND:VEVENT\n" for n, body in enumerate(bodies)]
    return f"BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:-//Example//EN\n{head}{''.join(told)}END:VCALENDAR\n".replace(
        "\n", "\r\n"
    )


def days(text: str) -> list[tuple[str, str, str]]:
    return [(str(e.first), str(e.after), e.summary) for e in events(text, timezone="UTC").all_day]


def hours(text: str, zone: str = "Europe/Berlin") -> list[tuple[str, str]]:
    told = events(text, timezone=zone).timed
    return [tuple(datetime.fromtimestamp(at, UTC).isoformat()[:16] for at in (e.start, e.end)) for e in told]  # type: ignore[misc]


def test_an_event_of_whole_dates_ends_before_its_end_date() -> None:
    text = calendar("DTSTART;VALUE=DATE:20261224\nDTEND;VALUE=DATE:20261227\nSUMMARY:Christmas")
    assert days(text) == [("2026-12-24", "2026-12-27", "Christmas")]


@pytest.mark.parametrize("end", ["", "DTEND;VALUE=DATE:20261224", "DURATION:P1D"])
def test_one_without_an_end_of_its_own_takes_one_date(end: str) -> None:
    text = calendar(f"DTSTART;VALUE=DATE:20261224\n{end}\nSUMMARY:Eve".replace("\n\n", "\n"))
    assert days(text) == [("2026-12-24", "2026-12-25", "Eve")]


def test_a_yearly_event_comes_back_without_the_years_that_are_taken_out() -> None:
    text = calendar(
        "DTSTART;VALUE=DATE:20231116\nRRULE:FREQ=YEARLY;UNTIL=20271231\nEXDATE;VALUE=DATE:20251116\nSUMMARY:Founders"
    )
    assert [first for first, _, _ in days(text)] == ["2023-11-16", "2024-11-16", "2026-11-16", "2027-11-16"]


def test_one_time_that_was_moved_is_where_it_was_moved_to() -> None:
    """The third Friday of November 2026 is the 20th; it was moved to Monday the 23rd."""
    text = calendar(
        "DTSTART;VALUE=DATE:20261016\nRRULE:FREQ=MONTHLY;BYDAY=3FR;COUNT=3\nSUMMARY:Stocktaking",
    ).replace(
        "END:VCALENDAR",
        "BEGIN:VEVENT\r\nUID:0\r\nRECURRENCE-ID;VALUE=DATE:20261120\r\nDTSTART;VALUE=DATE:20261123\r\n"
        "SUMMARY:Stocktaking (moved)\r\nEND:VEVENT\r\nEND:VCALENDAR",
    )
    assert days(text) == [
        ("2026-10-16", "2026-10-17", "Stocktaking"),
        ("2026-11-23", "2026-11-24", "Stocktaking (moved)"),
        ("2026-12-18", "2026-12-19", "Stocktaking"),
    ]


def test_what_is_cancelled_does_not_take_place() -> None:
    assert days(calendar("DTSTART;VALUE=DATE:20261224\nSTATUS:CANCELLED\nSUMMARY:Eve")) == []


def test_what_leaves_people_free_still_takes_place() -> None:
    """Calendars of public holidays say TRANSPARENT of every one of them."""
    assert len(days(calendar("DTSTART;VALUE=DATE:20261224\nTRANSP:TRANSPARENT\nSUMMARY:Eve"))) == 1


@pytest.mark.parametrize(
    ("zone", "head"),
    [("Europe/Berlin", ""), ("W. Europe Standard Time", ""), ("Head office", BERLIN_BY_ITS_RULES)],
    ids=["iana", "windows", "vtimezone"],
)
def test_a_weekly_hour_keeps_its_local_time_when_clocks_change(zone: str, head: str) -> None:
    """Clocks in Berlin go forward on 29 March 2026: noon is 11:00 UTC before and 10:00 UTC after."""
    text = calendar(
        f"DTSTART;TZID={zone}:20260325T120000\nDTEND;TZID={zone}:20260325T130000\nRRULE:FREQ=WEEKLY;COUNT=2", head=head
    )
    assert hours(text, "Asia/Shanghai") == [
        ("2026-03-25T11:00", "2026-03-25T12:00"),
        ("2026-04-01T10:00", "2026-04-01T11:00"),
    ]


def test_an_hour_without_a_zone_is_meant_where_the_calendar_is() -> None:
    text = calendar("DTSTART:20260701T090000\nDURATION:PT1H")
    assert hours(text, "Europe/Berlin") == [("2026-07-01T07:00", "2026-07-01T08:00")]
    assert hours(text, "Asia/Shanghai") == [("2026-07-01T01:00", "2026-07-01T02:00")]


def test_an_event_of_no_length_takes_nothing() -> None:
    assert hours(calendar("DTSTART:20260701T090000Z")) == []


def test_an_event_tells_when_it_was_entered_where_it_does() -> None:
    text = calendar("DTSTART:20260701T090000Z\nDURATION:PT1H\nCREATED:20260601T000000Z\nSUMMARY:Patches")
    assert events(text, timezone="UTC").timed == (Timed(1782896400, 1782900000, "Patches", 1780272000),)


def test_what_repeats_for_ever_is_written_out_to_the_middle_of_the_century() -> None:
    told = days(calendar("DTSTART;VALUE=DATE:20260101\nRRULE:FREQ=YEARLY\nSUMMARY:New Year"))
    assert (len(told), told[-1][0]) == (24, "2049-01-01")


def test_the_same_event_told_twice_is_one() -> None:
    body = "DTSTART;VALUE=DATE:20260101\nSUMMARY:New Year"
    assert events(calendar(body, body), timezone="UTC").all_day == (
        AllDay(date(2026, 1, 1), date(2026, 1, 2), "New Year"),
    )


def test_an_event_without_a_name_is_called_so_and_a_long_one_is_cut() -> None:
    text = calendar("DTSTART;VALUE=DATE:20260101", f"DTSTART;VALUE=DATE:20260102\nSUMMARY:{'x' * 500}")
    assert [len(summary) for _, _, summary in days(text)] == [len("an event without a name"), 120]


@pytest.mark.parametrize(
    ("told", "end"),
    [
        # Clocks go forward in the night of 29 March: eight hours from 22:00 end at 07:00.
        ("DTSTART;TZID=Europe/Berlin:20260328T220000\nDURATION:PT8H", "2026-03-29T05:00"),
        ("DTSTART;TZID=Europe/Berlin:20260328T220000\nDTEND;TZID=Europe/Berlin:20260329T060000", "2026-03-29T04:00"),
        ("DTSTART:20260328T220000\nDURATION:PT8H", "2026-03-29T05:00"),
        # A day is the clock's, an hour is not: from 22:00 to 22:00, and two hours more.
        ("DTSTART;TZID=Europe/Berlin:20260328T220000\nDURATION:P1D", "2026-03-29T20:00"),
        ("DTSTART;TZID=Europe/Berlin:20260328T220000\nDURATION:P1DT2H", "2026-03-29T22:00"),
        # The hour from 02:00 on 25 October comes twice; the first is meant, and no more than an hour of it.
        ("DTSTART;TZID=Europe/Berlin:20261025T023000\nDURATION:PT1H", "2026-10-25T01:30"),
    ],
)
def test_a_duration_in_hours_is_as_long_as_it_says_while_clocks_change(told: str, end: str) -> None:
    ((_, ends),) = hours(calendar(told))
    assert ends == end


def test_each_time_of_an_event_that_repeats_lasts_as_long() -> None:
    nights = calendar("DTSTART;TZID=Europe/Berlin:20260327T220000\nDURATION:PT8H\nRRULE:FREQ=DAILY;COUNT=3")
    assert [end for _, end in hours(nights)] == ["2026-03-28T05:00", "2026-03-29T05:00", "2026-03-30T04:00"]


def test_of_two_editions_of_an_event_the_newest_is_meant() -> None:
    old, new = "DTSTART;VALUE=DATE:20260501\nSEQUENCE:0", "DTSTART;VALUE=DATE:20260601\nSEQUENCE:1\nSUMMARY:Moved"
    assert days(calendar(old, new).replace("UID:1", "UID:0")) == [("2026-06-01", "2026-06-02", "Moved")]


REFUSED = {
    "html": ("<!DOCTYPE html><title>Log in</title>", "HTML (a login page, or a proxy's words?) instead of a calendar"),
    "nothing": ("", "nothing instead of a calendar"),
    "json": ('{"a": 1}', "something else instead of a calendar"),
    "cut in an event": (calendar("DTSTART;VALUE=DATE:20260101")[:-30], "before END:VCALENDAR"),
    "an event cut out": (calendar("DTSTART;VALUE=DATE:20260101").replace("END:VEVENT\r\n", ""), "it is no calendar"),
    "two calendars": (calendar() + calendar(), "multiple components"),
    "no start": (calendar("SUMMARY:x"), "can't be read"),
    "start that is none": (calendar("DTSTART:2026xx\nSUMMARY:x"), 'DTSTART of "x" can\'t be read'),
    "end that is none": (calendar("DTSTART;VALUE=DATE:20260101\nDTEND:y\nSUMMARY:x"), 'DTEND of "x" can\'t be read'),
    "rule that is none": (calendar("DTSTART;VALUE=DATE:20260101\nRRULE:FREQ=NEVER"), "RRULE of"),
    "exception that is none": (
        calendar("DTSTART;VALUE=DATE:20260101\nRRULE:FREQ=DAILY\nEXDATE:gone"),
        "EXDATE of",
    ),
    "a zone of nowhere": (calendar("DTSTART;TZID=Mars/Base:20260101T090000\nDURATION:PT1H"), '"Mars/Base"'),
    "every second": (calendar("DTSTART:20260101T090000Z\nRRULE:FREQ=SECONDLY"), "repeats within a day"),
    "no step": (calendar("DTSTART;VALUE=DATE:20260101\nRRULE:FREQ=DAILY;INTERVAL=0"), "repeats within a day"),
    "an end before the start": (calendar("DTSTART:20260501T100000Z\nDTEND:20260501T090000Z\nSUMMARY:x"), "ends before"),
    "a last date before the first": (calendar("DTSTART;VALUE=DATE:20260502\nDTEND;VALUE=DATE:20260501"), "ends before"),
    "a duration below zero": (calendar("DTSTART:20260501T100000Z\nDURATION:-PT1H"), "ends before it begins"),
    "two ends": (
        calendar("DTSTART:20260501T100000Z\nDTEND:20260501T110000Z\nDTEND:20260501T120000Z"),
        "Multiple DTEND defined",
    ),
    "dates taken out by a rule": (
        calendar("DTSTART;VALUE=DATE:20260501\nRRULE:FREQ=DAILY;COUNT=9\nEXRULE:FREQ=DAILY;INTERVAL=2\nSUMMARY:x"),
        '"x" takes dates out by a rule (EXRULE)',
    ),
    "two events of one UID": (
        calendar("DTSTART;VALUE=DATE:20260501\nSUMMARY:x", "DTSTART;VALUE=DATE:20260601\nSUMMARY:y").replace(
            "UID:1", "UID:0"
        ),
        '"y" has the UID of "x"',
    ),
    "too much of it": (calendar(*["DTSTART;VALUE=DATE:20260101\nRRULE:FREQ=YEARLY"] * 1001), "1001 events repeat"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_a_text_that_can_not_be_read_whole_is_refused(case: str) -> None:
    text, words = REFUSED[case]
    with pytest.raises(NoCalendarError) as told:
        events(text, timezone="UTC")
    assert words in str(told.value)


def test_a_name_in_a_faulty_event_does_not_fill_the_log() -> None:
    with pytest.raises(NoCalendarError) as told:
        events(calendar(f"DTSTART:never\nSUMMARY:{'x' * 9000}"), timezone="UTC")
    assert len(str(told.value)) < 400


def test_an_event_of_all_time_is_cut_to_the_years_that_are_read() -> None:
    text = calendar("DTSTART;VALUE=DATE:19000101\nDTEND;VALUE=DATE:29990101\nSUMMARY:Always")
    assert days(text) == [("2000-01-01", "2050-01-01", "Always")]
