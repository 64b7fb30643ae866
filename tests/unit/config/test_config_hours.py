from datetime import date

import pytest

from slawatch.config import hours

NINE, NOON, SIX = 9 * 3600, 12 * 3600, 18 * 3600


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("mon", (0,)),
        ("mon-fri", (0, 1, 2, 3, 4)),
        ("sun-thu", (6, 0, 1, 2, 3)),
        ("sat,sun", (5, 6)),
        ("Mon - Tue, sun", (0, 1, 6)),
    ],
)
def test_days_are_named_or_ranged(text: str, days: tuple[int, ...]) -> None:
    assert hours.days(text) == days


@pytest.mark.parametrize("text", ["monday", "mon-", "mo-fr", "mon;tue", "", "mon-wed,tue"])
def test_days_that_are_none_are_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"is not a day|names a day twice"):
        hours.days(text)


@pytest.mark.parametrize(
    ("text", "window"),
    [
        ("09:00-18:00", (NINE, SIX)),
        ("9:00 - 18:00", (NINE, SIX)),
        ("00:00-24:00", (0, 86400)),
        ("22:00-06:00", (79200, 86400 + 21600)),
        ("18:00-00:00", (SIX, 86400)),
        ("08:00-23:59", (28800, 86400)),
        ("08:00-23:58", (28800, 86280)),
    ],
)
def test_a_window_is_read_in_seconds_of_the_day(text: str, window: tuple[int, int]) -> None:
    assert hours.window(text) == window


@pytest.mark.parametrize(
    "text", ["09:00", "9-18", "09:00-24:01", "24:00-06:00", "09:00-09:00", "09:60-10:00", "09:00-18:00:00"]
)
def test_a_window_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"is not a window|is not a time of day|has no length"):
        hours.window(text)


def test_windows_of_a_day_are_put_in_order() -> None:
    assert hours.apart(((NOON, SIX), (NINE, NOON))) == ((NINE, NOON), (NOON, SIX))


def test_windows_of_a_day_that_overlap_are_refused() -> None:
    with pytest.raises(ValueError, match="overlap at 11:30"):
        hours.apart(((NINE, NOON), (41400, SIX)))


def test_a_day_that_is_not_named_is_closed() -> None:
    windows = ((NINE, NOON),)

    assert hours.week({"mon-tue": windows, "sat": ()}) == (windows, windows, (), (), (), (), ())


def test_a_day_told_twice_is_refused() -> None:
    with pytest.raises(ValueError, match='fri stands in two entries, "mon-fri" and "fri-sun"'):
        hours.week({"mon-fri": (), "fri-sun": ()})


def test_dates_are_read_with_their_year_or_for_every_year() -> None:
    assert hours.closed_date("2026-12-31") == date(2026, 12, 31)
    assert hours.closed_date("--02-29") == (2, 29)


@pytest.mark.parametrize("text", ["2026-02-29", "--02-30", "31.12.2026", "20261231", "--1-1", "tomorrow"])
def test_a_date_that_does_not_exist_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="is not a date"):
        hours.closed_date(text)


@pytest.mark.parametrize("name", ["UTC", "Asia/Shanghai", "America/Argentina/Buenos_Aires"])
def test_a_zone_is_named_after_a_place(name: str) -> None:
    assert hours.timezone(name) == name


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("+08:00", "fixed offset"),
        ("Etc/GMT-8", "fixed offset"),
        ("asia/shangai", 'did you mean "Asia/Shanghai"'),
        ("Mars/Olympus", "is not a time zone"),
    ],
)
def test_a_zone_that_is_none_is_refused(name: str, reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        hours.timezone(name)
