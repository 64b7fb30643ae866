"""What failed is tried again after longer and longer, up to an hour."""

from datetime import UTC, datetime, timedelta

from slawatch.runtime.setbacks import Setbacks
from slawatch.testing.clock import ManualClock

START = datetime(2026, 11, 4, 18, tzinfo=UTC)


def test_waits_double_up_to_an_hour() -> None:
    clock, setbacks, waits = ManualClock(START), Setbacks(), []
    for _ in range(8):
        setbacks.note("report", "no facts", clock)
        failed_at = clock.monotonic()
        while setbacks.must_wait("report", clock):
            clock.advance(1)
        waits.append(clock.monotonic() - failed_at)
    assert waits == [120, 240, 480, 960, 1920, 3600, 3600, 3600]
    found = setbacks.of("report")
    assert found is not None
    assert (found.since, found.tries, found.again_at) == (START, 8, clock.now())


def test_a_clock_that_is_set_back_does_not_lengthen_the_wait() -> None:
    clock, setbacks = ManualClock(START), Setbacks()
    setbacks.note("report", "no facts", clock)
    clock.set(START - timedelta(days=365))
    assert setbacks.must_wait("report", clock)
    clock.advance(120)
    assert not setbacks.must_wait("report", clock)


def test_the_same_reason_is_news_once_and_another_one_again() -> None:
    clock, setbacks = ManualClock(START), Setbacks()
    reasons = ("no facts", "no facts", "no room", "no room", "no facts")
    assert [setbacks.note("report", reason, clock) for reason in reasons] == [True, False, True, False, True]
    assert setbacks.note("another", "no facts", clock)
    setbacks.forget("report")
    assert not setbacks.must_wait("report", clock)
    assert list(setbacks.every()) == ["another"]
    assert setbacks.note("report", "no facts", clock)
    setbacks.clear()
    assert setbacks.of("another") is None
