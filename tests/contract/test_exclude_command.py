"""slawatch exclude as an operator uses it."""

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
services: {mail: Mail}
"""
OUTAGES = "id,from,to\n1,2026-06-01T00:00:00Z,2026-06-01T01:00:00Z\n"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return synced(tmp_path_factory.mktemp("exclude"), CONFIGURATION, {"outages.csv": OUTAGES})


@pytest.fixture
def config(made: Path, tmp_path: Path) -> Path:
    return copied(made, tmp_path)


def add(config: Path, *more: str, status: int = 0) -> str:
    words = ("--from", "2026-06-01", "--to", "2026-06-01T00:30:00Z", "--reason", "Flood", "--author", "Ada")
    return told(config, "exclude", "add", "--service", "mail", *words, *more, status=status)


def test_an_exclusion_is_stated_approved_and_listed(config: Path) -> None:
    name = add(config).split()[0]
    assert told(config, "exclude", "approve", name, "--by", "Bo").startswith(
        f"{name} approved by Bo as a retrospective"
    )
    (listed,) = json.loads(told(config, "exclude", "list", "--format", "json"))
    assert listed.pop("approved_at") > "2026-06-01"
    assert listed == {
        "id": name,
        "service_id": "mail",
        "started_at": "2026-06-01T00:00:00Z",
        "ended_at": "2026-06-01T00:30:00Z",
        "reason": "Flood",
        "author": "Ada",
        "approved_by": "Bo",
        "retrospective": True,
        "withdrawn_at": None,
        "withdrawn_by": None,
    }


def test_nobody_approves_what_they_stated_and_what_is_withdrawn_counts_no_more(config: Path) -> None:
    name = add(config).split()[0]
    assert "Ada stated" in told(config, "exclude", "approve", name, "--by", " ada", status=1)
    told(config, "exclude", "approve", name, "--by", "Bo")
    assert told(config, "exclude", "withdraw", name, "--by", "Cy") == f"{name} withdrawn\n"
    (listed,) = json.loads(told(config, "exclude", "list", "--format", "json"))
    assert (listed["withdrawn_by"], listed["approved_by"]) == ("Cy", "Bo")
    assert "was withdrawn by Cy already" in told(config, "exclude", "withdraw", name, "--by", "Cy", status=1)
    config.write_text(CONFIGURATION + AGREED)
    assert json.loads(told(config, "exclude", "list", "--period", "2026-06", "--format", "json")) == []
    assert add(config).split()[0] == name


def test_an_exclusion_of_an_unknown_service_or_without_a_length_is_refused(config: Path) -> None:
    assert 'there is no service "mial"; there are mail' in add(config, "--service", "mial", status=2)
    assert "it must end after it begins" in add(config, "--to", "2026-06-01", status=2)
    assert told(config, "exclude", "list", "--format", "csv").count("\n") == 1


def test_an_exclusion_needs_a_reason_and_an_author(config: Path) -> None:
    words = ("--service", "mail", "--from", "2026-06-01", "--to", "2026-06-02")
    assert "--reason" in told(config, "exclude", "add", *words, status=2)
    assert "--author" in told(config, "exclude", "add", *words, "--reason", "Flood", status=2)


AGREED = """\
parties: {acme: {kind: customer}}
agreements:
  gold:
    with: acme
    services: [mail]
    objectives: {uptime: {indicator: availability, target: 99.9%}}
"""


def test_the_list_of_a_period_tells_what_each_exclusion_takes_out_and_why_one_does_not(config: Path) -> None:
    config.write_text(CONFIGURATION + AGREED)
    approved = add(config).split()[0]
    told(config, "exclude", "approve", approved, "--by", "Bo")
    add(config, "--reason", "Nobody looked")
    told_of = ("exclude", "list", "--period", "2026-06", "--format", "json")
    before = json.loads(told(config, *told_of, "--as-of", "2026-07-01"))
    assert {row["reason"] for row in before} == {
        "approved after the instant of these figures; later ones go by it",
        "nobody has approved it",
    }
    listed = json.loads(told(config, *told_of, "--as-of", "2100-01-01"))
    pending, taken = sorted(listed, key=lambda row: row["excluded_seconds"])
    figures = ("sla", "source", "service_seconds", "excluded_seconds", "reason", "overrun_seconds")
    # The outage of an hour lies under half an hour of exclusion; the other half is its over-run.
    assert [taken[name] for name in figures] == ["gold", "@operator", 1800, 1800, "", 1800]
    assert [pending[name] for name in figures] == ["gold", "@operator", 1800, 0, "nobody has approved it", 0]
    assert json.loads(told(config, "exclude", "list", "--period", "2026-07", "--format", "json")) == []


def test_an_instant_without_a_period_is_refused(config: Path) -> None:
    assert "it needs a --period" in told(config, "exclude", "list", "--as-of", "2026-06-01", status=2)
