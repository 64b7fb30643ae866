"""Outages merged inside business hours for many services at once, beside the same in plain Python, in one run."""

import time
from bisect import bisect_right
from collections.abc import Callable
from datetime import UTC, datetime

import numpy as np
import pytest

from slawatch.calendars.calendar import compiled
from slawatch.engine.availability import ServiceRecord, time_account
from slawatch.engine.spans import Spans, covered
from slawatch.model.agreement import ExclusionMode
from slawatch.model.hours import WorkingHours

pytestmark = pytest.mark.benchmark

SERVICES, OUTAGES = 1000, 1000
YEAR = tuple(int(datetime(year, 1, 1, tzinfo=UTC).timestamp()) for year in (2026, 2027))
OFFICE = compiled(WorkingHours(id="office", timezone="Europe/Berlin", weekly=(((32400, 61200),),) * 5 + ((), ())))


def told() -> list[Spans]:
    numbers = np.random.default_rng(20260101)
    starts = numbers.integers(YEAR[0] - 86400, YEAR[1], (SERVICES, OUTAGES))
    return list(np.stack((starts, starts + numbers.integers(60, 14400, starts.shape)), axis=2))


def seconds_down(outages: Spans) -> int:
    record = ServiceRecord(down=covered(outages, times=1))
    return time_account(record.layers(ExclusionMode.AGREED), OFFICE, YEAR).down


class Peer:
    """Sort, merge in a loop, look up prefix sums by bisection: what one would write without numpy."""

    def __init__(self, intervals: list[list[int]]) -> None:
        self.starts = [start for start, _ in intervals]
        self.intervals = intervals
        self.sums = [0]
        for start, end in intervals:
            self.sums.append(self.sums[-1] + end - start)

    def seconds_down(self, outages: list[list[int]]) -> int:
        total, (start, end) = 0, (0, 0)
        for begins, ends in sorted(outages):
            if begins <= end:
                end = max(end, ends)
            else:
                total += self.between(start, end)
                start, end = begins, ends
        return total + self.between(start, end)

    def between(self, start: int, end: int) -> int:
        return self.worked(min(max(end, YEAR[0]), YEAR[1])) - self.worked(min(max(start, YEAR[0]), YEAR[1]))

    def worked(self, at: int) -> int:
        k = bisect_right(self.starts, at) - 1
        return self.sums[k] + min(at, self.intervals[k][1]) - self.starts[k] if k >= 0 else 0


def timed(answer: Callable[[], list[int]]) -> tuple[float, list[int]]:
    began = time.process_time()
    found = answer()
    return time.process_time() - began, found


def test_a_thousand_services_with_a_thousand_outages_each(capsys: pytest.CaptureFixture[str]) -> None:
    outages = told()
    plain = [each.tolist() for each in outages]
    peer = Peer(OFFICE.intervals(*YEAR).tolist())
    seconds_down(outages[0])
    ours, found = timed(lambda: [seconds_down(each) for each in outages])
    theirs, expected = timed(lambda: [peer.seconds_down(each) for each in plain])
    with capsys.disabled():
        print(
            f"\n{SERVICES} services x {OUTAGES} outages merged inside business hours, CPU time: slawatch {ours:.3f} s, "
            f"plain Python {theirs:.3f} s, ratio {theirs / ours:.1f}"
        )
    assert found == expected
