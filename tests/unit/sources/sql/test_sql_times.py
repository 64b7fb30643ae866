"""Times as databases give them, and from where on they are asked, worked by hand."""

from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal
from typing import Literal
from uuid import UUID

import pytest

from slawatch.sources.sql.times import Times, Written

AT = datetime(2026, 11, 20, 2, 0, 5, tzinfo=UTC)
SHANGHAI = timezone(timedelta(hours=8))


def times(epoch: Literal["s", "ms", "us"] = "s", timezone: str | None = None) -> Times:
    return Times(epoch=epoch, timezone=timezone)


@pytest.mark.parametrize(
    ("raw", "epoch", "zone"),
    [
        (1795140005, "s", None),
        (1795140005999, "ms", None),
        (1795140005999999, "us", None),
        (Decimal("1795140005.9"), "s", None),
        (datetime(2026, 11, 20, 10, 0, 5, tzinfo=SHANGHAI), "s", None),
        (datetime(2026, 11, 20, 10, 0, 5), "s", "Asia/Shanghai"),  # noqa: DTZ001  as a driver gives it
        ("2026-11-20 10:00:05", "s", "Asia/Shanghai"),
        ("2026-11-20T02:00:05.7Z", "s", None),
    ],
)
def test_a_time_is_read(raw: object, epoch: Literal["s", "ms", "us"], zone: str | None) -> None:
    assert times(epoch, zone).read(raw) == AT


@pytest.mark.parametrize(
    "raw",
    [None, True, "soon", b"x", 10**30, 0, datetime(2026, 11, 20), "2026-11-20 10:00"],  # noqa: DTZ001
)
def test_what_is_no_time_or_has_no_zone_is_refused(raw: object) -> None:
    with pytest.raises(ValueError, match=r"\S"):
        times().read(raw)


def test_asking_begins_earlier_by_the_lag_in_the_columns_own_type() -> None:
    assert times("us").before(1795140005999999, 60, now=AT) == 1795139945999999
    aware = datetime(2026, 11, 20, 10, 0, 5, tzinfo=SHANGHAI)
    assert times().before(aware, 5, now=AT) == datetime(2026, 11, 20, 10, 0, tzinfo=SHANGHAI)
    naive = datetime(2026, 11, 20, 10, 0, 5)  # noqa: DTZ001
    assert times(timezone="Asia/Shanghai").before(naive, 5, now=AT) == datetime(2026, 11, 20, 10)  # noqa: DTZ001
    assert times(timezone="Asia/Shanghai").before("2026-11-20 10:00:05", 5, now=AT) == "2026-11-20 10:00:00"


def test_a_wall_clock_that_was_put_back_shows_new_rows_below_old_ones() -> None:
    # In Berlin 02:59 came at 00:59 UTC; at 01:00 UTC the clock went back to 02:00, and now it is 02:10 again.
    seen, now = datetime(2026, 10, 25, 2, 59), datetime(2026, 10, 25, 1, 10, tzinfo=UTC)  # noqa: DTZ001
    bound = times(timezone="Europe/Berlin").before(seen, 60, now=now)
    assert bound == datetime(2026, 10, 25, 1, 58)  # noqa: DTZ001
    assert isinstance(bound, datetime)
    assert bound <= datetime(2026, 10, 25, 2, 10)  # noqa: DTZ001


@pytest.mark.parametrize(
    "raw",
    [7, 1.5, "x", AT, Decimal("1.50"), UUID(int=3), datetime(2026, 11, 20, 10)],  # noqa: DTZ001
)
def test_a_value_survives_in_a_cursor(raw: object) -> None:
    assert Written.of(Written(raw).told()).raw == raw


def test_texts_with_an_offset_are_asked_for_by_their_own_wall_time() -> None:
    # Nine in the evening before in New York; an hour more, for their clocks may be put back.
    assert times().before("2026-11-19T21:00:05-05:00", 5, now=AT) == "2026-11-19 20:00:00"
    assert times().before("2026-11-20T02:00:05Z", 5, now=AT) == "2026-11-20 02:00:00"
