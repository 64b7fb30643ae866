"""Days of a service against a count of its seconds one by one."""

import itertools
from datetime import UTC, datetime
from fractions import Fraction

import numpy as np
import pytest

from slawatch.calendars.calendar import compiled
from slawatch.engine.availability import Degradation, ServiceRecord
from slawatch.engine.daily import days_of, stretches_of
from slawatch.engine.service_time import ServiceTime
from slawatch.engine.windows import window
from slawatch.model.hours import WorkingHours
from slawatch.model.instant import epoch
from slawatch.model.interval import Interval
from slawatch.model.service import ServiceId
from slawatch.testing.plans import agreement

OFFICE = WorkingHours(id="office", timezone="UTC", weekly=(((8 * 3600, 18 * 3600),),) * 5 + ((),) * 2)
FIRST = datetime(2026, 10, 1, tzinfo=UTC)
DAY, HOUR = 86400, 3600
START = epoch(FIRST)
DAYS = 7
NOW = START + 5 * DAY + 12 * HOUR
KINDS = ("excluded", "unknown", "down", "degraded")
"""The first that covers a second counts it."""


def drawn(seed: int) -> dict[str, np.ndarray]:
    rng = np.random.default_rng(seed)
    found = {}
    for kind in KINDS:
        edges = np.unique(rng.integers(START - DAY, START + DAYS * DAY, 8))
        found[kind] = edges[: len(edges) // 2 * 2].reshape(-1, 2)
    return found


def told(spans: dict[str, np.ndarray]) -> ServiceTime:
    record = ServiceRecord(
        down=spans["down"],
        degraded=(Degradation(stretches=spans["degraded"], weight=Fraction(1, 4)),),
        excluded=spans["excluded"],
        unknown=spans["unknown"],
    )
    period = Interval(FIRST, datetime(2026, 10, 1 + DAYS, tzinfo=UTC))
    now = datetime.fromtimestamp(NOW, UTC)
    return ServiceTime(
        agreement=agreement(),
        service=ServiceId("mail"),
        window=window(agreement(), period, as_of=now),
        calendar=compiled(OFFICE),
        record=record,
        known_until=NOW,
    )


def kinds_of_seconds(spans: dict[str, np.ndarray]) -> np.ndarray:
    """Return of every second of the days what it was: a position in KINDS, -1 where it was up."""
    seconds = np.arange(START, START + DAYS * DAY)
    kinds = np.full(len(seconds), -1)
    for code, kind in reversed(list(enumerate(KINDS))):
        for start, end in spans[kind].tolist():
            kinds[(seconds >= start) & (seconds < end)] = code
    return kinds


@pytest.mark.parametrize("seed", range(8))
def test_each_day_is_spent_as_its_seconds_say(seed: int) -> None:
    spans = drawn(seed)
    kinds, seconds = kinds_of_seconds(spans), np.arange(START, START + DAYS * DAY)
    weekday, time = (seconds // DAY + 3) % 7, seconds % DAY
    counted = (weekday < 5) & (time >= 8 * HOUR) & (time < 18 * HOUR) & (seconds < NOW)
    for n, day in enumerate(days_of(told(spans), [START + n * DAY for n in range(DAYS + 1)])):
        own = slice(n * DAY, (n + 1) * DAY)
        expected = {kind: int((counted[own] & (kinds[own] == code)).sum()) for code, kind in enumerate(KINDS)}
        assert day.scheduled == int(counted[own].sum())
        assert {kind: getattr(day, kind) for kind in KINDS} == expected
        assert day.lost == expected["down"] + Fraction(expected["degraded"], 4)


def test_stretches_never_overlap_and_end_where_it_is_seen() -> None:
    spans = drawn(3)
    found = stretches_of(told(spans))
    assert found
    assert all(end <= following for (_, _, end), (_, following, _) in itertools.pairwise(found))
    kinds = kinds_of_seconds(spans)
    for kind, start, end in found:
        assert START <= start < end <= NOW
        assert set(kinds[start - START : end - START].tolist()) == {KINDS.index(kind)}
