"""slawatch check, timers, explain and evaluate over versions, rolling periods and chains of agreements."""

import json
from datetime import timedelta
from pathlib import Path

import pytest
from command import asked

from slawatch.clock import SystemClock

FILE = """\
sources:
  desk:
    kind: csv_events
    path: desk.csv
    columns: {id: id, at: at, status: status}
    map: {service: {default: mail}, kind: {default: incident}, status: {New: new, Done: resolved}}
services: {mail: Mail}
parties: {acme: Acme, net: {kind: team}}
agreements:
  gold:
    with: acme
    services: mail
    review_by: 2026-06-30
    objectives:
      up: {indicator: availability, target: 99.9%}
      solve: {indicator: resolution, within: 4h, target: 90%}
    versions:
      - from: 2026-06-01
        objectives: {solve: {within: 2h, when: {kind: incident}}}
  roll:
    with: acme
    services: mail
    period: rolling 7 days
    objectives:
      solve: {indicator: resolution, within: 4h, target: 90%}
"""
ROWS = (
    ("1", "2026-05-31T22:00", "New"),
    ("1", "2026-06-01T01:00", "Done"),
    ("2", "2026-06-01T00:00", "New"),
    ("2", "2026-06-01T03:00", "Done"),
)
AS_OF = "--as-of=2026-06-02"


@pytest.fixture
def config(tmp_path: Path) -> Path:
    path = tmp_path / "slawatch.yml"
    path.write_text(FILE, encoding="utf-8")
    rows = [f"{ticket},{at}:00Z,{status}" for ticket, at, status in ROWS]
    (tmp_path / "desk.csv").write_text("\n".join(["id,at,status", *rows, ""]), encoding="utf-8")
    return path


@pytest.fixture
def synced(config: Path) -> Path:
    asked(config, "sync")
    return config


def warnings(config: Path) -> list[str]:
    lines = asked(config, "check").stderr.splitlines()
    return [line.removeprefix(f"warning: {config}:") for line in lines if line.startswith("warning")]


def test_timers_and_explain_name_the_version_that_judged(synced: Path) -> None:
    rows = json.loads(asked(synced, "timers", "--format", "json", AS_OF).stdout)
    told = [(row["ticket"], row["version"], row["outcome"]) for row in rows if row["sla"] == "gold"]
    assert told == [("1", 1, "met"), ("2", 2, "missed")]
    assert "\ngold v1 / solve: resolution within 14400 s" in asked(synced, "explain", "1", AS_OF).stdout
    assert "\nroll / solve: " in asked(synced, "explain", "1", AS_OF).stdout
    explained = json.loads(asked(synced, "explain", "2", AS_OF, "--format", "json").stdout)
    assert explained["timers"][0]["promise"]["version"] == 2


def test_a_period_is_told_with_the_target_of_its_version_and_all_verdicts_that_fall_in_it(synced: Path) -> None:
    """Ticket 1 took three hours of version 1's four and ended in June; ticket 2 three of version 2's two."""
    figures = json.loads(asked(synced, "evaluate", "--format", "json", AS_OF).stdout)["objectives"]
    solve = {each["period"]: each for each in figures if (each["sla"], each["objective"]) == ("gold", "solve")}
    now, before = solve["current"], solve["previous"]
    assert (now["version"], now["target_seconds"], now["good"], now["events"]) == (2, 7200, 1, 2)
    assert (before["version"], before["target_seconds"], before["events"]) == (1, 14400, 0)
    told = asked(synced, "explain", "--objective", "solve", "--agreement", "gold", "--period", "2026-06", AS_OF).stdout
    assert "judged 2 = met 1 + missed 1" in told


def test_a_rolling_period_is_told_by_its_dates(synced: Path) -> None:
    figures = json.loads(asked(synced, "evaluate", "--format", "json", AS_OF).stdout)["objectives"]
    own = {each["period"]: each for each in figures if each["sla"] == "roll"}
    assert (own["current"]["starts_at"], own["current"]["ends_at"]) == ("2026-05-27T00:00:00Z", "2026-06-03T00:00:00Z")
    assert own["current"]["period_kind"] == "rolling 7 days"
    assert (own["current"]["events"], own["previous"]["events"]) == (2, 0)


def test_check_tells_a_review_that_is_overdue(config: Path) -> None:
    (told,) = [line for line in warnings(config) if "review" in line]
    assert told == (
        "13: agreements.gold.review_by: it was to be reviewed by 2026-06-30; review it, and write the next date"
    )


def test_check_tells_that_a_promise_in_full_warns_nobody(config: Path) -> None:
    config.write_text(FILE.replace("99.9%", "100%"))
    (told,) = [line for line in warnings(config) if "100%" in line]
    assert told == (
        "15: agreements.gold.objectives.up.target: 100% leaves no error budget: "
        "no alert comes before the promise is broken, and none to those on call"
    )


def test_without_a_store_check_says_nothing_of_tickets(config: Path) -> None:
    assert not [line for line in warnings(config) if "90 days" in line or "outages" in line]


def test_check_tells_what_nothing_that_is_stored_answers_to(synced: Path) -> None:
    wrong = "      p7: {indicator: resolution, within: 4h, target: 90%, when: {category: none}}\n"
    head, tail = FILE.split("      solve: ", 1)
    synced.write_text(f"{head}{wrong}      solve: {tail}", encoding="utf-8")
    yesterday = (SystemClock().now() - timedelta(days=1)).isoformat()
    with (synced.parent / "desk.csv").open("a", encoding="utf-8") as rows:
        rows.write(f"3,{yesterday},New\n")
    asked(synced, "sync")
    told = [line for line in warnings(synced) if "review" not in line]
    assert told == [
        "7: services.mail: its availability is promised, and no source tells outages of it: it would be up for ever",
        (
            "16: agreements.gold.objectives.p7: no ticket of the last 90 days matched it; "
            "look at when, and at what the sources map"
        ),
    ]


def test_check_tells_what_an_ola_can_not_carry_with_the_numbers(config: Path) -> None:
    ola = (
        "  team:\n    kind: ola\n    with: net\n    services: mail\n    objectives:\n"
        "      held: {indicator: handover, within: 3h, target: 80%, hours: office}\n"
        'calendars: {office: {timezone: Asia/Shanghai, hours: {mon-fri: "09:00-17:00"}}}\n'
    )
    config.write_text(FILE + ola, encoding="utf-8")
    told = [line.partition(": ")[2] for line in warnings(config) if "gold" in line and "review" not in line]
    # The last three hours of the team begin on Friday at 14:00; a minute later its third hour ends on Monday at 09:01.
    worst = (
        "and below it stands team/held 3 h of office; a ticket of Friday 06:01 (UTC) that uses all of it takes 67 h of "
        "24x7 and has"
    )
    assert told == [
        f"agreements.gold.objectives.solve: promises 4 h of 24x7 for mail, {worst} 4 h",
        "agreements.gold.objectives.solve: promises 90 % for mail, and team/held below it only 80 %",
        f"agreements.gold.versions[0].objectives.solve: promises 2 h of 24x7 for mail, {worst} 2 h",
    ]


def test_an_exclusion_is_approved_by_whom_an_agreement_in_force_then_lets_approve(synced: Path) -> None:
    """From July on gold lets Anna approve, and roll lets Rob; before, gold lets anybody."""
    text = FILE.replace("period: rolling 7 days", "period: rolling 7 days\n    exclusions: {approvers: Rob}")
    later = "      - from: 2026-07-01\n        exclusions: {approvers: [Anna]}\n  roll:"
    synced.write_text(text.replace("  roll:", later, 1), encoding="utf-8")

    def stated(month: int) -> str:
        edges = ("--from", f"2026-{month:02}-01", "--to", f"2026-{month:02}-02")
        told = asked(synced, "exclude", "add", "--service=mail", *edges, "--reason=Move", "--author=Al").stdout
        return told.split()[0]

    june, july = stated(6), stated(7)
    refused = asked(synced, "exclude", "approve", july, "--by", "Bo", status=2).stderr
    assert "Bo may not approve it: under gold v3 Anna may; under roll Rob may" in refused
    approved = asked(synced, "exclude", "approve", july, "--by", "Anna")
    assert approved.stderr == "it does not count under roll, where Rob may approve\n"
    assert asked(synced, "exclude", "approve", june, "--by", "Rob").stderr == ""
