"""slawatch action as a service manager uses it."""

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from command import asked, told
from synced import copied, synced

from slawatch.clock import SystemClock

NOW = SystemClock().now()
MONTH = (NOW.replace(day=1) - timedelta(days=1)).replace(day=1, hour=3, minute=0, second=0, microsecond=0)
"""The month before this one, on its first day."""
OUTAGE = f"outage/mail/{MONTH:%Y-%m-%dT%H:%M:%SZ}/{MONTH + timedelta(hours=1):%Y-%m-%dT%H:%M:%SZ}"
BREACH = f"breach/gold/uptime/mail/{MONTH:%Y-%m}"
CONFIGURATION = """\
sources:
  probe:
    kind: csv_outages
    path: outages.csv
    columns: {id: id, started_at: from, ended_at: to}
    map: {service: {default: mail}}
parties: {acme: {kind: customer, name: Acme}}
services: {mail: Mail}
agreements:
  gold:
    kind: sla
    with: acme
    services: [mail]
    timezone: Asia/Shanghai
    objectives: {uptime: {indicator: availability, target: 99.9%}}
"""


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    stretch = f"{MONTH:%Y-%m-%dT%H:%M:%SZ},{MONTH + timedelta(hours=1):%Y-%m-%dT%H:%M:%SZ}"
    return synced(tmp_path_factory.mktemp("action"), CONFIGURATION, {"outages.csv": f"id,from,to\n1,{stretch}\n"})


@pytest.fixture
def config(made: Path, tmp_path: Path) -> Path:
    return copied(made, tmp_path)


def add(config: Path, *more: str, status: int = 0) -> str:
    day = str((NOW + timedelta(days=30)).date())
    words = ("--title", "Second relay", "--owner", "Li Wei", "--due", day, "--author", "Ada")
    return told(config, "action", "add", *words, *more, status=status)


def listed(config: Path, *arguments: str) -> Any:  # noqa: ANN401  JSON
    return json.loads(asked(config, "action", *arguments, "--format", "json").stdout)


def needed(config: Path) -> list[str]:
    return [each["finding"] for each in listed(config, "needed")]


def test_an_action_goes_through_plan_do_check_and_act(config: Path) -> None:
    assert sorted(needed(config)) == [BREACH, OUTAGE]
    stated = add(config, "--about", BREACH, "--about", OUTAGE, "--plan", "buy one", "--cause", "only one")
    assert stated.startswith("A-1 stated: Second relay; Li Wei sees to it by ")
    assert "objective/gold/uptime/mail: 99." in stated
    assert "(1 outage in " in stated
    assert "meant at least 99.9 %" in stated
    assert needed(config) == []
    assert "A-1 changed; it is at do" in told(config, "action", "change", "A-1", "--stage", "do", "--by", "Li Wei")
    done = ("--by", "Li Wei", "--reason", "in the rack", "--at", f"{NOW:%Y-%m-01T00:00:00Z}")
    assert "A-1 is done" in told(config, "action", "done", "a-1", *done)
    shown = told(config, "action", "show", "A-1")
    for words in ("stage      check", "cause      only one", "too few to tell", "Li Wei: stage check", "Asia/Shanghai"):
        assert words in shown
    assert "A-1 closed; result" in told(config, "action", "close", "A-1", "--by", "Ada", "--reason", "fine")
    assert listed(config, "list") == []
    (row,) = listed(config, "list", "--which", "all")
    assert (row["id"], row["stage"], row["agreements"]) == ("A-1", "closed", "gold")
    document = listed(config, "show", "A-1")
    assert [each["stage"] for each in document["versions"]] == ["plan", "do", "check", "closed"]
    assert document["comparison"]["change"] == "too few to tell"
    assert document["baseline"]["count"] == 1


def test_the_register_is_seen_as_it_was_known(config: Path) -> None:
    before = f"{SystemClock().now() - timedelta(seconds=1):%Y-%m-%dT%H:%M:%SZ}"
    add(config, "--about", BREACH)
    assert [each["id"] for each in listed(config, "list")] == ["A-1"]
    assert listed(config, "list", "--known-through", before) == []


def test_what_is_accepted_needs_nothing_until_that_is_taken_back(config: Path) -> None:
    accepted = told(config, "action", "accept", OUTAGE, "--by", "Bo", "--reason", "a drill")
    assert accepted == f"C-1 stated: Bo accepts {OUTAGE} for good\n"
    assert needed(config) == [BREACH]
    told(config, "action", "accept", "--before", f"{NOW:%Y-%m-%dT%H:%M:%SZ}", "--by", "Bo", "--reason", "before us")
    assert needed(config) == []
    assert "has an answer already" in told(
        config, "action", "accept", "--before", f"{NOW:%Y-%m-%d}", "--by", "Bo", "--reason", "r", status=1
    )
    assert "C-1 withdrawn" in told(config, "action", "withdraw", "C-1", "--by", "Bo")
    assert needed(config) == [OUTAGE]
    rows = listed(config, "list", "--acceptances")
    assert [(each["id"], each["holds"], each["withdrawn_by"]) for each in rows] == [
        ("C-1", "no", "Bo"),
        ("C-2", "yes", None),
    ]


def test_a_stretch_names_the_outages_within_it_and_none_to_come(config: Path) -> None:
    second = (MONTH + timedelta(days=2), MONTH + timedelta(days=2, hours=1))
    with (config.parent / "outages.csv").open("a") as file:
        file.write(f"2,{second[0]:%Y-%m-%dT%H:%M:%SZ},{second[1]:%Y-%m-%dT%H:%M:%SZ}\n")
    told(config, "sync")
    other = f"outage/mail/{second[0]:%Y-%m-%dT%H:%M:%SZ}/{second[1]:%Y-%m-%dT%H:%M:%SZ}"
    wide = "outage/mail/2000-01-01T00:00:00Z/2100-01-01T00:00:00Z"
    accepted = told(config, "action", "accept", wide, "--by", "Bo", "--reason", "drills")
    assert accepted == f"C-1 stated: Bo accepts {other}, {OUTAGE} for good\n"
    told(config, "action", "withdraw", "C-1", "--by", "Bo")
    assert f"\nit is about {other}, {OUTAGE}, service/mail\n" in add(config, "--about", wide, "--about", "service/mail")
    told(config, "action", "change", "A-1", "--by", "Bo", "--about", wide, "--no-longer-about", other)
    assert listed(config, "show", "A-1")["about"] == [OUTAGE, "service/mail", other]
    assert needed(config) == [BREACH]


def test_a_cancelled_action_answers_nothing(config: Path) -> None:
    add(config, "--about", OUTAGE)
    assert needed(config) == [BREACH]
    told(config, "action", "cancel", "A-1", "--by", "Bo", "--reason", "too dear")
    assert sorted(needed(config)) == [BREACH, OUTAGE]


def test_times_are_those_of_the_agreement_for_people_and_utc_for_programs(config: Path) -> None:
    local = MONTH + timedelta(hours=8)
    assert f"{local:%Y-%m-%d %H:%M:%S}" in told(config, "action", "needed")
    assert {each["at"] for each in listed(config, "needed")} >= {f"{MONTH:%Y-%m-%dT%H:%M:%SZ}"}


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--about", "breach/gold/uptim/mail/2026-01"), 'no objective of gold "uptim"'),
        (("--about", "breach/gold/uptime/mail/2020-01"), "nothing is known of breach/gold/uptime/mail/2020-01"),
        (("--about", "service/mail", "--due", "2020-01-01"), "it can't be due on 2020-01-01: that day has passed"),
        (("--about", "service/mail", "--check", "2020-01-01"), "can't be checked on 2020-01-01"),
        (("--about", "service/mail", "--target", "95%"), "a target needs a figure"),
        (("--about", BREACH, "--target", "often"), "is no target here"),
        (("--about", BREACH, "--measure", "service/mail"), "has no figure"),
    ],
    ids=str,
)
def test_what_can_not_be_meant_is_refused(config: Path, arguments: tuple[str, ...], message: str) -> None:
    assert message in add(config, *arguments, status=1)
    assert listed(config, "list", "--which", "all") == []


def test_words_of_people_do_nothing_on_a_terminal_and_stay_as_they_are_for_programs(config: Path) -> None:
    title = "=cmd|' /C calc'!A0\x1b[31m<script>\u202e"
    add(config, "--about", BREACH, "--title", title)
    assert "\x1b" not in told(config, "action", "show", "A-1") + told(config, "action", "list")
    assert listed(config, "show", "A-1")["title"] == title
    assert "there is no agreement" in told(config, "action", "list", "--agreement", "silver", status=2)
