import shlex
from pathlib import Path

import pytest
import yaml
from command import asked

CONFIG = Path(__file__).parents[3] / "config" / "slawatch.yml"


def told(*options: str, config: Path = CONFIG) -> str:
    return asked(config, "render", *options).stdout


def rules(*options: str) -> dict[str, list[dict[str, object]]]:
    read = yaml.safe_load(told("rules", *options))
    by_name: dict[str, list[dict[str, object]]] = {}
    for group in read["groups"]:
        for rule in group["rules"]:
            by_name.setdefault(rule.get("alert") or rule["record"], []).append(rule)
    return by_name


def test_numbers_of_taste_stand_in_the_rules_and_in_the_comment_that_makes_them_again() -> None:
    options = (
        "--breach-probability",
        "0.7",
        "--breach-recent",
        "12h",
        "--due-within",
        "10m",
        "--urgent-priorities",
        "P1|P2",
    )
    text = told("rules", *options)
    made = rules(*options)

    assert "> 0.7" in str(made["SlawatchBreachForecast"])
    assert "> time() - 43200" in str(made["SlawatchObjectiveBreached"])
    assert "due_within=10m" in str(made["SlawatchTicketDueSoon"])
    command = next(line for line in text.splitlines() if "slawatch render rules" in line)
    assert command.endswith("--breach-recent 12h --breach-probability 0.7 --due-within 10m --urgent-priorities 'P1|P2'")
    assert told(*shlex.split(command.strip("# "))[2:]) == text


def test_an_older_prometheus_gets_no_key_that_it_refuses_and_a_word_why() -> None:
    text = told("rules", "--prometheus-version", "2.41.0")

    assert "keep_firing_for:" not in text
    assert "# Without keep_firing_for, which came with 2.42" in text
    assert "keep_firing_for:" in told("rules", "--prometheus-version", "v3.1.0")


def test_another_selector_stands_on_every_metric() -> None:
    for name, told_of in rules("--selector", 'job="sla",cluster=~"a|b"').items():
        assert 'job="slawatch"' not in str(told_of), name
    assert 'up{job="sla",cluster=~"a|b"}' in told("rules", "--selector", 'job="sla",cluster=~"a|b"')


@pytest.mark.parametrize(
    ("options", "why"),
    [
        (("--prometheus-version", "2.9"), "2.26 or newer"),
        (("--prometheus-version", "new"), "no version of Prometheus"),
        (("--selector", "slawatch"), "no matchers"),
        (("--selector", ""), "no matchers"),
        (("--selector", 'cluster="a"'), "does not name the job"),
        (("--selector", 'job!="node"'), "does not name the job"),
        (("--breach-recent", "1d"), "2"),
        (("--urgent-priorities", "P1("), "no regular expression"),
        (("--urgent-priorities", 'P1"'), "can not stand in a rule"),
    ],
)
def test_a_wrong_option_is_refused_with_the_reason(options: tuple[str, ...], why: str) -> None:
    assert why in asked(CONFIG, "render", "rules", *options, status=2).output


def test_where_links_lead_to_this_machine_a_warning_says_so() -> None:
    assert "tell alerting.grafana_url" in asked(CONFIG, "render", "rules").stderr


def test_a_scrape_is_told_of_targets_and_keeps_the_password_in_its_file() -> None:
    options = (
        "--target",
        "a:1",
        "--target",
        "b:2",
        "--interval",
        "1m",
        "--tls",
        "--username",
        "u",
        "--password-file",
        "/p",
    )
    read = yaml.safe_load(told("scrape", *options))

    (job,) = read["scrape_configs"]
    assert job["static_configs"] == [{"targets": ["a:1", "b:2"]}]
    assert (job["scheme"], job["basic_auth"]) == ("https", {"username": "u", "password_file": "/p"})
    assert read["global"] == {"scrape_interval": "1m", "evaluation_interval": "1m"}


@pytest.mark.parametrize(
    ("options", "why"),
    [
        (("--username", "u"), "go together"),
        (("--target", "http://a:1/metrics"), "no HOST:PORT"),
        (("--interval", "5s"), "a scrape may take 10s"),
    ],
)
def test_a_scrape_that_can_not_be_is_refused(options: tuple[str, ...], why: str) -> None:
    assert why in asked(CONFIG, "render", "scrape", *options, status=2).output


def test_a_daemon_that_listens_everywhere_is_scraped_on_this_machine(tmp_path: Path) -> None:
    config = tmp_path / "slawatch.yml"
    config.write_text(CONFIG.read_text(encoding="utf-8") + '\nweb: {listen: "[::]:8080"}\n', encoding="utf-8")
    assert "127.0.0.1:8080" in told("scrape", config=config)
