"""What config/prometheus holds is what slawatch renders, and Prometheus' own tool finds nothing wrong with it."""

import re
import subprocess
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml
from command import printed, told
from needs import needs

from slawatch.exporters.names import BY_NAME
from slawatch.model.alert import OWN_LABELS, AlertName

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "config" / "prometheus"
CONFIG = ROOT / "config" / "slawatch.yml"
LANGUAGES = {"en": FOLDER / "rules", "zh": FOLDER / "rules" / "zh"}
TESTS = sorted((FOLDER / "tests").glob("*.yml"))
MARKS = ("tier", "late", "urgent")
Rule = Mapping[str, Any]
Kind = tuple[str, ...]


def promtool(*arguments: str) -> subprocess.CompletedProcess[str]:
    program = needs("promtool", "prometheus")
    return subprocess.run([program, *arguments], capture_output=True, text=True, check=False, timeout=250)


def alert_rules(language: str = "en") -> list[Rule]:
    read = yaml.safe_load((LANGUAGES[language] / "slawatch.alerts.yml").read_text(encoding="utf-8"))
    return [rule for group in read["groups"] for rule in group["rules"]]


def kind(labels: Mapping[str, str]) -> Kind:
    """Return an alert's name with the labels that tell two rules of one name apart."""
    return labels["alertname"], *(labels.get(mark, "") for mark in MARKS)


RULES = [kind({"alertname": rule["alert"], **rule["labels"]}) for rule in alert_rules()]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_rules_are_what_the_configuration_gives(language: str, tmp_path: Path) -> None:
    printed(CONFIG, "render", "rules", "--language", language, "--output", str(tmp_path))
    for made in tmp_path.iterdir():
        assert made.read_text() == (LANGUAGES[language] / made.name).read_text(), (
            f"run: slawatch --config.file=config/slawatch.yml render rules --language {language} "
            f"--output {LANGUAGES[language].relative_to(ROOT)}"
        )


def test_the_scrape_configurations_are_what_the_configuration_gives() -> None:
    assert told(CONFIG, "render", "scrape") == (FOLDER / "prometheus.yml").read_text(), "run: make rendered"
    inside = told(CONFIG, "render", "scrape", "--target", "slawatch:10720", "--alertmanager", "alertmanager:9093")
    assert inside == (ROOT / "config" / "compose" / "prometheus.yml").read_text(), "run: make rendered"


@pytest.mark.parametrize("language", LANGUAGES)
def test_promtool_finds_nothing_in_the_rules(language: str) -> None:
    files = map(str, sorted(LANGUAGES[language].glob("*.yml")))
    done = promtool("check", "rules", "--lint=all", "--lint-fatal", *files)
    assert done.returncode == 0, done.stdout + done.stderr


def test_promtool_finds_nothing_in_the_configuration() -> None:
    done = promtool("check", "config", "--lint=all", "--lint-fatal", str(FOLDER / "prometheus.yml"))
    assert done.returncode == 0, done.stdout + done.stderr


def test_promtool_finds_two_rules_that_are_alike(tmp_path: Path) -> None:
    text = (LANGUAGES["en"] / "slawatch.recording.yml").read_text()
    broken = tmp_path / "twice.yml"
    broken.write_text(text + text.partition("groups:\n")[2].replace("slawatch-records", "again"))
    assert promtool("check", "rules", "--lint=all", "--lint-fatal", str(broken)).returncode != 0


@pytest.mark.parametrize("file", TESTS, ids=lambda file: file.stem)
def test_every_rule_does_what_its_tests_say(file: Path) -> None:
    done = promtool("test", "rules", str(file))
    assert done.returncode == 0, done.stdout + done.stderr


def test_a_rule_that_says_something_else_fails_its_tests(tmp_path: Path) -> None:
    for folder in ("rules", "tests"):
        (tmp_path / folder).mkdir()
    rules = (LANGUAGES["en"] / "slawatch.alerts.yml").read_text()
    assert '{job="slawatch"}) == 0' in rules
    (tmp_path / "rules" / "slawatch.alerts.yml").write_text(rules.replace('{job="slawatch"}) == 0', '{job="x"}) == 0'))
    copied = tmp_path / "tests" / "daemon.yml"
    copied.write_text((FOLDER / "tests" / "daemon.yml").read_text())
    assert "SlawatchDown" in promtool("test", "rules", str(copied)).stderr


def _cases() -> Iterator[tuple[str, list[Mapping[str, str]]]]:
    """Yield (the names or pattern asked about, labels of what is expected) of every case."""
    for file in TESTS:
        for test in yaml.safe_load(file.read_text(encoding="utf-8"))["tests"]:
            for case in test.get("alert_rule_test", ()):
                fired = [each["exp_labels"] for each in case["exp_alerts"]]
                yield case["alertname"], [{"alertname": case["alertname"], **labels} for labels in fired]
            for case in test.get("promql_expr_test", ()):
                asked = re.search(r'alertname=~?"([^"]+)"', case["expr"])
                assert asked, case["expr"]
                samples = [dict(re.findall(r'(\w+)="([^"]*)"', each["labels"])) for each in case["exp_samples"]]
                yield asked[1], [{"alertname": asked[1], **labels} for labels in samples]


def test_every_rule_has_a_case_in_which_it_fires() -> None:
    fired = {kind(labels) for _, expected in _cases() for labels in expected}
    assert set(RULES) - fired == set()


def test_every_alert_but_the_one_that_always_fires_has_a_case_in_which_it_is_silent() -> None:
    silent = {name for asked, expected in _cases() if not expected for name in asked.split("|")}
    # Where a case expects one objective or source of several, the others are its silent half.
    among = {name for name, text in _named().items() if "silent" in text}
    assert {rule[0] for rule in RULES} - silent - among == {AlertName.WATCHDOG}


def _named() -> Mapping[str, str]:
    names = [test["name"] for file in TESTS for test in yaml.safe_load(file.read_text(encoding="utf-8"))["tests"]]
    return {alert: " ".join(name for name in names if alert in name) for alert in AlertName}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_alert_of_the_table_has_a_rule_in_every_language(language: str) -> None:
    assert {rule["alert"] for rule in alert_rules(language)} == set(AlertName)


def test_every_metric_and_label_that_a_rule_names_is_served() -> None:
    texts = [text for file in LANGUAGES["en"].glob("*.yml") for text in _texts(yaml.safe_load(file.read_text()))]
    found = {metric for text in texts for metric in re.findall(r"\b(slawatch_[a-z0-9_]+)(?:\{([^}]*)\})?", text)}
    # The label of a state set is called as its metric.
    assert {name for name, _ in found} - BY_NAME.keys() == set()
    for name, matchers in found:
        named = set(re.findall(r"(\w+)(?:=~|!~|!=|=)", matchers)) - {"job"}
        assert named <= set(BY_NAME[name].labels), f"{name}{{{matchers}}}"
    assert len({name for name, _ in found}) > 40


def _texts(part: object) -> Iterator[str]:
    if isinstance(part, dict):
        for key, value in part.items():
            if key != "record":
                yield from _texts(value)
    elif isinstance(part, list):
        for value in part:
            yield from _texts(value)
    elif isinstance(part, str):
        yield part


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_text_speaks_only_of_labels_that_its_alert_has_when_it_fires(language: str) -> None:
    had: dict[str, set[str]] = {}
    for _, expected in _cases():
        for labels in expected:
            had.setdefault(labels["alertname"], set()).update(labels)
    for rule in alert_rules(language):
        spoken = {label for text in rule["annotations"].values() for label in re.findall(r"\$labels\.(\w+)", text)}
        assert spoken - had[rule["alert"]] == set(), rule["alert"]


def test_nobody_may_add_a_label_that_an_alert_has_already() -> None:
    had = {label for _, expected in _cases() for labels in expected for label in labels}
    assert (had | {*MARKS}) - OWN_LABELS == set()


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_alert_says_what_happens_and_leads_to_its_runbook_its_board_and_its_tickets(language: str) -> None:
    for rule in alert_rules(language):
        assert {"severity", "audience"} <= rule["labels"].keys()
        told_of = rule["annotations"]
        assert {"summary", "description", "runbook_url", "dashboard_url", "tickets_url"} <= told_of.keys()
        assert told_of["runbook_url"].endswith(f"#{rule['alert'].lower()}")
        assert "\n" not in told_of["summary"]
        assert (re.search("[\u4e00-\u9fff]", told_of["summary"] + told_of["description"]) is not None) == (
            language == "zh"
        )
