"""What a configuration says of metrics: how many series there may be, and whether they point at tickets."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from prometheus_client import generate_latest
from pydantic import BaseModel
from telling import START, after, created, status, ticket
from three_promises import a_plan

from slawatch.config.settings import Configuration, SourceSettings, StoreSettings, WebSettings
from slawatch.exporters.prometheus import Form
from slawatch.exporters.selfmetrics import SelfMetrics
from slawatch.ingest.source import Batch
from slawatch.runtime.ground import Ground
from slawatch.runtime.operation import Operation
from slawatch.runtime.poller import Poller
from slawatch.store.opening import open_for_writing
from slawatch.testing.clock import ManualClock
from slawatch.testing.memory_source import MemorySource
from slawatch.testing.plans import planned


class Options(BaseModel):
    """A memory source has none."""


WEB = WebSettings(host="", port=0, external_url=None)
(AGREEMENT,) = a_plan().definitions.agreements
PLAN = planned(replace(a_plan().definitions, agreements=(replace(AGREEMENT, full_metrics=True),)))


@pytest.fixture
def ground(tmp_path: Path) -> Iterator[Ground]:
    store = open_for_writing(f"sqlite:///{tmp_path}/slawatch.db")
    yield Ground(store=store, clock=ManualClock(START), metrics=SelfMetrics(version="1"))
    store.close()


def evaluated(ground: Ground, web: WebSettings) -> Operation:
    """Return a configuration at work after a poll of one ticket, resolved after two minutes, and an evaluation."""
    of_mail = created("1", fields={"status": "new", "service": "mail"})
    events = (of_mail, status("1", "open", 60), status("1", "resolved", 120))
    told = Batch(cursor="1", tickets=(ticket("1"),), events=events, complete_through=after(3600))
    configuration = Configuration(
        definitions=PLAN.definitions,
        sources=(SourceSettings(id="desk", kind="memory", every=60, options=Options(), config_hash="h"),),
        web=web,
        store=StoreSettings(url="", password=None),
        evaluate_every=30,
        files=(),
        sha256="",
    )
    poller = Poller(name="desk", source=MemorySource([told]), store=ground.store, clock=ground.clock, config_hash="h")
    one = Operation(ground, configuration, plan=PLAN, pollers={"desk": poller})
    one._introduce()
    one.poll("desk")
    one.evaluate()
    return one


def exemplars(ground: Ground) -> set[str]:
    """Return what follows the number sign at the ends of lines."""
    text = ground.board.current.exposition.bodies[Form.OPENMETRICS].plain.decode()
    return {line.split(" # ")[1] for line in text.splitlines() if " # " in line}


def told(ground: Ground, name: str) -> list[str]:
    """Return the daemon's own samples of a name."""
    lines = generate_latest(ground.metrics.registry).decode().splitlines()
    return [line.split()[-1] for line in lines if line.startswith((f"{name} ", f"{name}{{"))]


def test_metrics_point_at_tickets_where_the_configuration_says_so(ground: Ground) -> None:
    evaluated(ground, WEB)
    assert exemplars(ground) == set()
    evaluated(ground, replace(WEB, exemplars=True))
    # Resolved 2026-03-02T08:02:00Z, after 120 of 259,200 s.
    assert f'{{ticket="desk/1"}} {120 / 259_200} 1772438520' in exemplars(ground)


def test_another_configuration_may_have_another_ceiling(ground: Ground) -> None:
    evaluated(ground, WEB)
    assert told(ground, "slawatch_series_limit") == ["100000.0"]
    assert told(ground, "slawatch_series_dropped") == []
    (whole,) = told(ground, "slawatch_series")
    evaluated(ground, replace(WEB, series_limit=50))
    dropped = sum(map(float, told(ground, "slawatch_series_dropped")))
    (left,) = told(ground, "slawatch_series")
    assert float(left) <= 50
    assert float(left) + dropped == float(whole)
    evaluated(ground, WEB)
    assert told(ground, "slawatch_series_dropped") == []
