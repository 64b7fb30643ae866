"""slawatch reliability as a service manager reads it."""

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
    columns: {id: id, started_at: from, ended_at: to, detected_at: seen}
    map: {service: {default: mail}}
services: {mail: Mail}
parties: {acme: {kind: customer}}
agreements:
  gold: {with: acme, services: [mail], objectives: {uptime: {indicator: availability, target: 99.9%}}}
"""
OUTAGES = """\
id,from,to,seen
1,2026-05-04T00:00:00Z,2026-05-04T01:00:00Z,
2,2026-06-01T00:00:00Z,2026-06-01T00:10:00Z,2026-06-01T00:01:00Z
3,2026-06-11T00:10:00Z,2026-06-11T00:30:00Z,
4,2026-06-26T00:30:00Z,2026-06-26T01:30:00Z,2026-06-26T00:35:00Z
"""


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return synced(tmp_path_factory.mktemp("reliability"), CONFIGURATION, {"outages.csv": OUTAGES})


@pytest.fixture
def config(made: Path, tmp_path: Path) -> Path:
    return copied(made, tmp_path)


def measures(config: Path, period: str) -> dict[str, dict]:
    rows = json.loads(told(config, "reliability", "--period", period, "--format", "json"))
    assert {(row["service_id"], row["sla"]) for row in rows} == {("mail", "gold")}
    return {row["measure"]: row for row in rows}


def test_each_mean_comes_with_how_many_it_is_made_of_and_how_they_are_spread(config: Path) -> None:
    june = measures(config, "2026-06")
    told_of = ("n", "mean_seconds", "median_seconds", "p90_seconds", "max_seconds")
    # Up from the first to the second outage of June for ten days, from there to the third for fifteen.
    up = 30 * 86400 - 600 - 1200 - 3600
    assert [june["mtbf"][each] for each in told_of] == [3, up / 3, 864000, 1296000, 1296000]
    assert [june["mtrs"][each] for each in told_of] == [3, 1800.0, 1200, 3600, 3600]
    assert [june["mttd"][each] for each in told_of] == [2, 180.0, 60, 300, 300]
    assert [june["mtta"][each] for each in told_of] == [0, None, None, None, None]
    assert june["mtbf"]["lower_seconds"] < up / 3 < june["mtbf"]["upper_seconds"]


def test_what_little_evidence_shows_is_said_to_show_nothing(config: Path) -> None:
    june, may = measures(config, "2026-06"), measures(config, "2026-05")
    assert june["trend of 12 months"]["n"] == 4
    assert june["against the stretch before"]["finding"] == "no difference shown; 1 before"
    assert may["trend of 12 months"]["finding"] == "fewer than 4 failures"
    assert (may["against the stretch before"]["n"], may["against the stretch before"]["p_value"]) == (1, 1.0)
