"""A changed configuration is swapped in whole, or not at all."""

import signal
from pathlib import Path

import pytest
from daemon import CLOCK, Daemon, eventually, running
from desk import desk

RELOADED = "slawatch_config_last_reload_successful"
ANNEX = """  annex:
    kind: simulator
    seed: 8
    history: {history}
    every: 1s
    map: {{service: {{default: wan}}}}

calendars:
"""


def with_annex(config: Path, *, history: int) -> str:
    """Write a second source into a configuration; return the text without it."""
    text = config.read_text()
    config.write_text(text.replace("calendars:\n", ANNEX.format(history=history), 1))
    return text


def of_annex(daemon: Daemon) -> list[str]:
    return [name for name, labels in daemon.scrape().samples if {("source", "annex"), ("task", "annex")} & labels]


@pytest.mark.parametrize("way", ["SIGHUP", "POST"])
def test_a_new_objective_appears(tmp_path: Path, way: str) -> None:
    config = desk(tmp_path, history=10)
    with running(config) as daemon:
        daemon.until_ready()
        config.write_text(
            config.read_text().replace(
                "      acknowledgement:",
                "      changes: {indicator: resolution, when: {kind: change}, within: 80h, target: 80%}\n"
                "      acknowledgement:",
            )
        )
        if way == "SIGHUP":
            daemon.process.send_signal(signal.SIGHUP)
        else:
            answer = daemon.get("/-/reload", method="POST")
            assert answer.status == 200
            assert "the new configuration is in force" in answer.text
            assert "definitions changed" in answer.text
        of_changes = {"service_id": "erp", "sla": "applications-team", "objective": "changes"}
        target = eventually(lambda: daemon.scrape().value("slawatch_objective_target_ratio", **of_changes), seconds=20)
        assert target == 0.8
        assert daemon.scrape().value(RELOADED) == 1
        assert daemon.end() < 8


def test_what_belongs_to_a_source_that_was_removed_vanishes(tmp_path: Path) -> None:
    config = desk(tmp_path, history=10)
    without = with_annex(config, history=10)
    with running(config) as daemon:
        daemon.until_ready()
        eventually(lambda: daemon.scrape().value("slawatch_source_up", source="annex"))
        assert "slawatch_scheduler_jobs_missed_total" in of_annex(daemon)
        config.write_text(without)
        assert daemon.get("/-/reload", method="POST").status == 200
        eventually(lambda: of_annex(daemon) == [])
        CLOCK.sleep(1)
        assert of_annex(daemon) == []
        assert daemon.scrape().value("slawatch_source_up", source="desk") == 1


def told_of_annex(daemon: Daemon) -> list[str]:
    return [line for line in daemon.logs if "source=annex" in line]


def is_quiet(daemon: Daemon) -> bool:
    """Tell whether nothing is told of the source for three seconds: the batch that was read is at its end."""
    before = told_of_annex(daemon)
    CLOCK.sleep(3)
    return told_of_annex(daemon) == before


def test_a_source_that_is_removed_amid_its_reading_is_left_alone(tmp_path: Path) -> None:
    config = desk(tmp_path, history=10)
    without = with_annex(config, history=1000)
    with running(config) as daemon:
        eventually(lambda: any("source=annex" in line for line in daemon.logs))
        config.write_text(without)
        assert daemon.get("/-/reload", method="POST").status == 200
        eventually(lambda: is_quiet(daemon))
        assert of_annex(daemon) == []
        read = told_of_annex(daemon)
        daemon.until_ready()
        CLOCK.sleep(2)
        assert told_of_annex(daemon) == read
        assert daemon.scrape().value("slawatch_source_up", source="desk") == 1
        assert daemon.end() < 8


def test_a_reload_amid_a_long_reading_goes_on_with_it(tmp_path: Path) -> None:
    config = desk(tmp_path, history=120, every="1h")
    with running(config) as daemon:
        eventually(lambda: any("event=reading" in line for line in daemon.logs))
        assert daemon.get("/-/reload", method="POST").status == 200
        eventually(lambda: daemon.scrape().value("slawatch_source_up", source="desk"))
        assert daemon.scrape().value("slawatch_source_polls_total", source="desk", result="success") == 1
        daemon.until_ready()


def test_a_faulty_configuration_leaves_the_old_one_in_force_and_says_so(tmp_path: Path) -> None:
    config = desk(tmp_path, history=10)
    text = config.read_text()
    with running(config) as daemon:
        before = daemon.until_ready().scrape()
        config.write_text(text.replace("target: 99.9%", "target: 999%"))
        answer = daemon.get("/-/reload", method="POST")
        assert answer.status == 500
        assert "999%" in answer.text
        assert f"{config.name}:" in answer.text
        eventually(lambda: daemon.scrape().value(RELOADED) == 0, seconds=3)
        scrape = daemon.scrape()
        assert scrape.family("slawatch_objective_target_ratio") == before.family("slawatch_objective_target_ratio")
        assert scrape.value("slawatch_config_last_reload_success_timestamp_seconds") == before.value(
            "slawatch_config_last_reload_success_timestamp_seconds"
        )
        as_of = scrape.value("slawatch_evaluation_as_of_timestamp_seconds")
        eventually(lambda: daemon.scrape().value("slawatch_evaluation_as_of_timestamp_seconds") > as_of)
        config.unlink()
        daemon.process.send_signal(signal.SIGHUP)
        eventually(lambda: sum("reload failed" in line for line in daemon.logs) == 2)
        config.write_text(text)
        assert daemon.get("/-/reload", method="POST").status == 200
        eventually(lambda: daemon.scrape().value(RELOADED) == 1, seconds=3)


def test_a_reload_is_asked_for_by_post_only(tmp_path: Path) -> None:
    with running(desk(tmp_path, history=1)) as daemon:
        answer = daemon.get("/-/reload")
        assert answer.status == 405
        assert "POST" in answer.headers["allow"]


def test_what_needs_a_restart_is_told_every_time(tmp_path: Path) -> None:
    config = desk(tmp_path, history=1)
    text = config.read_text()
    config.write_text(text + "web: {listen: 127.0.0.1:0}\n")
    with running(config, listen=None) as daemon:
        daemon.until_ready()
        text = text.replace("sqlite:///slawatch.db", "sqlite:///other.db")
        config.write_text(text + "web: {listen: 127.0.0.2:0, external_url: https://slawatch.example.org}\n")
        for _ in range(2):
            answer = daemon.get("/-/reload", method="POST")
            assert answer.status == 200
            assert "web.listen takes effect after a restart" in answer.text
            assert "store.url takes effect after a restart" in answer.text
        assert not (tmp_path / "other.db").exists()
