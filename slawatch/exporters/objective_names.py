"""Families of objectives: what was promised and attained, budgets, outlooks, timers."""

from typing import Final

from slawatch.exporters.bounds import Count, each
from slawatch.exporters.distribution import EDGES
from slawatch.exporters.family import (
    EVALUATED,
    OBJECTIVE,
    OBJECTIVE_PERIOD,
    SLA_PERIOD,
    Family,
    FamilyType,
    evaluated,
)

_WINDOWS: Final = each(Count.AVAILABILITIES, lean=4, full=5) + each(Count.TIMERS, lean=2, full=5)
_THRESHOLDS: Final = each(Count.AVAILABILITIES, lean=4) + each(Count.TIMERS, lean=2, full=4)
_BY_PRIORITY: Final = (Count.PRIORITIES,)

PROMISES: Final = (
    evaluated(
        "slawatch_objective_info",
        (*OBJECTIVE, "indicator", "agreement_kind", "period_kind", "timezone", "party", "supplier"),
        "What an objective is, always 1; join it with group_left.",
        each(Count.OBJECTIVES),
    ),
    evaluated(
        "slawatch_objective_target_ratio",
        OBJECTIVE,
        "Share that was promised (0..1), of reopened the share that may not be; absent where a time or a number was.",
        each(Count.SHARES),
    ),
    evaluated(
        "slawatch_objective_attained_ratio",
        OBJECTIVE_PERIOD,
        "Share that was kept (0..1), of reopened the share that was not; absent without a basis.",
        each(Count.OBJECTIVES, lean=2),
    ),
    Family(
        name="slawatch_objective_state",
        type=FamilyType.STATESET,
        labels=(*OBJECTIVE_PERIOD, "slawatch_objective_state"),
        text="How an objective stands: exactly one state is 1.",
        origin=EVALUATED,
        bound=each(Count.OBJECTIVES, lean=6, full=12),
    ),
    evaluated(
        "slawatch_objective_target_seconds",
        OBJECTIVE,
        "Working time allowed for a timer, or the limit of a length or an age; absent for business days, which differ "
        "by the ticket.",
        each(Count.TIMES),
    ),
    evaluated(
        "slawatch_objective_attained_seconds",
        OBJECTIVE_PERIOD,
        "The median, p90 or mean of timers, the longest outage, or the age of the backlog; absent without a basis.",
        each(Count.TYPICAL, lean=2),
    ),
    evaluated(
        "slawatch_objective_target_events", OBJECTIVE, "Most outages or tickets that may be.", each(Count.NUMBERS)
    ),
    evaluated(
        "slawatch_objective_attained_events", OBJECTIVE_PERIOD, "Outages or tickets.", each(Count.NUMBERS, lean=2)
    ),
    evaluated(
        "slawatch_objective_events",
        OBJECTIVE_PERIOD,
        "n behind it: tickets, answers, outages or agreed seconds.",
    ),
    evaluated("slawatch_objective_misses_left", OBJECTIVE, "Whole misses left in the current period; negative: over."),
    evaluated("slawatch_objective_best_possible_ratio", OBJECTIVE, "Share if every running timer is met."),
    evaluated(
        "slawatch_objective_breached_timestamp_seconds",
        OBJECTIVE_PERIOD,
        "First moment of breach; the period's end where only the whole of it decides; absent if none.",
    ),
    evaluated(
        "slawatch_objective_coverage_ratio",
        OBJECTIVE_PERIOD,
        "Known share of agreed time or tickets.",
        each(Count.OBJECTIVES, full=2),
    ),
)

BUDGETS: Final = (
    *(
        evaluated(f"slawatch_error_budget_{name}", OBJECTIVE_PERIOD, text, each(Count.OBJECTIVES, full=2))
        for name, text in {
            "remaining_ratio": "1 - consumed/allowed; not clamped.",
            "allowed_seconds": "Downtime that the target allows.",
            "consumed_seconds": "Downtime used; not clamped.",
            "allowed_events": "Missed tickets that the target allows.",
            "consumed_events": "Missed tickets; not clamped.",
        }.items()
    ),
    evaluated(
        "slawatch_error_budget_exhaustion_timestamp_seconds",
        OBJECTIVE,
        "While an outage is open: when it has used up the budget if it goes on; absent if the period ends before.",
        each(Count.AVAILABILITIES),
    ),
    evaluated(
        "slawatch_error_budget_burn_rate",
        (*OBJECTIVE, "window"),
        "How many times faster than the target bears the budget was used in the last agreed service time; "
        "stands still outside it.",
        _WINDOWS,
    ),
    evaluated(
        "slawatch_error_budget_burn_rate_threshold",
        (*OBJECTIVE, "window"),
        "Burn rate to report from (>=); absent outside agreed service time, when nothing is to be reported.",
        _THRESHOLDS,
    ),
    evaluated(
        "slawatch_error_budget_burned_events",
        (*OBJECTIVE, "window"),
        "Tickets missed in the window; one alone is no reason to report a burn rate.",
        each(Count.TIMERS, full=5),
    ),
    evaluated(
        "slawatch_forecast_breach_probability_ratio",
        OBJECTIVE,
        "Probability (0..1) that the promise is broken at the period's end; absent without enough history.",
    ),
)

OPEN_TIMERS: Final = (
    evaluated(
        "slawatch_timers_running",
        (*OBJECTIVE, "priority", "band"),
        "Open timers by the share of the target used; by priority in full only.",
        each(Count.TIMERS, lean=5, full=5, crossed=_BY_PRIORITY),
    ),
    evaluated(
        "slawatch_timer_next_due_timestamp_seconds",
        (*OBJECTIVE, "priority"),
        "Earliest due instant of a running timer that lies ahead; hours and pauses considered.",
        each(Count.TIMERS, crossed=_BY_PRIORITY),
    ),
    evaluated(
        "slawatch_timer_oldest_overdue_seconds",
        (*OBJECTIVE, "priority"),
        "Most working time by which an open timer exceeds its target; absent when none does.",
        each(Count.TIMERS, crossed=_BY_PRIORITY),
    ),
)

PERIODS: Final = (
    evaluated("slawatch_period_start_timestamp_seconds", SLA_PERIOD, "Start of the period."),
    evaluated("slawatch_period_end_timestamp_seconds", SLA_PERIOD, "End of the period."),
    evaluated("slawatch_period_elapsed_ratio", OBJECTIVE, "Elapsed share of agreed service time."),
)

FORECASTS: Final = (
    evaluated(
        "slawatch_forecast_attained_ratio",
        (*OBJECTIVE, "bound"),
        "Share expected at the period's end (0..1); in full also low and high, with one case of twenty beyond each.",
        each(Count.OBJECTIVES, full=3),
    ),
)

TIMER_DETAIL: Final = (
    evaluated(
        "slawatch_timer_outcomes",
        (*OBJECTIVE_PERIOD, "priority", "outcome"),
        "Timers of the period by outcome; in full only.",
        each(Count.TIMERS, lean=0, full=14, crossed=_BY_PRIORITY),
    ),
    evaluated(
        "slawatch_timer_elapsed_seconds",
        (*OBJECTIVE_PERIOD, "stat"),
        "Mean, median, p90 and maximum of what the timers judged took; of one still open, so far. In full only.",
        each(Count.TIMERS, lean=0, full=8),
    ),
    Family(
        name="slawatch_timer_target_used_ratio",
        type=FamilyType.GAUGEHISTOGRAM,
        labels=OBJECTIVE_PERIOD,
        text="Share of the target that timers met or missed used (1: all of it, so le=1.0 counts those met), of one "
        "missed and open so far; not a counter: corrections, reopenings and a new period lower it. In full only.",
        origin=EVALUATED,
        bound=each(Count.TIMERS, lean=0, full=2 * (len(EDGES) + 2)),
    ),
)
