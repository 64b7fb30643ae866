import gzip
import io
import zlib

import pytest
from prometheus_client.openmetrics.parser import text_string_to_metric_families as openmetrics_families
from prometheus_client.parser import text_string_to_metric_families as text_families

from slawatch.exporters.live import LivePart, joined
from slawatch.exporters.prometheus import Form, rendered
from slawatch.exporters.selfmetrics import ConfiguredSource, SelfMetrics
from slawatch.testing.snapshots import AS_OF, snapshot


class Stopwatch:
    def __init__(self) -> None:
        self.seconds = 0.0

    def __call__(self) -> float:
        return self.seconds


@pytest.fixture
def metrics() -> SelfMetrics:
    made = SelfMetrics(version="1.2.3")
    source = ConfiguredSource(name="desk", kind="simulator", poll_interval_seconds=60)
    made.configured(sha256="ab" * 32, sources=[source], series_limit=10_000)
    return made


@pytest.fixture
def stopwatch() -> Stopwatch:
    return Stopwatch()


@pytest.fixture
def live(metrics: SelfMetrics, stopwatch: Stopwatch) -> LivePart:
    return LivePart(metrics.registry, monotonic=stopwatch)


EXPOSITION = rendered(snapshot(), {}, limit=10_000)


def test_openmetrics_ends_once(live: LivePart) -> None:
    text = joined(EXPOSITION, live, Form.OPENMETRICS, compressed=False)
    assert text.count(b"# EOF") == 1
    assert text.endswith(b"# EOF\n")


def test_the_old_text_has_no_end_mark(live: LivePart) -> None:
    assert b"# EOF" not in joined(EXPOSITION, live, Form.TEXT, compressed=False)


def test_a_whole_scrape_is_strict_openmetrics_with_every_family_once(live: LivePart) -> None:
    text = joined(EXPOSITION, live, Form.OPENMETRICS, compressed=False).decode()
    names = [family.name for family in openmetrics_families(text)]
    assert len(names) == len(set(names))
    assert {"slawatch_objective_attained_ratio", "slawatch_build_info", "process_cpu_seconds"} <= set(names)


def test_a_whole_scrape_has_every_sample_once(live: LivePart) -> None:
    text = joined(EXPOSITION, live, Form.TEXT, compressed=False).decode()
    samples = [
        (sample.name, tuple(sorted(sample.labels.items())))
        for family in text_families(text)
        for sample in family.samples
    ]
    assert len(samples) == len(set(samples))


@pytest.mark.parametrize("form", Form)
def test_gzip_is_two_members_that_readers_take_for_one(live: LivePart, form: Form) -> None:
    compressed = joined(EXPOSITION, live, form, compressed=True)
    plain = joined(EXPOSITION, live, form, compressed=False)
    assert gzip.decompress(compressed) == plain
    assert gzip.GzipFile(fileobj=io.BytesIO(compressed)).read() == plain
    first = zlib.decompressobj(31)
    assert first.decompress(compressed) == EXPOSITION.bodies[form].plain
    assert first.unused_data.startswith(b"\x1f\x8b")


def test_before_the_first_evaluation_the_daemon_still_tells_of_itself(live: LivePart) -> None:
    text = joined(None, live, Form.OPENMETRICS, compressed=False).decode()
    assert "slawatch_objective" not in text
    assert "slawatch_build_info" in {family.name for family in openmetrics_families(text)}


def test_a_change_shows_within_a_second(live: LivePart, metrics: SelfMetrics, stopwatch: Stopwatch) -> None:
    before = live.body(Form.TEXT)
    metrics.heartbeat(AS_OF)
    stopwatch.seconds = 0.5
    assert live.body(Form.TEXT) is before
    stopwatch.seconds = 1.0
    assert b"slawatch_scheduler_heartbeat_timestamp_seconds 1.7949942e+09" in live.body(Form.TEXT).plain
