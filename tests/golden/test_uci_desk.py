"""The desk's figures of a real incident log, against sums over the rows of its file."""

import csv
import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest
from command import configured, printed
from shared_data import shared_data

TEMPLATE = Path(__file__).parent / "uci" / "desk.yml"
WAYS = ("created", "handed_in", "reopened", "resolved", "handed_away")
MONTHS = ("2016-03", "2016-04")


@dataclass
class Change:
    """One row: from when on, whether the incident was done, and who had it."""

    at: datetime
    done: bool
    team: str
    problem: str


Log = dict[str, tuple[datetime, list[Change]]]


def histories(path: Path) -> Log:
    """Return each incident's creation and its rows in the order of time."""
    told: Log = {}
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            done, team = row["incident_state"] in {"Resolved", "Closed"}, row["assignment_group"]
            _, rows = told.setdefault(row["number"], (_instant(row["opened_at"]), []))
            rows.append(Change(_instant(row["sys_updated_at"]), done, team if team != "?" else "", row["problem_id"]))
    for _, rows in told.values():
        rows.sort(key=lambda change: change.at)
    return told


def _instant(text: str) -> datetime:
    return datetime.strptime(text, "%d/%m/%Y %H:%M").replace(tzinfo=UTC)


@pytest.fixture(scope="module")
def log() -> Log:
    return histories(shared_data("uci498_sample_events.csv"))


@pytest.fixture(scope="module")
def config(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("uci")
    written = configured(TEMPLATE, folder, shared_data("uci498_sample_events.csv"))
    printed(written, "sync")
    return written


def moves(created: datetime, rows: list[Change]) -> Iterator[tuple[str, str, str]]:
    """Yield (month, group, way) of every coming and going of an incident."""
    had, was_open = rows[0].team, True
    yield f"{created:%Y-%m}", had, "created"
    for change in rows:
        month = f"{change.at:%Y-%m}"
        if was_open and change.done:
            yield month, had, "resolved"
        elif was_open and had != change.team:
            yield month, had, "handed_away"
            yield month, change.team, "handed_in"
        elif not was_open and not change.done:
            yield month, change.team, "reopened"
        had, was_open = change.team, not change.done


@pytest.mark.parametrize("month", MONTHS)
def test_groups_get_and_give_what_the_rows_tell(config: Path, log: Log, month: str) -> None:
    told = json.loads(printed(config, "desk", "--period", month, "--format", "json"))
    found = Counter(
        {
            (month, load["value"], way): load[way]
            for load in told["workloads"]
            if load["dimension"] == "team"
            for way in WAYS
        }
    )
    expected = Counter(move for history in log.values() for move in moves(*history) if move[0] == month)
    assert +found == expected
    assert expected.total() > 50


@pytest.mark.parametrize("month", MONTHS)
def test_incidents_with_a_problem_are_those_that_name_one_in_their_last_row(config: Path, log: Log, month: str) -> None:
    told = json.loads(printed(config, "desk", "--period", month, "--format", "json"))
    shares = {share["indicator"]: share for share in told["processes"]}
    own = [rows[-1].problem for created, rows in log.values() if f"{created:%Y-%m}" == month]
    linked = [problem for problem in own if problem != "?"]
    assert (shares["problem_linked"]["counted"], shares["problem_linked"]["n"]) == (len(linked), len(own))
    problems = Counter(linked)
    assert [(load["problems"], load["incidents"], load["recurring"]) for load in told["problems"]] == [
        (len(problems), len(linked), sum(count > 1 for count in problems.values()))
    ] * bool(linked)
