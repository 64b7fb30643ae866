"""The daemon about itself: real counters, gauges and histograms, rendered at each scrape.

Every instant and every duration is handed in; nothing here reads a clock. What is not known yet has no
series: a gauge appears when it is first set.
"""

import platform
import threading
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import product
from typing import Final

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Gauge,
    GCCollector,
    Histogram,
    PlatformCollector,
    ProcessCollector,
    disable_created_metrics,
)

from slawatch.exporters.daemon_names import LIVE
from slawatch.exporters.family import FamilyType
from slawatch.exporters.names import BY_NAME
from slawatch.exporters.prometheus import Exposition
from slawatch.model.instant import epoch

RESULTS: Final = ("success", "deferred", "retriable", "fatal", "stopped")
PASSES: Final = ("rescan", "census", "retry")
PASS_RESULTS: Final = ("success", "failure")
RECORDS: Final = ("ticket_new", "ticket_changed", "event_new", "outage_changed", "bad")
CODE_CLASSES: Final = ("2xx", "3xx", "4xx", "5xx", "error")
STAGES: Final = ("load", "evaluate", "publish", "look_back")
AUDIT_RESULTS: Final = ("equal", "different")
LEVELS: Final = ("debug", "info", "warning", "error", "critical")
POLL_SECONDS: Final = (0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300)

_PER_SOURCE: Final = {
    "slawatch_source_polls_total": RESULTS,
    "slawatch_source_records_total": RECORDS,
    "slawatch_source_requests_total": CODE_CLASSES,
}
"""Counters of a source by their second label's values, which all exist from the start."""

_TOLD_BY_SERVERS: Final = ("slawatch_source_clock_skew_seconds", "slawatch_source_rate_limit_remaining_ratio")
_PER_REPORT: Final = ("slawatch_report_last_sealed_timestamp_seconds", "slawatch_report_due_timestamp_seconds")
_PER_FEED: Final = ("slawatch_calendar_feed_up", "slawatch_calendar_feed_last_success_timestamp_seconds")


@dataclass(frozen=True, slots=True, kw_only=True)
class ConfiguredSource:
    """What the configuration says of a source."""

    name: str
    kind: str
    poll_interval_seconds: int


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedState:
    """How a calendar's feed stands."""

    calendar: str
    """Or "maintenance/" and the window that it tells."""
    feed: str
    """Its name; never an address."""
    up: bool
    last_success_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportState:
    """How the reports of a subject stand."""

    subject: str
    """agreement/gold-erp, organisation."""
    last_sealed_at: datetime | None
    due_at: datetime | None
    """When the oldest one that is not sealed was due, or will be; None where the last period is sealed."""


class SelfMetrics:
    """What runtime tells about its work, as metrics in `registry`."""

    def __init__(self, *, version: str, revision: str = "") -> None:
        disable_created_metrics()  # type: ignore[no-untyped-call]  # _created would double small families
        self.registry = CollectorRegistry()
        made = {family.name: _made(family.name) for family in LIVE}
        self._gauges = {name: metric for name, metric in made.items() if isinstance(metric, Gauge)}
        self._counters = {name: metric for name, metric in made.items() if isinstance(metric, Counter)}
        self._poll_duration = _histogram("slawatch_source_poll_duration_seconds")
        self._shown: set[str] = set()
        self._showing = threading.Lock()
        self._sources: frozenset[str] = frozenset()
        """Those in force. An answer to another, whose poll was under way when it was taken out, tells nothing."""
        self.clock_skews: dict[str, float] = {}
        """By source its server's clock less ours in seconds, as an answer last told it."""
        self._left_out: frozenset[str] = frozenset()
        self._register(version, revision)

    def _register(self, version: str, revision: str) -> None:
        for name, counter in self._counters.items():
            self._show(name, counter)
        self._show("slawatch_source_poll_duration_seconds", self._poll_duration)
        self._set("slawatch_build_info", 1, version, revision, platform.python_version())
        for stage in STAGES:
            self._count("slawatch_evaluation_errors_total", stage, by=0)
        for result in AUDIT_RESULTS:
            self._count("slawatch_evaluation_audits_total", result, by=0)
        for level in LEVELS:
            self._count("slawatch_log_messages_total", level, by=0)
        for collector in (ProcessCollector, PlatformCollector, GCCollector):
            collector(registry=self.registry)

    def configured(self, *, sha256: str, sources: Iterable[ConfiguredSource], series_limit: int) -> None:
        """Tell the configuration in force; what belongs to sources that are gone vanishes.

        What servers told is asked for anew: a source may have another server now, or a file.
        """
        configured = {source.name: source for source in sources}
        gone, self._sources = self._sources - configured.keys(), frozenset(configured)
        for source in gone:
            self._forget(source)
        for introduced in configured.values():
            self._introduce(introduced)
        self._gauges["slawatch_config_info"].clear()
        self._set("slawatch_config_info", 1, sha256)
        self._set("slawatch_series_limit", series_limit)

    def _introduce(self, source: ConfiguredSource) -> None:
        for name in ("slawatch_source_info", *_TOLD_BY_SERVERS):
            self._drop(name, source.name)
        self.clock_skews.pop(source.name, None)
        self._set("slawatch_source_info", 1, source.name, source.kind)
        self._set("slawatch_source_poll_interval_seconds", source.poll_interval_seconds, source.name)
        self._count("slawatch_source_retries_total", source.name, by=0)
        self._count("slawatch_source_unknown_fields_total", source.name, by=0)
        for name, result in product(PASSES, PASS_RESULTS):
            self._count("slawatch_source_passes_total", source.name, name, result, by=0)
        self._poll_duration.labels(source.name)
        for name, values in _PER_SOURCE.items():
            for value in values:
                self._count(name, source.name, value, by=0)

    def _forget(self, source: str) -> None:
        for name in (*self._gauges, *self._counters):
            if BY_NAME[name].labels[:1] == ("source",):
                self._drop(name, source)
        self._drop("slawatch_scheduler_jobs_missed_total", source)  # by task, and a poll is called as its source
        self._poll_duration.remove(source)

    def poll_finished(self, source: str, result: str, *, seconds: float, records: Mapping[str, int]) -> None:
        """Count a poll, its duration and what it committed by outcome (see RESULTS and RECORDS)."""
        self._count("slawatch_source_polls_total", source, result)
        self._poll_duration.labels(source).observe(seconds)
        for outcome in RECORDS:
            self._count("slawatch_source_records_total", source, outcome, by=records.get(outcome, 0))

    def pass_finished(self, source: str, name: str, *, ok: bool) -> None:
        """Count a pass beside a poll (see PASSES)."""
        self._count("slawatch_source_passes_total", source, name, PASS_RESULTS[not ok])

    def missing(self, source: str, tickets: int) -> None:
        """Tell how many tickets of a source one pass missed and no second one has confirmed."""
        self._set("slawatch_source_missing_tickets", tickets, source)

    def unknown_fields(self, source: str, fields: int) -> None:
        """Count fields that a source does not know."""
        self._count("slawatch_source_unknown_fields_total", source, by=fields)

    def source_up(self, source: str, *, ok: bool, at: datetime) -> None:
        """Tell whether the last poll was answered in full, and when it ended."""
        self._set("slawatch_source_up", int(ok), source)
        if ok:
            self._set("slawatch_source_last_success_timestamp_seconds", epoch(at), source)

    def watermark(self, source: str, at: datetime | None) -> None:
        """Tell up to where a source has told every change; None leaves it unknown."""
        if at is not None:
            self._set("slawatch_source_watermark_timestamp_seconds", epoch(at), source)

    def quarantined(self, source: str, rows: int) -> None:
        """Tell how many rows of a source could not be read and have not been read since."""
        self._set("slawatch_source_quarantined_tickets", rows, source)

    def feeds(self, states: Iterable[FeedState]) -> None:
        """Tell how every feed stands; those that are not among them vanish."""
        for name in _PER_FEED:
            self._gauges[name].clear()
        for state in states:
            self._set("slawatch_calendar_feed_up", int(state.up), state.calendar, state.feed)
            if state.last_success_at is not None:
                at = epoch(state.last_success_at)
                self._set("slawatch_calendar_feed_last_success_timestamp_seconds", at, state.calendar, state.feed)

    def reports(self, states: Iterable[ReportState]) -> None:
        """Tell how the reports of every subject stand; those that are not among them vanish."""
        for name in _PER_REPORT:
            self._gauges[name].clear()
        for state in states:
            for name, at in zip(_PER_REPORT, (state.last_sealed_at, state.due_at), strict=True):
                if at is not None:
                    self._set(name, epoch(at), state.subject)

    def unsent_mails(self, mails: int) -> None:
        """Tell how many mails of sealed reports no server has taken."""
        self._set("slawatch_report_unsent_mails", mails)

    def request(self, source: str, code_class: str) -> None:
        """Count an HTTP answer ("2xx" … "5xx", "error" where no whole answer came)."""
        if source in self._sources:
            self._count("slawatch_source_requests_total", source, code_class)

    def retry(self, source: str) -> None:
        """Count a request that was made again."""
        if source in self._sources:
            self._count("slawatch_source_retries_total", source)

    def server_told(
        self, source: str, *, clock_skew_seconds: float | None, rate_limit_remaining_ratio: float | None
    ) -> None:
        """Tell what an answer told of its server; None leaves what was told before."""
        if clock_skew_seconds is not None and source in self._sources:
            self.clock_skews[source] = clock_skew_seconds
        for name, value in zip(_TOLD_BY_SERVERS, (clock_skew_seconds, rate_limit_remaining_ratio), strict=True):
            if value is not None and source in self._sources:
                self._set(name, value, source)

    def evaluation_finished(self, *, seconds: float, at: datetime) -> None:
        """Tell when an evaluation ended well and how long it took."""
        self._set("slawatch_evaluation_duration_seconds", seconds)
        self._set("slawatch_evaluation_last_success_timestamp_seconds", epoch(at))

    def evaluation_failed(self, stage: str) -> None:
        """Count an evaluation that failed (see STAGES), of now or of older periods; the last good figures stay."""
        self._count("slawatch_evaluation_errors_total", stage)

    def evaluation_audited(self, *, equal: bool) -> None:
        """Count a full evaluation that was compared with the figures in force (see AUDIT_RESULTS)."""
        self._count("slawatch_evaluation_audits_total", AUDIT_RESULTS[not equal])

    def published(self, exposition: Exposition) -> None:
        """Tell how many series an exposition has, and how many the ceiling leaves out; families told again vanish."""
        self._set("slawatch_series", exposition.series)
        for family, series in exposition.dropped.items():
            self._set("slawatch_series_dropped", series, family)
        for family in self._left_out - exposition.dropped.keys():
            self._gauges["slawatch_series_dropped"].remove(family)
        self._left_out = frozenset(exposition.dropped)

    def heartbeat(self, at: datetime) -> None:
        """Tell that the scheduler is alive."""
        self._set("slawatch_scheduler_heartbeat_timestamp_seconds", epoch(at))

    def job_missed(self, job: str, *, times: int = 1) -> None:
        """Count runs of a job that did not take place; 0 makes the series exist.

        The label is `task`: scrape configurations set `job` themselves and would rename ours.
        """
        self._count("slawatch_scheduler_jobs_missed_total", job, by=times)

    def reload(self, *, ok: bool, at: datetime) -> None:
        """Tell how the last reload (the first is the start) ended."""
        self._set("slawatch_config_last_reload_successful", int(ok))
        if ok:
            self._set("slawatch_config_last_reload_success_timestamp_seconds", epoch(at))

    def database_up(self, *, ok: bool) -> None:
        """Tell whether the database answered last."""
        self._set("slawatch_database_up", int(ok))

    def log_message(self, level: str) -> None:
        """Count a log message."""
        self._count("slawatch_log_messages_total", level)

    def _set(self, name: str, value: float, *labels: str) -> None:
        gauge = self._gauges[name]
        (gauge.labels(*labels) if labels else gauge).set(value)
        self._show(name, gauge)

    def _count(self, name: str, *labels: str, by: float = 1) -> None:
        self._counters[name].labels(*labels).inc(by)

    def _show(self, name: str, metric: Gauge | Counter | Histogram) -> None:
        with self._showing:
            if name not in self._shown:
                self._shown.add(name)
                self.registry.register(metric)

    def _drop(self, name: str, source: str) -> None:
        metric = self._gauges.get(name) or self._counters[name]
        for family in metric.collect():
            for values in {tuple(sample.labels[label] for label in BY_NAME[name].labels) for sample in family.samples}:
                if values[0] == source:
                    metric.remove(*values)


def _made(name: str) -> Gauge | Counter | None:
    family = BY_NAME[name]
    if family.type is FamilyType.HISTOGRAM:
        return None
    kind = Counter if family.type is FamilyType.COUNTER else Gauge
    return kind(name, family.help, family.labels, registry=None)


def _histogram(name: str) -> Histogram:
    family = BY_NAME[name]
    return Histogram(name, family.help, family.labels, registry=None, buckets=POLL_SECONDS)
