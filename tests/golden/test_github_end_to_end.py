"""Real overlapping outages through the command line. The truth was counted elsewhere."""

import csv
import json
from pathlib import Path

import pytest
from command import configured, printed
from shared_data import shared_data

TEMPLATE = Path(__file__).parent / "github" / "slawatch.yml"


@pytest.fixture(scope="module")
def config(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a configuration whose store holds the outages."""
    data = shared_data("github_outages_2022_2024.csv")
    written = configured(TEMPLATE, tmp_path_factory.mktemp("github"), data)
    printed(written, "sync")
    return written


@pytest.mark.parametrize("year", ["2023", "2024"])
def test_availability_mtbf_and_mtrs_of_a_year_equal_the_truth(config: Path, year: str) -> None:
    truth = json.loads(shared_data("github_outages_truth.json").read_text())["years"][year]
    told = json.loads(printed(config, "evaluate", "--as-of", "2025-01-01", "--period", year, "--format", "json"))
    (service,) = told["services"]
    assert service["agreed_seconds"] == truth["agreed_seconds"]
    assert service["down_seconds"] == truth["down_seconds"]
    assert service["availability_ratio"] == pytest.approx(truth["availability"], abs=1e-15)
    assert service["outages"] == truth["outages_started"]
    assert service["mtbf_seconds"] == pytest.approx(truth["mtbf_seconds"], abs=1e-9)
    assert service["mtrs_seconds"] == pytest.approx(truth["mtrs_seconds"], abs=1e-9)
    assert service["restored"] == truth["restored"]


@pytest.mark.parametrize("year", ["2023", "2024"])
def test_the_listed_outages_add_up_to_the_year(config: Path, year: str) -> None:
    truth = json.loads(shared_data("github_outages_truth.json").read_text())["years"][year]
    rows = list(csv.DictReader(printed(config, "outages", "--period", year, "--format", "csv").splitlines()))
    assert sum(int(row["lost_seconds"]) for row in rows) == truth["down_seconds"]
    assert len(rows) == truth["merged_outages_overlapping"]


def test_the_year_before_is_the_previous_period_of_the_year_after(config: Path) -> None:
    told = json.loads(printed(config, "evaluate", "--as-of", "2024-12-31", "--format", "json"))
    seconds = {service["period"]: service["down_seconds"] for service in told["services"]}
    assert seconds["previous"] == 957660
