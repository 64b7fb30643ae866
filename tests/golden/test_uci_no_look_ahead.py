"""A real log judged as of an instant, against a store that never held a row from after it."""

import csv
import gzip
import json
import os
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from command import configured, slawatch
from shared_data import shared_data
from uci import sums

TEMPLATE = Path(__file__).parent / "uci" / "slawatch.yml"
NOTED = "2016-04-15T12:00:00Z"
"""Of this instant every timer is compared, too."""
INSTANTS = ("2016-03-10T09:30:00Z", NOTED, "2016-05-02T08:00:00Z", "2016-12-24T00:00:00Z")


def moment(row: Mapping[str, str]) -> datetime:
    return datetime.strptime(row["sys_updated_at"], "%d/%m/%Y %H:%M").replace(tzinfo=UTC)


def synced(rows: Iterable[Mapping[str, str]], columns: list[str], folder: Path, *, through: datetime | None) -> Path:
    """Store the rows of a log that was written last at an instant, and return the configuration."""
    folder.mkdir()
    log = folder / "log.csv"
    with log.open("w", newline="") as lines:
        writer = csv.DictWriter(lines, columns)
        writer.writeheader()
        writer.writerows(rows)
    if through is not None:
        os.utime(log, (through.timestamp(), through.timestamp()))
    config = configured(TEMPLATE, folder, log)
    slawatch(config, "sync")
    return config


def figures(config: Path, at: str) -> list[dict[str, Any]]:
    """Return every figure, without how far the source has told: the one store knows that it went on."""
    told: dict[str, Any] = json.loads(slawatch(config, "evaluate", "--as-of", at, "--format", "json"))
    assert told["as_of"] == at
    states = [{name: value for name, value in state.items() if name != "data_through"} for state in told["states"]]
    return [*told["objectives"], *told["services"], *states, *told["unjudged"]]


@pytest.fixture(scope="module")
def log() -> list[dict[str, str]]:
    with gzip.open(shared_data("uci498_dev_events.csv.gz"), "rt") as lines:
        return list(csv.DictReader(lines))


@pytest.fixture(scope="module")
def whole(log: list[dict[str, str]], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the configuration whose store holds the whole log."""
    return synced(log, list(log[0]), tmp_path_factory.mktemp("uci") / "whole", through=None)


@pytest.mark.parametrize("at", INSTANTS)
def test_what_came_later_changes_nothing_as_of_an_instant(
    at: str, log: list[dict[str, str]], whole: Path, tmp_path: Path
) -> None:
    until = datetime.fromisoformat(at)
    known = [row for row in log if moment(row) <= until]
    assert 0 < len(known) < len(log)
    early = synced(known, list(log[0]), tmp_path / "early", through=until)
    assert figures(whole, at) == figures(early, at)
    if at != NOTED:
        return
    before, after = (
        sums(slawatch(config, "timers", "--as-of", at, "--format", "csv").splitlines()) for config in (early, whole)
    )
    assert after == before
    assert sum(counted["n"] for counted in after.values()) == 4 * len({row["number"] for row in known})
