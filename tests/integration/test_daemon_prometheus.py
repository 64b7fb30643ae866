"""A real Prometheus reads the running daemon, and its figures are those of `slawatch evaluate` at the same instant."""

import json
import subprocess
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote
from urllib.request import ProxyHandler, build_opener

import pytest
from command import slawatch
from daemon import OPENMETRICS, Daemon, Scrape, eventually, running
from desk import desk
from needs import needs
from old_text import as_old_text
from test_web_real_prometheus import free_port

from slawatch.app.configuring import Overrides, configured, installed
from slawatch.exporters.bounds import Count
from slawatch.exporters.installation import installation
from slawatch.exporters.lint_scrape import scrape_faults
from slawatch.exporters.names import BY_NAME

AS_OF = "slawatch_evaluation_as_of_timestamp_seconds"
EVERYTHING = '{job="slawatch"}'
Series = dict[str, dict[frozenset[tuple[str, str]], float]]

_direct = build_opener(ProxyHandler({})).open


@pytest.fixture(scope="module")
def daemon(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Daemon]:
    # A busy machine must not make the source late: then figures are told of the present, with time not known.
    with running(desk(tmp_path_factory.mktemp("daemon"), history=100, every="20s")) as started:
        yield started.until_ready()


@pytest.fixture(scope="module")
def series(daemon: Daemon, tmp_path_factory: pytest.TempPathFactory) -> Series:
    """Return what a real Prometheus has from one scrape, by name and labels."""
    program = needs("prometheus", "prometheus")
    folder, port = tmp_path_factory.mktemp("prometheus"), free_port()
    config = folder / "prometheus.yml"
    target = daemon.url.removeprefix("http://")
    config.write_text(
        "global: {scrape_interval: 1s, scrape_timeout: 1s}\n"
        f'scrape_configs: [{{job_name: slawatch, static_configs: [{{targets: ["{target}"]}}]}}]\n'
    )
    command = [program, f"--config.file={config}", f"--storage.tsdb.path={folder}/data"]
    command.append(f"--web.listen-address=127.0.0.1:{port}")
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as prometheus:
        try:
            return eventually(lambda: _one_scrape(port))
        finally:
            prometheus.terminate()


def _one_scrape(port: int) -> Series | None:
    """Ask for everything at one instant: Prometheus shows a scrape whole or not at all."""
    try:
        with _direct(f"http://127.0.0.1:{port}/api/v1/query?query={quote(EVERYTHING)}", timeout=5) as told:
            result = json.load(told)["data"]["result"]
    except OSError:
        return None
    found: Series = {}
    for sample in result:
        labels = {name: text for name, text in sample["metric"].items() if name not in ("__name__", "job", "instance")}
        found.setdefault(sample["metric"]["__name__"], {})[frozenset(labels.items())] = float(sample["value"][1])
    return found if AS_OF in found else None


@pytest.fixture(scope="module")
def evaluated(daemon: Daemon, series: Series) -> dict[str, Any]:
    """Return what `slawatch evaluate` says as of the instant of the scraped figures."""
    as_of = datetime.fromtimestamp(series[AS_OF][frozenset()], UTC)
    return evaluate(daemon, as_of.isoformat())


def evaluate(daemon: Daemon, as_of: str) -> dict[str, Any]:
    config = daemon.folder / "slawatch.yml"
    document: dict[str, Any] = json.loads(slawatch(config, "evaluate", f"--as-of={as_of}", "--format=json"))
    return document


def labelled(figure: dict[str, Any], *names: str, **more: str) -> frozenset[tuple[str, str]]:
    return frozenset({**{name: figure[name] for name in names}, **more}.items())


def epoch(text: str | None) -> float | None:
    return None if text is None else datetime.fromisoformat(text).timestamp()


FULL = "acme-business"
"""The agreement that has `metrics: full`."""
OBJECTIVE = ("service_id", "sla", "objective")
SERVICE = ("service_id", "sla", "period")


def test_every_objective_is_as_it_is_evaluated(series: Series, evaluated: dict[str, Any]) -> None:
    assert len(evaluated["objectives"]) == 2 * (6 * 2 + 3 * 2 + 1 * 2 + 2 * 2), "periods x objectives x services"
    for figure in evaluated["objectives"]:
        both = labelled(figure, *OBJECTIVE, "period")
        assert series["slawatch_objective_events"].get(both) == figure["events"]
        assert series["slawatch_objective_attained_ratio"].get(both) == figure["attained_ratio"]
        breached = epoch(figure["breached_at"])
        assert series.get("slawatch_objective_breached_timestamp_seconds", {}).get(both) == breached


def test_every_current_objective_stands_as_it_is_evaluated(series: Series, evaluated: dict[str, Any]) -> None:
    states = {}
    for labels, value in series["slawatch_objective_state"].items():
        told = dict(labels)
        if value == 1 and told["period"] == "current":
            states.setdefault(tuple(told[name] for name in OBJECTIVE), []).append(told["slawatch_objective_state"])
    for figure in (each for each in evaluated["objectives"] if each["period"] == "current"):
        own, both = labelled(figure, *OBJECTIVE), labelled(figure, *OBJECTIVE, "period")
        assert states[tuple(figure[name] for name in OBJECTIVE)] == [figure["state"]]
        assert series["slawatch_objective_target_ratio"].get(own) == figure["target_ratio"]
        assert series["slawatch_objective_misses_left"].get(own) == figure["misses_left"]
        assert series["slawatch_objective_best_possible_ratio"].get(own) == figure["best_possible_ratio"]
        assert series["slawatch_period_elapsed_ratio"].get(own) == figure["elapsed_ratio"]
        assert series["slawatch_objective_coverage_ratio"].get(both) == figure["coverage_ratio"]
        _check_budget(series, both, figure["budget"])


def _check_budget(series: Series, labels: frozenset[tuple[str, str]], budget: dict[str, Any] | None) -> None:
    if budget is None:
        assert labels not in series["slawatch_error_budget_remaining_ratio"]
        return
    unit = budget["unit"]
    assert series[f"slawatch_error_budget_allowed_{unit}"].get(labels) == budget["allowed"]
    assert series[f"slawatch_error_budget_consumed_{unit}"].get(labels) == budget["consumed"]
    assert series["slawatch_error_budget_remaining_ratio"].get(labels) == budget["remaining_ratio"]


def test_service_time_and_reliability_are_as_they_are_evaluated(series: Series, evaluated: dict[str, Any]) -> None:
    assert len(evaluated["services"]) == 2 * 4 * 2, "periods x agreements x services"
    for figure in evaluated["services"]:
        labels = labelled(figure, *SERVICE)
        assert series["slawatch_outages"].get(labels) == figure["outages"]
        is_full, is_current = figure["sla"] == FULL, figure["period"] == "current"
        assert series["slawatch_mtbsi_seconds"].get(labels) == (figure["mtbsi_seconds"] if is_full else None)
        for name in ("mtbf", "mtrs", "mtbf_lower", "mtbf_upper", "mtta", "mttd"):
            told = series[f"slawatch_{name}_seconds"].get(labels)
            assert told == (figure[f"{name}_seconds"] if is_full or is_current else None)
        if not is_full and not is_current:
            continue
        for name in ("scheduled", "up", "down", "degraded", "excluded", "unknown"):
            of_class = labelled(figure, *SERVICE, **{"class": name})
            assert series["slawatch_service_time_seconds"].get(of_class) == figure[f"{name}_seconds"]


def test_running_timers_are_as_they_are_evaluated(series: Series, evaluated: dict[str, Any]) -> None:
    for figure in (each for each in evaluated["objectives"] if each["running"] and each["sla"] != FULL):
        for band, _ in figure["running"][0]["bands"]:
            timers = sum(dict(running["bands"])[band] for running in figure["running"])
            assert series["slawatch_timers_running"][labelled(figure, *OBJECTIVE, band=band)] == timers
        due = [epoch(running["next_due_at"]) for running in figure["running"] if running["next_due_at"]]
        told = series["slawatch_timer_next_due_timestamp_seconds"].get(labelled(figure, *OBJECTIVE))
        assert told == min(due, default=None)


def test_in_full_running_timers_are_told_by_priority(series: Series, evaluated: dict[str, Any]) -> None:
    for figure in (each for each in evaluated["objectives"] if each["running"] and each["sla"] == FULL):
        for open_timers in figure["running"]:
            own = {"priority": open_timers["priority"]}
            for band, timers in open_timers["bands"]:
                labels = labelled(figure, *OBJECTIVE, **own, band=band)
                assert series["slawatch_timers_running"][labels] == timers
            told = series["slawatch_timer_next_due_timestamp_seconds"].get(labelled(figure, *OBJECTIVE, **own))
            assert told == epoch(open_timers["next_due_at"])


def test_the_histogram_of_used_targets_tells_what_was_attained(series: Series, evaluated: dict[str, Any]) -> None:
    judged = [each for each in evaluated["objectives"] if each["sla"] == FULL and each["indicator"] != "availability"]
    assert len(judged) == 2 * 5 * 2, "periods x objectives x services"
    for figure in judged:
        upto = {
            le: series["slawatch_timer_target_used_ratio_bucket"][labelled(figure, *OBJECTIVE, "period", le=le)]
            for le in ("1.0", "+Inf")
        }
        assert upto == {"1.0": figure["good"], "+Inf": figure["events"]}
        counted = series["slawatch_timer_target_used_ratio_gcount"][labelled(figure, *OBJECTIVE, "period")]
        assert counted == figure["events"]


def test_no_family_has_more_series_than_the_table_says(daemon: Daemon) -> None:
    definitions = configured(daemon.folder / "slawatch.yml", Overrides(), installed()).definitions
    have = installation(definitions, {Count.TEAMS: 4})  # the simulated desk's own
    names = [name if name in BY_NAME else name.rpartition("_")[0] for name, _ in daemon.scrape().family("slawatch_")]
    beyond = {name: n for name, n in Counter(names).items() if n > BY_NAME[name].bound.most(have)}
    assert beyond == {}


def test_our_own_check_finds_nothing_in_a_real_scrape(daemon: Daemon) -> None:
    for accept in ("text/plain;version=0.0.4", OPENMETRICS):
        assert scrape_faults(daemon.get("/metrics", Accept=accept).text) == []


def test_the_api_agrees_with_what_is_evaluated_at_its_instant(daemon: Daemon) -> None:
    document = json.loads(daemon.get("/api/v1/objectives").text)
    again = evaluate(daemon, document["as_of"])
    for part in ("as_of", "definitions", "objectives", "services", "quality"):
        assert document[part] == again[part], part
    assert [_state(told) for told in document["states"]] == [_state(told) for told in again["states"]]


def _state(told: dict[str, Any]) -> tuple[object, ...]:
    """Return how a service stood, without the watermark, which has moved on since."""
    tickets = {(each["kind"], each["priority"]): each["tickets"] for each in told["open_tickets"]}
    return told["service_id"], told["outage_active"], told["outage_started_at"], tickets


@pytest.mark.parametrize("accept", ["text/plain;version=0.0.4", OPENMETRICS])
def test_promtool_finds_nothing_to_say_of_the_metrics(daemon: Daemon, accept: str) -> None:
    promtool = needs("promtool", "prometheus")
    answer = daemon.get("/metrics", Accept=accept)
    assert accept.split(";", maxsplit=1)[0] in answer.headers["content-type"]
    text = as_old_text(answer.text) if accept == OPENMETRICS else answer.text
    done = subprocess.run([promtool, "check", "metrics"], input=text, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_every_format_and_encoding_tells_the_same(daemon: Daemon) -> None:
    prepared = eventually(lambda: _same_in_every_way(daemon))
    assert len(prepared) > 500


def _same_in_every_way(daemon: Daemon) -> dict[object, float] | None:
    """Return the figures where four scrapes hold the same; None where an evaluation came in between."""
    scrapes = [
        Scrape(as_old_text(daemon.get("/metrics", Accept=accept, Accept_Encoding=encoding).text))
        for accept in ("text/plain", OPENMETRICS)
        for encoding in ("gzip", "identity")
    ]
    if len({scrape.value(AS_OF) for scrape in scrapes}) > 1:
        return None
    figures = [
        {
            series: value
            for series, value in scrape.samples.items()
            if series[0].startswith("slawatch_") and not series[0].startswith(("slawatch_log_", "slawatch_source_"))
        }
        for scrape in scrapes
    ]
    assert figures[0].keys() == figures[1].keys() == figures[2].keys() == figures[3].keys()
    moving = {"slawatch_scheduler_heartbeat_timestamp_seconds"}
    for other in figures[1:]:
        assert {k: v for k, v in other.items() if k[0] not in moving} == {
            k: v for k, v in figures[0].items() if k[0] not in moving
        }
    return dict(figures[0])
