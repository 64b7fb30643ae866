"""Commands with a calendar's feed: sync reads it, the others use what is kept and ask nobody."""

import json
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from command import PROGRAM, printed

from slawatch.testing.http_faults import FaultyServer, Reply

CONFIG = """\
sources:
  desk:
    kind: csv_events
    path: log.csv
    columns: {{id: id, at: at, created_at: created, status: status}}
    map: {{service: {{default: mail}}, status: {{new: open, done: resolved}}}}
calendars:
  office:
    timezone: Europe/Berlin
    hours: {{mon-fri: "09:00-17:00"}}
    feeds: [local.ics, {{url: "{url}/5ecr3t.ics", name: company, allow_http: true}}]
parties: {{acme: Acme}}
services: {{mail: {{hours: office}}}}
agreements:
  gold: {{with: acme, services: mail, objectives: {{solved: {{indicator: resolution, within: 20h, target: 90%}}}}}}
"""
LOG = """\
id,at,created,status
1,2026-07-01T07:00:00Z,2026-07-01T07:00:00Z,new
1,2026-07-06T08:00:00Z,2026-07-01T07:00:00Z,done
"""
"""From Wednesday nine o'clock to Monday ten: 25 working hours without any feed."""


def ics(*events: str) -> str:
    told = "".join(f"BEGIN:VEVENT\nUID:{n}\n{event}\nEND:VEVENT\n" for n, event in enumerate(events))
    return f"BEGIN:VCALENDAR\nVERSION:2.0\n{told}END:VCALENDAR\n"


@pytest.fixture
def feed() -> Iterator[FaultyServer]:
    outing = ics("DTSTART;VALUE=DATE:20260702\nRRULE:FREQ=YEARLY\nSUMMARY:Outing")
    with FaultyServer(Reply(body=outing.encode())) as server:
        yield server


@pytest.fixture
def config(tmp_path: Path, feed: FaultyServer) -> Path:
    lunch = "DTSTART;TZID=Europe/Berlin:20260701T120000\nDURATION:PT1H\nRRULE:FREQ=WEEKLY;BYDAY=WE\nSUMMARY:Lunch"
    (tmp_path / "local.ics").write_text(ics(lunch), encoding="utf-8")
    (tmp_path / "log.csv").write_text(LOG, encoding="utf-8")
    path = tmp_path / "slawatch.yml"
    path.write_text(CONFIG.format(url=feed.url), encoding="utf-8")
    return path


def warnings(config: Path) -> list[str]:
    command = [PROGRAM, f"--config.file={config}", "check"]
    done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=60)
    return [line for line in done.stderr.splitlines() if "feeds" in line]


def test_a_ticket_is_explained_with_the_events_and_feeds_that_closed_its_time(config: Path, feed: FaultyServer) -> None:
    """25 hours without Thursday's eight and Wednesday's lunch are 16."""
    told = printed(config, "sync")
    assert "company of office: read" in told
    asked = len(feed.asked)

    (timer,) = json.loads(printed(config, "explain", "1", "--format=json"))["timers"]

    assert timer["elapsed_seconds"] == 16 * 3600
    assert sum(stretch["working_seconds"] for stretch in timer["stretches"]) == 16 * 3600
    reasons = {stretch["reason"] for stretch in timer["stretches"] if stretch["kind"] == "closed"}
    assert reasons == {"outside hours", "Lunch (local.ics)", "Outing (company)"}
    assert len(feed.asked) == asked


def test_check_warns_of_a_feed_until_it_was_read_and_again_when_it_died(config: Path, feed: FaultyServer) -> None:
    (unread,) = warnings(config)
    assert "calendars.office.feeds[1]: company has never been read" in unread

    printed(config, "sync")
    assert warnings(config) == []

    feed.say(Reply(status=404, body=b""))
    assert "company of office: not read" in printed(config, "sync", status=1)
    (dead,) = warnings(config)
    assert "company can't be read (company answers 404," in dead
    assert "5ecr3t" not in unread + dead


def test_commands_and_what_check_prints_know_the_same_definitions(config: Path) -> None:
    before = printed(config, "check")
    printed(config, "sync")
    after = printed(config, "check")
    assert before != after
    digest = after.split()[-1]
    assert json.loads(printed(config, "explain", "1", "--format=json"))["definition"].endswith(digest)
