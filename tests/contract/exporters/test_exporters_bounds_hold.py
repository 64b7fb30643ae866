"""No family has more series than the table says: a simulated desk under agreements of every kind."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from slawatch.app.configuring import Configuration, Overrides, configured, installed
from slawatch.app.planning import planned
from slawatch.app.polling import poller
from slawatch.exporters.bounds import Installation
from slawatch.exporters.figure_names import PREPARED
from slawatch.exporters.installation import installation
from slawatch.exporters.names import BY_NAME
from slawatch.exporters.prometheus import Form
from slawatch.exporters.selfmetrics import SelfMetrics
from slawatch.runtime.ground import Ground
from slawatch.runtime.operation import Operation
from slawatch.store.opening import open_for_writing
from slawatch.testing.clock import ManualClock

NOW = datetime(2026, 6, 17, 10, 30, tzinfo=UTC)
FILE = """
sources:
  desk:
    kind: simulator
    history: 50
    map:
      kind: {values: {Incident: incident, Service request: request, Problem: problem, Change: change}}
      service: {values: {ERP: erp, E-mail: mail, Customer portal: portal, WAN: wan, Telephony: phone}}
      priority: {values: {"1 - Critical": P1, "2 - High": P2, "3 - Moderate": P3, "4 - Low": P4}}
      party: {field: customer, values: {Acme Manufacturing: acme}}
      team: {field: team, values: {Service desk: first, Applications: second}, default: others}
      outcome: {values: {Failed: failed, Successful: successful}}
      change_type: {field: category, values: {Emergency: emergency, Normal: normal, Standard: standard}}
      satisfaction: {good: "4..5", scale: "1..5", survey: After closing, asked: {field: survey, equals: sent}}
calendars: {always: {hours: 24x7}}
parties: {acme: {kind: customer, name: Acme}, netco: {kind: supplier, name: NetCo}}
services:
  erp: {name: ERP, hours: always}
  mail: {name: E-mail, hours: always}
  portal: {name: Portal, hours: always}
  wan: {name: WAN, hours: always}
  phone: {name: Telephony, hours: always}
agreements:
  business:
    {kind: sla, with: acme, services: [erp, mail], metrics: METRICS1, timezone: Asia/Shanghai, objectives: {
      available: {indicator: availability, target: 99.9%},
      answer: {indicator: first_response, when: {kind: [incident, request]}, within: 4h, target: 95%},
      p1: {indicator: resolution, when: {priority: P1}, within: 4h, target: 90%},
      p2: {indicator: resolution, within: 2bd, target: 90%, hours: always},
      typical: {indicator: resolution, statistic: median, within: 20h},
      happy: {indicator: satisfaction, target: 80%}},
     credits: {fee: 1000, currency: EUR, bands: {"<99.9%": 10%}}}
  together:
    {kind: sla, with: acme, services: [mail, portal, erp], scope: agreement, metrics: METRICS2, objectives: {
      available: {indicator: availability, target: 99.5%},
      solve: {indicator: resolution, within: 8h, target: 90%}}}
  lines:
    {kind: contract, with: netco, services: [wan, phone], period: quarter, metrics: METRICS3, objectives: {
      available: {indicator: availability, target: 99.8%},
      outages: {indicator: outages, at_most: 3},
      longest: {indicator: longest_outage, at_most: 4h},
      backlog: {indicator: backlog, at_most: 50},
      age: {indicator: backlog_age, at_most: 30 days},
      solve: {indicator: resolution, within: 36h, target: 85%}}}
"""
CROSS = [("lean",) * 3, ("full", "lean", "full"), ("lean", "full", "lean"), ("full",) * 3]


def configuration(folder: Path, metrics: tuple[str, ...]) -> Configuration:
    text = FILE
    for nth, word in enumerate(metrics, 1):
        text = text.replace(f"METRICS{nth}", word)
    file = folder / "slawatch.yml"
    file.write_text(text)
    return configured(file, Overrides(), installed())


@pytest.fixture(scope="module")
def ground(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ground]:
    """Read fifty days of the desk."""
    folder = tmp_path_factory.mktemp("desk")
    told = configuration(folder, CROSS[0])
    store = open_for_writing(f"sqlite:///{folder}/slawatch.db")
    ground = Ground(store=store, clock=ManualClock(NOW), metrics=SelfMetrics(version="1"))
    reading = poller(installed(), told.sources[0], store=store, clock=ground.clock, metrics=ground.metrics)
    assert reading.poll().result == "success"
    yield ground
    store.close()


def told(ground: Ground, of: Configuration) -> Counter[str]:
    """Return how many series each family has."""
    one = Operation(ground, replace(of, web=replace(of.web, exemplars=True)), plan=planned(of.definitions), pollers={})
    one.evaluate()
    lines = ground.board.current.exposition.bodies[Form.TEXT].plain.decode().splitlines()
    names = [line.partition("{")[0].partition(" ")[0] for line in lines if not line.startswith("#")]
    return Counter(name if name in BY_NAME else name.rpartition("_")[0] for name in names)


@pytest.mark.parametrize("metrics", CROSS, ids="-".join)
def test_no_family_exceeds_its_bound(ground: Ground, tmp_path: Path, metrics: tuple[str, ...]) -> None:
    of = configuration(tmp_path, metrics)
    counts, have = told(ground, of), installation(of.definitions)
    beyond = {
        name: (n, BY_NAME[name].bound.most(have)) for name, n in counts.items() if n > BY_NAME[name].bound.most(have)
    }
    assert beyond == {}
    assert counts.total() > 500
    shown = {name for name, n in counts.items() if n}
    assert ("slawatch_timer_target_used_ratio" in shown) is ("full" in metrics)
    assert {family.name for family in PREPARED} - shown <= RARE | (DETAIL if "full" not in metrics else set())


RARE = {
    "slawatch_objective_breached_timestamp_seconds",
    "slawatch_error_budget_exhaustion_timestamp_seconds",
    "slawatch_error_budget_burn_rate_threshold",
    "slawatch_forecast_attained_ratio",
    "slawatch_forecast_breach_probability_ratio",
    "slawatch_outage_started_timestamp_seconds",
    "slawatch_source_verdict_disagreements",
    "slawatch_corrections_total",
    "slawatch_timer_oldest_overdue_seconds",
    "slawatch_mtta_seconds",
    "slawatch_mttd_seconds",
    "slawatch_tickets_without_objective",
    "slawatch_service_credit_amount",
}
"""What is only there when something happened."""
DETAIL = {
    "slawatch_timer_outcomes",
    "slawatch_timer_elapsed_seconds",
    "slawatch_timer_target_used_ratio",
    "slawatch_reliability_seconds",
    "slawatch_mtbsi_seconds",
}


def test_the_check_can_fail(ground: Ground, tmp_path: Path) -> None:
    of = configuration(tmp_path, CROSS[-1])
    nothing = Installation()
    assert any(n > BY_NAME[name].bound.most(nothing) for name, n in told(ground, of).items())
