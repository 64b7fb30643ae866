"""What pages are made of, made up: doors that lead nowhere, and a desk in every state."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from slawatch.exporters.figures import Counts
from slawatch.exporters.live import LivePart
from slawatch.exporters.prometheus import Exposition, rendered
from slawatch.exporters.selfmetrics import SelfMetrics
from slawatch.model.agreement import AgreementKind, Indicator
from slawatch.model.result import Budget, ObjectiveFigure, Relative, Snapshot, State
from slawatch.runtime.inquiry import Inquiry
from slawatch.testing.snapshots import (
    AS_OF,
    availability_figure,
    objective_figure,
    service_figure,
    service_state,
    snapshot,
)
from slawatch.web.published import Doors


@dataclass(frozen=True, slots=True)
class MadePublished:
    """Figures that no evaluation made."""

    snapshot: Snapshot | None = None
    exposition: Exposition | None = None
    reason: str = "the first evaluation has not ended"


@dataclass(frozen=True, slots=True, kw_only=True)
class MadeSource:
    """A source that nobody polls."""

    name: str = "desk"
    kind: str = "request_tracker"
    up: bool | None = True
    last_success_at: datetime | None = AS_OF - timedelta(seconds=20)
    watermark: datetime | None = AS_OF - timedelta(minutes=2)
    poll_interval_seconds: int = 60
    problem: str = ""
    clock_skew_seconds: float | None = None


def published(figures: Snapshot, counts: Counts | None = None) -> MadePublished:
    """Return a snapshot with its exposition, as runtime publishes it."""
    return MadePublished(figures, rendered(figures, counts or {}, limit=1_000_000), "")


@dataclass(slots=True)
class MadeDoors:
    """Doors whose answers a test sets; the clock stands still."""

    published: MadePublished = field(default_factory=MadePublished)
    sources: Sequence[MadeSource] = (MadeSource(),)
    reloaded: tuple[bool, str] = (True, "the new configuration is in force")
    reloads: int = 0
    now: datetime = AS_OF + timedelta(seconds=40)
    inquiry: Inquiry | None = None
    metrics: SelfMetrics = field(default_factory=lambda: SelfMetrics(version="0.0.0"))

    def doors(self) -> Doors:
        """Return what the application takes."""
        return Doors(
            version="0.0.0",
            published=lambda: self.published,
            sources=lambda: self.sources,
            live=LivePart(self.metrics.registry, monotonic=lambda: 0.0, max_age=0.0),
            inquiry=lambda: self.inquiry,
            reload=self._reload,
            now=lambda: self.now,
        )

    def _reload(self) -> tuple[bool, str]:
        self.reloads += 1
        return self.reloaded


def desk() -> Snapshot:
    """Return a simulated desk of four services that shows every state an objective can be in."""
    return snapshot(
        simulated=True,
        objectives=(*_in_both_periods(_mail()), *_in_both_periods(_erp()), *_in_both_periods(_network())),
        services=tuple(
            service_figure(period=period, service_id=service_id, sla=sla, outages=outages)
            for period in Relative
            for service_id, sla, outages in (("mail", "acme-mail", 1), ("erp", "globex-erp", 3), ("network", "ola", 0))
        ),
        states=(
            service_state(),
            service_state(
                service_id="erp",
                name="Order management",
                outage_active=True,
                outage_started_at=AS_OF - timedelta(minutes=17),
            ),
            service_state(
                service_id="network", name="Office network", data_through=AS_OF - timedelta(hours=3), open_tickets=()
            ),
            service_state(service_id="archive", name="Archive", data_through=None, open_tickets=()),
        ),
    )


def _in_both_periods(figures: Sequence[ObjectiveFigure]) -> list[ObjectiveFigure]:
    before = [
        objective_figure(
            period=Relative.PREVIOUS, service_id=figure.service_id, sla=figure.sla, objective=figure.objective
        )
        for figure in figures
    ]
    return [*figures, *before]


def _mail() -> list[ObjectiveFigure]:
    return [availability_figure(), objective_figure()]


def _erp() -> list[ObjectiveFigure]:
    erp: dict[str, Any] = {"service_id": "erp", "sla": "globex-erp", "party": "globex", "timezone": "Asia/Shanghai"}
    return [
        availability_figure(
            **erp,
            state=State.BREACHED,
            good=2_585_000,
            attained_ratio=2_585_000 / 2_592_000,
            breached_at=AS_OF - timedelta(hours=5),
            budget=Budget(unit="seconds", allowed=2592.0, consumed=7000.0, remaining_ratio=1 - 7000 / 2592),
        ),
        objective_figure(
            **erp,
            state=State.AT_RISK,
            good=96,
            events=101,
            attained_ratio=96 / 101,
            misses_left=0,
            budget=Budget(unit="events", allowed=5.05, consumed=5, remaining_ratio=1 - 5 / 5.05),
        ),
        objective_figure(
            **erp,
            objective="resolution",
            indicator=Indicator.RESOLUTION,
            target_seconds=14_400,
            state=State.INDETERMINATE,
            reason="3 tickets can't be judged: the source lost their history",
        ),
    ]


def _network() -> list[ObjectiveFigure]:
    ola: dict[str, Any] = {
        "service_id": "network",
        "sla": "ola",
        "party": "field-team",
        "agreement_kind": AgreementKind.OLA,
    }
    no_tickets: dict[str, Any] = {
        "indicator": Indicator.ACKNOWLEDGEMENT,
        "target_seconds": 900,
        "attained_ratio": None,
        "good": 0,
        "events": 0,
        "misses_left": None,
        "budget": None,
    }
    return [
        objective_figure(
            **ola,
            **no_tickets,
            objective="acknowledgement",
            state=State.NO_DATA,
            reason="no ticket yet in this period",
        ),
        objective_figure(
            **ola,
            **no_tickets,
            objective="on-site",
            state=State.NOT_APPLICABLE,
            reason="starts on 2026-12-01",
        ),
    ]
