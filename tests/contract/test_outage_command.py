"""slawatch outage as an operator uses it."""

import json
from pathlib import Path

import pytest
from command import told
from synced import copied, synced

CONFIGURATION = """\
sources:
  probe:
    kind: csv_outages
    path: outages.csv
    columns: {id: id, started_at: from, ended_at: to}
    map: {service: {default: mail}}
services: {mail: Mail, shop: Shop}
parties: {acme: {kind: customer}}
agreements:
  gold: {with: acme, services: [mail], objectives: {uptime: {indicator: availability, target: 99.9%}}}
"""
STATED = ("--at", "2026-06-01", "--reason", "Disk full", "--author", "Ada")
OUTAGES = "id,from,to\n1,2026-06-09T00:00:00Z,2026-06-09T01:00:00Z\n"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return synced(tmp_path_factory.mktemp("outage"), CONFIGURATION, {"outages.csv": OUTAGES})


@pytest.fixture
def config(made: Path, tmp_path: Path) -> Path:
    return copied(made, tmp_path)


def stated(config: Path, *more: str) -> str:
    return told(config, "outage", "start", "mail", *STATED, *more).split()[0]


def lost(config: Path) -> list[int]:
    listed = json.loads(told(config, "outages", "--period", "2026-06", "--format", "json"))
    return [row["lost_seconds"] for row in listed]


def test_an_outage_is_started_ended_and_counts_like_one_of_a_source(config: Path) -> None:
    name = stated(config, "--ticket", "INC-7", "--users", "40")
    assert told(config, "outage", "end", name, "--at", "2026-06-01T00:02:00Z") == f"{name} ended after 120 s\n"
    assert lost(config) == [120, 3600]
    (listed,) = json.loads(told(config, "outage", "list", "--format", "json"))
    assert listed == {
        "id": name,
        "service_id": "mail",
        "severity": "down",
        "started_at": "2026-06-01T00:00:00Z",
        "ended_at": "2026-06-01T00:02:00Z",
        "users": 40,
        "ticket": "INC-7",
        "reason": "Disk full",
        "author": "Ada",
    }


def test_a_degradation_is_listed_and_costs_nothing_where_the_agreement_gives_it_no_weight(config: Path) -> None:
    told(config, "outage", "end", stated(config, "--severity", "degraded"), "--at", "2026-06-02")
    assert lost(config) == [0, 3600]


def test_a_withdrawn_outage_stays_in_the_list_and_counts_no_more(config: Path) -> None:
    name = stated(config)
    told(config, "outage", "end", name, "--at", "2026-06-02")
    told(config, "outage", "withdraw", name, "--reason", "A drill", "--author", "Bo")
    assert lost(config) == [3600]
    (listed,) = json.loads(told(config, "outage", "list", "--format", "json"))
    assert (listed["severity"], listed["reason"], listed["author"]) == ("withdrawn", "A drill", "Bo")
    assert stated(config) == name  # and may be stated anew


def test_what_can_t_be_is_refused_with_the_way_out(config: Path) -> None:
    name = stated(config)
    words = ("--reason", "x", "--author", "y")
    assert f"stated already, as {name}" in told(config, "outage", "start", "mail", *STATED, status=1)
    assert 'there is no service "mial"; there are mail, shop' in told(
        config, "outage", "start", "mial", *STATED, status=2
    )
    assert "can't begin in the future" in told(
        config, "outage", "start", "mail", "--at", "2096-01-01", *words, status=1
    )
    assert "must end after 2026-06-01T00:00:00Z" in told(config, "outage", "end", name, "--at", "2026-05-01", status=1)
    told(config, "outage", "end", name)
    assert "withdraw it and state it anew" in told(config, "outage", "end", name, status=1)
    assert "`slawatch outage list` shows them" in told(config, "outage", "end", "nothing", status=1)
    told(config, "outage", "withdraw", name, *words)
    assert "withdrawn by y already" in told(config, "outage", "withdraw", name, *words, status=1)


def test_an_outage_needs_a_reason_and_an_author(config: Path) -> None:
    assert "--reason" in told(config, "outage", "start", "mail", "--author", "Ada", status=2)
    assert "--author" in told(config, "outage", "start", "mail", "--reason", "Fire", status=2)


@pytest.mark.parametrize("arguments", [("--reason", " ", "--author", "Ada"), ("--reason", "Disk full", "--author", "")])
def test_nothing_is_stated_without_a_reason_and_somebody_who_states_it(
    arguments: tuple[str, ...], config: Path
) -> None:
    assert "it is empty" in told(config, "outage", "start", "mail", *arguments, status=2)
    assert told(config, "outage", "list", "--format", "json") == "[]\n"
