"""The daemon with a calendar's feed: what it says anew changes figures, and what it can't say changes none."""

import json
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

import pytest
from daemon import CLOCK, Daemon, eventually, running

from slawatch.exporters.bounds import Count, Installation
from slawatch.exporters.names import BY_NAME
from slawatch.testing.http_faults import FaultyServer, Reply, html

DAY = timedelta(days=1)
PRIVATE = "/private-5ecr3t/company.ics"
CONFIG = """\
sources:
  desk:
    kind: csv_events
    path: log.csv
    columns: {{id: id, at: at, created_at: created, status: status}}
    complete_through: read
    every: 2s
    map: {{service: {{default: mail}}, status: {{new: open, done: resolved}}}}
feeds: {{every: 1s}}
calendars:
  office:
    hours: {{mon-sun: "09:00-17:00"}}
    feeds: {{url: "{url}", name: company, allow_http: true}}
parties: {{acme: Acme}}
services: {{mail: {{hours: office}}}}
agreements:
  gold:
    with: acme
    services: mail
    objectives: {{solved: {{indicator: resolution, within: 20h, target: 90%}}}}
"""


def ics(*days: date) -> Reply:
    events = "".join(
        f"BEGIN:VEVENT\r\nUID:{day}\r\nDTSTART;VALUE=DATE:{day:%Y%m%d}\r\nSUMMARY:Outing\r\nEND:VEVENT\r\n"
        for day in days
    )
    return Reply(body=f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\n{events}END:VCALENDAR\r\n".encode())


@pytest.fixture
def today() -> date:
    return CLOCK.now().date()


@pytest.fixture
def feed() -> Iterator[FaultyServer]:
    with FaultyServer(ics()) as server:
        yield server


@pytest.fixture
def config(tmp_path: Path, today: date, feed: FaultyServer) -> Path:
    """A ticket of three days of eight hours, which is 24 hours of a target of 20."""
    created, done = (datetime.combine(today - n * DAY, time(9), UTC).isoformat() for n in (5, 2))
    log = f"id,at,created,status\n1,{created},{created},new\n1,{done},{created},done\n"
    (tmp_path / "log.csv").write_text(log, encoding="utf-8")
    path = tmp_path / "slawatch.yml"
    path.write_text(CONFIG.format(url=feed.url + PRIVATE), encoding="utf-8")
    return path


def met_and_judged(daemon: Daemon) -> tuple[int, int]:
    """Return how many tickets were solved in time, of how many; this month or in the one before."""
    told = json.loads(daemon.get("/api/v1/objectives").text)["objectives"]
    return sum(each["good"] or 0 for each in told), sum(each["events"] or 0 for each in told)


def feed_up(daemon: Daemon) -> float | None:
    return daemon.scrape().value("slawatch_calendar_feed_up", calendar="office", feed="company")


def definitions(daemon: Daemon) -> str:
    told: str = json.loads(daemon.get("/api/v1/objectives").text)["definitions"]
    return told


def test_a_feed_that_says_something_else_changes_figures_and_a_dead_one_does_not(
    config: Path, feed: FaultyServer, today: date
) -> None:
    with running(config) as daemon:
        daemon.until_ready()
        eventually(lambda: met_and_judged(daemon) == (0, 1))
        before = definitions(daemon)
        feed.say(ics(today - 4 * DAY))
        eventually(lambda: met_and_judged(daemon) == (1, 1))
        after = definitions(daemon)
        assert after != before
        assert feed_up(daemon) == 1
        for fault in (Reply(status=404, body=b""), html()):
            feed.say(fault)
            eventually(lambda: feed_up(daemon) == 0)
            assert (met_and_judged(daemon), definitions(daemon)) == ((1, 1), after)
            assert daemon.get("/-/ready").status == 200
            feed.say(ics(today - 4 * DAY))
            eventually(lambda: feed_up(daemon) == 1)
        assert any("feed=company" in line and "HTML" in line for line in daemon.logs)
        assert "5ecr3t" not in "\n".join(daemon.logs) + daemon.get("/metrics").text
        assert daemon.scrape().value(
            "slawatch_calendar_feed_last_success_timestamp_seconds", calendar="office", feed="company"
        ) == pytest.approx(CLOCK.now().timestamp(), abs=120)


def test_the_first_figures_know_the_feed_and_those_after_a_restart_know_it_from_the_store(
    config: Path, feed: FaultyServer, today: date
) -> None:
    feed.say(ics(today - 4 * DAY))
    with running(config) as daemon:
        daemon.until_ready()
        assert met_and_judged(daemon) == (1, 1)
        daemon.end()
    feed.say(Reply(status=500, body=b""))
    with running(config) as daemon:
        daemon.until_evaluated()
        assert met_and_judged(daemon) == (1, 1)
        daemon.end()


def test_a_feed_that_was_never_read_is_said_to_be_missing_and_the_daemon_starts(
    config: Path, feed: FaultyServer
) -> None:
    feed.say(Reply(status=404, body=b""))
    with running(config) as daemon:
        daemon.until_ready()
        assert feed_up(daemon) == 0
        assert met_and_judged(daemon) == (0, 1)
        assert any("it has never been read" in line for line in daemon.logs)
        daemon.end()


def test_the_job_that_reads_feeds_is_one_of_those_that_the_bound_of_jobs_counts(config: Path) -> None:
    name = "slawatch_scheduler_jobs_missed_total"
    with running(config) as daemon:
        daemon.until_ready()
        told = {dict(labels)["task"] for _, labels in daemon.scrape().family(name)}
        daemon.end()
    assert "calendar feeds" in told
    assert len(told) <= BY_NAME[name].bound.most(Installation(lean={Count.SOURCES: 1}))
