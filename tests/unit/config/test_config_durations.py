from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from slawatch.config.durations import duration, percentage


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
        ("3d", "has two readings, 72h of working time and 3 working days of 8 hours \\(24h\\)"),
        ("2bd", "business days are not built yet"),
        ("2bd!eod", "business days are not built yet"),
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
