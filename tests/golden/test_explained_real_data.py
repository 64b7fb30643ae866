"""Real outages and tickets: what explain lists adds up to what evaluate publishes."""

import json
from collections import Counter
from pathlib import Path

import pytest
from command import configured, printed
from shared_data import shared_data

HERE = Path(__file__).parent


@pytest.mark.parametrize("year", ["2022", "2023", "2024"])
def test_the_segments_of_a_year_of_real_outages_are_its_figure(tmp_path: Path, year: str) -> None:
    data = shared_data("github_outages_2022_2024.csv")
    config = configured(HERE / "github" / "slawatch.yml", tmp_path, data)
    printed(config, "sync")
    asked = ("--as-of", "2025-01-01", "--period", year, "--format", "json")
    (service,) = json.loads(printed(config, "evaluate", *asked))["services"]
    (told,) = json.loads(printed(config, "explain", "--objective", "availability", *asked))["figures"]
    seconds: Counter[str] = Counter()
    for segment in told["segments"]:
        seconds[segment["time"]] += segment["seconds"]
    assert all(
        seconds[name] == service[f"{name}_seconds"] for name in ("up", "down", "degraded", "excluded", "unknown")
    )
    assert sum(each["in_period"].get("down", 0) for each in told["outages"]) == service["down_seconds"]


def test_the_tickets_of_a_real_log_are_the_figures_of_their_objectives(tmp_path: Path) -> None:
    data = shared_data("uci498_sample_events.csv")
    config = configured(HERE / "uci" / "slawatch.yml", tmp_path, data)
    printed(config, "sync")
    asked = ("--as-of", "2016-06-01", "--period", "2016-03", "--format", "json")
    figures = json.loads(printed(config, "evaluate", *asked))["objectives"]
    for name in {figure["objective"] for figure in figures}:
        told = json.loads(printed(config, "explain", "--objective", name, *asked))["figures"]
        of_name = [figure for figure in figures if figure["objective"] == name]
        for figure, explained in zip(of_name, told, strict=True):
            outcomes = Counter(timer["outcome"] for timer in explained["timers"])
            published = Counter({each["outcome"]: 0 for each in figure["outcomes"]})
            for each in figure["outcomes"]:
                published[each["outcome"]] += each["timers"]
            assert outcomes == published
            assert outcomes["met"] == figure["good"]
            assert outcomes["met"] + outcomes["missed"] == figure["events"]
