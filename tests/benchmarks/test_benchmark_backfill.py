"""The first reading of ten and of a hundred thousand tickets by `slawatch sync`: time, and memory at the most."""

from functools import partial

import pytest
from big_desk import answering, backfill, installed

from slawatch.testing.http_faults import FaultyServer

pytestmark = [pytest.mark.benchmark, pytest.mark.timeout(1800)]

FEW, MANY = 10_000, 100_000
GROWTH_MIB = 20


def test_a_hundred_thousand_tickets_take_no_more_memory_than_ten_thousand(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    peaks = []
    for tickets in (FEW, MANY):
        with FaultyServer(partial(answering, tickets)) as server:
            done = backfill(installed(tmp_path_factory.mktemp("backfill"), server.url))
        assert done.status == 0
        assert f"{tickets} ticket new" in done.printed
        print(f"\n{tickets:>7,} tickets: {done.seconds:6.1f} s, {done.peak_mib} MiB at the most")
        peaks.append(done.peak_mib)
    assert peaks[1] - peaks[0] < GROWTH_MIB
