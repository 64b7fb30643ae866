"""Figures put together from what was concluded of each part."""

from fractions import Fraction

from slawatch.engine.attainment import Tally
from slawatch.engine.columns import OutageRows
from slawatch.engine.conclusion import Conclusion, of_availability, of_statistic, of_tickets
from slawatch.engine.durations import durations
from slawatch.engine.plan import Promise
from slawatch.engine.reliability import failures, mtbf
from slawatch.engine.service_time import ServiceTime
from slawatch.engine.stages import reliability
from slawatch.model.agreement import AgreementKind, Indicator, Objective
from slawatch.model.business_days import BusinessDays
from slawatch.model.result import ObjectiveFigure, RunningTimers, ServiceFigure


def objective_figure(
    promise: Promise, time: ServiceTime, tally: Tally, running: tuple[RunningTimers, ...]
) -> ObjectiveFigure:
    """Return how one objective of one service stands in one window."""
    agreement, objective, window = promise.agreement, promise.objective, time.window
    concluded = _concluded(objective, tally, time)
    return ObjectiveFigure(
        service_id=time.service,
        sla=agreement.id,
        objective=objective.id,
        indicator=objective.indicator,
        agreement_kind=agreement.kind,
        party=agreement.party,
        supplier=agreement.party if agreement.kind is AgreementKind.CONTRACT else "",
        period_kind=str(agreement.period),
        timezone=agreement.timezone,
        decimals=agreement.decimals,
        period=window.relative,
        starts_at=window.period.start,
        ends_at=window.period.end,
        elapsed_ratio=time.elapsed,
        target_ratio=None if objective.target is None else float(objective.target),
        target_seconds=None if isinstance(objective.within, BusinessDays) else objective.within,
        target_days=objective.within if isinstance(objective.within, BusinessDays) else None,
        statistic=objective.statistic,
        attained_ratio=concluded.attained,
        attained_seconds=concluded.attained_seconds,
        attained_events=concluded.attained_events,
        good=concluded.good,
        events=concluded.events,
        state=concluded.state,
        reason=concluded.reason,
        misses_left=concluded.misses_left,
        best_possible_ratio=concluded.best_possible,
        breached_at=concluded.breached_at,
        coverage_ratio=time.account.coverage,
        budget=concluded.budget,
        outcomes=tally.outcomes,
        running=running if window.running else (),
        elapsed=durations(tally.elapsed) if objective.is_timer else None,
    )


def _concluded(objective: Objective, tally: Tally, time: ServiceTime) -> Conclusion:
    match objective:
        case Objective(indicator=Indicator.AVAILABILITY, target=Fraction() as target):
            return of_availability(target, time)
        case Objective(target=Fraction() as target):
            return of_tickets(target, tally, time)
        case Objective(within=int(limit)):
            return of_statistic(objective.statistic, limit, tally, time)
    raise ValueError(f"the objective {objective.id} promises nothing that can be judged")


def service_figure(time: ServiceTime, outages: OutageRows) -> ServiceFigure:
    """Return availability and reliability of one service in one window; `outages` are the rows that took it down."""
    account, window = time.account, time.window
    failed = failures(time.layers, time.calendar, window)
    between = mtbf(failed, float(account.agreed - account.down))
    stages = reliability(time, outages)
    return ServiceFigure(
        service_id=time.service,
        sla=time.agreement.id,
        period=window.relative,
        starts_at=window.period.start,
        ends_at=window.period.end,
        scheduled_seconds=account.scheduled,
        up_seconds=account.up,
        down_seconds=account.down,
        degraded_seconds=account.degraded,
        excluded_seconds=account.excluded,
        unknown_seconds=account.unknown,
        agreed_seconds=account.agreed,
        planned_seconds=time.whole.scheduled,
        lost_seconds=int(account.lost),
        availability_ratio=account.availability,
        raw_ratio=time.raw_availability,
        outages=failed if time.is_told else None,
        mtbf_seconds=between.mean,
        mtbf_lower_seconds=between.lower,
        mtbf_upper_seconds=between.upper,
        mtbsi_seconds=account.agreed / failed if failed else None,
        mtrs_seconds=stages.restoration.mean_seconds,
        mtta_seconds=stages.acknowledgement.mean_seconds,
        mttd_seconds=stages.detection.mean_seconds,
        restored=stages.restoration.n,
        dropped_seconds=time.dropped,
        reliability=stages,
    )
