"""The whole chain for real: daemon, Prometheus, Alertmanager, webhook; slawatch renders the rules and the routes.

A drill makes a small installation misbehave: an outage that burns its budget and is about to exhaust it, a breach,
tickets due and overdue, a dead source, a faulty reload. Then all is mended, the daemon is killed and started again, and
a second one is scraped beside it. Waiting times are a fraction of those in life, thresholds are not.
"""

import json
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from alarmed import Chain, alarmed, beside
from daemon import CLOCK, eventually
from misbehaving import urgent
from receiver import Labels, Notified

ROOT = Path(__file__).parents[2]
PAYROLL = {"service_id": "payroll", "sla": "gold", "objective": "uptime"}
SHOP = {**PAYROLL, "service_id": "shop"}
LEDGER = {**PAYROLL, "service_id": "ledger"}
URGENT = {"service_id": "payroll", "sla": "gold", "objective": "solved", "priority": "P1"}
ARCHIVE = {"service_id": "archive", "sla": "silver", "objective": "solved"}

ARRIVE: Sequence[tuple[str, str, str, Labels]] = (
    ("on_call", "critical", "SlawatchErrorBudgetBurn", {**PAYROLL, "tier": "fast"}),
    ("on_call", "critical", "SlawatchErrorBudgetBurn", {**SHOP, "tier": "fast"}),
    ("on_call", "critical", "SlawatchOutageExhaustsBudget", PAYROLL),
    ("service_manager", "critical", "SlawatchObjectiveBreached", SHOP),
    ("service_manager", "warning", "SlawatchObjectiveBreached", {**LEDGER, "late": "true"}),
    ("service_manager", "warning", "SlawatchComplianceAtRisk", {"service_id": "library", "sla": "bronze"}),
    ("desk_lead", "warning", "SlawatchTicketDueSoon", URGENT),
    ("desk_lead", "critical", "SlawatchTicketsOverdue", {**URGENT, "urgent": "true"}),
    ("desk_lead", "warning", "SlawatchTicketsOverdue", {**URGENT, "service_id": "shop"}),
    ("desk_lead", "warning", "SlawatchTicketsOverdue", {**URGENT, "service_id": "ledger"}),
    ("platform", "warning", "SlawatchSourceDown", {"source": "vault"}),
    ("platform", "warning", "SlawatchServiceDataStale", {"service_id": "archive"}),
    ("platform", "warning", "SlawatchConfigReloadFailed", {}),
    ("platform", "info", "SlawatchUnmappedTickets", {"source": "desk", "attribute": "service"}),
    ("watchdog", "none", "SlawatchWatchdog", {}),
)
"""Receiver, severity, alert and labels of what must arrive while everything goes wrong."""

MUTED = {
    ("SlawatchErrorBudgetBurn", "payroll", "slow"): {"SlawatchErrorBudgetBurn", "SlawatchOutageExhaustsBudget"},
    ("SlawatchBreachForecast", "archive", ""): {"SlawatchServiceDataStale"},
}
"""What is kept back meanwhile (alert, service and tier), and by what."""

END: Sequence[tuple[str, Labels]] = (
    ("SlawatchErrorBudgetBurn", {**PAYROLL, "tier": "fast"}),
    ("SlawatchErrorBudgetBurn", {**SHOP, "tier": "fast"}),
    ("SlawatchOutageExhaustsBudget", PAYROLL),
    ("SlawatchTicketsOverdue", {**URGENT, "urgent": "true"}),
    ("SlawatchTicketsOverdue", {**URGENT, "service_id": "shop"}),
    ("SlawatchSourceDown", {"source": "vault"}),
    ("SlawatchServiceDataStale", {"service_id": "archive"}),
    ("SlawatchConfigReloadFailed", {}),
    ("SlawatchUnmappedTickets", {"source": "desk", "attribute": "service"}),
)
"""Alert and labels of what must end when all is mended."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Chapter:
    """What had been told by the end of a part of the story."""

    notified: tuple[Notified, ...]
    began: float = 0

    @property
    def new(self) -> list[Notified]:
        """What was told in this part."""
        return [each for each in self.notified if each.at >= self.began]

    @property
    def ended(self) -> list[Notified]:
        """What was told to be over in this part, and had not been told so before: Alertmanager may repeat itself."""
        stood = {frozenset(each.labels.items()): each.status for each in self.notified if each.at < self.began}
        over = (each for each in self.new if each.status == "resolved")
        return [each for each in over if stood.get(frozenset(each.labels.items())) != "resolved"]

    def got(self, alert: str, labels: Labels, *, status: str = "firing") -> list[Notified]:
        """Return what was told in this part of an alert with these labels among others."""
        return [each for each in self.new if each.tells(alert, labels, status=status)]


@pytest.fixture(scope="module")
def chain(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Chain]:
    with alarmed(tmp_path_factory.mktemp("chain")) as running:
        yield running


@pytest.fixture(scope="module")
def wrong(chain: Chain) -> Chapter:
    """Let everything go wrong, and some things of yesterday become known."""
    yesterday = {"started_at": chain.desk.ago(minutes=1560), "ended_at": chain.desk.ago(minutes=1540)}
    chain.desk.outages["ledger"] = {"service": "Ledger", **yesterday}
    chain.desk.tickets["returned"]["reopened_at"] = chain.desk.ago(minutes=120)
    chain.desk.tickets["urgent"] = urgent(due=CLOCK.now() + timedelta(seconds=20))
    chain.desk.write()
    chain.vault.unreachable = True
    chain.vault.write()
    consumed = ("slawatch_error_budget_consumed_seconds", {**LEDGER, "period": "current"})
    eventually(lambda: chain.daemon.scrape().value(consumed[0], **consumed[1]) == 20 * 60)
    end = chain.desk.at - timedelta(minutes=1490)
    chain.correct("outage", "drill-ledger", f"--to={end:%Y-%m-%dT%H:%M:%SZ}")
    good = chain.config.read_text()
    chain.config.write_text(good.replace("indicator: availability", "indicator: avialability"))
    assert chain.reload() == 500
    chain.until(*((alert, {"severity": severity, **labels}) for _, severity, alert, labels in ARRIVE))
    eventually(lambda: all(chain.muted().get(what, set()) & by for what, by in MUTED.items()))
    chain.config.write_text(good)
    return Chapter(notified=tuple(chain.receiver.notified))


@pytest.fixture(scope="module")
def mended(chain: Chain, wrong: Chapter) -> Chapter:
    """Mend everything; what was lost is lost."""
    began = CLOCK.monotonic()
    for outage in ("payroll", "shop"):
        chain.desk.outages[outage]["ended_at"] = chain.desk.ago(minutes=6)
    for ticket in ("urgent", "late"):
        chain.desk.tickets[ticket]["resolved_at"] = CLOCK.now().isoformat()
    del chain.desk.tickets["returned"]["reopened_at"], chain.desk.tickets["fax"]
    chain.desk.write()
    chain.vault.unreachable = False
    chain.vault.write()
    assert chain.reload() == 200
    chain.until(*END, status="resolved", since=began)
    chain.until(("SlawatchBreachForecast", ARCHIVE), ("SlawatchErrorBudgetBurn", {**PAYROLL, "tier": "slow"}))
    return Chapter(notified=tuple(chain.receiver.notified), began=began)


@pytest.fixture(scope="module")
def killed(chain: Chain, mended: Chapter) -> Chapter:
    """Kill the daemon, and wait for longer than an alert goes on of itself."""
    began = CLOCK.monotonic()
    chain.daemon.kill()
    chain.until(("SlawatchDown", {}), since=began)
    CLOCK.sleep(8)
    return Chapter(notified=tuple(chain.receiver.notified), began=began)


@pytest.fixture(scope="module")
def restarted(chain: Chain, killed: Chapter) -> Chapter:
    """Start it again, and let it tell for a while."""
    began = CLOCK.monotonic()
    chain.start()
    chain.until(("SlawatchDown", {}), status="resolved", since=began)
    CLOCK.sleep(3)
    return Chapter(notified=tuple(chain.receiver.notified), began=began)


@pytest.fixture(scope="module")
def withdrawn(chain: Chain, restarted: Chapter) -> Chapter:
    """State that there was no such outage as that behind the breach."""
    began = CLOCK.monotonic()
    chain.correct("void-outage", "drill-shop")
    chain.until(("SlawatchObjectiveBreached", SHOP), status="resolved", since=began)
    return Chapter(notified=tuple(chain.receiver.notified), began=began)


@pytest.fixture(scope="module")
def doubled(chain: Chain, withdrawn: Chapter) -> Iterator[list[Labels]]:
    """Scrape a second daemon beside the first, and return what fires then."""
    with beside(chain) as second:
        chain.scrape(chain.port, int(second.url.rpartition(":")[2]))
        eventually(lambda: chain.ask("count by (service_id) (slawatch_objective_info{sla='silver'})") == {"archive": 2})
        CLOCK.sleep(4)
        yield chain.firing()


@pytest.mark.parametrize(("receiver", "severity", "alert", "labels"), ARRIVE)
def test_an_alert_reaches_whom_it_concerns(
    wrong: Chapter, receiver: str, severity: str, alert: str, labels: Labels
) -> None:
    told = wrong.got(alert, {"severity": severity, **labels})
    assert {(each.receiver, each.labels["audience"]) for each in told} == {(receiver, receiver)}


def test_a_text_speaks_of_minutes_of_the_service_and_of_the_agreement(wrong: Chapter) -> None:
    exhausted = wrong.got("SlawatchOutageExhaustsBudget", PAYROLL)[0].annotations
    assert all(word in exhausted["summary"] for word in ("payroll", "gold", "uptime"))
    assert re.search(r"broken in [5-9]m \d+s", exhausted["description"])
    burning = wrong.got("SlawatchErrorBudgetBurn", {**PAYROLL, "tier": "fast"})[0].annotations
    assert re.search(r"\b[5-9]m \d+s of downtime are left", burning["description"])
    assert re.search(r"\b\d{2,5}\.\d times too fast", burning["summary"])
    due = wrong.got("SlawatchTicketDueSoon", URGENT)[0].annotations
    assert re.search(r"due in \d+(\.\d+)?s", due["description"])


def test_no_text_is_left_unfinished(wrong: Chapter) -> None:
    texts = {each.annotations[key] for each in wrong.notified for key in ("summary", "description")}
    assert [text for text in texts if re.search(r"  |<no value>|<error|\{\{|%!|\. [a-z]", text)] == []


def test_every_link_leads_somewhere(chain: Chain, wrong: Chapter) -> None:
    links = {(key, url) for each in wrong.notified for key, url in each.annotations.items() if key.endswith("_url")}
    assert {key for key, _ in links} == {"runbook_url", "dashboard_url", "tickets_url", "explain_url"}
    assert [url for _, url in sorted(links) if not _leads_somewhere(chain, url)] == []


def _leads_somewhere(chain: Chain, url: str) -> bool:
    parts = urlsplit(url)
    if url.startswith(chain.daemon.url):
        return chain.daemon.get(url.removeprefix(chain.daemon.url)).status == 200
    if parts.fragment:
        runbooks = (ROOT / parts.path.partition("/main/")[2]).read_text()
        return f"\n## {parts.fragment}\n" in runbooks.lower()
    boards = (json.loads(file.read_text()) for file in (ROOT / "grafana" / "dashboards").rglob("*.json"))
    return parts.path.removeprefix("/d/") in {board["uid"] for board in boards}


def test_what_another_alert_says_better_is_kept_back(wrong: Chapter) -> None:
    assert wrong.got("SlawatchErrorBudgetBurn", {"tier": "slow"}) == []
    assert wrong.got("SlawatchBreachForecast", {}) == []


def test_one_page_tells_everything_about_a_service(wrong: Chapter) -> None:
    assert {tuple(each.group) for each in wrong.notified if each.receiver == "on_call"} == {("service_id",)}


def test_nobody_is_called_for_yesterday_or_for_one_late_ticket(wrong: Chapter) -> None:
    told = Counter((each.labels.get("service_id"), each.receiver, each.labels["severity"]) for each in wrong.notified)
    assert {service for service, receiver, _ in told if receiver == "on_call"} == {"payroll", "shop"}
    assert {severity for service, _, severity in told if service == "ledger"} == {"warning"}
    assert {each[1:] for each in told if each[0] == "library"} == {("service_manager", "warning")}


@pytest.mark.parametrize(("alert", "labels"), END)
def test_an_alert_ends_with_its_cause(mended: Chapter, alert: str, labels: Labels) -> None:
    assert mended.got(alert, labels, status="resolved")


def test_a_breach_stays_when_its_outage_is_over(mended: Chapter) -> None:
    assert mended.got("SlawatchObjectiveBreached", SHOP, status="resolved") == []


def test_what_was_kept_back_is_told_once_its_reason_is_gone(mended: Chapter) -> None:
    assert {each.receiver for each in mended.got("SlawatchBreachForecast", ARCHIVE)} == {"service_manager"}
    slow = mended.got("SlawatchErrorBudgetBurn", {**PAYROLL, "tier": "slow"})
    assert {(each.receiver, each.labels["severity"]) for each in slow} == {("on_call", "warning")}


def test_a_daemon_that_dies_is_told_of_and_ends_no_breach(killed: Chapter, restarted: Chapter) -> None:
    down = killed.got("SlawatchDown", {})
    assert {(each.receiver, each.labels["severity"]) for each in down} == {("platform", "critical")}
    for chapter in (killed, restarted):
        assert chapter.got("SlawatchObjectiveBreached", SHOP, status="resolved") == []
        critical = [each.name for each in chapter.ended if each.labels["severity"] == "critical"]
        assert set(critical) <= {"SlawatchDown"}


def test_a_breach_ends_once_there_was_no_outage(withdrawn: Chapter) -> None:
    assert withdrawn.got("SlawatchObjectiveBreached", SHOP, status="resolved")


def test_two_daemons_tell_one_alert(doubled: list[Labels]) -> None:
    told = Counter(
        tuple(labels.get(name) for name in ("alertname", "service_id", "objective", "tier", "late"))
        for labels in doubled
        if "objective" in labels
    )
    assert ("SlawatchErrorBudgetBurn", "payroll", "uptime", "slow", None) in told
    assert set(told.values()) == {1}
    assert not [labels for labels in doubled if "instance" in labels]
