"""Figures put together from what was concluded of each part."""

from slawatch.engine.affected_users import lost_user_seconds, user_availability
from slawatch.engine.columns import OutageRows
from slawatch.engine.durations import durations
from slawatch.engine.group_time import GroupTime, JudgedTime
from slawatch.engine.judgement import Basis, concluded
from slawatch.engine.plan import Promise
from slawatch.engine.reliability import failed_at, mtbf
from slawatch.engine.service_time import ServiceTime
from slawatch.engine.stages import reliability
from slawatch.engine.starts import start_shares
from slawatch.model.agreement import NUMBERS, AgreementKind, ExclusionMode, Indicator, Objective
from slawatch.model.business_days import BusinessDays
from slawatch.model.reliability import Standing
from slawatch.model.result import ObjectiveFigure, RunningTimers, ServiceFigure


def objective_figure(
    promise: Promise, time: JudgedTime, basis: Basis, running: tuple[RunningTimers, ...]
) -> ObjectiveFigure:
    """Return how one objective of one service, or of all services of an agreement, stands in one window."""
    agreement, objective, window = promise.agreement, promise.objective, time.window
    told = concluded(objective, basis, time)
    return ObjectiveFigure(
        service_id=time.service,
        services=tuple(part.service for part in time.parts) if isinstance(time, GroupTime) else (),
        worst_service=_worst(objective, time),
        sla=agreement.id,
        version=agreement.version,
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
        target_seconds=_target_seconds(objective),
        target_events=objective.at_most if objective.indicator in NUMBERS else None,
        target_days=objective.within if isinstance(objective.within, BusinessDays) else None,
        statistic=objective.statistic,
        attained_ratio=told.attained,
        attained_seconds=told.attained_seconds,
        attained_events=told.attained_events,
        good=told.good,
        events=told.events,
        state=told.state,
        reason=told.reason,
        misses_left=told.misses_left,
        best_possible_ratio=told.best_possible,
        breached_at=told.breached_at,
        coverage_ratio=time.account.coverage,
        budget=told.budget,
        outcomes=basis.tally.outcomes,
        running=running if window.running else (),
        elapsed=durations(basis.tally.elapsed) if objective.is_timer else None,
        used=basis.tally.used if objective.is_timer else None,
    )


def _worst(objective: Objective, time: JudgedTime) -> str | None:
    if objective.indicator is Indicator.AVAILABILITY and isinstance(time, GroupTime):
        return time.worst
    return None


def _target_seconds(objective: Objective) -> int | None:
    if isinstance(objective.within, int):
        return objective.within
    return None if objective.indicator in NUMBERS else objective.at_most


def service_figure(
    time: ServiceTime, outages: OutageRows, exclusions: tuple[tuple[Standing, int], ...] = ()
) -> ServiceFigure:
    """Return availability and reliability of one service in one window; `outages` are the rows that took it down."""
    account, window = time.account, time.window
    lost_at = failed_at(time.layers, time.calendar, window)
    failed = len(lost_at)
    between = mtbf(failed, float(account.agreed - account.down))
    stages, affected = reliability(time, outages, lost_at), lost_user_seconds(time, outages)
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
        raw_ratio=time.availability(ExclusionMode.RAW),
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
        user_outage_minutes=None if affected is None else float(affected / 60),
        user_availability_ratio=user_availability(time, affected),
        starts=start_shares(time, outages),
        agreed_ratio=time.availability(ExclusionMode.AGREED),
        low_ratio=account.low,
        high_ratio=account.high,
        exclusions=exclusions,
    )
