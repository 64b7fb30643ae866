"""slawatch timers, explain and evaluate over two sources that use the same ticket ids."""

import json
from pathlib import Path

import pytest
from command import asked
from synced import copied, synced

SOURCE = """\
  {name}:
    kind: csv_events
    path: {name}.csv
    columns: {{id: id, at: at, status: status}}
    map: {{service: {{default: mail}}, kind: {{default: incident}}, status: {{New: new, Done: resolved}}}}
"""
REST = """\
services: {mail: Mail}
parties: {acme: Acme}
agreements:
  second-by-name:
    with: acme
    services: mail
    objectives:
      solve: {indicator: resolution, within: 4h, target: 90%, reopen: new_cycle}
      answer: {indicator: first_response, within: 1h, target: 90%}
  first-by-name:
    with: acme
    services: mail
    objectives:
      solve: {indicator: resolution, within: 8h, target: 90%}
"""
DESK = (
    ("2", "06:00", "New"),
    ("1", "07:00", "New"),
    ("2", "08:00", "Done"),
    ("2", "09:00", "New"),
    ("2", "10:00", "Done"),
)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    text = "sources:\n" + SOURCE.format(name="desk") + SOURCE.format(name="shop") + REST
    files = {}
    for name, rows in (("desk", DESK), ("shop", (("2", "05:00", "New"),))):
        lines = [f"{ticket},2026-06-01T{at}:00Z,{status}" for ticket, at, status in rows]
        files[f"{name}.csv"] = "\n".join(["id,at,status", *lines, ""])
    return synced(tmp_path_factory.mktemp("tickets"), text, files)


@pytest.fixture
def config(made: Path, tmp_path: Path) -> Path:
    return copied(made, tmp_path)


def test_timers_stand_by_ticket_then_objective_in_the_order_of_the_file_then_cycle(config: Path) -> None:
    rows = json.loads(asked(config, "timers", "--format", "json").stdout)
    assert [(row["source"], row["ticket"], row["sla"], row["objective"], row["cycle"]) for row in rows] == [
        ("desk", "2", "second-by-name", "solve", 0),
        ("desk", "2", "second-by-name", "solve", 1),
        ("desk", "2", "second-by-name", "answer", 0),
        ("desk", "2", "first-by-name", "solve", 0),
        ("desk", "1", "second-by-name", "solve", 0),
        ("desk", "1", "second-by-name", "answer", 0),
        ("desk", "1", "first-by-name", "solve", 0),
        ("shop", "2", "second-by-name", "solve", 0),
        ("shop", "2", "second-by-name", "answer", 0),
        ("shop", "2", "first-by-name", "solve", 0),
    ]


def test_a_ticket_id_of_two_sources_is_the_first_ones_and_the_other_is_told_of(config: Path) -> None:
    done = asked(config, "explain", "2", "--format", "json")
    assert json.loads(done.stdout)["source"] == "desk"
    assert "there is a ticket 2 in shop, too; this is the one in desk (see --source)" in done.stderr
    done = asked(config, "explain", "2", "--source", "shop", "--format", "json")
    assert json.loads(done.stdout)["source"] == "shop"
    assert done.stderr == ""
    assert asked(config, "explain", "1").stderr == ""


def test_a_source_or_ticket_that_is_not_there_is_said_to_be_missing(config: Path) -> None:
    assert (
        'there is no source "dsk"; there are desk, shop'
        in asked(config, "explain", "2", "--source", "dsk", status=2).stderr
    )
    assert "there is no ticket 1 in shop" in asked(config, "explain", "1", "--source", "shop", status=1).stderr
    assert "there is no ticket 7 in any source" in asked(config, "explain", "7", status=1).stderr


def test_before_its_creation_a_ticket_did_not_exist(config: Path) -> None:
    shown = asked(config, "explain", "1", "--as-of", "2026-06-01T06:59:59Z").stdout
    assert "it did not exist yet at 2026-06-01T06:59:59Z; it was created at 2026-06-01T07:00:00Z" in shown
    assert "no objective" not in shown
    assert "did not exist" not in asked(config, "explain", "1", "--as-of", "2026-06-01T07:00:00Z").stdout


def test_what_a_source_can_not_tell_is_null(config: Path) -> None:
    timers = json.loads(asked(config, "explain", "1", "--format", "json").stdout)["timers"]
    unknown = {timer["promise"]["objective"]: timer for timer in timers}["answer"]
    assert (unknown["outcome"], unknown["elapsed_seconds"], unknown["paused_seconds"]) == ("unknown", None, None)
    others = [timer for timer in timers if timer["outcome"] != "unknown"]
    assert len(others) == 2
    assert all(timer["elapsed_seconds"] > 0 and timer["paused_seconds"] == 0 for timer in others)


@pytest.mark.parametrize(
    ("asked_for", "told"),
    [((), {"current", "previous"}), (("--period", "2026-Q2"), {"2026-Q2"}), (("--period", "current"), {"current"})],
)
def test_a_figure_names_its_period_as_it_was_asked_for(
    asked_for: tuple[str, ...], told: set[str], config: Path
) -> None:
    document = json.loads(asked(config, "evaluate", "--format", "json", *asked_for).stdout)
    assert {figure["period"] for figure in document["objectives"]} == told
    assert {figure["period"] for figure in document["services"]} == told


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("1", "--period", "2026-06"), "--period goes with an --objective only"),
        (("1", "--all"), "--all goes with an --objective only"),
        (("--objective", "solve", "--source", "desk"), "--source goes with a TICKET only"),
    ],
)
def test_explain_takes_no_option_that_it_would_not_go_by(arguments: tuple[str, ...], told: str, config: Path) -> None:
    assert told in asked(config, "explain", *arguments, status=2).output


def test_where_an_objective_stands_is_told_once_for_all_versions_of_its_agreement(config: Path) -> None:
    text = config.read_text()
    config.write_text(f"{text}    versions: [{{from: 2026-07-01, objectives: {{solve: {{within: 2h}}}}}}]\n")
    told = asked(config, "explain", "--objective", "solve", "--service", "shop", status=2).output
    assert told == 'no objective "solve" of shop; it stands in second-by-name (mail), first-by-name (mail)\n'
