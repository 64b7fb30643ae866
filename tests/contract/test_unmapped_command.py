"""slawatch unmapped over lists of tickets and outages whose words nobody mapped, some of them hostile."""

import csv
import io
import json
from datetime import timedelta
from pathlib import Path

import pytest
import yaml
from command import asked

from slawatch.clock import SystemClock

CONFIG = """\
sources:
  desk:
    kind: csv_events
    path: desk.csv
    columns: {id: id, at: at, status: status, fields: {queue: queue, urgency: urgency}}
    map:
      service: {field: queue, values: {"E-mail": mail, "Network *": wan}}
      priority: {field: urgency, values: {P1: P1, P2: P2}}
      status: {New: new, Done: resolved, "On hold": pending_other}
      outage: {when: {field: queue, equals: ["E-mail", Fax]}}
      severity: {Slow: degraded}
  monitor:
    kind: csv_outages
    path: outages.csv
    columns: {id: id, service: service, started_at: started_at, ended_at: ended_at, severity: severity}
    map:
      service: {values: {"mail.example": mail}}
      severity: {critical: down, minor: degraded}
services: {mail: {name: {en: E-mail, zh: 电子邮件}}, wan: WAN}
parties: {acme: Acme}
agreements:
  acme:
    with: acme
    services: [mail, wan]
    objectives:
      solve: {indicator: resolution, within: 4h, target: 90%}
"""
LONG = "w" * 10_000
HOSTILE = "\u202eevil\x1b[31m\n<b>*"
TICKETS = (
    # id, hour, status, queue, urgency
    ("1", "01", "New", "Fax", "P1"),
    ("2", "02", "New", "Fax", "P1"),
    ("3", "03", "New", "Fax", "P1"),
    ("3", "04", "Done", "Fax", "P1"),
    ("4", "05", "New", "E-mial", "P1 - Critical"),
    ("5", "06", "Onhold", "Network Berlin", "P2"),
    ("6", "07", "New", LONG, "P2"),
    ("7", "08", "New", HOSTILE, "P2"),
    ("8", "09", "New", "", "P2"),
    ("9", "10", "New", "E-mail", "P2"),
)
YESTERDAY = SystemClock().now().replace(hour=0, minute=0, second=0, microsecond=0) - timedelta(days=1)
"""Of what is older than two periods nothing is told."""


def at(hour: int) -> str:
    return f"{YESTERDAY + timedelta(hours=hour):%Y-%m-%dT%H:%M:%SZ}"


OUTAGES = (
    ("a", "mail.example", at(1), at(2), "critical"),
    ("b", "mail.exampel", at(3), at(4), "minor"),
    ("c", "mail.example", at(5), "", "huge"),
)


@pytest.fixture(scope="module")
def config(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("unmapped")
    path = folder / "slawatch.yml"
    path.write_text(CONFIG)
    with (folder / "desk.csv").open("w", newline="") as told:
        rows = ((id_, at(int(hour)), *rest) for id_, hour, *rest in TICKETS)
        csv.writer(told).writerows([("id", "at", "status", "queue", "urgency"), *rows])
    with (folder / "outages.csv").open("w", newline="") as told:
        csv.writer(told).writerows([("id", "service", "started_at", "ended_at", "severity"), *OUTAGES])
    asked(path, "sync")
    return path


def told(config: Path, *arguments: str) -> list[dict[str, object]]:
    listed: list[dict[str, object]] = json.loads(asked(config, "unmapped", "--format", "json", *arguments).stdout)
    return listed


COUNTED = ("source", "attribute", "word", "open_tickets", "tickets", "outages", "newest", "guess")


def test_every_raw_word_is_listed_with_its_tickets_outages_newest_ticket_and_a_guess(config: Path) -> None:
    assert [tuple(each[name] for name in COUNTED) for each in told(config)] == [
        ("desk", "status", "Onhold", 1, 1, 0, "5", "pending_other"),
        ("desk", "priority", "P1 - Critical", 1, 1, 0, "4", "P1"),
        ("desk", "service", "Fax", 2, 3, 3, "3", None),
        ("desk", "service", "", 1, 1, 0, "8", None),
        ("desk", "service", "E-mial", 1, 1, 0, "4", "mail"),
        ("desk", "service", "w" * 100, 1, 1, 0, "6", None),
        ("desk", "service", HOSTILE, 1, 1, 0, "7", None),
        ("monitor", "service", "mail.exampel", 0, 0, 1, None, "mail"),
        ("monitor", "severity", "huge", 0, 0, 1, None, None),
    ]


def test_it_tells_since_when_and_how_long_a_word_is_that_was_cut(config: Path) -> None:
    words = {str(each["word"]): each for each in told(config, "--source", "desk")}
    assert (words["Fax"]["since"], words["Fax"]["newest_at"]) == (at(1), at(3))
    assert words["w" * 100]["signs"] == 10_000
    assert {each["source"] for each in words.values()} == {"desk"}


def test_the_lines_map_all_words_once_the_meanings_left_out_are_filled_in(config: Path, tmp_path: Path) -> None:
    shown = asked(config, "unmapped").stdout
    lines = yaml.safe_load(shown[shown.index("sources:") :])
    assert lines["sources"]["desk"]["map"]["service"]["values"] == {
        "Fax": None,
        "E-mial": "mail",
        "w" * 100 + "*": None,
        "\u202eevil\x1b[[]31m\n<b>[*]": None,
    }
    whole = yaml.safe_load(CONFIG)
    for source, each in lines["sources"].items():
        for attribute, words in each["map"].items():
            into = whole["sources"][source]["map"][attribute]
            meaning = "wan" if attribute == "service" else "down"
            more = {word: known or meaning for word, known in words.get("values", words).items()}
            into.get("values", into).update(more)
    mended = config.with_name("mended.yml")
    mended.write_text(yaml.safe_dump(whole))
    assert [(each["word"], each["tickets"]) for each in told(mended)] == [("", 1)]


def test_a_configuration_with_a_meaning_left_out_is_not_loaded(config: Path) -> None:
    unfilled = config.with_name("unfilled.yml")
    unfilled.write_text(CONFIG.replace('values: {"E-mail": mail', 'values: {"Fax": , "E-mail": mail'))
    assert "Fax" in asked(unfilled, "check", status=2).output


def test_words_of_a_source_do_nothing_to_a_terminal(config: Path) -> None:
    shown = asked(config, "unmapped").stdout
    assert all(sign.isprintable() or sign == "\n" for sign in shown)
    assert "w" * 101 not in shown
    assert "(10,000 signs)" in shown


def test_a_spreadsheet_gets_the_same_rows(config: Path) -> None:
    rows = list(csv.DictReader(io.StringIO(asked(config, "unmapped", "--format", "csv").stdout)))
    assert [row["yaml"] for row in rows[:2]] == [
        '"Onhold": pending_other  # a guess: it looks like "On hold"',
        '"P1 - Critical": P1  # a guess: it looks like "P1"',
    ]


def test_a_source_that_there_is_not_is_refused(config: Path) -> None:
    assert "there are desk, monitor" in asked(config, "unmapped", "--source", "dekc", status=2).output
