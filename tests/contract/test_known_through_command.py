"""--known-through: what was told before a late row, a correction and a change of mapping is told again."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner

from slawatch.cli.main import main
from slawatch.clock import SystemClock

CONFIGURATION = """\
sources:
  desk:
    kind: csv_events
    path: desk.csv
    columns: {{id: id, at: at, status: status}}
    map:
      service: {{default: mail}}
      kind: {{default: incident}}
      status: {{New: new, Wait: {waiting}, Done: resolved}}
services: {{mail: Mail}}
parties: {{acme: Acme}}
agreements:
  gold:
    with: acme
    services: mail
    objectives:
      solve: {{indicator: resolution, within: 4h, target: 90%}}
"""
ROWS = ("7,2026-06-01T06:00:00Z,New", "7,2026-06-01T09:00:00Z,Done", "8,2026-06-01T06:00:00Z,New",
        "8,2026-06-01T07:00:00Z,Wait", "8,2026-06-01T11:00:00Z,Done")  # fmt: skip
"""Three hours; and one of work in a wait of four."""


class Desk:
    """A configuration, its file of rows, and the hour of 2026-06-02 at which a command is given."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.config, self.rows = folder / "slawatch.yml", folder / "desk.csv"
        self._monkeypatch = monkeypatch

    def told(self, hour: int, *arguments: str) -> str:
        at = datetime(2026, 6, 2, hour, tzinfo=UTC)
        self._monkeypatch.setattr(SystemClock, "now", lambda _self: at)
        done = CliRunner().invoke(main, [f"--config.file={self.config}", *arguments], catch_exceptions=False)
        assert done.exit_code == 0, done.output
        return done.stdout

    def sync(self, hour: int, *rows: str, waiting: str = "pending_requester") -> None:
        self.config.write_text(CONFIGURATION.format(waiting=waiting))
        self.rows.write_text("\n".join(["id,at,status", *rows, ""]))
        self.told(hour, "sync")

    def elapsed(self, *known: str) -> dict[str, tuple[str, int]]:
        lines = json.loads(self.told(23, "timers", "--format", "json", *known))
        return {line["ticket"]: (line["outcome"], line["elapsed_seconds"]) for line in lines}

    def knew(self, hour: int) -> dict[str, tuple[str, int]]:
        return self.elapsed("--known-through", f"2026-06-02T{hour:02}:30:00Z")


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Desk:
    desk = Desk(tmp_path, monkeypatch)
    desk.sync(1, *ROWS)
    return desk


BEFORE = {"7": ("met", 3 * 3600), "8": ("met", 3600)}


def test_what_was_told_before_a_late_row(desk: Desk) -> None:
    assert desk.elapsed() == BEFORE
    desk.sync(3, *ROWS, "7,2026-06-01T10:00:00Z,New", "7,2026-06-01T13:00:00Z,Done")
    assert desk.elapsed() == {**BEFORE, "7": ("missed", 6 * 3600)}
    assert desk.knew(1) == BEFORE
    assert desk.knew(3) == desk.elapsed()


def test_what_was_told_before_a_correction_its_approval_and_its_withdrawal(desk: Desk) -> None:
    held = ("--field", "status", "--value", "New", "--from", "2026-06-01T07:00:00Z", "--to", "2026-06-01T11:00:00Z")
    name = desk.told(3, "correct", "field", "8", *held, "--reason", "Nobody waited", "--author", "Ada").split()[0]
    desk.told(5, "correct", "approve", name, "--by", "Bo")
    desk.told(7, "correct", "withdraw", name, "--by", "Ada")
    assert [desk.knew(hour) == BEFORE for hour in (1, 3, 5, 7)] == [True, True, False, True]
    assert desk.knew(5)["8"] == ("missed", 5 * 3600)


def test_what_was_told_before_a_change_of_mapping_and_after_it_was_taken_back(desk: Desk) -> None:
    desk.sync(3, *ROWS, waiting="open")
    assert desk.elapsed() == {**BEFORE, "8": ("missed", 5 * 3600)}
    desk.sync(5, *ROWS)
    assert [desk.knew(hour)["8"] for hour in (1, 3, 5)] == [("met", 3600), ("missed", 5 * 3600), ("met", 3600)]


def test_every_command_that_judges_tells_of_that_instant(desk: Desk) -> None:
    desk.sync(3, *ROWS, "9,2026-06-01T06:00:00Z,New")
    then = ("--known-through", "2026-06-02T01:30:00Z", "--format", "json")
    figures = json.loads(desk.told(23, "evaluate", *then))
    assert figures["as_of"].startswith("2026-06-0")
    assert sum(each["timers"] for each in figures["objectives"][0]["outcomes"]) == 2
    assert json.loads(desk.told(23, "explain", "8", *then))["ticket"] == "8"
    assert json.loads(desk.told(23, "outages", *then)) == []


def test_before_the_first_reading_nothing_was_known_and_today_s_definitions_judge(desk: Desk) -> None:
    asked = ("--known-through", "2026-06-01", "--format", "json")
    done = CliRunner().invoke(main, [f"--config.file={desk.config}", "timers", *asked])
    assert json.loads(done.stdout) == []
    assert "no definitions had been put in force by then; today's judge" in done.stderr
