from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from prometheus_client import generate_latest

from slawatch.exporters.daemon_names import LIVE
from slawatch.exporters.names import BY_NAME
from slawatch.exporters.prometheus import rendered
from slawatch.exporters.selfmetrics import ConfiguredSource, SelfMetrics
from slawatch.testing.snapshots import AS_OF, crowd

SECONDS = 1_794_994_200.0
DESK = ConfiguredSource(name="desk", kind="simulator", poll_interval_seconds=60)
CSV = ConfiguredSource(name="audit", kind="csv_events", poll_interval_seconds=300)


@pytest.fixture
def metrics() -> SelfMetrics:
    made = SelfMetrics(version="1.2.3", revision="abc")
    made.configured(sha256="ab" * 32, sources=[DESK, CSV], series_limit=5000)
    return made


def value(metrics: SelfMetrics, name: str, **labels: str) -> float | None:
    return metrics.registry.get_sample_value(f"slawatch_{name}", labels)


def test_what_has_not_happened_yet_has_no_series(metrics: SelfMetrics) -> None:
    for name in ("evaluation_last_success_timestamp_seconds", "scheduler_heartbeat_timestamp_seconds", "database_up"):
        assert value(metrics, name) is None
    assert value(metrics, "source_up", source="desk") is None
    assert value(metrics, "source_last_success_timestamp_seconds", source="desk") is None


def test_counters_of_a_source_exist_from_the_start(metrics: SelfMetrics) -> None:
    assert value(metrics, "source_polls_total", source="audit", result="fatal") == 0
    assert value(metrics, "source_records_total", source="audit", outcome="bad") == 0
    assert value(metrics, "source_requests_total", source="audit", code_class="5xx") == 0
    assert value(metrics, "source_retries_total", source="audit") == 0
    assert value(metrics, "source_poll_duration_seconds_count", source="audit") == 0


def test_a_poll_is_counted_with_its_duration_and_its_records(metrics: SelfMetrics) -> None:
    metrics.poll_finished("desk", "success", seconds=1.5, records={"ticket_new": 3, "event_new": 9})
    assert value(metrics, "source_polls_total", source="desk", result="success") == 1
    assert value(metrics, "source_records_total", source="desk", outcome="event_new") == 9
    assert value(metrics, "source_poll_duration_seconds_sum", source="desk") == 1.5
    assert value(metrics, "source_poll_duration_seconds_bucket", source="desk", le="1.0") == 0
    assert value(metrics, "source_poll_duration_seconds_bucket", source="desk", le="2.5") == 1


def test_a_failing_source_is_down_and_keeps_its_last_success(metrics: SelfMetrics) -> None:
    metrics.source_up("desk", ok=True, at=AS_OF)
    metrics.source_up("desk", ok=False, at=AS_OF + timedelta(minutes=1))
    assert value(metrics, "source_up", source="desk") == 0
    assert value(metrics, "source_last_success_timestamp_seconds", source="desk") == SECONDS


def test_a_watermark_that_is_not_told_leaves_the_last_one(metrics: SelfMetrics) -> None:
    metrics.watermark("desk", AS_OF)
    metrics.watermark("desk", None)
    assert value(metrics, "source_watermark_timestamp_seconds", source="desk") == SECONDS


def test_a_bad_reload_leaves_the_instant_of_the_good_one(metrics: SelfMetrics) -> None:
    metrics.reload(ok=True, at=AS_OF)
    metrics.reload(ok=False, at=AS_OF + timedelta(hours=1))
    assert value(metrics, "config_last_reload_successful") == 0
    assert value(metrics, "config_last_reload_success_timestamp_seconds") == SECONDS


def test_a_source_that_is_gone_vanishes_and_the_others_stay(metrics: SelfMetrics) -> None:
    metrics.source_up("desk", ok=True, at=AS_OF)
    metrics.poll_finished("audit", "success", seconds=0.1, records={})
    metrics.quarantined("desk", 2)
    metrics.configured(sha256="cd" * 32, sources=[CSV], series_limit=5000)
    assert 'source="desk"' not in generate_latest(metrics.registry).decode()
    assert value(metrics, "source_polls_total", source="audit", result="success") == 1


def test_a_source_of_another_kind_leaves_one_info(metrics: SelfMetrics) -> None:
    other = ConfiguredSource(name="desk", kind="request_tracker", poll_interval_seconds=60)
    metrics.configured(sha256="ab" * 32, sources=[other], series_limit=5000)
    assert value(metrics, "source_info", source="desk", kind="simulator") is None
    assert value(metrics, "source_info", source="desk", kind="request_tracker") == 1


def test_one_configuration_is_in_force(metrics: SelfMetrics) -> None:
    metrics.configured(sha256="cd" * 32, sources=[DESK], series_limit=5000)
    assert value(metrics, "config_info", sha256="ab" * 32) is None
    assert value(metrics, "config_info", sha256="cd" * 32) == 1


def test_the_ceiling_is_told_with_what_it_left_out(metrics: SelfMetrics) -> None:
    whole = rendered(crowd(1), {}, limit=10_000)
    exposition = rendered(crowd(1), {}, limit=whole.series - 1)
    metrics.published(exposition)
    metrics.published(exposition)
    assert value(metrics, "series_limit") == 5000
    assert value(metrics, "series") == exposition.series
    assert value(metrics, "series_dropped", family="slawatch_tickets_without_objective") == 1


def test_a_family_that_is_told_again_is_not_left_out_any_more(metrics: SelfMetrics) -> None:
    metrics.published(rendered(crowd(1), {}, limit=100))
    assert value(metrics, "series_dropped", family="slawatch_tickets_open") == 2
    metrics.published(rendered(crowd(1), {}, limit=10_000))
    assert value(metrics, "series_dropped", family="slawatch_tickets_open") is None


def test_everything_else_that_runtime_tells_arrives(metrics: SelfMetrics) -> None:
    metrics.evaluation_finished(seconds=0.25, at=AS_OF)
    metrics.evaluation_failed("evaluate")
    metrics.heartbeat(AS_OF)
    metrics.job_missed("poll:desk")
    metrics.database_up(ok=True)
    metrics.log_message("error")
    metrics.request("desk", "2xx")
    metrics.retry("desk")
    assert value(metrics, "evaluation_duration_seconds") == 0.25
    assert value(metrics, "evaluation_last_success_timestamp_seconds") == SECONDS
    assert value(metrics, "evaluation_errors_total", stage="evaluate") == 1
    assert value(metrics, "scheduler_heartbeat_timestamp_seconds") == SECONDS
    assert value(metrics, "scheduler_jobs_missed_total", task="poll:desk") == 1
    assert value(metrics, "database_up") == 1
    assert value(metrics, "log_messages_total", level="error") == 1
    assert value(metrics, "source_requests_total", source="desk", code_class="2xx") == 1
    assert value(metrics, "source_retries_total", source="desk") == 1


def test_no_created_series_double_the_counters(metrics: SelfMetrics) -> None:
    assert "_created" not in generate_latest(metrics.registry).decode()


def test_many_threads_may_tell_at_once() -> None:
    metrics = SelfMetrics(version="1.2.3")
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda _: (metrics.heartbeat(AS_OF), metrics.log_message("info")), range(400)))
    assert value(metrics, "log_messages_total", level="info") == 400
    assert value(metrics, "scheduler_heartbeat_timestamp_seconds") == SECONDS


def test_every_live_family_has_the_type_labels_and_help_of_the_table(metrics: SelfMetrics) -> None:
    told = {metric.name: metric for metric in metrics.registry.collect()}
    for family in LIVE:
        if family.base in told:
            assert (told[family.base].type, told[family.base].documentation) == (family.type, family.help)
    assert told.keys() <= {family.base for family in LIVE} | {name for name in told if not name.startswith("slawatch")}
    assert BY_NAME["slawatch_source_up"] in LIVE


def test_what_a_server_does_not_tell_has_no_series_and_what_it_told_last_stays(metrics: SelfMetrics) -> None:
    names = ("source_clock_skew_seconds", "source_rate_limit_remaining_ratio")
    metrics.server_told("desk", clock_skew_seconds=None, rate_limit_remaining_ratio=None)
    assert [value(metrics, name, source="desk") for name in names] == [None, None]
    metrics.server_told("desk", clock_skew_seconds=-4.5, rate_limit_remaining_ratio=0.25)
    metrics.server_told("desk", clock_skew_seconds=-4.0, rate_limit_remaining_ratio=None)
    assert [value(metrics, name, source="desk") for name in names] == [-4.0, 0.25]
    metrics.configured(sha256="ab" * 32, sources=[CSV], series_limit=5000)
    assert [value(metrics, name, source="desk") for name in names] == [None, None]


def test_what_a_server_told_is_forgotten_with_the_configuration_that_named_it(metrics: SelfMetrics) -> None:
    metrics.server_told("desk", clock_skew_seconds=90, rate_limit_remaining_ratio=0.05)
    now_a_file = ConfiguredSource(name="desk", kind="csv_events", poll_interval_seconds=60)
    metrics.configured(sha256="ab" * 32, sources=[now_a_file], series_limit=5000)
    assert value(metrics, "source_clock_skew_seconds", source="desk") is None
    assert value(metrics, "source_rate_limit_remaining_ratio", source="desk") is None


def test_an_answer_to_a_source_that_was_taken_out_meanwhile_tells_nothing(metrics: SelfMetrics) -> None:
    """Else its series would stay for ever, and an alert on them."""
    metrics.configured(sha256="cd" * 32, sources=[CSV], series_limit=5000)
    metrics.server_told("desk", clock_skew_seconds=90, rate_limit_remaining_ratio=0.05)
    metrics.request("desk", "2xx")
    metrics.retry("desk")
    assert 'source="desk"' not in generate_latest(metrics.registry).decode()
