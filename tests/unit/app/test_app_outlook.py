"""What `slawatch check` says of calendars and feeds that will not be known for long."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from pydantic import BaseModel

from slawatch.app.feeding import fed
from slawatch.app.outlook import outlook
from slawatch.config.load import load
from slawatch.config.settings import SourceSchema
from slawatch.store.contract import StoredFeed

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
FETCHED = datetime(2026, 11, 20, tzinfo=UTC)


class Options(BaseModel):
    """Of a source that has none."""


KINDS = {"play": SourceSchema(options=Options)}
URL = "https://calendar.example.org/a.ics"


def ics(day: str) -> str:
    event = f"BEGIN:VEVENT\r\nUID:1\r\nDTSTART;VALUE=DATE:{day}\r\nSUMMARY:Off\r\nEND:VEVENT\r\n"
    return f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\n{event}END:VCALENDAR\r\n"


Warn = Callable[..., list[str]]


@pytest.fixture
def warned(tmp_path: Path) -> Warn:
    """Return the warnings about a calendar of some keys, without the name of the file."""

    def warn(calendar: str, *, now: datetime = NOW, **kept: object) -> list[str]:
        path = tmp_path / "slawatch.yml"
        path.write_text(f"sources: {{play: {{kind: play}}}}\ncalendars:\n  office: {{{calendar}}}\n", encoding="utf-8")

        def stored(url: str) -> StoredFeed | None:
            return StoredFeed(url=url, **kept) if kept else None  # type: ignore[arg-type]

        configuration = fed(load(path, KINDS), stored)
        return [line.replace(f"{path}:", "") for line in outlook(configuration, stored, now)]

    return warn


def test_a_calendar_with_hours_in_the_week_to_come_is_not_worth_a_word(warned: Warn) -> None:
    assert warned('hours: {sat: "09:00-12:00"}') == []


def test_a_calendar_without_hours_in_the_week_to_come_is_told(warned: Warn) -> None:
    closed = ", ".join(f"2026-11-{day}" for day in range(22, 29))
    assert warned(f'hours: {{mon-sun: "09:00-12:00"}}, closed: [{closed}]') == [
        "3: calendars.office: it has no hours from 2026-11-22 to 2026-11-28: nothing counts in that week"
    ]


def test_a_feed_may_close_the_week_to_come(warned: Warn) -> None:
    week = ics("20261122\r\nDTEND;VALUE=DATE:20261129")
    (told,) = warned(f'hours: {{mon-sun: "09:00-12:00"}}, feeds: "{URL}"', body=week, fetched_at=FETCHED)
    assert "it has no hours from 2026-11-22 to 2026-11-28" in told


def test_exchanged_working_days_that_are_not_decreed_yet_are_told(warned: Warn) -> None:
    """Whatever edition of the almanac is installed, it knows no decrees of the 2090s."""
    (told,) = warned("hours: 24x7, holidays: CN", now=datetime(2090, 5, 1, tzinfo=UTC))
    assert told.startswith("3: calendars.office.holidays: exchanged working days of CN are known until 20")


def test_holidays_that_need_no_decrees_are_known_for_ever(warned: Warn) -> None:
    assert warned("hours: 24x7, holidays: DE", now=datetime(2090, 5, 1, tzinfo=UTC)) == []


def test_a_feed_that_was_never_read_is_told_with_what_that_means(warned: Warn) -> None:
    (told,) = warned(f'hours: 24x7, feeds: "{URL}"')
    assert told == (
        "3: calendars.office.feeds: calendar.example.org has never been read: figures are computed as if it held no "
        "events; `slawatch sync` or `slawatch run` reads it"
    )


def test_a_feed_that_died_is_told_with_what_stays(warned: Warn) -> None:
    kept = {"body": ics("20261224"), "fetched_at": FETCHED, "error": "answers 404", "failed_at": NOW}
    (told,) = warned(f'hours: 24x7, feeds: "{URL}"', **kept)
    assert told == (
        "3: calendars.office.feeds: calendar.example.org can't be read (answers 404, 2026-11-22 12:00 UTC); what it "
        "said 2026-11-20 stays"
    )


def test_a_feed_that_tells_nothing_more_is_told(warned: Warn) -> None:
    feeds = f'hours: 24x7, feeds: "{URL}"'
    assert warned(feeds, body=ics("20261121"), fetched_at=FETCHED) == [
        "3: calendars.office.feeds: calendar.example.org tells nothing that is still to come"
    ]
    assert warned(feeds, body=ics("20261122"), fetched_at=FETCHED) == []
