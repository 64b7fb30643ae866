"""What became known late calls nobody: facts through the engine, its expositions through the rules of Prometheus."""

import re
import subprocess
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
import yaml
from needs import needs
from telling import START, created, status, ticket

from slawatch.exporters.prometheus import Form, rendered
from slawatch.ingest.source import Batch
from slawatch.model.agreement import Indicator, Objective
from slawatch.model.outage import Outage
from slawatch.runtime.evaluator import Evaluator
from slawatch.store.opening import open_for_writing
from slawatch.testing.clock import ManualClock
from slawatch.testing.plans import agreement, definitions, planned

RULES = Path(__file__).parents[2] / "config" / "prometheus" / "rules" / "slawatch.alerts.yml"
STEP = timedelta(minutes=5)
BEFORE, AFTER = 6, 18
BEGIN = START + timedelta(days=14)
NEWS = BEGIN + BEFORE * STEP
"""When something becomes known."""
HOUR = timedelta(hours=1)
JOB = 'job="slawatch"'
PROMISES = (
    Objective(id="uptime", indicator=Indicator.AVAILABILITY, target=Fraction(999, 1000)),
    Objective(id="solved", indicator=Indicator.RESOLUTION, target=Fraction(9, 10), within=4 * 3600),
)
Told = Mapping[str, Any]
Fired = set[tuple[str, str]]
"""Alerts and their severities."""


@pytest.fixture
def fired(tmp_path: Path) -> Callable[..., Fired]:
    """Return what fires in the 90 minutes after news: facts known before go first, then those that become known."""
    needs("promtool", "prometheus")

    def fire(known: Told, news: Told) -> Fired:
        return _alerts(_series(tmp_path, known, news), tmp_path)

    return fire


def _series(folder: Path, known: Told, news: Told) -> Mapping[str, list[str]]:
    plan = planned(replace(definitions(agreement(*PROMISES)), data_age_limits={"desk": 3600}))
    store, clock = open_for_writing(f"sqlite:///{folder}/slawatch.db"), ManualClock(BEGIN)
    evaluator, texts = Evaluator(plan, store, clock), []
    for step in range(BEFORE + AFTER):
        clock.set(BEGIN + step * STEP)
        facts = {0: known, BEFORE: news}.get(step, {})
        told = Batch(cursor=str(step), complete_through=clock.now(), **facts)
        store.commit("desk", told, at=clock.now(), config_hash="h")
        snapshot = rendered(evaluator.evaluate(), {}, limit=10_000, full={"gold"})
        texts.append(snapshot.bodies[Form.TEXT].plain.decode())
    store.close()
    return _transposed(texts)


def _transposed(texts: Sequence[str]) -> Mapping[str, list[str]]:
    """Return by series its values step by step, instants counted from the begin as promtool's clock is."""
    series: dict[str, list[str]] = {}
    for step, text in enumerate(texts):
        for name, labels, value in re.findall(r"^(slawatch_\w+)(?:\{(.*)\})? (\S+)$", text, re.MULTILINE):
            at = float(value) - BEGIN.timestamp() if "_timestamp_seconds" in name else float(value)
            matchers = ",".join(filter(None, (JOB, labels)))
            own = series.setdefault(f"{name}{{{matchers}}}", ["_"] * len(texts))
            own[step] = f"{at:.10g}"
    return series


def _alerts(series: Mapping[str, list[str]], folder: Path) -> Fired:
    """Return what fires; promtool tells it by refusing to believe that nothing does."""
    times = [f"{5 * step}m" for step in range(BEFORE, BEFORE + AFTER)]
    asked = 'ALERTS{alertstate="firing",audience=~"on_call|service_manager|desk_lead"}'
    test = {
        "interval": "5m",
        "input_series": [{"series": name, "values": " ".join(values)} for name, values in series.items()],
        "promql_expr_test": [{"eval_time": time, "expr": asked, "exp_samples": []} for time in times],
    }
    file = folder / "test.yml"
    told = {"rule_files": [str(RULES)], "evaluation_interval": "5m", "tests": [test]}
    file.write_text(yaml.safe_dump(told))
    done = subprocess.run(["promtool", "test", "rules", str(file)], capture_output=True, text=True, check=False)
    found = re.findall(r'alertname="(\w+)"[^}]*severity="(\w+)"', done.stdout + done.stderr)
    assert found or done.returncode == 0, done.stdout + done.stderr
    return set(found)


def outage(start: datetime, end: datetime | None) -> Outage:
    return Outage(id="o1", started_at=start, ended_at=end, service="mail")


def a_ticket(number: int, at: datetime, *, solved: datetime | None) -> Told:
    """Return a ticket's facts."""
    name, fields = str(number), {"status": "new", "service": "mail", "priority": "P1" if number == 1 else "P2"}
    events = [created(name, at=at, native_id=f"{name}/created", fields=fields)]
    if solved is not None:
        events.append(status(name, "resolved", int((solved - START).total_seconds()), native_id=f"{name}/solved"))
    return {"tickets": (ticket(name, created_at=at),), "events": tuple(events)}


def together(*tickets: Told) -> Told:
    return {key: tuple(each for told in tickets for each in told[key]) for key in ("tickets", "events")}


def critical(fired: Fired) -> set[str]:
    return {name for name, severity in fired if severity == "critical"}


def test_an_outage_of_now_calls_somebody(fired: Callable[..., Fired]) -> None:
    assert critical(fired({}, {"outages": (outage(NEWS, None),)})) >= {
        "SlawatchErrorBudgetBurn",
        "SlawatchOutageExhaustsBudget",
        "SlawatchObjectiveBreached",
    }


def test_an_outage_of_yesterday_that_is_entered_today_calls_nobody_and_is_told(fired: Callable[..., Fired]) -> None:
    told = fired({}, {"outages": (outage(NEWS - 20 * HOUR, NEWS - 18 * HOUR),)})

    assert critical(told) == set()
    assert ("SlawatchObjectiveBreached", "warning") in told


def test_an_outage_of_yesterday_that_was_longer_than_first_told_calls_nobody(fired: Callable[..., Fired]) -> None:
    first, corrected = (outage(NEWS - 20 * HOUR, NEWS - 20 * HOUR + length) for length in (HOUR / 12, 2 * HOUR))
    told = fired({"outages": (first,)}, {"outages": (corrected,)})

    assert critical(told) == set()
    assert ("SlawatchObjectiveBreached", "warning") in told


def test_a_ticket_of_yesterday_that_was_late_and_is_reopened_is_no_page(fired: Callable[..., Fired]) -> None:
    old = a_ticket(1, NEWS - 30 * HOUR, solved=NEWS - 25 * HOUR)
    again = status("1", "open", int((NEWS - START).total_seconds()), native_id="1/again")
    told = fired(old, {"events": (again,)})

    assert critical(told) == set()
    assert ("SlawatchTicketsOverdue", "warning") in told


def test_a_p1_that_comes_due_now_is_urgent(fired: Callable[..., Fired]) -> None:
    due_soon = a_ticket(1, NEWS - 4 * HOUR + 2 * STEP, solved=None)
    assert critical(fired(due_soon, {})) == {"SlawatchTicketsOverdue"}


def test_one_late_ticket_of_five_a_month_pages_nobody(fired: Callable[..., Fired]) -> None:
    early = [a_ticket(n, NEWS - n * 48 * HOUR, solved=NEWS - n * 48 * HOUR + HOUR) for n in (2, 3, 4, 5)]
    late = a_ticket(6, NEWS - 4 * HOUR + STEP, solved=None)
    told = fired(together(*early, late), {})

    assert critical(told) == set()
    assert ("SlawatchErrorBudgetBurn", "warning") not in told
    assert ("SlawatchTicketsOverdue", "warning") in told
