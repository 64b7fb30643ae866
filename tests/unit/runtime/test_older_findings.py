"""Breaches of older periods are judged after the first figures: until then nobody counts them, and lists say so."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from fractions import Fraction
from pathlib import Path

import pytest
from pydantic import BaseModel
from structlog.testing import capture_logs

from slawatch.config.settings import Configuration, SourceSettings, StoreSettings, WebSettings
from slawatch.engine.findings import Finding
from slawatch.engine.plan import Plan
from slawatch.exporters.prometheus import Form
from slawatch.exporters.selfmetrics import SelfMetrics
from slawatch.ingest.source import Batch
from slawatch.model.agreement import Indicator, Objective
from slawatch.model.outage import Outage
from slawatch.runtime import finding_history
from slawatch.runtime.ground import Ground
from slawatch.runtime.operation import Operation
from slawatch.runtime.poller import Poller
from slawatch.store.opening import open_for_writing
from slawatch.testing.clock import ManualClock
from slawatch.testing.memory_source import MemorySource
from slawatch.testing.plans import agreement, definitions, planned

NOW = datetime(2026, 6, 20, 12, tzinfo=UTC)
UPTIME = Objective(id="uptime", indicator=Indicator.AVAILABILITY, target=Fraction(999, 1000))
PLAN = planned(definitions(agreement(UPTIME)))
OTHER = planned(replace(definitions(agreement(replace(UPTIME, target=Fraction(998, 1000)))), sha256="other"))
FEBRUARY, MAY = (datetime(2026, month, 5, 12, tzinfo=UTC) for month in (2, 5))
"""Each with an outage of two hours; a month may lose 44 min of which 0.1 % may be lost, 89 min of 0.2 %."""


class Options(BaseModel):
    """A memory source has none."""


@pytest.fixture
def unread(tmp_path: Path) -> Iterator[Ground]:
    """Return the ground of a daemon whose source was never read."""
    store = open_for_writing(f"sqlite:///{tmp_path}/slawatch.db")
    yield Ground(store=store, clock=ManualClock(NOW), metrics=SelfMetrics(version="1"))
    store.close()


@pytest.fixture
def ground(unread: Ground) -> Ground:
    """Return that of one whose source has told both outages."""
    return told(unread)


def told(ground: Ground) -> Ground:
    outages = tuple(
        Outage(id=f"{start:%m}", service="mail", started_at=start, ended_at=start.replace(hour=14))
        for start in (FEBRUARY, MAY)
    )
    ground.store.commit("desk", Batch(cursor="1", outages=outages, complete_through=NOW), at=NOW, config_hash="")
    return ground


def at_work(ground: Ground, plan: Plan = PLAN) -> Operation:
    """Return a configuration at work after its first evaluation."""
    configuration = Configuration(
        definitions=plan.definitions,
        sources=(SourceSettings(id="desk", kind="memory", every=60, options=Options(), config_hash=""),),
        web=WebSettings(host="", port=0, external_url=None),
        store=StoreSettings(url="", password=None),
        evaluate_every=30,
        files=(),
        sha256="",
    )
    poller = Poller(name="desk", source=MemorySource([]), store=ground.store, clock=ground.clock, config_hash="")
    operation = Operation(ground, configuration, plan=plan, pollers={"desk": poller})
    operation.evaluate()
    return operation


def breached(ground: Ground) -> tuple[bool, list[str]]:
    """Return whether what is published goes back a year, and the periods of its breaches."""
    inquiry = ground.board.current.inquiry
    assert inquiry is not None
    return inquiry.older_periods_read, [each.ref.period for each in inquiry.findings if each.ref.kind == "breach"]


def unanswered(ground: Ground) -> list[str]:
    exposition = ground.board.current.exposition
    assert exposition is not None
    lines = exposition.bodies[Form.TEXT].plain.decode().splitlines()
    return [line.partition("{")[2] for line in lines if line.startswith("slawatch_findings_unanswered{")]


def test_breaches_are_counted_once_older_periods_are_read(ground: Ground) -> None:
    operation = at_work(ground)
    assert breached(ground) == (False, ["2026-05"])
    assert unanswered(ground) == ['sla="gold",kind="outage"} 2']
    operation.look_back()
    operation.evaluate()
    assert breached(ground) == (True, ["2026-05", "2026-02"])
    assert unanswered(ground) == ['sla="gold",kind="breach"} 2', 'sla="gold",kind="outage"} 2']


def test_a_reload_that_changes_no_definition_goes_on_with_what_was_read(ground: Ground) -> None:
    operation = at_work(ground)
    operation.look_back()
    operation.evaluate()
    at_work(ground)
    assert breached(ground) == (True, ["2026-05", "2026-02"])


def test_other_definitions_have_older_periods_read_again_and_what_was_told_stays_meanwhile(ground: Ground) -> None:
    operation = at_work(ground)
    operation.look_back()
    operation.evaluate()
    at_work(ground, OTHER)
    assert breached(ground) == (False, ["2026-05", "2026-02"])
    assert unanswered(ground) == ['sla="gold",kind="outage"} 2']


def test_older_periods_that_can_not_be_read_stay_unknown_until_they_are(
    ground: Ground, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object, **__: object) -> Sequence[Finding]:
        raise RuntimeError("no such table")

    operation = at_work(ground)
    with monkeypatch.context() as patched, capture_logs() as log:
        patched.setattr(finding_history, "findings", broken)
        operation.look_back()
        operation.evaluate()
    assert [line["event"] for line in log if line["log_level"] == "error"] == [
        "looking back for breaches failed; those that were known stay"
    ]
    assert breached(ground) == (False, ["2026-05"])
    operation.look_back()
    operation.evaluate()
    assert breached(ground) == (True, ["2026-05", "2026-02"])


def test_a_source_that_is_read_to_its_end_later_has_older_periods_judged_again(unread: Ground) -> None:
    operation = at_work(unread)
    operation.look_back()
    operation.evaluate()
    assert breached(unread) == (True, [])
    told(unread)
    operation.evaluate()
    assert breached(unread) == (False, ["2026-05"])
    operation.look_back()
    operation.evaluate()
    assert breached(unread) == (True, ["2026-05", "2026-02"])
