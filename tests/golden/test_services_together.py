"""October 2026 of two services under one agreement, worked by hand.

The ERP is open on the 22 working days of that October from 09:00 to 17:00, 633,600 s; mail day and night, 2,678,400 s;
together 3,312,000 s, of which 99.9 % leave 3,312 s to lose. Mail loses 1,800 s on the 6th; the ERP is down on the 7th
from 08:30 to 09:20, of which 1,200 s are service time; on the 12th both are down from 12:00 for ten minutes. So
3,000 s are lost before the 12th, and then two each second: 3,312 s are exceeded with the 157th second, at 12:02:37.
In the end 4,200 s are lost: 99.873 %. The ERP alone has 99.715 %, mail 99.910 %, and the mean of the two is 99.813 %.
"""

import json
from pathlib import Path
from typing import Any

import pytest
from command import printed

CONFIGURATION = """\
sources:
  log:
    kind: csv_outages
    path: outages.csv
    complete_through: read
    columns: {id: id, started_at: from, ended_at: to, service: service}
    map: {service: {field: service}}
  desk:
    kind: csv_events
    path: tickets.csv
    complete_through: read
    columns: {id: number, at: at, created_at: created, status: status, service: service, kind: kind}
    map: {status: {open: open, done: resolved}, service: {field: service}, kind: {field: kind}, priority: {default: P2}}
calendars: {office: {timezone: UTC, hours: {mon-fri: "09:00-17:00"}}}
parties: {acme: {kind: customer}}
services: {erp: {name: ERP, hours: office}, mail: {name: Mail}}
agreements:
  office:
    with: acme
    services: [erp, mail]
    scope: agreement
    objectives:
      uptime: {indicator: availability, target: 99.9%}
      solved: {indicator: resolution, within: 4h, target: 90%}
      typical: {indicator: resolution, within: 2h, statistic: median}
      few: {indicator: outages, at_most: 3}
    credits: {currency: EUR, fee: {erp: 800, mail: 200}, bands: {"<99.9%": 5%, "<99.0%": 10%}, claim_within: 30 days}
"""
WEIGHTED = CONFIGURATION.replace("scope: agreement", "scope: agreement\n    weights: {erp: 2, mail: 1}")
OUTAGES = """\
id,service,from,to
1,mail,2026-10-06T02:00:00Z,2026-10-06T02:30:00Z
2,erp,2026-10-07T08:30:00Z,2026-10-07T09:20:00Z
3,mail,2026-10-12T12:00:00Z,2026-10-12T12:10:00Z
4,erp,2026-10-12T12:00:00Z,2026-10-12T12:10:00Z
"""
TICKETS = """\
number,at,created,status,service,kind
A1,2026-10-06T02:00:00Z,2026-10-06T02:00:00Z,open,mail,incident
A1,2026-10-06T03:00:00Z,2026-10-06T02:00:00Z,done,mail,incident
A2,2026-10-07T09:00:00Z,2026-10-07T09:00:00Z,open,erp,incident
A2,2026-10-07T14:00:00Z,2026-10-07T09:00:00Z,done,erp,incident
A3,2026-10-08T08:00:00Z,2026-10-08T08:00:00Z,open,erp,incident
A3,2026-10-08T12:30:00Z,2026-10-08T08:00:00Z,done,erp,incident
"""
MONTH = ("--period", "2026-10", "--as-of", "2026-11-02")


@pytest.fixture(scope="module")
def config(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("together")
    for name, text in {
        "slawatch.yml": CONFIGURATION,
        "weighted.yml": WEIGHTED,
        "outages.csv": OUTAGES,
        "tickets.csv": TICKETS,
    }.items():
        (folder / name).write_text(text)
    printed(folder / "slawatch.yml", "sync")
    return folder / "slawatch.yml"


@pytest.fixture(scope="module")
def month(config: Path) -> dict[str, Any]:
    return json.loads(printed(config, "evaluate", *MONTH, "--format", "json"))


def figure(month: dict[str, Any], objective: str) -> dict[str, Any]:
    (found,) = [each for each in month["objectives"] if each["objective"] == objective]
    return found


def test_availability_is_what_both_lost_of_what_both_had(month: dict[str, Any]) -> None:
    found = figure(month, "uptime")
    assert (found["service_id"], found["services"]) == ("office", ["erp", "mail"])
    assert (found["events"], found["good"]) == (3_312_000, 3_312_000 - 4_200)
    assert found["attained_ratio"] == 1 - 4_200 / 3_312_000
    assert (found["budget"]["allowed"], found["budget"]["consumed"]) == (3_312, 4_200)
    assert (found["state"], found["breached_at"]) == ("breached", "2026-10-12T12:02:37Z")


def test_the_service_that_lost_the_largest_share_is_named(month: dict[str, Any]) -> None:
    assert figure(month, "uptime")["worst_service"] == "erp"
    assert figure(month, "solved")["worst_service"] is None


def test_how_each_service_fared_is_told_beside_it(month: dict[str, Any]) -> None:
    alone = {each["service_id"]: (each["agreed_seconds"], each["lost_seconds"]) for each in month["services"]}
    assert alone == {"erp": (633_600, 1_800), "mail": (2_678_400, 2_400)}


def test_tickets_of_both_are_counted_together_each_in_its_own_hours(month: dict[str, Any]) -> None:
    # A1 of mail took an hour; of the ERP A2 five, and A3, which was early, three and a half of service time.
    solved, typical = figure(month, "solved"), figure(month, "typical")
    assert (solved["good"], solved["events"], solved["state"]) == (2, 3, "breached")
    assert solved["breached_at"] == "2026-10-07T13:00:01Z"
    assert (typical["attained_seconds"], typical["events"], typical["state"]) == (12_600, 3, "breached")


def test_outages_of_both_are_counted_as_often_as_a_service_was_down(month: dict[str, Any]) -> None:
    found = figure(month, "few")
    assert (found["attained_events"], found["state"], found["breached_at"]) == (4, "breached", "2026-10-12T12:00:01Z")


def test_one_credit_is_due_of_what_both_cost(config: Path, month: dict[str, Any]) -> None:
    (credit,) = month["credits"]
    assert (credit["service_id"], credit["fee"], credit["amount"], credit["below_ratio"]) == ("office", 1000, 50, 0.999)
    (listed,) = json.loads(printed(config, "credits", *MONTH, "--format", "json"))
    assert (listed["agreed_seconds"], listed["lost_seconds"]) == (3_312_000, 4_200)
    assert [(each["service_id"], each["lost_seconds"]) for each in listed["evidence"]] == [
        ("erp", 1200), ("erp", 600), ("mail", 1800), ("mail", 600)
    ]  # fmt: skip


def test_the_segments_of_each_service_add_up_to_the_common_figure(config: Path, month: dict[str, Any]) -> None:
    asked = ("explain", "--objective", "uptime", *MONTH, "--format", "json")
    (told,) = json.loads(printed(config, *asked))["figures"]
    assert told["figure"] == figure(month, "uptime") | {"period": told["figure"]["period"]}
    segments = [segment for part in told["services"] for segment in part["segments"]]
    assert sum(segment["scheduled_seconds"] for segment in segments) == told["figure"]["events"]
    assert sum(segment["lost_seconds"] for segment in segments) == 4_200
    assert [(part["service_id"], part["weight"], part["agreed"], part["lost"]) for part in told["services"]] == [
        ("erp", 1, 633_600, 1_800),
        ("mail", 1, 2_678_400, 2_400),
    ]


def test_a_service_of_the_group_leads_to_the_common_figure(config: Path) -> None:
    told = printed(config, "explain", "--objective", "uptime", "--service", "mail", *MONTH)
    assert "agreed (AST) 3312000 s, lost 4200 s" in told
    assert "worst: erp" in told
    assert "verdict: not_applicable (judged together with the other services of office)" in told


def test_every_ticket_behind_a_common_share_is_told(config: Path) -> None:
    (told,) = json.loads(printed(config, "explain", "--objective", "solved", *MONTH, "--format", "json"))["figures"]
    assert [(each["ticket"], each["service_id"], each["outcome"]) for each in told["timers"]] == [
        ("A1", "mail", "met"),
        ("A3", "erp", "met"),
        ("A2", "erp", "missed"),
    ]


def test_with_weights_the_seconds_of_a_service_count_so_often(config: Path) -> None:
    # 2 x 633,600 + 2,678,400 = 3,945,600 s, of which 3,945.6 may be lost, and 2 x 1,800 + 2,400 = 6,000 are. After the
    # 1,800 s of mail the ERP loses two a second from 09:00 on the 7th: more than 3,945.6 with the 1,073rd.
    asked = ("simulate", "--agreements", str(config.with_name("weighted.yml")), *MONTH, "--format", "json")
    found = json.loads(printed(config, *asked))["figures"]
    (now, proposed) = next((each["now"], each["proposed"]) for each in found if each["objective"] == "uptime")
    assert (now["events"], proposed["events"]) == (3_312_000, 3_945_600)
    assert proposed["good"] == 3_945_600 - 6_000
    assert proposed["breached_at"] == "2026-10-07T09:17:53Z"
    assert [each["objective"] for each in found if each["differs"]] == ["uptime"]
