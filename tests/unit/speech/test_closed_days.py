"""Why hours are closed: holidays by their names in a language, as far as the almanac has them."""

from datetime import UTC, datetime

import pytest

from slawatch.model.hours import Holidays, WorkingHours
from slawatch.speech.closed_days import why_closed
from slawatch.speech.speech import Speech


@pytest.mark.parametrize(
    ("country", "reason", "at", "chinese"),
    [
        ("CN", "National Day", datetime(2026, 9, 30, 16, tzinfo=UTC), "国庆节"),
        ("HK", "National Day", datetime(2026, 9, 30, 16, tzinfo=UTC), "国庆日"),
        # On New Year's Eve of London it is the year after already in Shanghai.
        ("CN", "New Year's Day", datetime(2025, 12, 31, 16, tzinfo=UTC), "元旦"),
        ("DE", "Good Friday", datetime(2026, 4, 3, tzinfo=UTC), "Good Friday"),  # nobody translated it
        ("CN", "Stocktaking", datetime(2026, 4, 3, tzinfo=UTC), "Stocktaking"),  # a closed date of the calendar
        (None, "outside hours", datetime(2026, 4, 3, tzinfo=UTC), "非服务时间"),
    ],
)
def test_a_holiday_is_called_in_chinese_where_the_almanac_can(
    country: str | None, reason: str, at: datetime, chinese: str
) -> None:
    holidays = None if country is None else Holidays(country=country)
    hours = WorkingHours(id="own", timezone="Asia/Shanghai", weekly=(((32400, 64800),),) * 7, holidays=holidays)
    assert why_closed(reason, hours, at, Speech("zh")) == chinese
    assert why_closed(reason, hours, at, Speech("en")) == reason
