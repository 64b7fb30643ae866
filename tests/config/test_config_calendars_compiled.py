"""Calendars from the words of the file to the seconds that count, each worked out with a wall calendar."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path

import pytest

from slawatch.calendars.calendar import Calendar, compiled
from slawatch.config.load import load
from slawatch.config.settings import Configuration, SourceSchema
from slawatch.model.business_days import BusinessDays

HOUR = 3600
Written = Callable[[str], Configuration]


@pytest.fixture
def written(kinds: Mapping[str, SourceSchema], tmp_path: Path) -> Written:
    """Return the configuration with a calendar of some keys."""

    def read(calendar: str) -> Configuration:
        path = tmp_path / "slawatch.yml"
        path.write_text(f"sources: {{play: {{kind: play}}}}\ncalendars:\n  own: {{{calendar}}}\n", encoding="utf-8")
        return load(path, kinds)

    return read


@pytest.fixture
def calendar(written: Written) -> Callable[[str], Calendar]:
    return lambda text: compiled(written(text).definitions.calendars["own"])


def at(text: str) -> int:
    return int(datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp())


CASES = {
    "a lunch break is closed": ('hours: {mon-fri: ["09:00-12:00", "13:00-18:00"]}', "2026-11-23", "2026-11-24", 8),
    "five days of them": ('hours: {mon-fri: ["09:00-12:00", "13:00-18:00"]}', "2026-11-23", "2026-11-30", 40),
    "24:00 is the end of the day": ('hours: {mon: "20:00-24:00"}', "2026-11-23", "2026-11-24", 4),
    "windows that meet at midnight are one night": (
        'hours: {mon: "20:00-24:00", tue: "00:00-02:00"}',
        "2026-11-23",
        "2026-11-25",
        6,
    ),
    "a night belongs to the day on which it starts": (
        'hours: {fri: "22:00-06:00"}',
        "2026-11-28",  # Saturday until 06:00
        "2026-11-29",
        6,
    ),
    "a night over the change of clocks in autumn is an hour longer": (
        'timezone: Europe/Berlin, hours: {sat: "22:00-06:00"}',
        "2026-10-24",
        "2026-10-26",
        9,
    ),
    "and in spring an hour shorter": (
        'timezone: Europe/Berlin, hours: {sat: "22:00-06:00"}',
        "2026-03-28",
        "2026-03-30",
        7,
    ),
    "around the clock that day has 25 hours": (
        "timezone: Europe/Berlin, hours: 24x7",
        "2026-10-24T22:00",
        "2026-10-25T23:00",
        25,
    ),
    "in Lord Howe clocks change by half an hour": (
        'timezone: Australia/Lord_Howe, hours: {sun: "00:00-04:00"}',
        "2026-04-04T12:00",  # 5 April: 02:00 becomes 01:30
        "2026-04-05T12:00",
        4.5,
    ),
    "a closed date": ('hours: {mon-fri: "09:00-17:00"}, closed: 2026-11-25', "2026-11-23", "2026-11-30", 32),
    "a yearly date": (
        'hours: {mon-sun: "09:00-17:00"}, closed: --12-25',
        "2025-12-25",
        "2027-01-01",
        365 * 8 + 7 * 8 - 16,
    ),
    "a dated opening": (
        'hours: {mon-fri: "09:00-17:00"}, closed: 2026-11-28, open: {2026-11-28: "10:00-12:00"}',
        "2026-11-23",
        "2026-11-30",
        42,
    ),
    "a dated opening with a break, in the place of the day's hours": (
        'hours: {mon-fri: "09:00-17:00"}, open: {2026-11-23: ["09:00-10:00", "11:00-12:00"]}',
        "2026-11-23",
        "2026-11-24",
        2,
    ),
    "Epiphany is a holiday in Bavaria": (
        'hours: {mon-fri: "09:00-17:00"}, holidays: {country: DE, subdivision: BY}',
        "2026-01-05",  # Tuesday 6 January
        "2026-01-12",
        32,
    ),
    "and none in Berlin": (
        'hours: {mon-fri: "09:00-17:00"}, holidays: {country: DE, subdivision: BE}',
        "2026-01-05",
        "2026-01-12",
        40,
    ),
    "Spring Festival of 2025 with its two Sundays and Saturdays worked instead": (
        # Closed 28 January to 4 February; Sunday 26 January and Saturday 8 February are worked.
        'hours: {mon-fri: "09:00-17:00"}, holidays: CN',
        "2025-01-20",
        "2025-02-10",
        (5 + 1 + 1 + 3 + 1) * 8,
    ),
    "23:59 is read as 24:00": ('hours: {mon: "00:00-23:59"}', "2026-11-23", "2026-11-24", 24),
}


@pytest.mark.parametrize("case", CASES)
def test_what_is_written_counts_as_the_wall_calendar_says(case: str, calendar: Callable[[str], Calendar]) -> None:
    text, start, end, hours = CASES[case]
    assert calendar(text).between(at(start), at(end)) == hours * HOUR


def test_an_end_at_23_59_gives_a_warning(written: Written) -> None:
    (warning,) = written('hours: {mon-fri: "09:00-23:59"}').warnings
    assert '"09:00-23:59" is read as an end at 24:00; write 24:00' in warning


def test_168_hours_of_nine_to_five_are_four_weeks_and_a_day(calendar: Callable[[str], Calendar]) -> None:
    """21 days of eight hours from Monday 2 November: the 21st working date is Monday the 30th."""
    assert calendar('hours: {mon-fri: "09:00-17:00"}').add(at("2026-11-02T09:00"), 168 * HOUR) == at("2026-11-30T17:00")


def test_a_target_in_a_calendar_that_ends_is_not_looked_for_without_end(calendar: Callable[[str], Calendar]) -> None:
    once = calendar('hours: {mon: "09:00-10:00"}, closed: [--01-01], open: {2026-11-28: "10:00-12:00"}')
    assert once.add(at("2026-11-23T00:00"), 52 * HOUR) > at("2027-10-01T00:00")
    with pytest.raises(ValueError, match="20 years"):
        once.add(at("2026-11-23T00:00"), 20 * 53 * HOUR)


@pytest.mark.parametrize(
    ("within", "due"),
    [("2bd", "2026-11-30T10:30"), ("2bd!eod", "2026-11-30T17:00"), ("1bd", "2026-11-27T10:30")],
)
def test_business_days_go_by_the_calendar(
    within: str, due: str, kinds: Mapping[str, SourceSchema], tmp_path: Path
) -> None:
    """From Thursday 26 November 10:30; the weekend is closed."""
    path = tmp_path / "slawatch.yml"
    promise = f"{{indicator: resolution, within: {within}, target: 90%, hours: own}}"
    path.write_text(
        "sources: {play: {kind: play}}\ncalendars: {own: {hours: {mon-fri: '09:00-17:00'}}}\n"
        "parties: {acme: Acme}\nservices: {mail: Mail}\n"
        f"agreements: {{gold: {{with: acme, services: mail, objectives: {{solved: {promise}}}}}}}\n",
        encoding="utf-8",
    )
    definitions = load(path, kinds).definitions
    allowed = definitions.agreements[0].objectives[0].within
    assert isinstance(allowed, BusinessDays)
    own = compiled(definitions.calendars["own"])
    assert own.add_days(at("2026-11-26T10:30"), allowed.days, mode=allowed.mode) == at(due)
