"""slawatch desk --by person over an audit log with assignees, switched on and off."""

import hashlib
import hmac
import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from command import asked

from slawatch.app.configuring import Overrides, configured, installed
from slawatch.app.planning import planned
from slawatch.cli.stored import reading_store
from slawatch.exporters.prometheus import rendered
from slawatch.runtime.evaluator import Evaluator
from slawatch.testing.clock import ManualClock

AS_OF = datetime(2026, 6, 20, tzinfo=UTC)
SALT = "a salt that is long enough"
CONFIG = """\
sources:
  log:
    kind: csv_events
    path: log.csv
    complete_through: read
    people_salt: env:SLAWATCH_TEST_SALT
    columns: {id: id, at: at, status: status, kind: kind, team: team, assignee: who, fields: {csat: csat}}
    map:
      service: {default: mail}
      status: {New: new, Work: open, Done: resolved}
      satisfaction: {field: csat, good: "4..5", scale: "1..5"}
services: {mail: {hours: 24x7}}
"""
LOG = """\
id,at,status,kind,team,who,csat
1,2026-06-01T09:00:00Z,New,incident,front,,
1,2026-06-01T10:00:00Z,Work,incident,front,Ann Lee,
1,2026-06-01T12:00:00Z,Work,incident,front,Bob Wu,
1,2026-06-01T15:00:00Z,Done,incident,front,Bob Wu,
1,2026-06-03T09:30:00Z,Done,incident,front,,5
2,2026-06-01T11:00:00Z,New,incident,front,Ann Lee,
"""


def token(person: str) -> str:
    return "agent-" + hmac.new(SALT.encode(), person.encode(), hashlib.sha256).hexdigest()[:12]


ANN, BOB = token("Ann Lee"), token("Bob Wu")


@pytest.fixture
def config(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("SLAWATCH_TEST_SALT", SALT)
    path = tmp_path / "slawatch.yml"
    path.write_text(CONFIG)
    (tmp_path / "log.csv").write_text(LOG)
    asked(path, "sync")
    return path


def switched_on(config: Path, names: str = "{}") -> Path:
    config.write_text(f"{CONFIG}desk: {{by_person: true, names: {names}}}\n")
    return config


def desk(config: Path, *arguments: str, status: int = 0) -> str:
    return asked(config, "desk", "--period", "2026-06", *arguments, status=status).output


def test_switched_off_it_is_refused_with_the_reason_and_the_way_out(config: Path) -> None:
    printed = desk(config, "--by", "person", status=2)
    assert "figures by person are switched off" in printed
    assert "write desk: {by_person: true}" in printed


def test_no_name_is_stored(config: Path) -> None:
    stored = [path for path in config.parent.iterdir() if path.name not in {"log.csv", "slawatch.yml"}]
    assert any(ANN.encode() in path.read_bytes() for path in stored)
    assert not any(name in path.read_bytes() for path in stored for name in (b"Ann Lee", b"Bob Wu"))


def test_switched_off_no_format_tells_a_person(config: Path) -> None:
    for shape in ("table", "csv", "json"):
        printed = desk(config, "--format", shape)
        assert "agent-" not in printed
        assert "person" not in printed.replace('"persons": []', "")


def test_persons_are_told_by_pseudonyms(config: Path) -> None:
    told = json.loads(desk(switched_on(config), "--by", "person", "--format", "json"))
    loads = {load["value"]: load for load in told["workloads"] if load["dimension"] == "person"}
    assert loads.keys() == {"", ANN, BOB}
    assert [loads[ANN][way] for way in ("created", "handed_in", "handed_away", "backlog_end")] == [1, 1, 1, 1]
    assert [loads[BOB][way] for way in ("handed_in", "resolved", "backlog_end")] == [1, 1, 0]
    spent = {each["value"]: each["working_seconds"] for each in told["handling"] if each["dimension"] == "person"}
    assert spent == {"": 3600, ANN: 2 * 3600, BOB: 3 * 3600}
    (said,) = told["persons"]
    assert (said["person"], said["good"], said["answers"]) == (BOB, 1, 1)


def test_what_waits_now_is_told_by_person_and_team_and_adds_up_to_the_backlog(config: Path) -> None:
    told = json.loads(desk(switched_on(config), "--format", "json", "--as-of", "2026-06-04T09:00:00Z"))
    lying = {(each["dimension"], each["value"]): each for each in told["waiting"]}
    day = 86400
    for key in (("person", ANN), ("team", "front")):
        assert (lying[key]["stage"], lying[key]["age"]["n"]) == ("new", 1)
        assert lying[key]["age"]["max_seconds"] == 3 * day - 2 * 3600  # ticket 2 was created on June 1 at 11:00
    ends = {(load["dimension"], load["value"]): load["backlog_end"] for load in told["workloads"]}
    assert {key: each["age"]["n"] for key, each in lying.items()} == {key: n for key, n in ends.items() if n}
    title = "Open tickets by what they wait for now"
    assert title in desk(config, "--as-of", "2026-06-04T09:00:00Z")
    assert title not in desk(config, "--as-of", "2026-07-04T09:00:00Z")


def test_the_tables_are_in_the_style_of_those_by_team(config: Path) -> None:
    printed = desk(switched_on(config), "--by", "person")
    assert "Tickets by person" in printed
    assert "Satisfaction with the tickets that a person had last" in printed
    assert sum(line.startswith(BOB) for line in printed.splitlines()) == 3  # tickets, time, satisfaction
    assert "with the person" in printed
    assert "no source tells" not in printed
    assert "Ann" not in printed


def test_names_are_those_of_the_configuration_and_no_others(config: Path) -> None:
    printed = desk(switched_on(config, f"{{{BOB}: 吴波}}"), "--by", "person", "--format", "csv")
    assert "workloads,person,吴波,incident,resolved,1" in printed
    assert "persons,person,吴波,,ratings.good,1" in printed
    assert f"workloads,person,{ANN},incident,created,1" in printed
    assert BOB not in printed


def test_without_a_salt_nobody_is_told_apart(config: Path) -> None:
    text = CONFIG.replace("    people_salt: env:SLAWATCH_TEST_SALT\n", "").replace("log.csv", "other.csv")
    (config.parent / "other.csv").write_text(LOG)
    config.write_text(f"{text.replace('log:', 'other:')}desk: {{by_person: true}}\n")
    asked(config, "sync")
    told = json.loads(desk(config, "--by", "person", "--format", "json"))
    values = {load["value"] for load in told["workloads"] if load["dimension"] == "person"}
    assert values == {"", "somebody"}
    assert "no source tells people apart" in desk(config, "--by", "person")


@pytest.mark.parametrize("on", [False, True])
def test_no_metric_and_no_snapshot_holds_a_person_whatever_is_switched_on(config: Path, *, on: bool) -> None:
    configuration = configured(switched_on(config) if on else config, Overrides(), installed())
    with reading_store(configuration) as store:
        evaluator = Evaluator(planned(configuration.definitions), store, ManualClock(AS_OF))
        snapshot = evaluator.evaluate(AS_OF)
    assert evaluator.rows.desk.stages.person.any() == on
    assert snapshot.desk[0].workloads
    told = rendered(snapshot, {}, limit=10_000).bodies.values()
    assert all(b'team="front"' in body.plain and b"agent-" not in body.plain for body in told)
    assert "agent-" not in repr(snapshot)
