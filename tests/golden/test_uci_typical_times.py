"""Medians, p90s and means of a real incident log, against a replay of its rows in plain Python."""

import csv
import json
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from itertools import pairwise
from pathlib import Path

from command import configured, printed
from shared_data import shared_data

TEMPLATE = Path(__file__).parent / "uci" / "slawatch.yml"
EVERYTHING = "2016-01-01..2018-01-01"
DONE = ("Resolved", "Closed")


def instant(text: str) -> int:
    return int(datetime.strptime(f"{text} +0000", "%d/%m/%Y %H:%M %z").timestamp())


def elapsed(rows: Sequence[Mapping[str, str]]) -> int | None:
    """Return the seconds around the clock in which a ticket neither waited nor was done, up to its last end."""
    created = instant(rows[0]["opened_at"])
    states = [
        (created, "New"),
        *((max(instant(row["sys_updated_at"]), created), row["incident_state"]) for row in rows),
    ]
    if states[-1][1] not in DONE:
        return None
    return sum(
        later - at
        for (at, state), (later, _) in pairwise(states)
        if state not in DONE and not state.startswith("Awaiting")
    )


def times(path: Path) -> Iterator[tuple[str, int]]:
    """Yield (priority, seconds) of every ticket that is done."""
    tickets: dict[str, list[dict[str, str]]] = defaultdict(list)
    with path.open() as lines:
        for row in csv.DictReader(lines):
            tickets[row["number"]].append(row)
    for rows in tickets.values():
        in_order = sorted(rows, key=lambda row: instant(row["sys_updated_at"]))
        took = elapsed(in_order)
        if took is not None:
            yield f"p{in_order[-1]['priority'][0]}", took


def test_typical_times_of_a_real_log_are_those_of_a_plain_replay(tmp_path: Path) -> None:
    log, truth = (
        shared_data("uci498_sample_events.csv"),
        json.loads(shared_data("uci498_sample_truth.json").read_text()),
    )
    took: dict[str, list[int]] = defaultdict(list)
    for priority, seconds in times(log):
        took[priority].append(seconds)
    config = configured(TEMPLATE, tmp_path, log)
    printed(config, "sync")
    document = json.loads(printed(config, "evaluate", "--period", EVERYTHING, "--format", "json"))
    figures = {each["objective"]: each["elapsed"] for each in document["objectives"] if each["sla"] == "wall-resume"}
    for priority, lengths in sorted(took.items()):
        ordered, n = sorted(lengths), len(lengths)
        found, told = figures[priority], truth["by_priority"][priority.upper()]
        assert (found["n"], found["max_seconds"]) == (n, ordered[-1])
        assert found["median_seconds"] == next(v for v in ordered if 2 * sum(w <= v for w in ordered) >= n)
        assert found["p90_seconds"] == next(v for v in ordered if 10 * sum(w <= v for w in ordered) >= 9 * n)
        assert round(found["mean_seconds"] * n) == sum(ordered) == told["wall_elapsed_resume_seconds"]
    assert {"p1", "p2", "p3", "p4"} == took.keys()
