from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from slawatch.config.durations import duration, percentage, time_allowed
from slawatch.model.business_days import BusinessDays, DayMode


@pytest.mark.parametrize(
    ("text", "seconds"),
    [("90s", 90), ("15m", 900), ("4h", 14400), ("1h30m", 5400), ("1h 30m 5s", 5405), ("120h", 432000)],
)
def test_a_duration_is_read_in_seconds(text: str, seconds: int) -> None:
    assert duration(text) == seconds


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("4", "has no unit; write 4m for minutes or 4h for hours"),
        ("3d", "there are no days here; write 72h"),
        ("2bd", 'business days are for "within" only'),
        ("2bd!eod", 'business days are for "within" only'),
        ("0h", "is no time at all"),
        ("1.5h", "is not a duration"),
        ("-4h", "is not a duration"),
        ("four hours", "is not a duration"),
        ("", "is not a duration"),
    ],
)
def test_a_duration_that_is_unclear_is_refused(text: str, reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        duration(text)


@pytest.mark.parametrize(
    ("text", "within"),
    [
        ("4h", 14400),
        ("1h30m", 5400),
        ("2bd", BusinessDays(2)),
        (" 10bd ", BusinessDays(10)),
        ("1bd!eod", BusinessDays(1, DayMode.END_OF_DAY)),
        ("999bd!clamp", BusinessDays(999, DayMode.CLAMP_TO_CLOSE)),
    ],
)
def test_time_allowed_is_working_time_or_business_days(text: str, within: int | BusinessDays) -> None:
    assert time_allowed(text) == within


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("3d", "has two readings, 72h of working time and 3 business days; write 72h or 3bd"),
        ("1d", "has two readings, 24h of working time and 1 business day; write 24h or 1bd"),
        ("4", "has no unit"),
        ("0bd", "are no business days; write 1bd to 999bd, and !eod or !clamp after it"),
        ("1000bd", "are no business days"),
        ("2bd!noon", "are no business days"),
        ("1bd4h", "are no business days"),
        ("-2bd", "are no business days"),
        ("two days", "is not a duration"),
    ],
)
def test_time_allowed_that_is_unclear_is_refused(text: str, reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        time_allowed(text)


@given(hours=st.integers(0, 9999), minutes=st.integers(0, 59), seconds=st.integers(1, 59))
def test_parts_of_a_duration_add_up(hours: int, minutes: int, seconds: int) -> None:
    assert duration(f"{hours}h{minutes}m{seconds}s") == hours * 3600 + minutes * 60 + seconds


@pytest.mark.parametrize(
    ("text", "share"),
    [
        ("99.9%", Fraction(999, 1000)),
        ("99.999 %", Fraction(99999, 100000)),
        ("100%", Fraction(1)),
        ("0.1%", Fraction(1, 1000)),
    ],
)
def test_a_percentage_is_read_exactly(text: str, share: Fraction) -> None:
    assert percentage(text) == share


@given(st.decimals(min_value="0.000001", max_value=100, places=6))
def test_no_digit_of_a_percentage_is_lost(value: Decimal) -> None:
    assert percentage(f"{value:f}%") * 100 == Fraction(value)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("99.9", "has no %; write 99.9%"),
        ("0.999", "has no %; write 99.9%, or 0.999% if you do mean less than one percent"),
        ("1", "has no %; write 100%, or 1%"),
        ("0%", "is outside"),
        ("-5%", "is outside"),
        ("100.0001%", "is outside"),
        ("NaN%", "is outside"),
        ("99.9%%", "has no %"),
        ("most", "is not a percentage"),
    ],
)
def test_a_target_that_is_no_percentage_is_refused(text: str, reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        percentage(text)
