"""Families of the daemon itself. process_* and python_* are the client library's own and stand outside."""

from typing import Final

from slawatch.exporters.bounds import Count, each, series
from slawatch.exporters.family import (
    FEED,
    OBSERVED,
    REPORT,
    SOURCE,
    Family,
    FamilyType,
    counter,
    gauge,
)
from slawatch.exporters.figure_names import PREPARED

_FIVE_WORDS: Final = each(Count.SOURCES, lean=5)
_TASKS: Final = each(Count.SOURCES) + series(6)
"""Polls, and what is scheduled besides; of that the feeds of calendars only where there are any."""

LIVE: Final = (
    gauge("slawatch_source_info", (*SOURCE, "kind"), "What a source is, always 1.", each(Count.SOURCES)),
    gauge("slawatch_source_up", SOURCE, "1 when the last poll was answered in full."),
    gauge("slawatch_source_last_success_timestamp_seconds", SOURCE, "End of the last full poll."),
    gauge("slawatch_source_watermark_timestamp_seconds", SOURCE, "Up to where it has told all."),
    gauge("slawatch_source_poll_interval_seconds", SOURCE, "Configured time between polls."),
    gauge("slawatch_source_quarantined_tickets", SOURCE, "Rows that could not be read."),
    counter("slawatch_source_polls_total", (*SOURCE, "result"), "Polls by how they ended.", _FIVE_WORDS),
    counter(
        "slawatch_source_records_total",
        (*SOURCE, "outcome"),
        "Records that polls committed.",
        _FIVE_WORDS,
    ),
    counter(
        "slawatch_source_passes_total",
        (*SOURCE, "pass", "result"),
        "Passes beside the polls (re-scan, census, retry of bad rows) by how they ended.",
        each(Count.SOURCES, lean=6),
    ),
    gauge("slawatch_source_missing_tickets", SOURCE, "Tickets that one pass missed and no second one has confirmed."),
    counter(
        "slawatch_source_unknown_fields_total",
        SOURCE,
        "Fields met in rows that the source does not know: the system may have changed.",
        each(Count.SOURCES),
    ),
    counter("slawatch_source_requests_total", (*SOURCE, "code_class"), "HTTP answers.", _FIVE_WORDS),
    counter("slawatch_source_retries_total", SOURCE, "Requests made again within a poll.", each(Count.SOURCES)),
    gauge(
        "slawatch_source_clock_skew_seconds",
        SOURCE,
        "The server's clock less ours, by the last answer and good to a second; absent where no server says.",
    ),
    gauge(
        "slawatch_source_rate_limit_remaining_ratio",
        SOURCE,
        "Share (0..1) of the requests that the server allows which was left at the last answer; absent where it says "
        "nothing.",
    ),
    Family(
        name="slawatch_source_poll_duration_seconds",
        type=FamilyType.HISTOGRAM,
        labels=SOURCE,
        text="How long polls took, in seconds.",
        origin=OBSERVED,
        bound=each(Count.SOURCES, lean=13),
    ),
    gauge("slawatch_calendar_feed_up", FEED, "1 when it was last read well."),
    gauge("slawatch_calendar_feed_last_success_timestamp_seconds", FEED, "When it was last read well."),
    gauge("slawatch_report_last_sealed_timestamp_seconds", REPORT, "When its newest report was sealed."),
    gauge(
        "slawatch_report_due_timestamp_seconds",
        REPORT,
        "End of the time for late data of the oldest report that is not sealed; absent where none waits.",
    ),
    gauge("slawatch_report_unsent_mails", (), "Mails of reports sealed in the last week that no server has taken."),
    gauge("slawatch_evaluation_last_success_timestamp_seconds", (), "End of the last good evaluation."),
    gauge("slawatch_evaluation_duration_seconds", (), "How long the last good evaluation took."),
    counter(
        "slawatch_evaluation_errors_total",
        ("stage",),
        "Evaluations that failed, by stage; look_back: of the periods before the previous one.",
        series(4),
    ),
    counter(
        "slawatch_evaluation_audits_total",
        ("result",),
        "Daily evaluations of all facts afresh: equal to the figures that grew change by change, or different.",
        series(2),
    ),
    gauge("slawatch_scheduler_heartbeat_timestamp_seconds", (), "When the scheduler last ran its heartbeat."),
    counter("slawatch_scheduler_jobs_missed_total", ("task",), "Scheduled runs skipped or missed.", _TASKS),
    gauge("slawatch_config_last_reload_successful", (), "1 when the last reload took effect."),
    gauge("slawatch_config_last_reload_success_timestamp_seconds", (), "When the configuration took effect."),
    gauge("slawatch_config_info", ("sha256",), "Hash of the definitions in force, always 1.", series(1)),
    gauge("slawatch_database_up", (), "1 when the database answered last."),
    counter("slawatch_log_messages_total", ("level",), "Log messages written.", series(5)),
    gauge("slawatch_series", (), "Series of figures in the prepared part."),
    gauge("slawatch_series_limit", (), "Ceiling on the series of figures."),
    gauge(
        "slawatch_series_dropped",
        ("family",),
        "Series that the ceiling leaves out at present; absent for families that are told.",
        series(len(PREPARED)),
    ),
    gauge("slawatch_build_info", ("version", "revision", "python_version"), "What runs here, always 1.", series(1)),
)
