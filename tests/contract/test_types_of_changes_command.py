"""Changes of an audit log that tells their types: what commands and a report say of emergencies."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from command import asked
from synced import copied, pages_of, synced

CONFIG = """\
sources:
  log:
    kind: csv_events
    path: log.csv
    complete_through: read
    columns: {id: id, at: at, status: status, kind: kind, fields: {way: way}}
    map:
      service: {default: mail}
      priority: {default: P3}
      status: {New: new, Done: resolved, Gone: cancelled}
      change_type: {field: way, values: {Hotfix: emergency, Release: normal}}
services: {mail: {hours: 24x7}}
desk: {period: month}
"""
LOG = """\
id,at,status,kind,way
1,2026-06-01T09:00:00Z,New,change,Release
1,2026-06-02T09:00:00Z,Done,change,Hotfix
2,2026-06-03T09:00:00Z,New,change,Release
2,2026-06-04T09:00:00Z,Done,change,Release
3,2026-06-05T09:00:00Z,New,change,hot-fix
3,2026-06-06T09:00:00Z,Done,change,hot-fix
4,2026-06-07T09:00:00Z,New,change,Hotfix
4,2026-06-08T09:00:00Z,Gone,change,Hotfix
5,2026-06-09T09:00:00Z,New,incident,hot-fix
5,2026-06-09T10:00:00Z,Done,incident,hot-fix
6,2026-06-10T09:00:00Z,New,change,urgently
"""


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return synced(tmp_path_factory.mktemp("types"), CONFIG, {"log.csv": LOG})


@pytest.fixture
def config(made: Path, tmp_path: Path) -> Path:
    return copied(made, tmp_path)


def emergencies(config: Path) -> dict:
    told = json.loads(asked(config, "desk", "--period", "2026-06", "--format", "json").stdout)
    (share,) = (each for each in told["processes"] if each["indicator"] == "change_emergency")
    return share


def test_the_desk_tells_the_share_of_emergencies_and_of_how_many_changes_nobody_knows_it(config: Path) -> None:
    share = emergencies(config)
    # 1 ended as a hotfix and 2 as a release; nothing maps the word of 3; 4 came to nothing, 6 is open.
    assert (share["process"], share["service_id"]) == ("change", "mail")
    assert (share["counted"], share["n"], share["ratio"], share["unknown"]) == (1, 2, 0.5, 1)


def reported(config: Path) -> tuple[dict, dict]:
    """The section on problems and changes of June's report, and its rows by what they count."""
    asked(config, "report", "--period", "2026-06", "--format", "json", "--output", str(config.parent))
    (file,) = config.parent.glob("*.json")
    sections = json.loads(file.read_text(encoding="utf-8"))["sections"]
    (section,) = (each for each in sections if each["id"] == "problems")
    (table,) = (each for each in section["blocks"] if each["id"] == "problems-and-changes")
    return section, {each["indicator"]["value"]: each for each in table["rows"]}


def test_the_report_of_the_month_has_the_row_with_its_number(config: Path) -> None:
    section, rows = reported(config)
    row = rows["changes made as an emergency"]
    assert row["indicator"]["said"]["zh"] == "紧急变更"
    assert (row["share"]["numerator"], row["share"]["denominator"], row["unknown"]["value"]) == (1, 2, 1)
    assert "8.5.1" in section["clauses"]


def test_a_word_that_nothing_maps_is_listed_with_the_line_that_maps_it_and_then_counts(config: Path) -> None:
    told = json.loads(asked(config, "unmapped", "--format", "json").stdout)
    words = {each["word"]: each for each in told if each["attribute"] == "change_type"}
    assert (words["urgently"]["tickets"], words["urgently"]["open_tickets"]) == (1, 1)
    assert words.keys().isdisjoint({"Hotfix", "Release"})
    mapped = CONFIG.replace("Hotfix: emergency", "Hotfix: emergency, hot-fix: emergency")
    config.write_text(mapped, encoding="utf-8")
    share = emergencies(config)
    assert (share["counted"], share["n"], share["unknown"]) == (2, 3, 0)


def test_pages_name_the_attribute_in_the_readers_words(config: Path) -> None:
    with pages_of(config, as_of=datetime(2026, 6, 20, tzinfo=UTC)) as site:
        words = {each["word"]: each["tickets"] for each in site.api("/unmapped?attribute=change_type")["words"]}
        assert words == {"hot-fix": 1, "urgently": 1}
        for address in ("/unmapped?", "/tickets?list=unmapped&", "/?"):
            assert "change type" in site.ask(f"{address}lang=en").text
            assert "变更类型" in site.ask(f"{address}lang=zh").text


def without_types(config: Path) -> None:
    line = next(line for line in CONFIG.splitlines(keepends=True) if "change_type" in line)
    config.write_text(CONFIG.replace(line, ""), encoding="utf-8")


def test_a_report_without_types_has_the_rows_that_it_had_before_types_were_known(config: Path) -> None:
    without_types(config)
    assert list(reported(config)[1]) == [
        "incidents that name a problem behind them",
        "changes that caused an incident",
        "changes that failed or were taken back",
    ]


def test_a_source_that_tells_no_types_makes_no_zero_of_it(config: Path) -> None:
    without_types(config)
    share = emergencies(config)
    assert (share["counted"], share["n"], share["ratio"], share["unknown"]) == (0, 0, None, 3)
    assert asked(config, "unmapped").stdout == "every word is mapped\n"
