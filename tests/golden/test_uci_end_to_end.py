"""A real incident log through the command line: file, poll, store, engine, CSV. The truth was counted elsewhere."""

import json
from pathlib import Path

from command import configured, printed
from shared_data import shared_data
from uci import expected, sums

TEMPLATE = Path(__file__).parent / "uci" / "slawatch.yml"


def test_sums_over_all_timers_equal_the_truth_of_the_log(tmp_path: Path) -> None:
    config = configured(TEMPLATE, tmp_path, shared_data("uci498_sample_events.csv"))
    truth = json.loads(shared_data("uci498_sample_truth.json").read_text())
    printed(config, "sync")
    found = sums(printed(config, "timers", "--format", "csv").splitlines())
    for (agreement, priority), figures in expected(truth):
        assert dict(found[agreement, priority]) == dict(figures), (agreement, priority)
    assert sum(figures["n"] for (agreement, _), figures in found.items() if agreement == "wall-resume") == 300


def test_one_objective_can_be_asked_for(tmp_path: Path) -> None:
    config = configured(TEMPLATE, tmp_path, shared_data("uci498_sample_events.csv"))
    printed(config, "sync")
    found = sums(printed(config, "timers", "--format", "csv", "--objective", "p1").splitlines())
    assert {priority for _, priority in found} == {"P1"}
    printed(config, "timers", "--objective", "p9", status=2)
