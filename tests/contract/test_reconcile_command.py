"""Verdicts that an audit log tells of its own: read from columns, compared, counted and explained to a person."""

import json
from pathlib import Path

import pytest
from command import asked as told
from synced import copied, synced

CONFIGURATION = """\
sources:
  desk:
    kind: csv_events
    path: tickets.csv
    complete_through: read
    columns:
      id: id
      at: at
      status: status
      native:
        Lösungszeit: {outcome: kept, elapsed: elapsed, due_at: due, values: {"yes": met, "no": missed}}
    map:
      service: {default: mail}
      status: {New: new, Waiting: pending_requester, Done: resolved}
      native: {Lösungszeit: solve}
calendars:
  office: {timezone: Europe/Berlin, hours: {mon-fri: "09:00-17:00"}, holidays: {country: DE}}
services: {mail: Mail}
parties: {acme: Acme}
agreements:
  gold:
    with: acme
    services: mail
    timezone: Europe/Berlin
    objectives:
      solve: {indicator: resolution, within: 4h, target: 90%, hours: office}
"""
# Berlin's office opens at 07:00Z in summer. Ticket 1 waits from 11:00 to 14:00 local time: 3 hours count, 6 with it.
TICKETS = """\
id,at,status,kept,elapsed,due
1,2026-06-01T07:00:00Z,New,,,
1,2026-06-01T09:00:00Z,Waiting,,,
1,2026-06-01T12:00:00Z,New,,,
1,2026-06-01T13:00:00Z,Done,no,21600,2026-06-01T11:00:00Z
2,2026-06-02T07:00:00Z,New,,,
2,2026-06-02T08:00:00Z,Done,yes,3600,
3,2026-04-02T14:00:00Z,New,,,
3,2026-04-07T08:00:00Z,Done,no,,
4,2026-06-03T07:00:00Z,New,,,
4,2026-06-03T08:00:00Z,Done,perhaps,,
"""


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return synced(tmp_path_factory.mktemp("reconcile"), CONFIGURATION, {"tickets.csv": TICKETS})


@pytest.fixture
def config(made: Path, tmp_path: Path) -> Path:
    return copied(made, tmp_path)


def test_every_difference_is_told_with_what_gives_the_sources_verdict(config: Path) -> None:
    found = json.loads(told(config, "reconcile", "--format", "json").stdout)
    first, second = found["differences"]
    assert (first["ticket"], first["name"], first["ours"]["outcome"]) == ("1", "Lösungszeit", "met")
    assert (first["ours"]["elapsed_seconds"], first["theirs"]["elapsed_seconds"]) == (10_800, 21_600)
    assert first["theirs"]["due_at"] == "2026-06-01T11:00:00Z"
    assert first["reason"] == "equal if the pauses counted"
    # Good Friday and Easter Monday lie between: without them 1 + 8 + 8 + 1 = 18 hours.
    working_days = "if holidays and dated closures were working days"
    assert second["reason"] == f"the same verdict on 24x7 hours; or the same verdict {working_days}"
    proven = {way["way"]: way["reading"]["elapsed_seconds"] for way in second["proven"]}
    assert proven[working_days] == 18 * 3600
    assert list(found["summary"].values()) == [1, 1]


def test_differences_can_be_asked_for_by_source_objective_and_period(config: Path) -> None:
    def tickets(*asked: str) -> list[str]:
        return [
            row["ticket"]
            for row in json.loads(told(config, "reconcile", *asked, "--format", "json").stdout)["differences"]
        ]

    assert tickets("--period", "2026-06") == ["1"]
    assert tickets("--period", "2026-04", "--source", "desk", "--objective", "solve") == ["3"]
    assert tickets("--as-of", "2026-05-01") == ["3"]
    assert (
        'there is no objective "solv"; there are solve'
        in told(config, "reconcile", "--objective", "solv", status=2).stderr
    )
    assert 'there is no source "dsk"; there are desk' in told(config, "reconcile", "--source", "dsk", status=2).stderr


def test_a_person_sees_the_table_and_a_summary_by_reason(config: Path) -> None:
    lines = [" ".join(line.split()) for line in told(config, "reconcile").stdout.splitlines()]
    assert any(line.startswith("1 desk gold solve Lösungszeit met missed 10800 21600 14400") for line in lines)
    assert "2 differences" in lines
    assert "1 equal if the pauses counted" in lines


def test_explain_tells_the_pauses_the_holidays_and_the_sources_own_verdict(config: Path) -> None:
    shown = told(config, "explain", "1").stdout
    assert 'the source\'s own "Lösungszeit": missed, elapsed 21600 s, due 2026-06-01 11:00:00 UTC' in shown
    assert "equal if the pauses counted" in shown
    assert "paused as pending_requester: 10800 s" in shown
    assert "both agree" in told(config, "explain", "2").stdout
    (timer,) = json.loads(told(config, "explain", "3", "--format", "json").stdout)["timers"]
    assert [closure["reason"] for closure in timer["closures"]] == ["Good Friday", "Easter Monday"]
    (opinion,) = timer["source_verdicts"]
    assert (opinion["accord"], opinion["theirs"]["outcome"]) == ("disagree", "missed")


def test_the_snapshot_counts_what_was_compared_and_what_differs(config: Path) -> None:
    (counted,) = json.loads(told(config, "evaluate", "--as-of", "2026-06-20", "--format", "json").stdout)["comparisons"]
    assert counted == {
        "service_id": "mail",
        "sla": "gold",
        "objective": "solve",
        "source": "desk",
        "period": "current",
        "compared": 2,
        "disagreements": 1,
    }


def test_a_word_that_is_no_outcome_is_a_bad_row_that_says_so(config: Path) -> None:
    # The row that can't be read leaves ticket 4 open, and says nothing of its own verdict.
    (timer,) = json.loads(told(config, "explain", "4", "--format", "json").stdout)["timers"]
    assert timer["stopped_at"] is None
    assert timer["source_verdicts"] == []
