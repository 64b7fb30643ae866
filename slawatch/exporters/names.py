"""Every metric that slawatch serves: one table makes the exposition, the documentation and the tests.

The order of PREPARED is the order of importance: over the series ceiling, families are left out from its end.
process_* and python_* are the client library's own and stand outside the table.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final


class FamilyType(StrEnum):
    """OpenMetrics types that slawatch uses."""

    GAUGE = "gauge"
    COUNTER = "counter"
    HISTOGRAM = "histogram"
    STATESET = "stateset"


EVALUATED: Final = (
    "Computed from stored facts, cached until the next evaluation; as of slawatch_evaluation_as_of_timestamp_seconds."
)
COUNTED: Final = "Counted from stored facts; persisted, cached between evaluations."
OBSERVED: Final = "Observed by the daemon itself; not cached."


@dataclass(frozen=True, slots=True, kw_only=True)
class Family:
    """One metric family; a counter's name ends in _total here and loses it in OpenMetrics metadata."""

    name: str
    type: FamilyType
    labels: tuple[str, ...]
    text: str
    origin: str
    """Where the figure comes from and whether it is cached."""
    bound: str
    """What limits the number of its series."""

    @property
    def help(self) -> str:
        """The HELP text."""
        return f"{self.text} {self.origin}"

    @property
    def base(self) -> str:
        """The family's name in OpenMetrics."""
        return self.name.removesuffix("_total") if self.type is FamilyType.COUNTER else self.name

    @property
    def unit(self) -> str:
        """The unit that the name ends in, empty for a plain number."""
        return next((unit for unit in ("seconds", "ratio") if self.base.endswith(f"_{unit}")), "")


OBJECTIVE: Final = ("service_id", "sla", "objective")
OBJECTIVE_PERIOD: Final = (*OBJECTIVE, "period")
SERVICE: Final = ("service_id",)
SERVICE_PERIOD: Final = ("service_id", "sla", "period")
KIND: Final = ("service_id", "kind", "priority")
CORRECTED: Final = ("service_id", "kind")
SOURCE: Final = ("source",)
FEED: Final = ("calendar", "feed")
SLA_PERIOD: Final = ("sla", "period")
DESK_SERVICE: Final = ("service_id", "period")
PROCESS: Final = ("process", "indicator", "service_id", "period")
_BOUNDS: Final = {
    OBJECTIVE: "objectives",
    OBJECTIVE_PERIOD: "objectives x 2",
    SERVICE: "services",
    SERVICE_PERIOD: "agreed services x 2",
    SLA_PERIOD: "agreements x 2",
    KIND: "services x kinds x priorities",
    CORRECTED: "services x 6",
    SOURCE: "sources",
    DESK_SERVICE: "services x 2",
    PROCESS: "services x (2 x kinds + 3) x 2",
    (): "1",
}
"""The usual limit of a family's series, by its labels."""


def _evaluated(name: str, labels: tuple[str, ...], text: str, bound: str | None = None) -> Family:
    limit = bound or _BOUNDS[labels]
    return Family(name=name, type=FamilyType.GAUGE, labels=labels, text=text, origin=EVALUATED, bound=limit)


def _counted(name: str, text: str, labels: tuple[str, ...] = KIND) -> Family:
    return Family(name=name, type=FamilyType.COUNTER, labels=labels, text=text, origin=COUNTED, bound=_BOUNDS[labels])


def _gauge(name: str, labels: tuple[str, ...], text: str, bound: str | None = None) -> Family:
    limit = bound or _BOUNDS[labels]
    return Family(name=name, type=FamilyType.GAUGE, labels=labels, text=text, origin=OBSERVED, bound=limit)


def _counter(name: str, labels: tuple[str, ...], text: str, bound: str) -> Family:
    return Family(name=name, type=FamilyType.COUNTER, labels=labels, text=text, origin=OBSERVED, bound=bound)


PREPARED: Final = (
    _evaluated("slawatch_evaluation_as_of_timestamp_seconds", (), "Instant that every figure is about."),
    _evaluated(
        "slawatch_objective_info",
        (*OBJECTIVE, "indicator", "agreement_kind", "period_kind", "timezone", "party", "supplier"),
        "What an objective is, always 1; join it with group_left.",
        "objectives",
    ),
    _evaluated(
        "slawatch_objective_target_ratio",
        OBJECTIVE,
        "Share that was promised (0..1), of reopened the share that may not be; absent where a time or a number was.",
        "objectives of a share",
    ),
    _evaluated(
        "slawatch_objective_attained_ratio",
        OBJECTIVE_PERIOD,
        "Share that was kept (0..1), of reopened the share that was not; absent without a basis.",
        "objectives of a share x 2",
    ),
    Family(
        name="slawatch_objective_state",
        type=FamilyType.STATESET,
        labels=(*OBJECTIVE_PERIOD, "slawatch_objective_state"),
        text="How an objective stands: exactly one state is 1.",
        origin=EVALUATED,
        bound="objectives x 6 states (x 2 with all periods)",
    ),
    _evaluated(
        "slawatch_objective_target_seconds",
        OBJECTIVE,
        "Working time allowed for a timer, or the limit of a length or an age; absent for business days, which differ "
        "by the ticket.",
        "objectives of a time",
    ),
    _evaluated(
        "slawatch_objective_attained_seconds",
        OBJECTIVE_PERIOD,
        "The median, p90 or mean of timers, the longest outage, or the age of the backlog; absent without a basis.",
        "objectives of a statistic, a length or an age x 2",
    ),
    _evaluated(
        "slawatch_objective_target_events", OBJECTIVE, "Most outages or tickets that may be.", "objectives of a number"
    ),
    _evaluated(
        "slawatch_objective_attained_events", OBJECTIVE_PERIOD, "Outages or tickets.", "objectives of a number x 2"
    ),
    _evaluated(
        "slawatch_objective_events",
        OBJECTIVE_PERIOD,
        "n behind it: tickets, answers, outages or agreed seconds.",
    ),
    _evaluated("slawatch_objective_misses_left", OBJECTIVE, "Whole misses left in the current period; negative: over."),
    _evaluated("slawatch_objective_best_possible_ratio", OBJECTIVE, "Share if every running timer is met."),
    _evaluated(
        "slawatch_objective_breached_timestamp_seconds", OBJECTIVE_PERIOD, "First moment of breach; absent if none."
    ),
    _evaluated("slawatch_objective_coverage_ratio", OBJECTIVE_PERIOD, "Known share of agreed time or tickets."),
    _evaluated(
        "slawatch_timer_elapsed_seconds",
        (*OBJECTIVE_PERIOD, "stat"),
        "Mean, median, p90 and maximum of what the timers judged took; of one still open, so far. In full only.",
        "timer objectives x 4 x 2 in full",
    ),
    _evaluated("slawatch_error_budget_remaining_ratio", OBJECTIVE_PERIOD, "1 - consumed/allowed; not clamped."),
    _evaluated("slawatch_error_budget_allowed_seconds", OBJECTIVE_PERIOD, "Downtime that the target allows."),
    _evaluated("slawatch_error_budget_consumed_seconds", OBJECTIVE_PERIOD, "Downtime used; not clamped."),
    _evaluated("slawatch_error_budget_allowed_events", OBJECTIVE_PERIOD, "Missed tickets that the target allows."),
    _evaluated("slawatch_error_budget_consumed_events", OBJECTIVE_PERIOD, "Missed tickets; not clamped."),
    _evaluated(
        "slawatch_error_budget_exhaustion_timestamp_seconds",
        OBJECTIVE,
        "While an outage is open: when it has used up the budget if it goes on; absent if the period ends before.",
    ),
    _evaluated(
        "slawatch_error_budget_burn_rate",
        (*OBJECTIVE, "window"),
        "How many times faster than the target bears the budget was used in the last agreed service time; "
        "stands still outside it.",
        "objectives x 4 windows, of timers 2 (x 5 in full)",
    ),
    _evaluated(
        "slawatch_error_budget_burn_rate_threshold",
        (*OBJECTIVE, "window"),
        "Burn rate to report from (>=); absent outside agreed service time, when nothing is to be reported.",
        "objectives x 4 windows, of timers 2 (x 4 in full)",
    ),
    _evaluated(
        "slawatch_error_budget_burned_events",
        (*OBJECTIVE, "window"),
        "Tickets missed in the window; one alone is no reason to report a burn rate.",
        "timer objectives (x 5 in full)",
    ),
    _evaluated(
        "slawatch_forecast_breach_probability_ratio",
        OBJECTIVE,
        "Probability (0..1) that the promise is broken at the period's end; absent without enough history.",
    ),
    _evaluated(
        "slawatch_forecast_attained_ratio",
        (*OBJECTIVE, "bound"),
        "Share at the period's end (0..1): expected in the middle, low and high with one case of twenty beyond each.",
        "objectives x 3",
    ),
    _evaluated("slawatch_period_start_timestamp_seconds", SLA_PERIOD, "Start of the period."),
    _evaluated("slawatch_period_end_timestamp_seconds", SLA_PERIOD, "End of the period."),
    _evaluated("slawatch_period_elapsed_ratio", OBJECTIVE, "Elapsed share of agreed service time."),
    _evaluated("slawatch_outage_active", SERVICE, "1 while an outage is open."),
    _evaluated("slawatch_outage_started_timestamp_seconds", SERVICE, "Start of the open outage, if any."),
    _evaluated("slawatch_service_data_timestamp_seconds", SERVICE, "Watermark of the oldest source."),
    _evaluated("slawatch_service_data_age_limit_seconds", SERVICE, "Age from which data are stale."),
    _evaluated(
        "slawatch_service_time_seconds",
        (*SERVICE_PERIOD, "class"),
        "Agreed service time by class: scheduled = up + down + degraded + excluded + unknown.",
        "agreed services x 6 classes (x 2 with all periods)",
    ),
    _evaluated("slawatch_availability_raw_ratio", SERVICE_PERIOD, "What users felt: exclusions ignored."),
    _evaluated(
        "slawatch_service_credit_amount",
        (*SERVICE_PERIOD, "currency", "direction"),
        "Service credit owed (by us) or claimable (from a supplier) if nothing more is lost; "
        "absent where what is not known yet would decide.",
        "services with credits x 2",
    ),
    _evaluated("slawatch_outages", SERVICE_PERIOD, "Merged outages that began in the period."),
    _evaluated("slawatch_mtbf_seconds", SERVICE_PERIOD, "Mean time between failures; absent without outages."),
    _evaluated("slawatch_mtrs_seconds", SERVICE_PERIOD, "Mean time to restore service; absent when none was."),
    _evaluated("slawatch_mtbf_lower_seconds", SERVICE_PERIOD, "Lower end of the interval around MTBF."),
    _evaluated("slawatch_mtbf_upper_seconds", SERVICE_PERIOD, "Upper end of the interval around MTBF."),
    _evaluated("slawatch_mtbsi_seconds", SERVICE_PERIOD, "Mean time between service incidents."),
    _evaluated("slawatch_mtta_seconds", SERVICE_PERIOD, "Mean time to acknowledge."),
    _evaluated("slawatch_mttd_seconds", SERVICE_PERIOD, "Mean time to detect."),
    _evaluated(
        "slawatch_reliability_events",
        (*SERVICE_PERIOD, "measure"),
        "n behind a mean: outages restored (mtrs, repair), detected (mttd) or acknowledged (mtta).",
        "agreed services x 2 (x 4 in full)",
    ),
    _evaluated(
        "slawatch_reliability_seconds",
        (*SERVICE_PERIOD, "measure", "stat"),
        "Mean, median, p90 and maximum of what a mean is made of; in full only.",
        "agreed services x 4 measures x 4 x 2 in full",
    ),
    _evaluated(
        "slawatch_exclusions",
        (*SERVICE_PERIOD, "status"),
        "Exclusions that touch the period: counted, pending (nobody has approved them yet) or refused.",
        "agreed services x 3 (x 2 in full)",
    ),
    _counted(
        "slawatch_corrections_total",
        "Corrections of what sources tell, when their approval is first seen; kind is what was corrected.",
        CORRECTED,
    ),
    _evaluated(
        "slawatch_source_unmapped_outages",
        (*SOURCE, "attribute"),
        "Outages whose raw service nothing maps (they count for none) or whose raw severity nothing maps (they count).",
        "sources x 2",
    ),
    _evaluated(
        "slawatch_source_unmapped_tickets",
        (*SOURCE, "attribute"),
        "Tickets whose raw words nothing maps.",
        "sources x attributes",
    ),
    _evaluated(
        "slawatch_source_verdict_disagreements",
        (*OBJECTIVE, *SOURCE, "period"),
        "Timers on which the source's own verdict differs from ours; absent where it has none to compare.",
        "objectives x sources with verdicts x 2",
    ),
    _evaluated("slawatch_tickets_open", KIND, "Tickets that are not done."),
    _counted("slawatch_tickets_created_total", "Tickets created, when first seen."),
    _counted("slawatch_tickets_resolved_total", "Tickets resolved, when first seen."),
    _counted("slawatch_tickets_reopened_total", "Tickets reopened, when first seen."),
    _evaluated("slawatch_satisfaction_score_ratio", DESK_SERVICE, "Share of requesters' answers that are good."),
    _evaluated("slawatch_satisfaction_responses", DESK_SERVICE, "n behind the score: answers that can be read."),
    _evaluated(
        "slawatch_process_ratio",
        PROCESS,
        "Share of tickets: first_contact, reopened, problem_linked, change_failed, change_caused_incidents.",
    ),
    _evaluated(
        "slawatch_process_tickets", PROCESS, "n behind the share; current period.", "services x (2 x kinds + 3)"
    ),
    _evaluated(
        "slawatch_backlog_age_seconds",
        ("service_id", "kind", "stat"),
        "Elapsed age of open tickets.",
        "services x kinds x 3",
    ),
    _evaluated(
        "slawatch_team_tickets",
        ("team", "period", "state"),
        "Tickets of a team: in, out, reopened, backlog at both ends of the desk's period.",
        "teams x 2 x 5",
    ),
    _evaluated(
        "slawatch_team_handling_seconds",
        ("team", "period"),
        "Median service time that tickets done in the period were open with a team.",
        "teams x 2",
    ),
    _evaluated(
        "slawatch_desk_imbalance_tickets",
        (),
        "Self-check: tickets that in = out + change of the backlog does not explain; anything but 0 is a fault.",
    ),
    _evaluated(
        "slawatch_tickets_without_objective",
        ("service_id", "kind", "period"),
        "Tickets of the period that no objective matches.",
        "services x kinds x 2",
    ),
    _evaluated(
        "slawatch_timer_next_due_timestamp_seconds",
        (*OBJECTIVE, "priority"),
        "Earliest due instant of a running timer that lies ahead; hours and pauses considered.",
        "timer objectives (x priorities in full)",
    ),
    _evaluated(
        "slawatch_timer_oldest_overdue_seconds",
        (*OBJECTIVE, "priority"),
        "Most working time by which an open timer exceeds its target; absent when none does.",
        "timer objectives (x priorities in full)",
    ),
    _evaluated(
        "slawatch_timers_running",
        (*OBJECTIVE, "priority", "band"),
        "Open timers by the share of the target used.",
        "timer objectives x 5 bands (x priorities in full)",
    ),
    _evaluated(
        "slawatch_timer_outcomes",
        (*OBJECTIVE_PERIOD, "priority", "outcome"),
        "Timers of the period by outcome.",
        "timer objectives x 7 outcomes (x priorities x 2 in full)",
    ),
)

LIVE: Final = (
    _gauge("slawatch_source_info", (*SOURCE, "kind"), "What a source is, always 1.", "sources"),
    _gauge("slawatch_source_up", SOURCE, "1 when the last poll was answered in full."),
    _gauge("slawatch_source_last_success_timestamp_seconds", SOURCE, "End of the last full poll."),
    _gauge("slawatch_source_watermark_timestamp_seconds", SOURCE, "Up to where it has told all."),
    _gauge("slawatch_source_poll_interval_seconds", SOURCE, "Configured time between polls."),
    _gauge("slawatch_source_quarantined_tickets", SOURCE, "Rows that could not be read."),
    _counter("slawatch_source_polls_total", (*SOURCE, "result"), "Polls by how they ended.", "sources x 5"),
    _counter("slawatch_source_records_total", (*SOURCE, "outcome"), "Records that polls committed.", "sources x 5"),
    _counter("slawatch_source_requests_total", (*SOURCE, "code_class"), "HTTP answers.", "sources x 5"),
    _counter("slawatch_source_retries_total", SOURCE, "Requests made again within a poll.", "sources"),
    Family(
        name="slawatch_source_poll_duration_seconds",
        type=FamilyType.HISTOGRAM,
        labels=SOURCE,
        text="How long polls took, in seconds.",
        origin=OBSERVED,
        bound="sources x 13",
    ),
    _gauge("slawatch_calendar_feed_up", FEED, "1 when it was last read well.", "feeds"),
    _gauge("slawatch_calendar_feed_last_success_timestamp_seconds", FEED, "When it was last read well.", "feeds"),
    _gauge("slawatch_evaluation_last_success_timestamp_seconds", (), "End of the last good evaluation."),
    _gauge("slawatch_evaluation_duration_seconds", (), "How long the last good evaluation took."),
    _counter("slawatch_evaluation_errors_total", ("stage",), "Evaluations that failed, by stage.", "3"),
    _counter(
        "slawatch_evaluation_audits_total",
        ("result",),
        "Daily evaluations of all facts afresh: equal to the figures that grew change by change, or different.",
        "2",
    ),
    _gauge("slawatch_scheduler_heartbeat_timestamp_seconds", (), "When the scheduler last ran its heartbeat."),
    _counter("slawatch_scheduler_jobs_missed_total", ("task",), "Scheduled runs skipped or missed.", "sources + 2"),
    _gauge("slawatch_config_last_reload_successful", (), "1 when the last reload took effect."),
    _gauge("slawatch_config_last_reload_success_timestamp_seconds", (), "When the configuration took effect."),
    _gauge("slawatch_config_info", ("sha256",), "Hash of the definitions in force, always 1.", "1"),
    _gauge("slawatch_database_up", (), "1 when the database answered last."),
    _counter("slawatch_log_messages_total", ("level",), "Log messages written.", "5"),
    _gauge("slawatch_series", (), "Series of figures in the prepared part."),
    _gauge("slawatch_series_limit", (), "Ceiling on the series of figures."),
    _counter("slawatch_series_dropped_total", ("family",), "Series left out by the ceiling.", "families"),
    _gauge("slawatch_build_info", ("version", "revision", "python_version"), "What runs here, always 1.", "1"),
)

BY_NAME: Final[Mapping[str, Family]] = {family.name: family for family in (*PREPARED, *LIVE)}
