"""slawatch credits, and what evaluate tells of forecasts: a customer's month missed, and a supplier's."""

import json
import os
from datetime import UTC, datetime
from pathlib import Path

import pytest
from command import asked
from synced import copied, synced

CONFIG = """\
sources:
  file:
    kind: csv_outages
    path: outages.csv
    columns: {id: id, service: service, started_at: start, ended_at: end}
services: {mail: Mail, net: Network}
parties: {acme: Acme, netco: {kind: supplier}}
agreements:
  gold:
    with: acme
    services: mail
    timezone: Asia/Shanghai
    decimals: 3
    credits: {currency: CNY, fee: 100000, bands: {"<99.9%": 5%, "<99.0%": 10%}, claim_within: 30 days}
    objectives: {uptime: {indicator: availability, target: 99.9%}}
  lines:
    kind: contract
    with: netco
    services: net
    credits: {currency: EUR, fee: {net: 1250.50}, bands: {"<99.5%": 10%, "<97.0%": 50%}, claim_within: 8 weeks}
    objectives: {uptime: {indicator: availability, target: 99.5%}}
"""
OUTAGES = """\
id,service,start,end
1,mail,2026-01-03T12:00:00Z,2026-01-03T12:10:00Z
2,mail,2026-02-03T12:00:00Z,2026-02-03T12:10:00Z
3,mail,2026-03-03T12:00:00Z,2026-03-03T13:05:00Z
4,net,2026-03-13T12:00:00Z,2026-03-14T13:05:00Z
"""
AS_OF = "--as-of=2026-04-10"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return synced(tmp_path_factory.mktemp("credits"), CONFIG, {"outages.csv": OUTAGES})


@pytest.fixture
def config(made: Path, tmp_path: Path) -> Path:
    return copied(made, tmp_path)


def test_credits_of_the_month_before_are_told_with_who_pays_and_until_when(config: Path) -> None:
    lines = asked(config, "credits", AS_OF, "--format=csv").output.splitlines()
    # March has 2,678,400 s; 3,900 s lost leave 99.854 %, and 90,300 s leave 96.628 %.
    assert lines == [
        "service,agreement,period,credit,availability,band,amount,claim by,status",
        "mail,gold,2026-03-01 to 2026-03-31,owed,99.854 %,<99.9 %,5000.00 CNY,2026-04-30,final",
        "net,lines,2026-03-01 to 2026-03-31,claimable,96.62 %,<97 %,625.25 EUR,2026-05-26,final",
    ]


def test_an_availability_that_nobody_knows_yet_is_told_from_the_worst_to_the_best(tmp_path: Path) -> None:
    path = tmp_path / "slawatch.yml"
    path.write_text(CONFIG)
    outages = tmp_path / "outages.csv"
    outages.write_text(OUTAGES.partition("4,net")[0])
    # The file tells of all but the last 31,000 s of March in UTC, of the last 2,200 s in Shanghai.
    told = datetime(2026, 4, 1, tzinfo=UTC).timestamp() - 31000
    os.utime(outages, (told, told))
    asked(path, "sync")
    lines = asked(path, "credits", AS_OF, "--format=csv").output.splitlines()
    assert lines[1:] == [
        "mail,gold,2026-03-01 to 2026-03-31,owed,99.854 %,<99.9 %,5000.00 CNY,2026-04-30,provisional",
        "net,lines,2026-03-01 to 2026-03-31,claimable,98.84 to 100.00 %,,0.00 to 125.05 EUR,2026-05-26,provisional",
    ]


def test_a_quarter_has_a_credit_for_each_of_its_months(config: Path) -> None:
    found = json.loads(asked(config, "credits", AS_OF, "--period=2026-Q1", "--format=json").output)
    amounts = [(each["credit"]["sla"], each["credit"]["starts_at"], each["credit"]["amount"]) for each in found]
    assert amounts == [
        ("gold", "2025-12-31T16:00:00Z", 0.0),
        ("gold", "2026-01-31T16:00:00Z", 0.0),
        ("gold", "2026-02-28T16:00:00Z", 5000.0),
        ("lines", "2026-01-01T00:00:00Z", 0.0),
        ("lines", "2026-02-01T00:00:00Z", 0.0),
        ("lines", "2026-03-01T00:00:00Z", 625.25),
    ]
    assert [outage["lost_seconds"] for outage in found[2]["evidence"]] == [3900]


def test_the_table_ends_with_the_outages_that_prove_it(config: Path) -> None:
    told = asked(config, "credits", AS_OF).output
    assert "Evidence" in told
    assert told.rstrip().splitlines()[-1].split() == [
        "net",
        "lines",
        "2026-03-13T12:00:00Z",
        "2026-03-14T13:05:00Z",
        "90300",
    ]


def test_without_a_credit_there_is_no_evidence(config: Path) -> None:
    assert "Evidence" not in asked(config, "credits", AS_OF, "--period=2026-01").output


def test_evaluate_tells_how_likely_a_breach_is_where_there_is_a_history(config: Path) -> None:
    lines = asked(config, "evaluate", AS_OF).output.splitlines()
    (mail,) = [line for line in lines if line.startswith("mail") and " current " in line]
    (net,) = [line for line in lines if line.startswith("net") and " current " in line]
    assert " breach " in mail
    assert 0 < int(mail.rpartition("breach")[2].strip(" %")) < 50
    assert net.rstrip().endswith("%")
    document = json.loads(asked(config, "evaluate", AS_OF, "--format=json").output)
    (outlook,) = [each for each in document["outlooks"] if each["service_id"] == "mail"]
    assert outlook["forecast"]["low"] <= outlook["forecast"]["expected"] <= outlook["forecast"]["high"] <= 1


def test_a_period_that_is_over_has_credits_and_no_outlook(config: Path) -> None:
    document = json.loads(asked(config, "evaluate", AS_OF, "--period=2026-03", "--format=json").output)
    assert document["outlooks"] == []
    assert [(each["period"], each["amount"]) for each in document["credits"]] == [
        ("2026-03", 5000),
        ("2026-03", 625.25),
    ]
