"""slawatch desk over an audit log with teams, links and answers in raw fields."""

import csv
import io
import json
from pathlib import Path

import pytest
from command import asked
from synced import copied, synced

CONFIG = """\
sources:
  log:
    kind: csv_events
    path: log.csv
    complete_through: read
    columns:
      {id: id, at: at, status: status, kind: kind, team: team, fields: {problem: problem, csat: csat, lane: lane}}
    map:
      service: {default: mail}
      queue: lane
      status: {New: new, Work: open, Ask: pending_requester, Done: resolved}
      links: {problem: problem}
      satisfaction: {field: csat, good: "4..5", scale: "1..5", survey: Export}
calendars: {office: {timezone: UTC, hours: {mon-fri: "09:00-17:00"}}}
services: {mail: {hours: office}}
desk: {period: month}
"""
LOG = """\
id,at,status,kind,team,problem,csat,lane
1,2026-06-01T09:00:00Z,New,incident,front,,,red
1,2026-06-01T10:00:00Z,Work,incident,front,,,red
1,2026-06-01T12:00:00Z,Work,incident,back,7,,red
1,2026-06-02T09:30:00Z,Done,incident,back,7,,red
1,2026-06-03T09:30:00Z,Done,incident,back,7,5,red
2,2026-06-01T11:00:00Z,New,incident,front,,,blue
"""


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return synced(tmp_path_factory.mktemp("desk"), CONFIG, {"log.csv": LOG})


@pytest.fixture
def config(made: Path, tmp_path: Path) -> Path:
    return copied(made, tmp_path)


def document(config: Path, *arguments: str) -> dict:
    return json.loads(asked(config, "desk", "--period", "2026-06", "--format", "json", *arguments).stdout)


def test_what_came_to_a_team_and_left_it(config: Path) -> None:
    loads = {(load["dimension"], load["value"]): load for load in document(config)["workloads"]}
    front, back, red = loads["team", "front"], loads["team", "back"], loads["queue", "red"]
    assert (front["created"], front["handed_away"], front["backlog_end"]) == (2, 1, 1)
    assert (back["handed_in"], back["resolved"], back["backlog_end"]) == (1, 1, 0)
    assert (red["created"], red["resolved"], red["backlog_end"]) == (1, 1, 0)


def test_stages_in_service_hours_add_up_to_the_life_of_the_ticket(config: Path) -> None:
    spent = [each for each in document(config)["handling"] if each["dimension"] == "service"]
    # New for an hour; open from 10:00 to 17:00 and from 9:00 to 9:30 of the next day.
    assert {each["stage"]: each["working_seconds"] for each in spent} == {"new": 3600, "open": 27_000}
    assert sum(each["elapsed_seconds"] for each in spent) == 24 * 3600 + 1800


def test_links_and_answers_in_raw_fields_are_told_with_where_they_come_from(config: Path) -> None:
    told = document(config)
    (linked,) = (each for each in told["processes"] if each["indicator"] == "problem_linked")
    assert (linked["counted"], linked["n"]) == (1, 2)
    (said,) = told["satisfaction"]
    assert (said["source"], said["survey"], said["good"], said["answers"], said["asked"]) == (
        "log",
        "Export",
        1,
        1,
        None,
    )


def test_a_log_without_replies_does_not_know_the_first_contact(config: Path) -> None:
    (first,) = (each for each in document(config)["processes"] if each["indicator"] == "first_contact")
    assert (first["n"], first["ratio"], first["unknown"]) == (0, None, 1)


def test_as_of_an_earlier_instant_nothing_later_is_known(config: Path) -> None:
    told = document(config, "--as-of", "2026-06-01T12:30:00Z")
    assert told["as_of"] == "2026-06-01T12:30:00Z"
    assert told["handling"] == []
    (back,) = (each for each in told["workloads"] if each["value"] == "back")
    assert (back["handed_in"], back["resolved"], back["backlog_end"]) == (1, 0, 1)


def test_csv_has_a_row_a_number_and_an_empty_cell_for_what_is_not_known(config: Path) -> None:
    rows = list(csv.DictReader(io.StringIO(asked(config, "desk", "--period", "2026-06", "--format", "csv").stdout)))
    numbers = {(row["figure"], row["by"], row["value"], row["kind"], row["name"]): row["number"] for row in rows}
    assert len(numbers) == len(rows)
    assert numbers["workloads", "team", "front", "incident", "created"] == "2"
    assert numbers["handling", "service", "mail", "incident", "new.working_seconds"] == "3600"
    assert numbers["processes", "service", "mail", "incident", "first_contact.ratio"] == ""


@pytest.mark.parametrize(
    ("by", "line"), [("team", "back"), ("queue", "red"), ("service", "mail"), ("kind", "incident")]
)
def test_tables_are_by_what_was_asked_for(config: Path, by: str, line: str) -> None:
    printed = asked(config, "desk", "--period", "2026-06", "--by", by).stdout
    assert f"Tickets by {by}" in printed
    assert any(row.startswith(line) for row in printed.splitlines())
    assert "not reopened within 7 d" in printed
    assert "SIMULATED" not in printed


def test_a_period_without_tickets_prints_its_dates_alone(config: Path) -> None:
    lines = asked(config, "desk", "--period", "2025-01").stdout.splitlines()
    assert lines[0] == "2025-01-01 00:00:00 UTC to 2025-02-01 00:00:00 UTC (cut in UTC)"
    assert len(lines) == 3
