"""Days in the life of slawatch, run through on a fast clock: the real runtime on the simulated desk."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple

import yaml
from desk_life import LIFE, Flaky, World

from slawatch.app.configuring import Overrides, configured, installed
from slawatch.app.planning import planned
from slawatch.app.polling import poller
from slawatch.app.storing import for_writing
from slawatch.clock import SystemClock
from slawatch.exporters.live import LivePart
from slawatch.exporters.prometheus import Form
from slawatch.exporters.selfmetrics import FeedState, SelfMetrics
from slawatch.runtime.ground import Ground
from slawatch.runtime.operation import Operation
from slawatch.testing.clock import ManualClock

SHIPPED = Path(__file__).parents[2] / "config" / "slawatch.yml"
END = datetime(2026, 11, 20, 9, 45, tzinfo=UTC)
"""A Friday, a quarter to six in Shanghai: the lines have been down for a quarter of an hour."""
BEGIN = datetime(2026, 10, 31, 15, 0, tzinfo=UTC)
"""An hour before the month begins in Shanghai."""
FINE = END - timedelta(hours=25)
"""An hour before the day that is drawn, so that what came in at once before is not in its rates."""
LATEST = END - timedelta(minutes=30)
WATCHED = (
    (datetime(2026, 11, 7, 17, 0, tzinfo=UTC), datetime(2026, 11, 7, 22, 0, tzinfo=UTC)),
    (datetime(2026, 11, 13, 12, 0, tzinfo=UTC), datetime(2026, 11, 13, 14, 0, tzinfo=UTC)),
)
"""A maintenance that ran over, and a long outage: figures follow them closely."""
DESK_BEGINS = datetime(2026, 6, 20, tzinfo=UTC)
"""Before the quarter that was the previous one at the end."""


class Instant(NamedTuple):
    """What happens at an instant: a scrape, perhaps after a poll and an evaluation."""

    at: datetime
    evaluated: bool


class FastClock(ManualClock):
    """Stands still between two instants, but durations are measured as they are."""

    def monotonic(self) -> float:
        """Return seconds of both clocks together."""
        return super().monotonic() + SystemClock().monotonic()


def instants() -> Iterator[Instant]:
    """Yield the instants: scrapes as close as lookback and rules need them, evaluations less often."""
    yield from _every(BEGIN, FINE, scrape=60, evaluate=1440)
    yield from _every(FINE, LATEST, scrape=5, evaluate=30)
    yield from _every(LATEST, END + timedelta(seconds=1), scrape=2, evaluate=6)


def _every(start: datetime, end: datetime, *, scrape: int, evaluate: int) -> Iterator[Instant]:
    """Yield an instant every so many minutes."""
    for minute in range(0, int((end - start).total_seconds() // 60) + 1, scrape):
        at = start + timedelta(minutes=minute)
        if at < end:
            yield Instant(at, minute % evaluate == 0 or any(since <= at <= until for since, until in WATCHED))


def configuration(folder: Path) -> Path:
    """Write the shipped configuration with credits and limits, and one agreement in full; return where it is."""
    told: dict[str, Any] = yaml.safe_load(SHIPPED.read_text())
    told["sources"]["desk"] |= {"history": (BEGIN - DESK_BEGINS).days, "every": "10m"}
    agreements = told["agreements"]
    agreements["acme-business"] |= {"metrics": "full", "credits": _credits("CNY", 100_000)}
    agreements["netco-lines"]["objectives"] |= {
        "outages": {"indicator": "outages", "at_most": 3},
        "longest": {"indicator": "longest_outage", "at_most": "1h"},
    }
    agreements["nordwind-online"]["credits"] = _credits("EUR", 12_000)
    agreements["netco-lines"]["credits"] = _credits("CNY", 60_000)
    path = folder / "slawatch.yml"
    path.write_text(yaml.safe_dump(told, allow_unicode=True, sort_keys=False))
    return path


def _credits(currency: str, fee: int) -> dict[str, Any]:
    return {"currency": currency, "fee": fee, "bands": {"<99.95%": "5%", "<99.8%": "10%", "<99%": "25%"}}


def scrapes(folder: Path) -> Iterator[tuple[datetime, str]]:
    """Yield what the daemon told at each instant, as text of OpenMetrics."""
    world, operation, live = _begun(folder)
    happens, told = dict(LIFE), ""
    try:
        for at, evaluated in instants():
            world.clock.advance((at - world.clock.now()).total_seconds())
            for due in [each for each in happens if each <= at]:
                happens.pop(due)(world)
            if evaluated:
                operation.poll("desk")
                operation.evaluate()
            operation.beat()
            if evaluated or at >= FINE:  # else nothing is told anew but how late it is
                exposition = world.ground.board.current.exposition
                assert exposition is not None
                parts = (exposition.bodies[Form.OPENMETRICS], live.body(Form.OPENMETRICS))
                told = "".join(part.plain.decode() for part in parts)
            yield at, told
    finally:
        world.ground.store.close()


def _begun(folder: Path) -> tuple[World, Operation, LivePart]:
    clock, registry = FastClock(BEGIN - timedelta(minutes=1)), installed()
    file = configured(configuration(folder), Overrides(store_url=f"sqlite:///{folder}/slawatch.db"), registry)
    metrics = SelfMetrics(version="1.0.0", revision="recorded")
    ground = Ground(store=for_writing(file.store), clock=clock, metrics=metrics)
    plan = planned(file.definitions)
    made = poller(registry, file.sources[0], store=ground.store, clock=clock, metrics=metrics)
    made.source = flaky = Flaky(made.source)
    operation = Operation(ground, replace(file), plan=plan, pollers={"desk": made})
    ground.store.register(file.definitions.sha256, file.definitions.body, at=clock.now())
    operation._introduce()
    metrics.reload(ok=True, at=clock.now())
    metrics.feeds([FeedState(calendar="office", feed="holidays", up=True, last_success_at=clock.now())])
    return (
        World(clock=clock, ground=ground, plan=plan, desk=flaky),
        operation,
        LivePart(metrics.registry, monotonic=clock.monotonic),
    )
