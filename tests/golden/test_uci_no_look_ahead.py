"""A real log judged as of an instant, against a store that never held a row from after it."""

import csv
import gzip
import json
import os
from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from command import configured, printed
from shared_data import shared_data
from uci import sums

TEMPLATE = Path(__file__).parent / "uci" / "slawatch.yml"
NOTED = "2016-04-15T12:00:00Z"
"""Of this instant every timer is compared, too."""
INSTANTS = ("2016-03-10T09:30:00Z", NOTED, "2016-05-02T08:00:00Z", "2016-12-24T00:00:00Z")
SAMPLE = "uci498_sample_events.csv"
LOGS = {SAMPLE: INSTANTS, "uci498_dev_events.csv.gz": (NOTED,)}
"""As of which instants each is judged; storing the large one takes most of the time."""


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
    printed(config, "sync")
    return config


def figures(config: Path, at: str) -> list[dict[str, Any]]:
    """Return every figure, without how far the source has told: the one store knows that it went on."""
    told: dict[str, Any] = json.loads(printed(config, "evaluate", "--as-of", at, "--format", "json"))
    assert told["as_of"] == at
    states = [{name: value for name, value in state.items() if name != "data_through"} for state in told["states"]]
    return [*told["objectives"], *told["services"], *states, *told["unjudged"]]


@pytest.fixture(scope="module", params=LOGS)
def name(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="module")
def log(name: str) -> list[dict[str, str]]:
    path = shared_data(name)
    with gzip.open(path, "rt") if path.suffix == ".gz" else path.open() as lines:
        return list(csv.DictReader(lines))


@pytest.fixture(scope="module")
def whole(log: list[dict[str, str]], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the configuration whose store holds the whole log."""
    return synced(log, list(log[0]), tmp_path_factory.mktemp("uci") / "whole", through=None)


def test_what_came_later_changes_nothing_as_of_an_instant(
    name: str, log: list[dict[str, str]], whole: Path, tmp_path: Path
) -> None:
    for place, at in enumerate(LOGS[name]):
        until = datetime.fromisoformat(at)
        known = [row for row in log if moment(row) <= until]
        assert 0 < len(known) < len(log)
        early = synced(known, list(log[0]), tmp_path / str(place), through=until)
        assert figures(whole, at) == figures(early, at)
        assert timers(whole, at) == (told := timers(early, at))
        assert sum(counted["n"] for counted in told.values()) == 4 * len({row["number"] for row in known})


def timers(config: Path, at: str) -> Mapping[tuple[str, str], Counter[str]]:
    return sums(printed(config, "timers", "--as-of", at, "--format", "csv").splitlines())
