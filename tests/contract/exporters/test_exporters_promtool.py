"""Prometheus' own tool reads what we render."""

import subprocess

import pytest
from needs import needs
from old_text import as_old_text

from slawatch.exporters.live import LivePart, joined
from slawatch.exporters.prometheus import Form, rendered
from slawatch.exporters.selfmetrics import ConfiguredSource, SelfMetrics
from slawatch.testing.pages import desk
from slawatch.testing.snapshots import AS_OF

COUNTS = {"tickets_created": {("mail", "incident", "P1"): 5}}


def scrape(form: Form) -> str:
    metrics = SelfMetrics(version="1.2.3")
    source = ConfiguredSource(name="desk", kind="simulator", poll_interval_seconds=60)
    metrics.configured(sha256="ab" * 32, sources=[source], series_limit=10_000)
    metrics.poll_finished("desk", "success", seconds=1.0, records={"ticket_new": 1})
    metrics.source_up("desk", ok=True, at=AS_OF)
    live = LivePart(metrics.registry, monotonic=lambda: 0.0)
    exposition = rendered(desk(), COUNTS, limit=10_000, full={"acme-mail"})
    return joined(exposition, live, form, compressed=False).decode()


def promtool(text: str) -> subprocess.CompletedProcess[str]:
    tool = needs("promtool", "prometheus")
    return subprocess.run(
        [tool, "check", "metrics"], input=text, capture_output=True, text=True, check=False, timeout=60
    )


def test_promtool_finds_nothing_in_the_text_format() -> None:
    found = promtool(scrape(Form.TEXT))
    assert (found.returncode, found.stdout + found.stderr) == (0, "")


def test_promtool_finds_nothing_in_openmetrics() -> None:
    found = promtool(as_old_text(scrape(Form.OPENMETRICS)))
    assert (found.returncode, found.stdout + found.stderr) == (0, "")


@pytest.mark.parametrize("fault", ["# TYPE slawatch_x_total gauge\nslawatch_x_total 1\n", "slawatch_x{ 1\n"])
def test_promtool_would_find_a_fault(fault: str) -> None:
    assert promtool(scrape(Form.TEXT) + fault).returncode != 0
