"""A drill from the file to the figures: it counts like anything that a source tells, and leaves nothing behind."""

import json
from datetime import UTC
from pathlib import Path

import pytest
from command import asked, told
from daemon import CLOCK

CONFIG = """
sources:
  drill:
    kind: simulator
    quiet: true
    history: 1
    drill: drill.yml
    map:
      kind: {values: {Incident: incident}}
      service: {values: {Payroll: payroll}}
parties: {acme: Acme}
services: {payroll: Payroll}
agreements:
  gold:
    with: acme
    services: payroll
    period: year
    objectives:
      uptime: {indicator: availability, target: 99.9%}
      solved: {indicator: resolution, within: 1h, target: 90%}
"""
NOW = CLOCK.now().astimezone(UTC)
EARLY = NOW.month == NOW.day == 1
MISBEHAVING = """
outages: [{service: Payroll, started_at: -40m, ended_at: -10m}]
tickets:
  - {service: Payroll, created_at: -3h, resolved_at: -1h}
  - {service: Payroll, created_at: -3h, resolved_at: -150m}
"""


@pytest.fixture
def config(tmp_path: Path) -> Path:
    file = tmp_path / "slawatch.yml"
    file.write_text(CONFIG)
    return file


def figures(config: Path) -> tuple[float, int, float | None]:
    """Return the seconds down, the tickets judged and the share of them in time, after a poll."""
    told(config, "sync")
    document = json.loads(told(config, "evaluate", "--format", "json"))
    current = {each["objective"]: each for each in document["objectives"] if each["period"] == "current"}
    uptime, solved = current["uptime"], current["solved"]
    return uptime["budget"]["consumed"], solved["events"], solved["attained_ratio"]


@pytest.mark.skipif(EARLY, reason="the drill lies in two years today")
def test_a_drill_counts_and_leaves_nothing_behind(config: Path) -> None:
    assert figures(config) == (0, 0, None)
    drill = config.with_name("drill.yml")
    drill.write_text(MISBEHAVING)
    assert figures(config) == (1800, 2, 0.5)
    drill.unlink()
    assert figures(config) == (0, 0, None)
    drill.write_text(MISBEHAVING.replace("-40m", "-20m"))
    assert figures(config) == (600, 2, 0.5)


def test_a_faulty_drill_stops_its_source_with_words_that_name_the_line(config: Path) -> None:
    config.with_name("drill.yml").write_text("outages: [{started_at: now}]")
    for command in (("sync",), ("check", "--live")):
        refused = asked(config, *command, status=1)
        assert "drill.yml:1: outages[0].service: is missing" in refused.output


def test_a_dead_source_fails_as_a_server_would_that_is_gone(config: Path) -> None:
    config.with_name("drill.yml").write_text("unreachable: true")
    assert "the drill says that the source can't be reached" in asked(config, "sync", status=1).output
