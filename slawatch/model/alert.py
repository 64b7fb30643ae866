"""What alerts are called, how urgent they are and who is meant by them."""

from enum import StrEnum
from typing import Final


class AlertName(StrEnum):
    """Every alert that slawatch has a rule for."""

    ERROR_BUDGET_BURN = "SlawatchErrorBudgetBurn"
    OUTAGE_EXHAUSTS_BUDGET = "SlawatchOutageExhaustsBudget"
    ERROR_BUDGET_LOW = "SlawatchErrorBudgetLow"
    OBJECTIVE_BREACHED = "SlawatchObjectiveBreached"
    BREACH_FORECAST = "SlawatchBreachForecast"
    COMPLIANCE_AT_RISK = "SlawatchComplianceAtRisk"
    TICKET_DUE_SOON = "SlawatchTicketDueSoon"
    TICKETS_OVERDUE = "SlawatchTicketsOverdue"
    COVERAGE_LOW = "SlawatchCoverageLow"
    EXCLUSIONS_PENDING = "SlawatchExclusionsPending"
    VERDICT_DISAGREEMENT = "SlawatchVerdictDisagreement"
    ACTION_OVERDUE = "SlawatchActionOverdue"
    FINDING_UNANSWERED = "SlawatchFindingUnanswered"
    SERVICE_DATA_STALE = "SlawatchServiceDataStale"
    SOURCE_DOWN = "SlawatchSourceDown"
    SOURCE_STALE = "SlawatchSourceStale"
    SOURCE_RATE_LIMITED = "SlawatchSourceRateLimited"
    SOURCE_CLOCK_SKEW = "SlawatchSourceClockSkew"
    UNMAPPED_TICKETS = "SlawatchUnmappedTickets"
    CALENDAR_FEED_DOWN = "SlawatchCalendarFeedDown"
    REPORT_OVERDUE = "SlawatchReportOverdue"
    EVALUATION_STALE = "SlawatchEvaluationStale"
    EVALUATION_FAILING = "SlawatchEvaluationFailing"
    AUDIT_FAILED = "SlawatchAuditFailed"
    JOBS_MISSED = "SlawatchJobsMissed"
    CONFIG_RELOAD_FAILED = "SlawatchConfigReloadFailed"
    SERIES_LIMIT_REACHED = "SlawatchSeriesLimitReached"
    DATABASE_UNAVAILABLE = "SlawatchDatabaseUnavailable"
    DOWN = "SlawatchDown"
    WATCHDOG = "SlawatchWatchdog"


class Severity(StrEnum):
    """How urgent an alert is, the most urgent first; none only proves that alerts arrive."""

    CRITICAL = "critical"
    WARNING = "warning"
    INFO = "info"
    NONE = "none"


class Audience(StrEnum):
    """Who is meant by an alert: routes go by this and by the severity, never by names of alerts."""

    ON_CALL = "on_call"
    SERVICE_MANAGER = "service_manager"
    DESK_LEAD = "desk_lead"
    PLATFORM = "platform"
    """Those who run slawatch and its sources."""
    WATCHDOG = "watchdog"
    """A dead man's switch, which calls when nothing arrives."""


class Language(StrEnum):
    """Of the texts of alerts."""

    EN = "en"
    ZH = "zh"


OF_AGREEMENTS: Final = tuple(AlertName)[: tuple(AlertName).index(AlertName.SERVICE_DATA_STALE)]
"""Alerts with the label `sla`, of which an agreement has its own say."""

OWN_LABELS: Final = frozenset(
    {
        *("alertname", "alertstate", "severity", "audience", "tier", "late", "urgent"),
        *("service_id", "sla", "objective", "priority", "kind", "period", "window", "band", "indicator", "party"),
        *("subject", "source", "attribute", "calendar", "feed", "stage", "task", "family", "result", "status"),
        *("job", "instance", "pod"),
    }
)
"""Labels that alerts have, or that routes and scrape configurations rely on: nobody adds them by hand."""
