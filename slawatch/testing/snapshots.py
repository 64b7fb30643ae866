"""Made-up snapshots for tests of exporters and pages, and to look at a page without a daemon."""

# ruff: noqa: ANN401  a change may be of any field, and replace() knows them all

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from slawatch.model.agreement import AgreementKind, Indicator, PeriodKind
from slawatch.model.result import (
    Band,
    Budget,
    ObjectiveFigure,
    OpenTickets,
    Outcome,
    OutcomeCount,
    Relative,
    RunningTimers,
    ServiceFigure,
    ServiceState,
    Snapshot,
    SourceQuality,
    State,
    UnjudgedTickets,
    VerdictComparison,
)
from slawatch.model.target_use import TargetUse

AS_OF: Final = datetime(2026, 11, 18, 9, 30, tzinfo=UTC)
STARTS: Final = {
    Relative.CURRENT: datetime(2026, 11, 1, tzinfo=UTC),
    Relative.PREVIOUS: datetime(2026, 10, 1, tzinfo=UTC),
}
ENDS: Final = {
    Relative.CURRENT: datetime(2026, 12, 1, tzinfo=UTC),
    Relative.PREVIOUS: datetime(2026, 11, 1, tzinfo=UTC),
}


def objective_figure(*, period: Relative = Relative.CURRENT, **changes: Any) -> ObjectiveFigure:
    """Return a timer objective that is met: 240 of 247 tickets answered in time, 95 % promised."""
    figure = ObjectiveFigure(
        service_id="mail",
        sla="acme-mail",
        objective="first-response",
        indicator=Indicator.FIRST_RESPONSE,
        agreement_kind=AgreementKind.SLA,
        party="acme",
        supplier="",
        period_kind=PeriodKind.MONTH,
        timezone="UTC",
        decimals=2,
        period=period,
        starts_at=STARTS[period],
        ends_at=ENDS[period],
        elapsed_ratio=0.58 if period is Relative.CURRENT else 1.0,
        target_ratio=0.95,
        target_seconds=1800,
        attained_ratio=240 / 247,
        good=240,
        events=247,
        state=State.MET,
        reason="",
        misses_left=5,
        best_possible_ratio=0.9722,
        breached_at=None,
        coverage_ratio=1.0,
        budget=Budget(unit="events", allowed=12.35, consumed=7, remaining_ratio=1 - 7 / 12.35),
        outcomes=(
            OutcomeCount(priority="P1", outcome=Outcome.MET, timers=40),
            OutcomeCount(priority="P2", outcome=Outcome.MET, timers=200),
            OutcomeCount(priority="P2", outcome=Outcome.MISSED, timers=7),
        ),
        running=running_timers() if period is Relative.CURRENT else (),
        used=TargetUse(counts=(150, 60, 20, 10, 4, 2, 1, 0), total=111.5),
    )
    return replace(figure, **changes)


def running_timers() -> tuple[RunningTimers, ...]:
    """Return open timers of two priorities: one of P1 is 600 s overdue, the next of P2 is due in 25 min."""
    calm = tuple((band, 0) for band in Band)
    return (
        RunningTimers(
            priority="P1",
            bands=(*calm[:-1], (Band.OVERDUE, 1)),
            next_due_at=None,
            oldest_overdue_seconds=600,
        ),
        RunningTimers(
            priority="P2",
            bands=((Band.LT_50, 3), *calm[1:]),
            next_due_at=AS_OF + timedelta(minutes=25),
            oldest_overdue_seconds=None,
        ),
    )


def availability_figure(*, period: Relative = Relative.CURRENT, **changes: Any) -> ObjectiveFigure:
    """Return an availability objective: 99.9 % promised, 30 min of 43 min 12 s used."""
    agreed = 2_592_000
    figure = objective_figure(
        period=period,
        objective="availability",
        indicator=Indicator.AVAILABILITY,
        target_ratio=0.999,
        target_seconds=None,
        attained_ratio=(agreed - 1800) / agreed,
        good=agreed - 1800,
        events=agreed,
        misses_left=None,
        best_possible_ratio=None,
        budget=Budget(unit="seconds", allowed=2592.0, consumed=1800.0, remaining_ratio=1 - 1800 / 2592),
        outcomes=(),
        running=(),
        used=None,
    )
    return replace(figure, **changes)


def service_figure(*, period: Relative = Relative.CURRENT, **changes: Any) -> ServiceFigure:
    """Return a service that was down for 30 min, once, in a period of 30 days around the clock."""
    figure = ServiceFigure(
        service_id="mail",
        sla="acme-mail",
        period=period,
        starts_at=STARTS[period],
        ends_at=ENDS[period],
        scheduled_seconds=2_592_000,
        up_seconds=2_586_600,
        down_seconds=1800,
        degraded_seconds=0,
        excluded_seconds=3600,
        unknown_seconds=0,
        agreed_seconds=2_588_400,
        planned_seconds=2_592_000,
        lost_seconds=1800,
        availability_ratio=2_586_600 / 2_588_400,
        raw_ratio=2_586_600 / 2_592_000,
        outages=1,
        mtbf_seconds=2_586_600.0,
        mtbf_lower_seconds=464_000.0,
        mtbf_upper_seconds=102_000_000.0,
        mtbsi_seconds=None,
        mtrs_seconds=1800.0,
        mtta_seconds=120.0,
        mttd_seconds=60.0,
        restored=1,
    )
    return replace(figure, **changes)


def service_state(**changes: Any) -> ServiceState:
    """Return a service that is up, with data two minutes old."""
    state = ServiceState(
        service_id="mail",
        name="Mail",
        outage_active=False,
        outage_started_at=None,
        data_through=AS_OF - timedelta(minutes=2),
        data_age_limit_seconds=180,
        open_tickets=(
            OpenTickets(kind="incident", priority="P1", tickets=1),
            OpenTickets(kind="request", priority="P2", tickets=3),
        ),
    )
    return replace(state, **changes)


def snapshot(**changes: Any) -> Snapshot:
    """Return a snapshot of one service with an availability and a first-response objective in both periods."""
    made = Snapshot(
        as_of=AS_OF,
        evaluated_at=AS_OF + timedelta(seconds=1),
        definitions="3b1f" * 16,
        known_through=(("desk", 812),),
        watermarks=(("desk", AS_OF - timedelta(minutes=2)),),
        simulated=False,
        objectives=(
            *(availability_figure(period=period) for period in Relative),
            *(objective_figure(period=period) for period in Relative),
        ),
        services=tuple(service_figure(period=period) for period in Relative),
        states=(service_state(),),
        unjudged=(UnjudgedTickets(service_id="mail", kind="problem", period=Relative.CURRENT, tickets=4),),
        quality=(
            SourceQuality(source="desk", attribute="priority", tickets=2),
            SourceQuality(source="desk", attribute="severity", tickets=None, outages=1),
        ),
        comparisons=(
            VerdictComparison(
                service_id="mail",
                sla="acme-mail",
                objective="first-response",
                source="desk",
                period=Relative.CURRENT,
                compared=9,
                disagreements=1,
            ),
        ),
    )
    return replace(made, **changes)


def crowd(services: int) -> Snapshot:
    """Return a snapshot of many services, each with one availability and three timer objectives."""
    ids = [f"service-{number:05}" for number in range(services)]
    timers = ("first-response", "acknowledgement", "resolution")
    objectives = [
        figure
        for service_id in ids
        for period in Relative
        for figure in (
            availability_figure(period=period, service_id=service_id, sla=f"sla-{service_id}"),
            *(
                objective_figure(period=period, service_id=service_id, sla=f"sla-{service_id}", objective=objective)
                for objective in timers
            ),
        )
    ]
    return snapshot(
        objectives=tuple(objectives),
        services=tuple(
            service_figure(period=period, service_id=service_id, sla=f"sla-{service_id}")
            for service_id in ids
            for period in Relative
        ),
        states=tuple(service_state(service_id=service_id, name=service_id) for service_id in ids),
    )
