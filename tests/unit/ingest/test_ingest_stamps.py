from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from slawatch.ingest.stamps import ISO_8601, Stamps


def utc(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)


@pytest.mark.parametrize(
    ("pattern", "zone", "text", "expected"),
    [
        ("%d/%m/%Y %H:%M", "UTC", "29/2/2016 06:58", utc(2016, 2, 29, 6, 58)),
        ("%Y-%m-%d %H:%M:%S", "Asia/Shanghai", "2026-01-01 07:30:00", utc(2025, 12, 31, 23, 30)),
        ("%Y-%m-%d %H:%M:%S", "Asia/Shanghai", "1990-07-01 12:00:00", utc(1990, 7, 1, 3)),  # summer time, UTC+9
        ("%Y年%m月%d日 %H时%M分", "Asia/Shanghai", "2026年11月22日 08时05分", utc(2026, 11, 22, 0, 5)),
        ("%d.%m.%Y %H:%M %z", None, "22.11.2026 12:00 +0530", utc(2026, 11, 22, 6, 30)),
        ("%m/%d/%Y %I:%M %p", "America/New_York", "07/04/2026 09:15 PM", utc(2026, 7, 5, 1, 15)),
        (ISO_8601, None, "2026-11-22T12:00:00.987+08:00", utc(2026, 11, 22, 4)),
        (ISO_8601, None, "2026-11-22T12:00:00Z", utc(2026, 11, 22, 12)),
        (ISO_8601, "Asia/Shanghai", "2026-11-22 12:00", utc(2026, 11, 22, 4)),
        (ISO_8601, "Asia/Shanghai", "2026-11-22T12:00:00Z", utc(2026, 11, 22, 12)),
        ("%Y-%m-%d", "Europe/Berlin", "2026-07-01", utc(2026, 6, 30, 22)),
    ],
)
def test_a_time_is_read_as_an_instant(pattern: str, zone: str | None, text: str, expected: datetime) -> None:
    assert Stamps(pattern, zone).read(text) == expected


@pytest.mark.parametrize(
    ("pattern", "zone", "text", "reason"),
    [
        (ISO_8601, None, "2026-11-22 12:00", "name the timezone"),
        (ISO_8601, "UTC", "+51502-01-01T00:00:00", "is no time of the format iso8601"),
        ("%Y-%m-%d", "UTC", "51502-01-01", "is no time of the format"),
        ("%Y-%m-%d", "UTC", "1970-01-01", "is outside 1971-2199"),
        ("%Y-%m-%d", "UTC", "0001-01-01", "is outside 1971-2199"),
        ("%Y-%m-%d", "Asia/Shanghai", "0001-01-01", "is beyond the calendar"),
        ("%Y-%m-%d", "UTC", "2026-02-30", "is no time of the format"),
        ("%Y-%m-%d %H:%M", "Europe/Berlin", "2026-03-29 02:30", "the clock skipped it"),
    ],
)
def test_what_is_no_instant_says_why(pattern: str, zone: str | None, text: str, reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        Stamps(pattern, zone).read(text)


def test_the_first_of_two_instants_is_taken_and_remembered() -> None:
    stamps = Stamps("%Y-%m-%d %H:%M", "Europe/Berlin")
    assert stamps.read("2026-10-25 01:59") == utc(2026, 10, 24, 23, 59)
    assert stamps.read("2026-10-25 02:30") == utc(2026, 10, 25, 0, 30)
    assert stamps.read("2026-10-25 03:00") == utc(2026, 10, 25, 2)
    assert stamps.ambiguous == {"2026-10-25 02:30"}


@pytest.mark.parametrize(
    ("pattern", "zone", "reason"),
    [
        ("%Y-%m-%d %H:%M", None, "say nothing of their zone"),
        ("%Y-%m-%d %H:%M%z", "UTC", "leave timezone out"),
        ("%H:%M", "UTC", "does not tell year, month and day"),
        ("%Y-%m-%d %I:%M", "UTC", "does not tell year, month and day"),
        ("%Y-%m-%d %Q", "UTC", "is no time format"),
        ("dd/mm/yyyy", "UTC", "does not tell year, month and day"),
        ("%Y-%m-%d", "Beijing", "is not a time zone"),
        ("%Y-%m-%d", "+08:00", "is a fixed offset"),
    ],
)
def test_a_format_that_can_not_tell_an_instant_is_refused(pattern: str, zone: str | None, reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        Stamps(pattern, zone)


@pytest.mark.parametrize(
    ("pattern", "seconds"),
    [(ISO_8601, 1), ("%Y-%m-%d %H:%M:%S", 1), ("%Y-%m-%d %H:%M", 60), ("%Y-%m-%d %Hh", 3600), ("%Y-%m-%d", 86_400)],
)
def test_the_grain_is_what_the_format_can_tell(pattern: str, seconds: int) -> None:
    assert Stamps(pattern, None if pattern == ISO_8601 else "UTC").grain == seconds


@given(seconds=st.integers(86_400 * 366, 7_258_118_399))
def test_what_is_written_with_its_offset_comes_back(seconds: int) -> None:
    at = datetime.fromtimestamp(seconds, UTC)
    assert Stamps(ISO_8601, None).read(at.isoformat()) == at
