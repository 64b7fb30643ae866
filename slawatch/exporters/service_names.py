"""Families of services, sources and the desk: how they stand, their time, their reliability, their tickets."""

from typing import Final

from slawatch.exporters.bounds import Count, each
from slawatch.exporters.family import (
    CORRECTED,
    DESK_SERVICE,
    KIND,
    OBJECTIVE,
    PROCESS,
    SERVICE,
    SERVICE_PERIOD,
    SOURCE,
    counted,
    evaluated,
)

_CURRENT: Final = each(Count.AGREED_SERVICES, full=2)
"""Of the previous period in full only."""
_PROCESSES: Final = each(Count.SERVICES, Count.KINDS, lean=2) + each(Count.SERVICES, lean=4)
_PROCESSES_OF_PERIODS: Final = each(Count.SERVICES, Count.KINDS, lean=2, full=4) + each(Count.SERVICES, lean=4, full=8)

STANDINGS: Final = (
    evaluated("slawatch_outage_active", SERVICE, "1 while an outage is open."),
    evaluated("slawatch_outage_started_timestamp_seconds", SERVICE, "Start of the open outage, if any."),
    evaluated(
        "slawatch_service_data_timestamp_seconds",
        SERVICE,
        "Watermark of the oldest source, or since when one has not looked.",
    ),
    evaluated("slawatch_service_data_age_limit_seconds", SERVICE, "Age from which data are stale."),
)

QUALITY: Final = (
    evaluated(
        "slawatch_source_unmapped_outages",
        (*SOURCE, "attribute"),
        "Outages whose raw service nothing maps (they count for none) or whose raw severity nothing maps (they count).",
        each(Count.SOURCES, lean=2),
    ),
    evaluated(
        "slawatch_source_unmapped_tickets",
        (*SOURCE, "attribute"),
        "Tickets whose raw words nothing maps; those cancelled, merged or deleted do not count.",
        each(Count.SOURCES, lean=4),
    ),
    evaluated(
        "slawatch_exclusions",
        (*SERVICE_PERIOD, "status"),
        "Exclusions that touch the period: counted, pending (nobody has approved them yet) or refused.",
        each(Count.AGREED_SERVICES, lean=3, full=6),
    ),
    evaluated(
        "slawatch_source_verdict_disagreements",
        (*OBJECTIVE, *SOURCE, "period"),
        "Timers on which the source's own verdict differs from ours; absent where it has none to compare.",
        each(Count.TIMERS, Count.SOURCES, lean=2),
    ),
    evaluated(
        "slawatch_desk_imbalance_tickets",
        (),
        "Self-check: tickets that in = out + change of the backlog does not explain; anything but 0 is a fault.",
    ),
)

TIME: Final = (
    evaluated(
        "slawatch_service_time_seconds",
        (*SERVICE_PERIOD, "class"),
        "Agreed service time by class: scheduled = up + down + degraded + excluded + unknown.",
        each(Count.AGREED_SERVICES, lean=6, full=12),
    ),
    evaluated("slawatch_availability_raw_ratio", SERVICE_PERIOD, "What users felt: exclusions ignored.", _CURRENT),
    evaluated(
        "slawatch_service_credit_amount",
        (*SERVICE_PERIOD, "currency", "direction"),
        "Service credit owed (by us) or claimable (from a supplier) if nothing more is lost; "
        "absent where what is not known yet would decide.",
        each(Count.CREDITED_SERVICES, lean=2),
    ),
    evaluated("slawatch_outages", SERVICE_PERIOD, "Merged outages that began in the period."),
)

RELIABILITY: Final = (
    *(
        evaluated(f"slawatch_{name}_seconds", SERVICE_PERIOD, text, _CURRENT)
        for name, text in {
            "mtbf": "Mean time between failures; absent without outages.",
            "mtrs": "Mean time to restore service; absent when none was.",
            "mtbf_lower": "Lower end of the interval around MTBF.",
            "mtbf_upper": "Upper end of the interval around MTBF.",
            "mtta": "Mean time to acknowledge.",
            "mttd": "Mean time to detect.",
        }.items()
    ),
    evaluated(
        "slawatch_reliability_events",
        (*SERVICE_PERIOD, "measure"),
        "n behind a mean: outages restored (mtrs; in full also repair), detected (mttd) or acknowledged (mtta).",
        each(Count.AGREED_SERVICES, full=8),
    ),
)

TICKETS: Final = (
    evaluated("slawatch_tickets_open", KIND, "Tickets that are not done."),
    counted("slawatch_tickets_created_total", "Tickets created, when first seen."),
    counted("slawatch_tickets_resolved_total", "Tickets resolved, when first seen."),
    counted("slawatch_tickets_reopened_total", "Tickets reopened, when first seen."),
    counted(
        "slawatch_corrections_total",
        "Corrections of what sources tell, when their approval is first seen; kind is what was corrected.",
        CORRECTED,
    ),
    evaluated(
        "slawatch_tickets_without_objective",
        ("service_id", "kind", "period"),
        "Tickets of the period that no objective matches.",
        each(Count.SERVICES, Count.KINDS, full=2),
    ),
)

DESK: Final = (
    evaluated("slawatch_satisfaction_score_ratio", DESK_SERVICE, "Share of requesters' answers that are good."),
    evaluated("slawatch_satisfaction_responses", DESK_SERVICE, "n behind the score: answers that can be read."),
    evaluated(
        "slawatch_process_ratio",
        PROCESS,
        "Share of tickets: first_contact, reopened, problem_linked; of changes: change_failed, "
        "change_caused_incidents, change_emergency.",
        _PROCESSES_OF_PERIODS,
    ),
    evaluated("slawatch_process_tickets", PROCESS, "n behind the share; current period.", _PROCESSES),
    evaluated(
        "slawatch_backlog_age_seconds",
        ("service_id", "kind", "stat"),
        "Elapsed age of open tickets.",
        each(Count.SERVICES, Count.KINDS, lean=3),
    ),
    evaluated(
        "slawatch_team_tickets",
        ("team", "period", "state"),
        "Tickets of a team: in, out, reopened, backlog at both ends of the desk's period.",
        each(Count.TEAMS, lean=10),
    ),
    evaluated(
        "slawatch_team_handling_seconds",
        ("team", "period"),
        "Median service time that tickets done in the period were open with a team.",
        each(Count.TEAMS, lean=2),
    ),
)

RELIABILITY_DETAIL: Final = (
    evaluated(
        "slawatch_mtbsi_seconds",
        SERVICE_PERIOD,
        "Mean time between service incidents; in full only.",
        each(Count.AGREED_SERVICES, lean=0, full=2),
    ),
    evaluated(
        "slawatch_reliability_seconds",
        (*SERVICE_PERIOD, "measure", "stat"),
        "Mean, median, p90 and maximum of what a mean is made of; in full only.",
        each(Count.AGREED_SERVICES, lean=0, full=32),
    ),
)
