"""Older periods are read again once more is known of them, also while they are being read, and after a failure."""

import threading
import time
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from fractions import Fraction
from functools import partial
from pathlib import Path

import pytest
from prometheus_client import generate_latest
from structlog.testing import capture_logs

from slawatch.clock import Clock, SystemClock
from slawatch.config.settings import Configuration, StoreSettings, WebSettings
from slawatch.engine.findings import Finding
from slawatch.engine.plan import Plan
from slawatch.exporters.selfmetrics import SelfMetrics
from slawatch.ingest.source import Batch
from slawatch.model.agreement import Indicator, Objective
from slawatch.model.outage import Outage
from slawatch.runtime import finding_history
from slawatch.runtime.ground import Ground
from slawatch.runtime.operation import LOOK_BACK, Operation
from slawatch.store.contract import Reader
from slawatch.store.opening import open_for_writing
from slawatch.testing.clock import ManualClock
from slawatch.testing.plans import agreement, definitions, planned

NOW = SystemClock().now().replace(microsecond=0)
"""A scheduler has a clock of its own, and would make up for every run since an earlier one."""
LAST_MONTH = (NOW.replace(day=1) - timedelta(days=1)).replace(day=5, hour=12, minute=0, second=0)
OLDER = (LAST_MONTH - timedelta(days=90)).replace(day=5)
PERIODS = [f"{LAST_MONTH:%Y-%m}", f"{OLDER:%Y-%m}"]
PLAN = planned(definitions(agreement(Objective(id="up", indicator=Indicator.AVAILABILITY, target=Fraction(999, 1000)))))
PATIENCE_SECONDS = 60


@pytest.fixture
def ground(tmp_path: Path) -> Iterator[Ground]:
    store = open_for_writing(f"sqlite:///{tmp_path}/slawatch.db")
    yield Ground(store=store, clock=ManualClock(NOW), metrics=SelfMetrics(version="1"))
    store.close()


@pytest.fixture
def operation(ground: Ground) -> Iterator[Operation]:
    configuration = Configuration(
        definitions=PLAN.definitions,
        sources=(),
        web=WebSettings(host="", port=0, external_url=None),
        store=StoreSettings(url="", password=None),
        evaluate_every=3600,
        files=(),
        sha256="",
    )
    made = Operation(ground, configuration, plan=PLAN, pollers={})
    yield made
    made.stop()


def tell(ground: Ground) -> None:
    """Have the source read to its end, with an outage of two hours in last month and one in an older one."""
    outages = tuple(
        Outage(id=f"{start:%m}", service="mail", started_at=start, ended_at=start.replace(hour=14))
        for start in (OLDER, LAST_MONTH)
    )
    ground.store.commit("desk", Batch(cursor="1", outages=outages, complete_through=NOW), at=NOW, config_hash="")


def breached(ground: Ground) -> tuple[bool, list[str]]:
    """Return whether what is published goes back a year, and the periods of its breaches."""
    inquiry = ground.board.current.inquiry
    assert inquiry is not None
    return inquiry.older_periods_read, [each.ref.period for each in inquiry.findings if each.ref.kind == "breach"]


def soon(ground: Ground, awaited: tuple[bool, list[str]]) -> tuple[bool, list[str]]:
    """Return what is published, once it is what is awaited or patience ends."""
    end = time.monotonic() + PATIENCE_SECONDS
    while breached(ground) != awaited and time.monotonic() < end:
        threading.Event().wait(0.02)
    return breached(ground)


def test_a_source_that_is_read_to_its_end_while_older_periods_are_read_has_them_read_again_at_once(
    ground: Ground, operation: Operation, monkeypatch: pytest.MonkeyPatch
) -> None:
    under_way, let_go, read = threading.Event(), threading.Event(), finding_history.findings

    def slow(store: Reader, plan: Plan, clock: Clock, *, as_of: datetime) -> Sequence[Finding]:
        under_way.set()
        let_go.wait(PATIENCE_SECONDS)
        return read(store, plan, clock, as_of=as_of)

    monkeypatch.setattr(finding_history, "findings", slow)
    operation.start()
    operation.evaluate()
    assert under_way.wait(PATIENCE_SECONDS)
    tell(ground)
    operation.evaluate()
    assert breached(ground) == (False, PERIODS[:1])
    let_go.set()
    assert soon(ground, (True, PERIODS)) == (True, PERIODS)


@pytest.fixture
def asked(operation: Operation, monkeypatch: pytest.MonkeyPatch) -> list[datetime]:
    """Return when look backs were asked for; none of them takes place by itself."""
    found: list[datetime] = []

    def noted(name: str, at: datetime) -> None:
        if name == LOOK_BACK:
            found.append(at)

    monkeypatch.setattr(operation._scheduler, "soon", noted)
    operation._looking_back.soon = partial(noted, LOOK_BACK)
    return found


def test_a_run_that_did_not_take_place_is_asked_for_with_each_evaluation_until_one_does(
    ground: Ground, operation: Operation, asked: list[datetime]
) -> None:
    tell(ground)
    operation.evaluate()
    operation.evaluate()
    assert asked == [NOW, NOW]
    operation.look_back()
    operation.evaluate()
    assert asked == [NOW, NOW]


def test_a_source_that_is_read_to_its_end_has_a_run_asked_for(
    ground: Ground, operation: Operation, asked: list[datetime]
) -> None:
    operation.evaluate()
    operation.look_back()
    asked.clear()
    operation.evaluate()
    assert asked == []
    tell(ground)
    operation.evaluate()
    assert asked == [NOW]


def broken(*_: object, **__: object) -> Sequence[Finding]:
    raise RuntimeError("no such table")


def failures(ground: Ground) -> float:
    """Return how many failures to look back the metrics count."""
    (line,) = (
        line
        for line in generate_latest(ground.metrics.registry).decode().splitlines()
        if line.startswith('slawatch_evaluation_errors_total{stage="look_back"}')
    )
    return float(line.split()[-1])


def test_a_failure_is_counted_and_tried_again_after_a_minute_then_ever_later_up_to_five(
    ground: Ground, operation: Operation, asked: list[datetime], monkeypatch: pytest.MonkeyPatch
) -> None:
    tell(ground)
    operation.evaluate()
    asked.clear()
    assert failures(ground) == 0
    with monkeypatch.context() as patched, capture_logs():
        patched.setattr(finding_history, "findings", broken)
        for _ in range(5):
            operation.look_back()
    assert [(at - NOW) / timedelta(minutes=1) for at in asked] == [1, 2, 4, 5, 5]
    operation.evaluate()
    assert asked[-1] == NOW + timedelta(minutes=5), "an evaluation brings it forward"
    assert failures(ground) == 5
    asked.clear()
    operation.look_back()
    operation.evaluate()
    assert (asked, breached(ground)) == ([], (True, PERIODS))


def test_a_daily_run_that_fails_is_tried_again_soon_too(
    ground: Ground, operation: Operation, asked: list[datetime], monkeypatch: pytest.MonkeyPatch
) -> None:
    tell(ground)
    operation.evaluate()
    operation.look_back()
    asked.clear()
    with monkeypatch.context() as patched, capture_logs():
        patched.setattr(finding_history, "findings", broken)
        operation.look_back()
    assert asked == [NOW + timedelta(minutes=1)]
