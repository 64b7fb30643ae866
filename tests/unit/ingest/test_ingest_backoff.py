import random
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from slawatch.ingest.backoff import Budget, asked_wait, jitter
from slawatch.testing.clock import ManualClock

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)  # epoch 1795348800


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"Retry-After": "30"}, 30),
        ({"Retry-After": " 30 "}, 30),
        ({"Retry-After": "0"}, 1),
        ({"Retry-After": "Sun, 22 Nov 2026 12:02:00 GMT"}, 120),
        ({"Retry-After": "Sun, 22 Nov 2026 11:02:00 GMT"}, 1),
        ({"Retry-After": "Sun, 22 Nov 2026 12:02:00 GMT", "Date": "Sun, 22 Nov 2026 12:01:00 GMT"}, 60),
        ({"Retry-After": "999999"}, 21_600),
        ({"Retry-After": "soon"}, None),
        ({"Retry-After": "-5"}, None),
        ({"Retry-After": "99999999999999999999999999"}, 21_600),
        ({"Retry-After": "10", "X-RateLimit-Reset": "50"}, 10),
        ({"X-RateLimit-Reset": "50"}, 50),
        ({"X-RateLimit-Reset": "1795348890"}, 90),
        ({"X-RateLimit-Reset": "2026-11-22T12:05Z"}, 300),
        ({"X-RateLimit-Reset": "2026-11-22T12:05"}, None),
        ({}, None),
    ],
)
def test_the_wait_that_a_server_asks_for(headers: dict[str, str], seconds: float | None) -> None:
    assert asked_wait(headers, now=NOW) == seconds


@given(attempt=st.integers(1, 40), seed=st.integers())
def test_jitter_lies_between_one_second_and_its_bound(attempt: int, seed: int) -> None:
    assert 1 <= jitter(attempt, random.Random(seed)) <= min(60, 2**attempt)


def test_a_budget_runs_out_and_stays_at_zero() -> None:
    clock = ManualClock(NOW)
    budget = Budget(10, clock)
    clock.advance(4)
    assert budget.remaining == 6
    clock.advance(40)
    assert budget.remaining == 0
