"""slawatch explain --objective: every kind of objective adds up to what evaluate publishes."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from command import asked as told
from synced import synced

CONFIGURATION = """\
sources:
  desk:
    kind: csv_events
    path: tickets.csv
    complete_through: read
    columns: {id: id, at: at, status: status, fields: {broken: broken}}
    map:
      service: {default: mail}
      status: {New: new, Waiting: pending_requester, Done: resolved}
      outage: {when: {field: broken, equals: "yes"}}
services: {mail: Mail, all: {hours: office, state: {all_of: [mail]}}}
calendars: {office: {timezone: Europe/Berlin, hours: {mon-fri: "09:00-17:00"}, holidays: {country: DE}}}
parties: {acme: Acme}
agreements:
  gold:
    with: acme
    services: [mail, all]
    timezone: Europe/Berlin
    objectives:
      up: {indicator: availability, target: 99.9%}
      outages: {indicator: outages, at_most: 2}
      longest: {indicator: longest_outage, at_most: 1h}
      backlog: {indicator: backlog, at_most: 3}
      brought: {indicator: workload, at_most: 3}
      again: {indicator: reopened, at_most: 5%}
      solve: {indicator: resolution, within: 4h, target: 90%, hours: office}
  silver:
    with: acme
    services: [mail]
    objectives:
      up: {indicator: availability, target: 99%}
"""
# The outage of ticket 1 lasts from 14:00 to 20:00 in Berlin, the one of 3 on a holiday (25 May) from 10:00 to 11:00.
TICKETS = """\
id,at,status,broken
1,2026-05-21T12:00:00Z,New,yes
1,2026-05-21T18:00:00Z,Done,yes
2,2026-05-22T07:00:00Z,New,no
2,2026-05-22T08:00:00Z,Done,no
3,2026-05-25T08:00:00Z,New,yes
3,2026-05-25T09:00:00Z,Done,yes
4,2026-05-26T07:00:00Z,New,no
5,2026-05-27T07:00:00Z,New,no
"""
ASKED = ("--period", "2026-05", "--as-of", "2026-06-01")


@pytest.fixture(scope="module")
def config(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return synced(tmp_path_factory.mktemp("objectives"), CONFIGURATION, {"tickets.csv": TICKETS})


def explained(config: Path, objective: str, *more: str) -> list[Mapping[str, Any]]:
    asked = ("explain", "--objective", objective, *ASKED, *more, "--format", "json")
    return json.loads(told(config, *asked).stdout)["figures"]


def test_the_figure_that_is_explained_is_the_one_that_is_published(config: Path) -> None:
    published = json.loads(told(config, "evaluate", *ASKED, "--format", "json").stdout)["objectives"]
    by_key = {(each["service_id"], each["sla"], each["objective"]): each for each in published}
    for objective in ("up", "outages", "longest", "backlog", "brought", "again", "solve"):
        for found in explained(config, objective):
            figure = found["figure"]
            of_key = by_key.pop((figure["service_id"], figure["sla"], objective))
            assert (figure["attained_ratio"], figure["events"]) == (of_key["attained_ratio"], of_key["events"])
            assert figure["state"] == of_key["state"]
    assert by_key == {}


def test_an_outage_is_told_by_its_ticket_with_what_lies_outside_hours_or_on_a_holiday(config: Path) -> None:
    (found,) = explained(config, "up", "--service", "all")
    first, second = found["outages"]
    assert [(each["service_id"], each["id"], each["by_ticket"]) for each in first["told"]] == [("mail", "1", True)]
    # 14:00 to 17:00 is service time of the whole, 17:00 to 20:00 is not.
    assert first["in_period"] == {"down": 3 * 3600, "outside hours": 3 * 3600}
    assert second["in_period"] == {"outside hours": 3600}
    assert found["seconds"]["down"] == 3 * 3600
    named = {day["day"]: day["reasons"] for day in found["days"] if day["reasons"]}
    assert named == {
        "2026-05-01": ["Labor Day"],
        "2026-05-14": ["Ascension Day"],
        "2026-05-25": ["Pentecost Monday"],
    }


def test_an_objective_of_several_agreements_is_explained_under_each_or_the_one_named(config: Path) -> None:
    assert [(each["figure"]["sla"], each["figure"]["service_id"]) for each in explained(config, "up")] == [
        ("gold", "mail"),
        ("gold", "all"),
        ("silver", "mail"),
    ]
    (only,) = explained(config, "up", "--agreement", "silver")
    assert only["figure"]["sla"] == "silver"


def test_tickets_that_a_number_counts_are_named(config: Path) -> None:
    (open_now, _) = explained(config, "backlog")
    assert [each["ticket"] for each in open_now["tickets"]] == ["4", "5"]
    (brought, _) = explained(config, "brought")
    assert [each["ticket"] for each in brought["tickets"]] == ["1", "2", "3", "4", "5"]
    (again, _) = explained(config, "again")
    assert again["tickets"] is None
    shown = told(config, "explain", "--objective", "backlog", "--service", "mail", *ASKED).stdout
    assert "counted 2 tickets" in shown


def test_timers_stand_with_their_outcomes_and_add_up(config: Path) -> None:
    (found, _) = explained(config, "solve")
    # Met and missed, each by the instant of the verdict; 4 and 5 are open for four and for three working days.
    assert [(each["ticket"], each["outcome"], each["elapsed_seconds"]) for each in found["timers"]] == [
        ("1", "met", 3 * 3600),
        ("2", "met", 3600),
        ("3", "met", 0),
        ("4", "missed", 4 * 8 * 3600),
        ("5", "missed", 3 * 8 * 3600),
    ]
    shown = told(config, "explain", "--objective", "solve", "--service", "mail", *ASKED).stdout
    assert "judged 5 = met 3 + missed 2" in shown


def test_names_that_nothing_bears_are_refused_with_the_choices(config: Path) -> None:
    assert (
        'there is no objective "down"; there are again, backlog'
        in told(config, "explain", "--objective", "down", status=2).stderr
    )
    refused = told(config, "explain", "--objective", "solve", "--agreement", "silver", status=2).stderr
    assert 'no objective "solve" of silver; it stands in gold (mail, all)' in refused
    assert "name either a TICKET or an --objective" in told(config, "explain", status=2).stderr
    assert (
        "name either a TICKET or an --objective" in told(config, "explain", "1", "--objective", "up", status=2).stderr
    )
