"""The whole UCI incident log as a user reads it: `sync`, then `timers --format csv`, with time and memory."""

import json
import resource
import time
from pathlib import Path

import pytest
from command import configured, slawatch
from shared_data import shared_data
from uci import expected, sums

TEMPLATE = Path(__file__).parents[1] / "golden" / "uci" / "slawatch.yml"


@pytest.mark.benchmark
def test_the_whole_log_in_time_and_memory(tmp_path: Path) -> None:
    config = configured(TEMPLATE, tmp_path, shared_data("uci498_dev_events.csv.gz"))
    truth = json.loads(shared_data("uci498_dev_truth.json").read_text())
    began = time.perf_counter()
    slawatch(config, "sync")
    read = time.perf_counter()
    told = slawatch(config, "timers", "--format", "csv").splitlines()
    judged = time.perf_counter()
    found = sums(told)
    assert {key: dict(found[key]) for key, _ in expected(truth)} == {key: dict(f) for key, f in expected(truth)}
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    print(f"\n17,410 tickets, 102,692 rows: sync {read - began:.1f} s, {len(told) - 1} timers {judged - read:.1f} s,")
    print(f"peak memory of a command {peak:.0f} MB; every sum equals the truth")
