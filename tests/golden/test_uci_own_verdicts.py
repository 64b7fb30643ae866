"""The verdicts of a real log (made_sla) beside ours: the differences are those that a look into both files finds."""

import csv
import json
from pathlib import Path

from command import configured, printed
from shared_data import shared_data

TEMPLATE = Path(__file__).parent / "uci" / "slawatch.yml"
NATIVE = """status: incident_state, native: {made sla: {outcome: made_sla, values: {"true": met, "false": missed}}}, """


def test_every_difference_between_the_log_and_us_is_listed_and_no_other(tmp_path: Path) -> None:
    data = shared_data("uci498_sample_events.csv")
    config = configured(TEMPLATE, tmp_path, data)
    text = config.read_text().replace("status: incident_state, ", NATIVE)
    config.write_text(text.replace("    map:\n", "    map:\n      native: {made sla: [p1, p2, p3, p4]}\n"))
    printed(config, "sync")
    theirs = {
        row["number"]: {"true": "met", "false": "missed"}[row["made_sla"]]
        for row in csv.DictReader(data.read_text().splitlines())
    }
    ours = list(csv.DictReader(printed(config, "timers", "--format", "csv").splitlines()))
    expected = {(row["ticket"], row["sla"]) for row in ours if row["outcome"] != theirs[row["ticket"]]}
    assert expected
    told = json.loads(printed(config, "reconcile", "--format", "json"))
    assert {(each["ticket"], each["sla"]) for each in told["differences"]} == expected
    assert sum(told["summary"].values()) == len(told["differences"])
