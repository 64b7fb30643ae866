"""slawatch correct as an operator uses it: what it changes in the figures, and what it refuses."""

import json
from pathlib import Path

import pytest
from command import told
from synced import copied, synced

CONFIGURATION = """\
sources:
  desk:
    kind: csv_events
    path: desk.csv
    columns: {id: id, at: at, status: status, priority: priority}
    map: {service: {default: mail}, kind: {default: incident}, status: {New: new, Wait: pending_requester,
          Done: resolved}, priority: {values: {high: P1, low: P2}}}
  probe:
    kind: csv_outages
    path: outages.csv
    columns: {id: id, started_at: from, ended_at: to}
    map: {service: {default: mail}}
services: {mail: Mail}
parties: {acme: Acme}
agreements:
  gold:
    with: acme
    services: mail
    objectives:
      up: {indicator: availability, target: 99%}
      solve: {indicator: resolution, within: 4h, target: 90%}
"""
DESK = "id,at,status,priority\n7,2026-06-01T06:00:00Z,New,high\n7,2026-06-01T12:00:00Z,Done,high\n"
"""Six hours of work where four are allowed."""
OUTAGES = "id,from,to\n1,2026-06-01T00:00:00Z,2026-06-01T01:00:00Z\n"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return synced(tmp_path_factory.mktemp("correct"), CONFIGURATION, {"desk.csv": DESK, "outages.csv": OUTAGES})


@pytest.fixture
def config(made: Path, tmp_path: Path) -> Path:
    return copied(made, tmp_path)


def correct(config: Path, *what: str, author: str = "Ada", status: int = 0) -> str:
    said = told(config, "correct", *what, "--reason", "The log says so", "--author", author, status=status)
    return said.split()[0] if not status else said


def timer(config: Path) -> dict[str, object]:
    (only,) = json.loads(told(config, "timers", "--format", "json"))
    return only


WAITED = ("field", "7", "--field", "status", "--value", "Wait", "--from", "2026-06-01T07:00:00Z",
          "--to", "2026-06-01T10:00:00Z")  # fmt: skip


def test_a_correction_counts_from_its_approval_to_its_withdrawal(config: Path) -> None:
    assert (timer(config)["outcome"], timer(config)["elapsed_seconds"]) == ("missed", 6 * 3600)
    name = correct(config, *WAITED)
    assert (timer(config)["outcome"], timer(config)["corrections"]) == ("missed", "")

    told(config, "correct", "approve", name, "--by", "Bo")
    now = timer(config)
    assert (now["outcome"], now["elapsed_seconds"], now["paused_seconds"]) == ("met", 3 * 3600, 3 * 3600)
    assert now["corrections"] == name

    told(config, "correct", "withdraw", name, "--by", "Ada")
    assert (timer(config)["outcome"], timer(config)["corrections"]) == ("missed", "")


def test_explain_tells_what_was_corrected_by_whom_and_why(config: Path) -> None:
    name = correct(config, *WAITED)
    told(config, "correct", "approve", name, "--by", "Bo")
    shown = told(config, "explain", "7")
    says = "status was Wait from 2026-06-01T07:00:00Z to 2026-06-01T10:00:00Z"
    assert f"correction {name}: {says}; The log says so (stated by Ada, approved by Bo, 20" in shown
    (explained,) = json.loads(told(config, "explain", "7", "--format", "json"))["corrections"]
    assert (explained["id"], explained["says"], explained["kind"]) == (name, says, "field")


def test_a_timer_that_is_excluded_is_counted_apart(config: Path) -> None:
    told(config, "correct", "approve", correct(config, "timer", "7", "--objective", "solve"), "--by", "Bo")
    assert (timer(config)["outcome"], timer(config)["elapsed_seconds"]) == ("excluded", 6 * 3600)
    figures = json.loads(told(config, "evaluate", "--as-of", "2026-06-02", "--format", "json"))["objectives"]
    (figure,) = [each for each in figures if each["objective"] == "solve" and each["period"] == "current"]
    assert (figure["good"], figure["events"]) == (0, 0)
    assert [(each["outcome"], each["timers"]) for each in figure["outcomes"]] == [("excluded", 1)]


def outage_seconds(config: Path) -> list[int]:
    return [
        each["outage_seconds"]
        for each in json.loads(told(config, "outages", "--period", "2026-06", "--format", "json"))
    ]


def test_an_outage_is_corrected_and_voided(config: Path) -> None:
    assert outage_seconds(config) == [3600]
    name = correct(config, "outage", "1", "--to", "2026-06-01T00:10:00Z")
    told(config, "correct", "approve", name, "--by", "Bo")
    assert outage_seconds(config) == [600]
    told(config, "correct", "approve", correct(config, "void-outage", "1"), "--by", "Bo")
    assert outage_seconds(config) == []


def test_the_list_keeps_everything_that_was_stated(config: Path) -> None:
    name = correct(config, *WAITED)
    told(config, "correct", "withdraw", name, "--by", "Cy")
    (listed,) = json.loads(told(config, "correct", "list", "--format", "json"))
    assert listed.pop("stated_at") > "2026-06-01"
    assert listed.pop("withdrawn_at") > "2026-06-01"
    assert listed == {
        "id": name,
        "source": "desk",
        "subject": "7",
        "kind": "field",
        "says": "status was Wait from 2026-06-01T07:00:00Z to 2026-06-01T10:00:00Z",
        "reason": "The log says so",
        "author": "Ada",
        "approved_by": None,
        "approved_at": None,
        "withdrawn_by": "Cy",
        "counts": False,
    }


def test_nobody_approves_what_they_stated_themselves_nor_twice_nor_after_a_withdrawal(config: Path) -> None:
    name = correct(config, *WAITED)
    approve = ("correct", "approve", name, "--by")
    assert f"Ada stated {name}; somebody else must approve it" in told(config, *approve, " ada", status=1)
    told(config, *approve, "Bo")
    assert f"{name} was approved by Bo already" in told(config, *approve, "Cy", status=1)
    told(config, "correct", "withdraw", name, "--by", "Bo")
    assert f"{name} was withdrawn by Bo already" in told(config, *approve, "Cy", status=1)
    assert correct(config, *WAITED) == name


REFUSALS = {
    "no such ticket": (("timer", "8"), "there is no ticket 8 in any source"),
    "no such outage": (("void-outage", "7"), "there is no outage 7 in any source; an outage that a ticket tells"),
    "a field that nothing reads": (
        ("field", "7", "--field", "colour", "--from", "2026-06-01"),
        'nothing is judged by a field "colour"; there are',
    ),
    "an event that was not told": (
        ("void-event", "7", "--type", "public_reply", "--at", "2026-06-01"),
        "the source tells no public_reply at 2026-06-01T00:00:00Z; there is none at all",
    ),
    "an objective of outages": (("timer", "7", "--objective", "up"), 'judged by "up"; there are solve'),
    "an unknown agreement": (("timer", "7", "--agreement", "tin"), 'there is no agreement "tin"; there are gold'),
    "an unknown source": (("timer", "7", "--source", "shop"), 'there is no source "shop"; there are desk, probe'),
}


@pytest.mark.parametrize(("what", "words"), REFUSALS.values(), ids=REFUSALS)
def test_a_correction_of_nothing_is_refused(config: Path, what: tuple[str, ...], words: str) -> None:
    assert words in correct(config, *what, status=1)


def test_the_same_statement_is_not_taken_twice(config: Path) -> None:
    name = correct(config, *WAITED)
    assert f"this correction is stated already, as {name}" in correct(config, *WAITED, status=1)


def test_a_field_held_for_no_time_is_refused(config: Path) -> None:
    what = ("field", "7", "--field", "status", "--from", "2026-06-02", "--to", "2026-06-02")
    assert "it must end after it begins" in correct(config, *what, status=2)
    assert "say what was otherwise" in correct(config, "outage", "1", status=2)
