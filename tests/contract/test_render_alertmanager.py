"""What `slawatch render alertmanager` writes, read by Alertmanager's own tool."""

import json
import re
import subprocess
from pathlib import Path
from random import Random

import holidays
import pytest
import yaml
from command import asked, told
from needs import needs

ROOT = Path(__file__).parents[2]
SHIPPED = ROOT / "config" / "slawatch.yml"
COMMITTED = ROOT / "config" / "alertmanager"
MANUAL = ROOT / "docs" / "alertmanager.md"
DATES = re.compile(r"# Hours are exact from (\S+) to (\S+);")
HOUR_KEYS = ("active_time_intervals", "mute_time_intervals")
BARE = """
sources: {s: {kind: simulator, map: {service: {default: mail}}}}
parties: {acme: Acme, umbrella.corp: Umbrella}
calendars:
  office: {timezone: Europe/Berlin, hours: {mon-fri: ["09:00-17:00"]}, holidays: DE, closed: [2027-03-31]}
  night: {timezone: America/New_York, hours: {sun-thu: "22:00-06:00"}, open: {2026-12-24: "10:00-12:00"}}
services: {mail: Mail, erp: ERP}
agreements:
  gold: {with: acme, services: [mail, erp], objectives: {up: {indicator: availability, target: 99%}}}
  gold.2: {with: umbrella.corp, services: mail, objectives: {up: {indicator: availability, target: 99%}}}
alerting:
"""


def amtool(*arguments: object, timezone: str = "UTC") -> str:
    program = needs("amtool", "prometheus-alertmanager")
    command = [program, *map(str, arguments)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, env={"TZ": timezone})
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def rendered(folder: Path, alerting: dict, *options: str) -> Path:
    """Render a configuration with this section `alerting`; return where the result lies."""
    config = folder / "slawatch.yml"
    config.write_text(BARE + "\n".join(f"  {key}: {json.dumps(value)}" for key, value in alerting.items()))
    told(config, "render", "alertmanager", "--output", str(folder / "out"), *options)
    return folder / "out" / "alertmanager.yml"


def test_what_is_shipped_is_what_the_shipped_configuration_renders() -> None:
    committed = (COMMITTED / "alertmanager.yml").read_text()
    first, last = DATES.findall(committed)[0]
    made = asked(SHIPPED, "render", "alertmanager", "--from", first, "--until", last).stdout
    made = made.replace(f" --from {first} --until {last}", "")
    if f"`holidays` {holidays.__version__}." not in committed:  # another edition may know of other dates
        committed, made = (undated(text) for text in (committed, made))
    assert made == committed
    template = ROOT / "slawatch" / "alerting" / "templates" / "slawatch.tmpl"
    assert (COMMITTED / "templates" / "slawatch.tmpl").read_bytes() == template.read_bytes()


def undated(text: str) -> str:
    """The text from the routes on, which no almanac has a say in."""
    return text[text.index("\nroute:") :]


def test_alertmanager_takes_what_is_shipped() -> None:
    assert "1 templates" in amtool("check-config", COMMITTED / "alertmanager.yml")


def test_alertmanager_takes_every_kind_of_receiver(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOOK", "https://hooks.example.org/s3cr3t")
    for seed in range(6):
        folder = tmp_path / str(seed)
        folder.mkdir()
        made = rendered(folder, any_alerting(Random(seed)), "--language", "zh" if seed % 2 else "en")
        assert "SUCCESS" in amtool("check-config", made)


def any_alerting(chance: Random) -> dict:
    ways = {
        "webhook": [
            "http://127.0.0.1:9099/",
            {"url": "env:HOOK", "token": "file:/t"},
            {"url": "https://a.b/?x=1", "user": "u", "password": "env:HOOK"},
        ],
        "email": ["a@example.org", {"to": ["a@example.org", "b@example.org"]}],
        "slack": ["env:HOOK", {"url": "file:/run/slack", "channel": "#x"}],
        "wechat": [
            {
                "corp_id": "w",
                "agent_id": "1",
                "secret": "env:HOOK",
                "to_user": "@all",
                "url": "https://wecom.example.org",
            }
        ],
        "pagerduty": ["file:/run/pd", {"routing_key": "env:HOOK", "url": "https://events.eu.pagerduty.com/v2/enqueue"}],
    }
    urgencies = ["critical", "warning", "info"]

    def receiver() -> dict:
        names = chance.sample(list(ways), chance.randint(1, 3))
        own = {name: chance.sample(ways[name], chance.randint(1, len(ways[name]))) for name in names}
        extra = {
            "hours": chance.choice(["24x7", "office", "night"]),
            "at_any_time": chance.sample(urgencies, chance.randint(0, 3)),
            "send_resolved": chance.choice([True, False]),
        }
        return own | {key: extra[key] for key in chance.sample(list(extra), chance.randint(0, 3))}

    audiences = ["on_call", "service_manager", "desk_lead", "platform"]
    told = {name: receiver() for name in ["default", *chance.sample(audiences, 2)]}
    scopes = {"agreements": ["gold", "gold.2"], "services": "erp", "parties": "umbrella.corp"}
    for number in range(3):
        scope = {key: scopes[key] for key in chance.sample(list(scopes), chance.randint(1, 3))}
        told[f"own-{number}"] = receiver() | scope | {"audience": chance.choice(audiences)}
    smtp = {"host": "mail.example.org:587", "from": "s@example.org", "user": "u", "password": "file:/run/smtp"}
    office = {"office": chance.choice(["office", "night"])} if chance.random() < 0.8 else {}
    return {"smtp": smtp, **office, "receivers": told}


# Every alert with the labels that routes look at, by hand: who is told, and whether it waits for office hours.
WAITS, NOW = True, False
OWN = "service_id=mail sla=acme-business objective=availability"
ROUTES = [
    ("SlawatchErrorBudgetBurn", f"severity=critical audience=on_call tier=fast {OWN}", "on_call", NOW),
    ("SlawatchErrorBudgetBurn", f"severity=warning audience=on_call tier=slow {OWN}", "on_call", WAITS),
    ("SlawatchOutageExhaustsBudget", f"severity=critical audience=on_call {OWN}", "on_call", NOW),
    ("SlawatchErrorBudgetLow", f"severity=info audience=service_manager {OWN}", "service_manager", WAITS),
    ("SlawatchObjectiveBreached", f"severity=critical audience=service_manager {OWN}", "service_manager", NOW),
    ("SlawatchObjectiveBreached", f"severity=warning audience=service_manager late=true {OWN}", "service_manager", NOW),
    ("SlawatchBreachForecast", f"severity=warning audience=service_manager {OWN}", "service_manager", WAITS),
    ("SlawatchComplianceAtRisk", f"severity=warning audience=service_manager {OWN}", "service_manager", WAITS),
    ("SlawatchCoverageLow", f"severity=warning audience=platform {OWN}", "platform", WAITS),
    ("SlawatchExclusionsPending", f"severity=info audience=service_manager {OWN}", "service_manager", WAITS),
    ("SlawatchVerdictDisagreement", f"severity=info audience=service_manager {OWN}", "service_manager", WAITS),
    ("SlawatchActionOverdue", f"severity=warning audience=service_manager {OWN}", "service_manager", WAITS),
    ("SlawatchFindingUnanswered", f"severity=info audience=service_manager {OWN}", "service_manager", WAITS),
    ("SlawatchTicketDueSoon", f"severity=warning audience=desk_lead {OWN} priority=P2", "desk_lead", WAITS),
    ("SlawatchTicketsOverdue", f"severity=warning audience=desk_lead {OWN} priority=P2", "desk_lead", WAITS),
    ("SlawatchTicketsOverdue", f"severity=critical audience=desk_lead urgent=true {OWN} priority=P1", "desk_lead", NOW),
    ("SlawatchServiceDataStale", "severity=warning audience=platform service_id=mail", "platform", WAITS),
    ("SlawatchSourceDown", "severity=warning audience=platform source=desk", "platform", WAITS),
    ("SlawatchSourceStale", "severity=warning audience=platform source=desk", "platform", WAITS),
    ("SlawatchSourceRateLimited", "severity=warning audience=platform source=desk", "platform", WAITS),
    ("SlawatchSourceClockSkew", "severity=warning audience=platform source=desk", "platform", WAITS),
    ("SlawatchUnmappedTickets", "severity=info audience=platform source=desk attribute=kind", "platform", WAITS),
    ("SlawatchCalendarFeedDown", "severity=warning audience=platform calendar=office feed=x", "platform", WAITS),
    ("SlawatchReportOverdue", "severity=warning audience=platform subject=agreement/gold", "platform", WAITS),
    ("SlawatchEvaluationStale", "severity=critical audience=platform", "platform", NOW),
    ("SlawatchEvaluationFailing", "severity=warning audience=platform", "platform", WAITS),
    ("SlawatchAuditFailed", "severity=warning audience=platform", "platform", WAITS),
    ("SlawatchJobsMissed", "severity=warning audience=platform", "platform", WAITS),
    ("SlawatchConfigReloadFailed", "severity=warning audience=platform", "platform", WAITS),
    ("SlawatchSeriesLimitReached", "severity=warning audience=platform", "platform", WAITS),
    ("SlawatchDatabaseUnavailable", "severity=critical audience=platform", "platform", NOW),
    ("SlawatchDown", "severity=critical audience=platform", "platform", NOW),
    ("SlawatchWatchdog", "severity=none audience=watchdog", "watchdog", NOW),
    ("SomebodyElses", "severity=page", "default", NOW),
]


@pytest.fixture(scope="module")
def marked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The shipped configuration; what waits for hours goes to a receiver of its own, so that amtool tells it."""
    document = yaml.safe_load((COMMITTED / "alertmanager.yml").read_text())
    mark(document["route"], "")
    names = [each["name"] for each in document["receivers"]]
    document["receivers"] = [{"name": name + end} for name in names for end in ("", " in hours")]
    path = tmp_path_factory.mktemp("routes") / "alertmanager.yml"
    path.write_text(yaml.safe_dump(document | {"templates": []}))
    return path


def mark(route: dict, above: str) -> None:
    route["receiver"] = route.get("receiver", above)
    for child in route.get("routes", ()):
        mark(child, route["receiver"])
    if any(key in route for key in HOUR_KEYS):
        assert all(key in route for key in HOUR_KEYS)
        route["receiver"] += " in hours"


@pytest.mark.parametrize(("alert", "labels", "receiver", "waits"), ROUTES)
def test_each_alert_goes_to_its_audience(marked: Path, alert: str, labels: str, receiver: str, *, waits: bool) -> None:
    expected = f"{receiver} in hours" if waits else receiver
    found = amtool("config", "routes", "test", f"--config.file={marked}", f"alertname={alert}", *labels.split())
    assert found.strip() == expected


def test_these_are_the_labels_that_the_rules_give_and_no_rule_is_left_out() -> None:
    rules = yaml.safe_load((ROOT / "config/prometheus/rules/slawatch.alerts.yml").read_text())["groups"]
    given = {(rule["alert"], *routed(rule["labels"])) for group in rules for rule in group["rules"]}
    told = {(alert, *routed(dict(word.split("=") for word in labels.split()))) for alert, labels, *_ in ROUTES}
    assert told - given == {("SomebodyElses", "page", None, None)}
    assert given - told == set()


def routed(labels: dict[str, str]) -> tuple[str | None, ...]:
    """The labels that routes look at."""
    return tuple(labels.get(name) for name in ("severity", "audience", "late"))


def test_a_receiver_of_some_agreements_goes_before_the_one_of_all(tmp_path: Path) -> None:
    hook = "http://127.0.0.1:9099/"
    receivers = {
        "default": {"webhook": hook},
        "service_manager": {"webhook": hook},
        "theirs": {"audience": "service_manager", "parties": "umbrella.corp", "webhook": hook},
        "both": {"audience": "desk_lead", "agreements": ["gold", "gold.2"], "services": "erp", "webhook": hook},
    }
    made = rendered(tmp_path, {"office": "office", "receivers": receivers})

    def told_to(*labels: str) -> str:
        return amtool("config", "routes", "test", f"--config.file={made}", *labels).strip()

    assert told_to("audience=service_manager", "sla=gold.2") == "theirs"
    assert told_to("audience=service_manager", "sla=goldx2") == "service_manager"
    assert told_to("audience=service_manager", "sla=gold") == "service_manager"
    assert told_to("audience=on_call", "sla=gold.2") == "default"
    assert told_to("audience=desk_lead", "sla=gold", "service_id=erp") == "both"
    assert told_to("audience=desk_lead", "sla=gold", "service_id=mail") == "default"
    assert told_to("audience=desk_lead", "sla=goldx2", "service_id=erp") == "default"
    assert told_to("audience=watchdog") == "watchdog"


def test_hours_of_a_receiver_and_what_waits_for_them_can_be_told(tmp_path: Path) -> None:
    hook = "http://127.0.0.1:9099/"
    receivers = {
        "default": {"webhook": hook},
        "on_call": {"webhook": hook, "hours": "24x7"},
        "service_manager": {"webhook": hook, "at_any_time": []},
        "desk_lead": {"webhook": hook, "hours": "night", "at_any_time": ["critical", "warning"]},
        "platform": {"webhook": hook, "at_any_time": ["info", "warning", "critical"]},
    }
    made = yaml.safe_load(rendered(tmp_path, {"office": "office", "receivers": receivers}).read_text())
    children = {each["receiver"]: each.get("routes") for each in made["route"]["routes"]}
    night = {"active_time_intervals": ["night"], "mute_time_intervals": ["night:closed"]}
    office = {"active_time_intervals": ["office"], "mute_time_intervals": ["office:closed"]}
    assert children == {
        "watchdog": None,
        "on_call": None,
        "service_manager": [office],
        "desk_lead": [{"matchers": ['severity!="critical"', 'severity!="warning"'], **night}],
        "platform": None,
    }


def test_secrets_stay_in_their_files_where_alertmanager_reads_them(tmp_path: Path) -> None:
    receivers = {
        "default": {"slack": "file:/run/slack", "pagerduty": "file:/run/pd", "email": "a@example.org"},
        "on_call": {"webhook": {"url": "http://127.0.0.1:9099/", "token": "file:/run/token"}},
    }
    smtp = {"host": "m.example.org:25", "from": "s@example.org", "user": "u", "password": "file:/run/smtp"}
    made = rendered(tmp_path, {"smtp": smtp, "receivers": receivers})
    document = yaml.safe_load(made.read_text())
    default, on_call, _ = document["receivers"]
    assert document["global"]["smtp_auth_username"] == "u"
    assert document["global"]["smtp_auth_password_file"].endswith("/smtp")
    assert default["slack_configs"][0]["api_url_file"] == "/run/slack"
    assert default["pagerduty_configs"][0]["routing_key_file"] == "/run/pd"
    login = on_call["webhook_configs"][0]["http_config"]
    assert login == {"authorization": {"credentials_file": "/run/token"}}
    assert made.stat().st_mode & 0o044


@pytest.mark.parametrize(("port", "tls", "starts"), [(587, True, True), (465, True, False), (25, False, False)])
def test_tls_is_not_begun_where_the_port_has_it_already(port: int, tmp_path: Path, *, tls: bool, starts: bool) -> None:
    smtp = {"host": f"m.example.org:{port}", "from": "s@example.org", "tls": tls}
    made = rendered(tmp_path, {"smtp": smtp, "receivers": {"default": {"email": "a@example.org"}}})
    assert yaml.safe_load(made.read_text())["global"]["smtp_require_tls"] is starts


def test_a_secret_that_alertmanager_reads_from_no_file_is_written_for_its_owner_and_never_shown(
    tmp_path: Path,
) -> None:
    secret = tmp_path / "hook"
    secret.write_text("https://hooks.example.org/s3cr3t\n")
    alerting = {"receivers": {"default": {"webhook": f"file:{secret}"}}}
    made = rendered(tmp_path, alerting)
    assert yaml.safe_load(made.read_text())["receivers"][0]["webhook_configs"][0]["url"].endswith("/s3cr3t")
    assert made.stat().st_mode & 0o777 == 0o600
    shown = asked(tmp_path / "slawatch.yml", "render", "alertmanager", status=1).output
    assert "--output DIR" in shown
    assert "s3cr3t" not in shown
    newer = yaml.safe_load(rendered(tmp_path, alerting, "--alertmanager-version", "0.26").read_text())
    assert newer["receivers"][0]["webhook_configs"][0]["url_file"] == str(secret)


def test_a_secret_that_is_not_there_is_named(tmp_path: Path) -> None:
    config = tmp_path / "slawatch.yml"
    config.write_text(BARE + '  receivers: {default: {slack: "env:NOBODY_SET_THIS"}}')
    assert "env:NOBODY_SET_THIS is empty or not set" in asked(config, "render", "alertmanager", status=2).output


def test_dates_of_a_feed_are_told_and_one_that_was_never_read_is_named(tmp_path: Path) -> None:
    feeds = "[company.ics, {url: https://calendar.example.org/a.ics, name: works council}]"
    (tmp_path / "company.ics").write_bytes((ROOT / "tests" / "config" / "company.ics").read_bytes())
    config = tmp_path / "slawatch.yml"
    office = f'office: {{hours: {{mon-fri: ["09:00-17:00"]}}, feeds: {feeds}}}'
    text = BARE.replace(BARE[BARE.index("office:") : BARE.index("\n  night:")], office)
    config.write_text(text + "  office: office\n  receivers: {default: {webhook: http://127.0.0.1:9099/}}\n")
    shown = asked(config, "render", "alertmanager", "--from", "2026-01-01", "--until", "2027-12-31")
    assert "works council of calendar office has never been read" in shown.stderr
    closed = yaml.safe_load(shown.stdout)["time_intervals"][1]["time_intervals"]
    assert closed == [{"years": ["2026:2027"], "months": ["11"], "days_of_month": ["16"], "location": "UTC"}]


def test_without_receivers_the_way_to_write_one_is_told(tmp_path: Path) -> None:
    config = tmp_path / "slawatch.yml"
    config.write_text(BARE + "  language: en")
    assert "receivers: {default: {webhook: ADDRESS}}" in asked(config, "render", "alertmanager", status=2).output
    assert "is after" in asked(SHIPPED, "render", "alertmanager", "--from", "2030-01-01", status=2).output
    assert "oldest" in asked(SHIPPED, "render", "alertmanager", "--alertmanager-version", "0.24", status=2).output


def test_the_manual_tells_of_every_muting() -> None:
    rules = yaml.safe_load((COMMITTED / "alertmanager.yml").read_text())["inhibit_rules"]
    rows = [line for line in MANUAL.read_text().splitlines() if line.startswith("| `Slawatch")]

    def names(matchers: list[str]) -> set[str]:
        return {name for matcher in matchers if "!" not in matcher for name in re.findall(r"Slawatch\w+", matcher)}

    muting = [(names(rule["source_matchers"]), names(rule["target_matchers"])) for rule in rules]
    told = [tuple(set(re.findall(r"Slawatch\w+", cell)) for cell in row.split("|")[1:3]) for row in rows]
    assert len(muting) >= 10
    assert [pair for pair in muting if pair not in told] == []
