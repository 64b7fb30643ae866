"""What headers tell of a server's clock and of how much more it may be asked."""

from datetime import UTC, datetime, timedelta

import pytest
from requests.structures import CaseInsensitiveDict

from slawatch.ingest.server_told import server_told

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)


def skew(date: str, *, took: float = 0.0, **more: str) -> float | None:
    headers = CaseInsensitiveDict({"Date": date, **more})
    return server_told(headers, asked=NOON, answered=NOON + timedelta(seconds=took)).clock_skew_seconds


def left(**headers: str) -> float | None:
    told = CaseInsensitiveDict({name.replace("_", "-"): value for name, value in headers.items()})
    return server_told(told, asked=NOON, answered=NOON).rate_limit_remaining_ratio


@pytest.mark.parametrize(
    ("date", "took", "seconds"),
    [
        (
            "Sun, 22 Nov 2026 12:00:00 GMT",
            1.0,
            0.0,
        ),  # its clock showed 12:00:00.5, ours in the middle of the request too
        ("Sun, 22 Nov 2026 12:00:00 GMT", 0.0, 0.5),
        ("Sun, 22 Nov 2026 12:05:00 GMT", 4.0, 298.5),
        ("Sun, 22 Nov 2026 11:59:30 GMT", 2.0, -30.5),
        ("Sun, 22 Nov 2026 13:00:00 +0100", 1.0, 0.0),
    ],
)
def test_the_skew_is_the_servers_clock_less_ours_in_the_middle_of_the_request(
    date: str, took: float, seconds: float
) -> None:
    assert skew(date, took=took) == seconds


def test_without_a_date_or_out_of_a_cache_nothing_is_known_of_the_clock() -> None:
    assert skew("") is None
    assert skew("today") is None
    assert skew("Fri, 31 Dec 9999 23:59:59 -1200") is None
    assert skew(f"Thu, 01 Jan {10**19} 00:00:00 GMT") is None
    assert skew("Sun, 22 Nov 2026 11:00:00 GMT", Age="3600") is None


@pytest.mark.parametrize(
    ("headers", "ratio"),
    [
        ({"X_RateLimit_Limit": "5000", "X_RateLimit_Remaining": "4990"}, 0.998),
        ({"x_ratelimit_limit": "200", "x_ratelimit_remaining": "0"}, 0.0),
        ({"X_Rate_Limit": "700", "X_Rate_Limit_Remaining": "350"}, 0.5),
        ({"X_RateLimit_Total": "50", "X_RateLimit_Remaining": "49"}, 0.98),
        ({"RateLimit_Limit": "10, 10;w=1, 50;w=60", "RateLimit_Remaining": "4"}, 0.4),
        ({"RateLimit": "limit=100, remaining=25, reset=5"}, 0.25),
        ({"RateLimit": '"default";r=50;t=30', "RateLimit_Policy": '"default";q=100;w=10'}, 0.5),
        (
            {
                "RateLimit": '"day";r=900;t=3600, "burst";r=1;t=2',
                "RateLimit_Policy": '"burst";q=10;w=60;pk=:Y2RhNGNlMw==:, "day"; q=1000',
            },
            0.1,
        ),
        ({"X_RateLimit_Limit": "100", "X_RateLimit_Remaining": "120"}, 1.0),
        ({"RateLimit_Limit": "10", "RateLimit_Remaining": "5", "X_RateLimit_Limit": "9"}, 0.5),
    ],
)
def test_what_is_left_is_read_in_every_dialect(headers: dict[str, str], ratio: float) -> None:
    assert left(**headers) == ratio


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"X_RateLimit_Remaining": "5"},
        {"X_RateLimit_Limit": "5"},
        {"X_RateLimit_Limit": "0", "X_RateLimit_Remaining": "0"},
        {"X_RateLimit_Limit": "many", "X_RateLimit_Remaining": "few"},
        {"X_RateLimit_Limit": "100", "X_RateLimit_Remaining": "-1"},
        {"X_RateLimit_Limit": "9" * 400, "X_RateLimit_Remaining": "1"},
        {"RateLimit": '"default";r=50', "RateLimit_Policy": '"other";q=100'},
        {"RateLimit": '"default";t=50', "RateLimit_Policy": '"default";w=100'},
        {"RateLimit": '"default', "RateLimit_Policy": ';;;"'},
    ],
)
def test_a_server_that_tells_nothing_that_can_be_read_has_told_nothing(headers: dict[str, str]) -> None:
    assert left(**headers) is None
