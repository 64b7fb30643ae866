"""The daemon as those meet it who run it: start, restart, reload, end, and what it refuses."""

import csv
import json
import os
import signal
import socket
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import postgresql
import pytest
from command import slawatch
from daemon import CLOCK, Daemon, Scrape, eventually, launched, logfmt, objectives, running
from desk import desk, outage_log, outages

FIGURES = ("slawatch_objective_", "slawatch_error_budget_", "slawatch_service_time_")
AS_OF = "slawatch_evaluation_as_of_timestamp_seconds"


@pytest.fixture(scope="module")
def settled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the configuration of a desk whose history was read and whose figures were stored."""
    config = desk(tmp_path_factory.mktemp("settled"), history=10)
    with running(config) as daemon:
        daemon.until_ready().end()
    return config


@pytest.fixture(scope="module")
def daemon(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Daemon]:
    """Run one daemon for the tests that leave it as it was."""
    with running(desk(tmp_path_factory.mktemp("daemon"), history=10)) as started:
        yield started.until_ready()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_it_within_seconds(settled: Path, number: signal.Signals) -> None:
    with running(settled) as daemon:
        daemon.until_evaluated()
        assert daemon.end(number) < 8
        assert "slawatch stopped" in daemon.logs[-1]


def test_a_signal_ends_it_amid_a_long_first_reading_and_the_next_run_goes_on_from_there(tmp_path: Path) -> None:
    config = desk(tmp_path, history=300)
    with running(config) as daemon:
        eventually(lambda: any("event=reading" in line for line in daemon.logs))
        assert daemon.end() < 8
        assert not [line for line in daemon.logs if "level=warning" in line or "level=error" in line]
    with sqlite3.connect(tmp_path / "slawatch.db") as database:
        (tickets,) = database.execute("select count(*) from tickets").fetchone()
    database.close()
    assert 0 < tickets < 300 * 40
    with running(config) as daemon:
        first = eventually(lambda: next((line for line in daemon.logs if "event=reading" in line), None))
        assert int(logfmt(first)["expected"]) < 300 * 50


def test_a_signal_at_any_moment_of_the_start_ends_it(settled: Path) -> None:
    for seconds in (0.9, 1.1, 1.3):
        started = launched(settled)
        CLOCK.sleep(seconds)
        started.process.terminate()
        # Before the interpreter has come to our handler the system's own one ends it.
        assert started.process.wait(20) in (0, -signal.SIGTERM)


def test_it_says_where_to_look(daemon: Daemon) -> None:
    assert "SIMULATED" in daemon.printed
    for path in ("/", "/metrics", "/-/ready"):
        assert f"{daemon.url}{path}" in daemon.printed
        assert daemon.get(path).status == 200


def test_every_log_line_is_logfmt(daemon: Daemon) -> None:
    assert daemon.logs
    for line in daemon.logs:
        assert {"ts", "level", "event", "logger"} <= logfmt(line).keys()


def test_every_log_line_is_json_where_that_is_wanted(settled: Path) -> None:
    with running(settled, "--log.format=json", "--log.level=debug") as daemon:
        daemon.until_evaluated().end()
        for line in daemon.logs:
            assert {"ts", "level", "event", "logger"} <= json.loads(line).keys()


def test_commands_read_beside_the_running_daemon(daemon: Daemon) -> None:
    config = daemon.folder / "slawatch.yml"
    assert len(objectives(slawatch(config, "evaluate", "--format=json"))) == 2 * len(_objectives(daemon.scrape()))
    rows = list(csv.DictReader(slawatch(config, "timers", "--format=csv").splitlines()))
    assert len(rows) > 100
    told = slawatch(config, "explain", rows[0]["ticket"])
    assert rows[0]["objective"] in told
    assert daemon.get("/-/healthy").status == 200


def _objectives(scrape: Scrape) -> set[str]:
    return {str(labels) for name, labels in scrape.samples if name == "slawatch_objective_info"}


@pytest.mark.parametrize("command", ["run", "sync"])
def test_a_second_writer_on_the_same_file_is_refused_and_the_first_goes_on(daemon: Daemon, command: str) -> None:
    config = daemon.folder / "slawatch.yml"
    with pytest.raises(AssertionError, match="is being written by process") as refused:
        slawatch(config, "--web.listen-address=127.0.0.1:0", command)
    assert "ended with 1" in str(refused.value)
    assert str(daemon.process.pid) in str(refused.value)
    assert "Traceback" not in str(refused.value)
    assert daemon.ready()


def test_a_port_in_use_is_told_before_anything_is_read(tmp_path: Path) -> None:
    config = desk(tmp_path, history=300)
    with (
        socket.create_server(("127.0.0.1", 0)) as taken,
        pytest.raises(AssertionError, match="is in use by another program") as refused,
    ):
        slawatch(config, f"--web.listen-address=127.0.0.1:{taken.getsockname()[1]}", "run")
    with sqlite3.connect(tmp_path / "slawatch.db") as database:
        assert database.execute("SELECT count(*) FROM streams").fetchone() == (0,), "it read history first"
    assert "ended with 1" in str(refused.value)
    assert "Traceback" not in str(refused.value)


def test_a_faulty_configuration_does_not_start(tmp_path: Path) -> None:
    config = desk(tmp_path)
    config.write_text(config.read_text().replace("target: 99.9%", "target: 999%"))
    with pytest.raises(AssertionError, match="999%") as refused:
        slawatch(config, "run")
    assert "ended with 2" in str(refused.value)


@pytest.fixture
def hanging(tmp_path: Path) -> Iterator[Path]:
    """Return a configuration whose figures are stored and whose only source will hang from now on."""
    config = outage_log(tmp_path)
    log = tmp_path / "outages.csv"
    log.write_text(outages("1,2026-01-05T10:00:00Z,2026-01-05T11:00:00Z"))
    with running(config) as daemon:
        daemon.until_ready().end()
    log.unlink()
    os.mkfifo(log)  # it can be opened by a reader when a writer comes, and none does
    return config


def test_after_a_restart_the_last_figures_are_served_at_once_with_their_age(hanging: Path) -> None:
    before = CLOCK.now().timestamp()
    with running(hanging) as daemon:
        eventually(daemon.ready, seconds=5)
        scrape = daemon.scrape()
        assert 0 < scrape.value(AS_OF) <= before
        assert scrape.value("slawatch_evaluation_last_success_timestamp_seconds") is None
        assert scrape.value("slawatch_source_watermark_timestamp_seconds", source="log") <= before
        assert set(scrape.family("slawatch_objective_target_ratio").values()) == {0.999}
        release(hanging.parent / "outages.csv")
        eventually(lambda: daemon.scrape().value(AS_OF) > before)


def test_figures_of_other_definitions_are_withheld_until_the_first_evaluation(hanging: Path) -> None:
    hanging.write_text(hanging.read_text().replace("99.9%", "99.8%"))
    with running(hanging) as daemon:
        CLOCK.sleep(1)
        assert daemon.get("/-/ready").status == 503
        assert daemon.get("/api/v1/objectives").status == 503
        assert daemon.get("/").status == 200
        scrape = daemon.scrape()
        assert not scrape.family(*FIGURES)
        assert scrape.value(AS_OF) is None
        release(hanging.parent / "outages.csv")
        scrape = daemon.until_ready().scrape()
        assert set(scrape.family("slawatch_objective_target_ratio").values()) == {0.998}


def test_a_signal_ends_it_while_a_source_hangs_for_ever(hanging: Path) -> None:
    with running(hanging) as daemon:
        CLOCK.sleep(1)
        assert daemon.end() < 12
        assert logfmt(daemon.logs[-1])["event"] == "slawatch stopped"


def release(fifo: Path) -> None:
    """Put a whole log with news in the place of a pipe that a reader waits at, and let the reader go."""
    writer = os.open(fifo, os.O_WRONLY)
    whole = fifo.with_name("whole.csv")
    told = ("1,2026-01-05T10:00:00Z,2026-01-05T11:00:00Z", "2,2026-01-06T10:00:00Z,2026-01-06T11:00:00Z")
    whole.write_text(outages(*told))
    whole.replace(fifo)
    os.close(writer)


def test_the_same_daemon_serves_figures_from_postgresql(tmp_path: Path) -> None:
    config = desk(tmp_path, history=10)
    with postgresql.running() as server:
        url = server.database()
        with running(config, f"--store.url={url}") as daemon:
            daemon.until_ready()
            assert daemon.scrape().value("slawatch_database_up") == 1
            assert daemon.scrape().family(*FIGURES)
            document = daemon.get("/api/v1/objectives").text
            as_of = json.loads(document)["as_of"]
            told = slawatch(config, f"--store.url={url}", "evaluate", f"--as-of={as_of}", "--format=json")
            assert objectives(told) == objectives(document)
            assert daemon.end() < 8
    assert not (tmp_path / "slawatch.db").exists()
