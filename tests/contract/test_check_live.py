"""What `check --live` tells of each source: who we are there, and how its tickets would be mapped."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from command import asked

from slawatch.ingest.source import Word
from slawatch.model.mapping import FieldMap, SourceMapping
from slawatch.runtime.unheard import unheard
from slawatch.testing.fake_rt import FakeRequestTracker
from slawatch.testing.fake_rt_rest import TOKEN, FakeRest2
from slawatch.testing.http_faults import FaultyServer

CONFIG = """\
sources:
  rt:
    kind: request_tracker
    url: {url}
    token: env:SLAWATCH_TEST_LIVE_TOKEN
    map:
      service: {{field: queue, values: {{Network: wan}}}}
      priority: {{values: {{"50": P2}}}}
  list:
    kind: csv_events
    path: list.csv
    columns: {{id: id, at: at, status: status, service: service}}
    map: {{status: {{New: new, Done: resolved}}, service: {{values: {{E-mail: mail}}}}, priority: {{default: P3}}}}
services: {{wan: WAN, mail: Mail}}
parties: {{acme: Acme}}
agreements:
  acme:
    with: acme
    services: [wan, mail]
    objectives:
      solve: {{indicator: resolution, within: 4h, target: 90%}}
"""
ROWS = """\
id,at,status,service
7,2026-03-02T08:00:00Z,New,E-mail
7,2026-03-02T09:30:00Z,Done,E-mail
8,2026-03-02T10:00:00Z,Weird,Fax
"""


@pytest.fixture
def rt(monkeypatch: pytest.MonkeyPatch) -> FakeRequestTracker:
    monkeypatch.setenv("SLAWATCH_TEST_LIVE_TOKEN", TOKEN)
    return FakeRequestTracker()


@pytest.fixture
def server(rt: FakeRequestTracker) -> Iterator[FaultyServer]:
    with FaultyServer(FakeRest2(rt).answer) as running:
        yield running


@pytest.fixture
def config(tmp_path: Path, server: FaultyServer) -> Path:
    (tmp_path / "list.csv").write_text(ROWS)
    path = tmp_path / "slawatch.yml"
    path.write_text(CONFIG.format(url=server.url))
    return path


def _document(config: Path, *options: str, status: int = 0) -> dict[str, dict[str, Any]]:
    told = asked(config, "check", "--live", "--format=json", *options, status=status)
    return {each["source"]: each for each in json.loads(told.stdout)["sources"]}


def test_a_file_tells_its_tickets_as_they_would_be_judged(config: Path) -> None:
    told = _document(config, "--source=list")["list"]
    assert told["read"] == {
        "tickets": 2, "outages": 0, "bad": 0, "whole": True, "until": told["read"]["until"], "error": "",
    }  # fmt: skip
    [young, old] = told["tickets"]
    assert (young["key"], young["status"], young["status_class"], young["service"]) == ("8", "Weird", "unknown", "")
    assert (old["key"], old["status"], old["status_class"], old["service"]) == ("7", "Done", "resolved", "mail")
    [timer] = old["timers"]
    assert (timer["objective"], timer["outcome"], timer["elapsed_seconds"]) == ("solve", "met", 90 * 60)


def test_words_that_nothing_maps_are_listed_with_the_lines_that_would_map_them(config: Path) -> None:
    words = {(each["attribute"], each["word"]) for each in _document(config, "--source=list")["list"]["unmapped"]}
    assert words == {("status", "Weird"), ("service", "Fax")}
    shown = asked(config, "check", "--live", "--source=list").stdout
    assert '"Weird":' in shown.split("# Put these into the configuration")[1]


def test_a_server_tells_who_we_are_and_what_time_it_has(config: Path, rt: FakeRequestTracker) -> None:
    ticket = rt.create()
    told = _document(config, "--source=rt")["rt"]
    assert told["usable"]
    assert (told["account"], told["timezone"], told["version"]) == ("slawatch", "UTC", "5.0.3+fake")
    assert told["server_time"] == f"{rt.now:%Y-%m-%dT%H:%M:%SZ}"
    assert isinstance(told["skew_seconds"], int)
    assert [each["id"] for each in told["tickets"]] == [str(ticket)]
    assert [finding["level"] for finding in told["findings"]].count("error") == 0


def test_a_source_that_can_not_be_used_is_no_success_and_the_others_are_told(
    config: Path, rt: FakeRequestTracker
) -> None:
    rt.zone = "America/New_York"
    told = _document(config, status=1)
    assert (told["rt"]["usable"], told["rt"]["read"]) == (False, None)
    assert told["list"]["read"]["tickets"] == 2
    shown = asked(config, "check", "--live", status=1).output
    assert "time zone is America/New_York" in shown
    assert "7       2026-03-02 08:00:00" in shown


def test_no_ticket_is_read_where_none_is_to_be_shown(config: Path) -> None:
    assert _document(config, "--source=list", "--tickets=0")["list"]["read"] is None


def test_a_source_that_there_is_not_is_named(config: Path) -> None:
    assert (
        'there is no source "nope"; there are rt, list'
        in asked(config, "check", "--live", "--source=nope", status=2).output
    )


def test_words_of_the_systems_own_lists_are_told_before_a_ticket_has_them() -> None:
    listed = (
        Word(field="status", raw="open", means="open"),
        Word(field="status", raw="parked", means="pending_other"),
        Word(field="queue", raw="Network"),
        Word(field="queue", raw="Fax"),
        Word(field="type", raw="Bug"),
    )
    mapping = SourceMapping(
        status=FieldMap(field="status", values={"open": "open"}),
        attributes={"service": FieldMap(field="queue", values={"Net*": "wan"})},
    )
    assert list(unheard(listed, mapping)) == [("status", "parked", "pending_other"), ("service", "Fax", None)]
