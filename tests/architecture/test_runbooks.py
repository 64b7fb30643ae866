"""The runbooks: a section for each alert in both languages, and nothing in them that can't be run or asked."""

import re
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import yaml
from manual_pages import blocks, commands, headings, parsed, refusal, unknown_labels, unknown_metrics

from slawatch.model.alert import AlertName

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "docs" / "runbooks"
PAGES = {"en": (FOLDER / "README.md").read_text(), "zh": (FOLDER / "README.zh.md").read_text()}
RULES = sorted((ROOT / "config" / "prometheus" / "rules").rglob("*.yml"))


@pytest.mark.parametrize("language", PAGES)
def test_every_alert_has_one_section_and_no_section_is_without_its_alert(language: str) -> None:
    assert sorted(headings(PAGES[language])) == sorted(AlertName)


@pytest.mark.parametrize("language", PAGES)
def test_every_section_is_also_reached_by_its_alert_in_capitals_as_boards_link_to_it(language: str) -> None:
    anchored = re.findall(r'^<a id="(\w+)"></a>\n\n## (\w+)$', PAGES[language], re.MULTILINE)
    assert anchored == [(title, title) for title in headings(PAGES[language])]


def test_both_languages_tell_the_alerts_in_the_same_order() -> None:
    assert headings(PAGES["en"]) == headings(PAGES["zh"])


@pytest.mark.parametrize("language", ["sh", "promql"])
def test_both_languages_tell_the_same_commands_and_queries(language: str) -> None:
    told = {page: [_without_words(block) for block in blocks(text, language)] for page, text in PAGES.items()}
    assert told["en"] == told["zh"]


@pytest.mark.parametrize("language", PAGES)
def test_every_section_tells_how_to_silence_its_alert(language: str) -> None:
    for title, section in _sections(PAGES[language]).items():
        assert f"alertname={title}" in section


@pytest.mark.parametrize("language", PAGES)
def test_slawatch_takes_every_command_line_that_the_runbooks_tell(language: str) -> None:
    told = [command for command in commands(PAGES[language]) if command[0] == "slawatch"]
    assert len(told) > len(AlertName)
    assert [(command, why) for command in told if (why := refusal(command))] == []


@pytest.mark.parametrize(
    "command",
    [
        "slawatch explain --objectiv a",
        "slawatch exclude approve",
        "slawatch amend X",
        "slawatch evaluate --period ever",
    ],
)
def test_a_command_line_that_slawatch_does_not_take_is_found(command: str) -> None:
    assert refusal(command.split())


@pytest.mark.parametrize("language", PAGES)
def test_every_metric_and_label_of_the_runbooks_stands_in_the_table_of_metrics(language: str) -> None:
    assert unknown_metrics(PAGES[language]) == set()
    assert set().union(*map(unknown_labels, blocks(PAGES[language], "promql"))) == set()


def test_a_metric_or_label_that_is_not_in_the_table_is_found() -> None:
    assert unknown_metrics("rate(slawatch_source_poll_duration_seconds_bucket[5m]) + slawatch_up") == {"slawatch_up"}
    assert unknown_labels('slawatch_source_up{service_id="mail"}') == {("slawatch_source_up", "service_id")}


def test_prometheus_reads_every_query_of_the_runbooks(tmp_path: Path) -> None:
    done = parsed(blocks(PAGES["en"], "promql"), tmp_path)
    assert done.returncode == 0, done.stdout + done.stderr


def test_a_query_that_prometheus_can_not_read_is_found(tmp_path: Path) -> None:
    assert parsed(["max without (instance"], tmp_path).returncode != 0


@pytest.mark.parametrize("rules", RULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_the_address_in_every_rule_leads_to_its_section(rules: Path) -> None:
    told = [rule for group in yaml.safe_load(rules.read_text())["groups"] for rule in group["rules"] if "alert" in rule]
    for rule in told:
        address = urlsplit(rule["annotations"]["runbook_url"])
        assert address.fragment == rule["alert"].lower()
        assert (ROOT / address.path.partition("/main/")[2]).is_file()


def _sections(page: str) -> dict[str, str]:
    return {part.partition("\n")[0]: part for part in page.split("\n## ")[1:]}


def _without_words(block: str) -> str:
    """Return a block without the comment of a silence and the author's name, which are said in each language."""
    return "\n".join(line.partition(" --comment=")[0] for line in block.splitlines())
