"""What mutes what, asked of a real Alertmanager: every pair under a job of its own, all at once."""

import json
import socket
import subprocess
from collections.abc import Iterator
from pathlib import Path
from urllib.error import URLError
from urllib.request import ProxyHandler, Request, build_opener

import pytest
import yaml
from needs import needs

from slawatch.clock import SystemClock

CONFIG = Path(__file__).parents[2] / "config" / "alertmanager" / "alertmanager.yml"
CLOCK = SystemClock()
MUTED, HEARD = True, False
UP = {"service_id": "mail", "sla": "gold", "objective": "up"}
OTHER = UP | {"objective": "p1"}
FAST = {"alertname": "SlawatchErrorBudgetBurn", "severity": "critical", "tier": "fast", **UP}
SLOW = {"alertname": "SlawatchErrorBudgetBurn", "severity": "warning", "tier": "slow", **UP}
EXHAUSTS = {"alertname": "SlawatchOutageExhaustsBudget", "severity": "critical", **UP}
BREACHED = {"alertname": "SlawatchObjectiveBreached", "severity": "critical", **UP}
LATE = BREACHED | {"severity": "warning", "late": "true"}
LOW = {"alertname": "SlawatchErrorBudgetLow", "severity": "info", **UP}
FORECAST = {"alertname": "SlawatchBreachForecast", "severity": "warning", **UP}
AT_RISK = {"alertname": "SlawatchComplianceAtRisk", "severity": "warning", **UP}
COVERAGE = {"alertname": "SlawatchCoverageLow", "severity": "warning", **UP}
DUE = {"alertname": "SlawatchTicketDueSoon", "severity": "warning", "priority": "P1", **UP}
OVERDUE = {"alertname": "SlawatchTicketsOverdue", "severity": "warning", "priority": "P1", **UP}
URGENT = OVERDUE | {"severity": "critical", "urgent": "true"}
STALE_DATA = {"alertname": "SlawatchServiceDataStale", "severity": "warning", "service_id": "mail"}
SOURCE_DOWN = {"alertname": "SlawatchSourceDown", "severity": "warning", "source": "desk"}
SOURCE_STALE = SOURCE_DOWN | {"alertname": "SlawatchSourceStale"}
SOURCE_LIMITED = SOURCE_DOWN | {"alertname": "SlawatchSourceRateLimited"}
DATABASE = {"alertname": "SlawatchDatabaseUnavailable", "severity": "critical"}
STALE = {"alertname": "SlawatchEvaluationStale", "severity": "critical"}
FAILING = {"alertname": "SlawatchEvaluationFailing", "severity": "warning"}
RELOAD = {"alertname": "SlawatchConfigReloadFailed", "severity": "warning"}
DOWN = {"alertname": "SlawatchDown", "severity": "critical"}
WATCHDOG = {"alertname": "SlawatchWatchdog", "severity": "none", "audience": "watchdog"}
PLATFORM = {"audience": "platform"}

PAIRS = [
    (FAST, SLOW, MUTED),
    (SLOW, FAST, HEARD),
    (FAST, SLOW | OTHER, HEARD),
    (EXHAUSTS, SLOW, MUTED),
    (EXHAUSTS, FAST, HEARD),  # they are told together; muted, it would come again when the outage is over
    (BREACHED, LOW, MUTED),
    (BREACHED, FORECAST, MUTED),
    (BREACHED, AT_RISK, MUTED),
    (BREACHED, FORECAST | OTHER, HEARD),
    (BREACHED, FAST, HEARD),
    (LATE, FORECAST, HEARD),
    (AT_RISK, FORECAST, MUTED),
    (FORECAST, AT_RISK, HEARD),
    (URGENT, OVERDUE, MUTED),
    (URGENT, OVERDUE | {"priority": "P2"}, HEARD),
    (STALE_DATA, FORECAST, MUTED),
    (STALE_DATA, AT_RISK, MUTED),
    (STALE_DATA, DUE, MUTED),
    (STALE_DATA, OVERDUE, MUTED),
    (STALE_DATA, COVERAGE, MUTED),
    (STALE_DATA, BREACHED, HEARD),
    (STALE_DATA, LATE, HEARD),
    (STALE_DATA, FAST, HEARD),
    (STALE_DATA, URGENT, HEARD),
    (STALE_DATA | {"service_id": "wan"}, DUE, HEARD),
    (SOURCE_DOWN, SOURCE_STALE, MUTED),
    (SOURCE_LIMITED, SOURCE_STALE, MUTED),
    (SOURCE_DOWN, SOURCE_STALE | {"source": "other"}, HEARD),
    (SOURCE_DOWN, STALE_DATA, HEARD),
    (DATABASE, STALE, MUTED),
    (DATABASE, FAILING, MUTED),
    (DATABASE, SOURCE_STALE, MUTED),
    (DATABASE, STALE_DATA, MUTED),
    (DATABASE, SOURCE_DOWN, HEARD),
    (STALE, FAILING, MUTED),
    (FAILING, STALE, HEARD),
    (DOWN | PLATFORM, STALE | PLATFORM, MUTED),
    (DOWN | PLATFORM, RELOAD | PLATFORM, MUTED),
    (DOWN | PLATFORM, SOURCE_DOWN | PLATFORM, MUTED),
    (DOWN | PLATFORM, BREACHED | {"audience": "service_manager"}, HEARD),
    (DOWN | PLATFORM, FAST | {"audience": "on_call"}, HEARD),
    (DOWN | PLATFORM, WATCHDOG, HEARD),
]

_open = build_opener(ProxyHandler({})).open


@pytest.fixture(scope="module")
def muted(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[tuple[str, str], bool]]:
    """Whether Alertmanager mutes an alert, by its job and name, with all pairs firing."""
    program = needs("prometheus-alertmanager", "prometheus-alertmanager")
    folder = tmp_path_factory.mktemp("alertmanager")
    document = yaml.safe_load(CONFIG.read_text())
    document["receivers"] = [{"name": each["name"]} for each in document["receivers"]]
    (folder / "am.yml").write_text(yaml.safe_dump(document | {"templates": []}))
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    options = [f"--config.file={folder}/am.yml", f"--storage.path={folder}/data", "--cluster.listen-address="]
    started = [program, *options, f"--web.listen-address=127.0.0.1:{port}"]
    process = subprocess.Popen(started, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        yield told(f"http://127.0.0.1:{port}/api/v2/alerts")
    finally:
        process.terminate()
        process.wait(20)


def told(url: str) -> dict[tuple[str, str], bool]:
    alerts = [{"labels": labels} for labels in (SOMETHING_MUTED, *all_alerts())]
    body = json.dumps(alerts).encode()
    expected = [(str(number), key(second)) for number, (_, second, muting) in enumerate(PAIRS) if muting]
    for _ in range(150):
        try:
            _open(Request(url, body, {"Content-Type": "application/json"}), timeout=5).close()  # noqa: S310  this machine
            with _open(url, timeout=5) as answer:
                found = {
                    (each["labels"]["job"], key(each["labels"])): bool(each["status"]["inhibitedBy"])
                    for each in json.load(answer)
                }
            # What inhibits is taken note of a moment after it arrived.
            if all(found[each] for each in expected):
                return found
        except URLError:
            pass
        CLOCK.sleep(0.1)
    return found


def all_alerts() -> Iterator[dict[str, str]]:
    for number, (first, second, _) in enumerate(PAIRS):
        yield first | {"job": str(number)}
        yield second | {"job": str(number)}


def key(labels: dict[str, str]) -> str:
    return json.dumps({name: value for name, value in labels.items() if name != "job"}, sort_keys=True)


SOMETHING_MUTED = SLOW | {"job": "alone"}


@pytest.mark.parametrize("number", range(len(PAIRS)))
def test_an_alert_is_muted_by_what_says_more_about_the_same(number: int, muted: dict[tuple[str, str], bool]) -> None:
    first, second, expected = PAIRS[number]
    assert muted[str(number), key(second)] is expected
    if expected is MUTED:
        assert muted[str(number), key(first)] is HEARD


def test_nothing_is_muted_by_what_is_not_there(muted: dict[tuple[str, str], bool]) -> None:
    assert muted["alone", key(SLOW)] is False
