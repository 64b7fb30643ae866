from datetime import UTC, datetime

import pytest

from slawatch.exporters.selfmetrics import FeedState, SelfMetrics

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
DEAD = FeedState(calendar="office", feed="company", up=False, last_success_at=NOON)
NEW = FeedState(calendar="maintenance/planned", feed="changes", up=False, last_success_at=None)


@pytest.fixture
def metrics() -> SelfMetrics:
    return SelfMetrics(version="1.2.3")


def value(metrics: SelfMetrics, name: str, state: FeedState) -> float | None:
    labels = {"calendar": state.calendar, "feed": state.feed}
    return metrics.registry.get_sample_value(f"slawatch_calendar_feed_{name}", labels)


def test_a_dead_feed_keeps_its_last_success_and_one_never_read_has_none(metrics: SelfMetrics) -> None:
    metrics.feeds([DEAD, NEW])

    assert [value(metrics, "up", each) for each in (DEAD, NEW)] == [0, 0]
    assert value(metrics, "last_success_timestamp_seconds", DEAD) == NOON.timestamp()
    assert value(metrics, "last_success_timestamp_seconds", NEW) is None


def test_a_feed_that_is_taken_out_of_the_configuration_vanishes(metrics: SelfMetrics) -> None:
    metrics.feeds([DEAD, NEW])
    metrics.feeds([NEW])

    assert value(metrics, "up", DEAD) is None
    assert value(metrics, "last_success_timestamp_seconds", DEAD) is None
    assert value(metrics, "up", NEW) == 0
