"""Prometheus' own tool reads what we render."""

import subprocess

import pytest
from needs import needs
from old_text import as_old_text

from slawatch.exporters.lint_scrape import scrape_faults
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


@pytest.mark.parametrize("form", Form)
def test_our_own_check_finds_nothing_in_a_whole_scrape(form: Form) -> None:
    assert scrape_faults(scrape(form)) == []


HELP = "# HELP slawatch_x Something. Observed by the daemon itself; not cached.\n"
INFO = HELP.replace("slawatch_x", "slawatch_x_info") + "# TYPE slawatch_x_info gauge\n"
GAUGE = f"{HELP}# TYPE slawatch_x gauge\n"
HISTOGRAM = f"{HELP}# TYPE slawatch_x histogram\n"
COUNTED = 'slawatch_x_bucket{le="+Inf"} 5\nslawatch_x_count 5\nslawatch_x_sum 1\n'

MISSED_BY_PROMTOOL = {
    "the label set stands twice": GAUGE + 'slawatch_x{a="b"} 1\nslawatch_x{a="b"} 2\n',
    "not exactly one state is 1": GAUGE + 'slawatch_x{slawatch_x="a"} 1\nslawatch_x{slawatch_x="b"} 1\n',
    "an info is always 1": INFO + "slawatch_x_info 2\n",
    "a value is not a finite number": GAUGE + "slawatch_x NaN\n",
    "HELP does not end in a full stop": GAUGE.replace("not cached.", "not cached") + "slawatch_x 1\n",
    "HELP does not say where": GAUGE.replace(" Observed by the daemon itself; not cached.", "") + "slawatch_x 1\n",
    "holds less than the one before": HISTOGRAM + 'slawatch_x_bucket{le="1.0"} 6\n' + COUNTED,
    "the bucket +Inf is not the count": HISTOGRAM + COUNTED.replace("count 5", "count 6"),
}


@pytest.mark.parametrize("fault", MISSED_BY_PROMTOOL)
def test_our_own_check_finds_what_promtool_lets_pass(fault: str) -> None:
    broken = scrape(Form.TEXT) + MISSED_BY_PROMTOOL[fault]
    (found,) = scrape_faults(broken)
    assert fault in found
    let_pass = promtool(broken)
    assert (let_pass.returncode, let_pass.stdout + let_pass.stderr) == (0, "")


@pytest.mark.parametrize(
    ("broken", "fault"),
    [
        (GAUGE.replace(HELP, "") + "slawatch_x 1\n", "HELP is empty"),
        ("slawatch_x{ 1\n", "it can't be read"),
        (HISTOGRAM + f'slawatch_x_bucket{{le="1.0"}} 1 # {{ticket="{"x" * 123}"}} 1\n{COUNTED}# EOF\n', "too long"),
    ],
)
def test_our_own_check_finds_other_faults_too(broken: str, fault: str) -> None:
    assert any(fault in found for found in scrape_faults(broken))
