"""Alertmanager as a source of outages, against a real one."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.request import ProxyHandler, Request, build_opener

import pytest
from alert_chain import Server, alertmanager
from daemon import eventually

from slawatch.clock import SystemClock
from slawatch.errors import FatalSourceError, SkippableRow
from slawatch.ingest.source import Batch, Limits, Source
from slawatch.model.instant import from_epoch
from slawatch.model.outage import UNWATCHED, Outage
from slawatch.sources.alertmanager import KIND
from slawatch.sources.alertmanager.alerts import Alert, Position, alert, ended, heard_at
from slawatch.sources.alertmanager.options import Options
from slawatch.testing.request_counts import RequestCounts

CONFIG = """
route: {receiver: nobody}
receivers: [{name: nobody}]
inhibit_rules:
  - {source_matchers: [alertname="Power"], target_matchers: [alertname="Cooled"], equal: [site]}
"""
_open = build_opener(ProxyHandler({})).open


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    config = tmp_path_factory.mktemp("alertmanager") / "alertmanager.yml"
    config.write_text(CONFIG)
    with alertmanager(config) as running:
        yield running


def post(server: Server, path: str, body: object) -> None:
    request = Request(f"{server.url}{path}", json.dumps(body).encode(), {"Content-Type": "application/json"})  # noqa: S310
    _open(request, timeout=10).close()


def fire(server: Server, labels: dict[str, str], *, started: datetime, ends: datetime) -> None:
    """Tell an alert as Prometheus does, and wait until it is listed, or is no longer."""
    told = {"labels": labels, "startsAt": started.isoformat(), "endsAt": ends.isoformat()}
    post(server, "/api/v2/alerts", [told])
    fires = ends > now()
    eventually(lambda: (labels in [each["labels"] for each in server.get("/api/v2/alerts")]) is fires)


def now() -> datetime:
    return SystemClock().now()


def source(server: Server, **changes: object) -> Source:
    basic: dict[str, Any] = {"url": server.url, "by": "service", "since": "2026-01-01T00:00:00Z"}
    return KIND.factory(
        KIND.options.model_validate({**basic, **changes}), clock=SystemClock(), observer=RequestCounts()
    )


def poll(of: Source, cursor: str | None = None) -> Batch:
    (batch,) = of.poll(cursor, Limits())
    return batch


def named(batch: Batch, service: str) -> list[Outage]:
    return [outage for outage in batch.outages if outage.service == service]


def test_an_alert_is_an_outage_from_its_start_until_it_is_no_longer_seen(server: Server) -> None:
    began = now() - timedelta(minutes=9)
    labels = {"alertname": "Down", "service": "shop", "severity": "critical", "pod": "a"}
    fire(server, labels, started=began, ends=now() + timedelta(minutes=4))
    watching = source(server, filter='alertname="Down"')
    first = poll(watching)
    (open_,) = named(first, "shop")
    assert (open_.started_at, open_.ended_at, open_.severity) == (began, None, "critical")
    fire(server, labels, started=began, ends=now() - timedelta(seconds=1))
    second = poll(watching, first.cursor)
    (over,) = named(second, "shop")
    assert over.id == open_.id
    assert over.ended_at is not None
    assert timedelta() <= now() - over.ended_at < timedelta(seconds=30)
    third = poll(watching, second.cursor)
    assert named(third, "shop") == []
    fire(server, labels, started=now(), ends=now() + timedelta(minutes=4))
    (again,) = named(poll(watching, third.cursor), "shop")
    assert again.id != open_.id


def test_silenced_and_inhibited_alerts_count_unless_they_are_left_out(server: Server) -> None:
    start, end = now() - timedelta(minutes=1), now() + timedelta(minutes=9)
    for name in ("Power", "Cooled", "Muted"):
        fire(server, {"alertname": name, "service": name.lower(), "site": "x"}, started=start, ends=end)
    silence = {"startsAt": now().isoformat(), "endsAt": end.isoformat(), "createdBy": "test", "comment": "test"}
    matcher = {"name": "alertname", "value": "Muted", "isRegex": False, "isEqual": True}
    post(server, "/api/v2/silences", {**silence, "matchers": [matcher]})

    def seen(**options: object) -> set[str | None]:
        batch = poll(source(server, filter=['site="x"', 'alertname=~".+"'], **options))
        return {outage.service for outage in batch.outages} - {None}

    eventually(lambda: seen(silenced=False) == {"power", "cooled"})
    eventually(lambda: seen(inhibited=False) == {"power", "muted"})
    assert seen() == {"power", "cooled", "muted"}


def test_while_the_watchdog_is_silent_everything_is_unknown(server: Server) -> None:
    watching = source(server, filter='alertname="Nothing"', watchdog="Watchdog")
    first = poll(watching)
    (_, silent) = first.outages
    assert (silent.service, silent.severity, silent.ended_at) == (None, UNWATCHED, None)
    fire(server, {"alertname": "Watchdog"}, started=now(), ends=now() + timedelta(minutes=9))
    (_, over) = poll(watching, first.cursor).outages
    assert (over.id, over.started_at) == (silent.id, silent.started_at)
    assert over.ended_at is not None


@pytest.mark.parametrize(("heard", "unknown"), [(200, 200), (2000, 300), (None, 0)])
def test_what_was_not_heard_before_the_watchdog_went_is_unknown_too(
    server: Server, heard: int | None, unknown: int
) -> None:
    at = int(now().timestamp()) - 30
    before = Position(begun=at - 9000, at=at, heard_at=heard and at - heard)
    silent = poll(source(server, filter='alertname="Nothing"', watchdog="Nobody"), before.cursor()).outages[1]
    assert (silent.started_at, silent.ended_at) == (from_epoch(at - unknown), None)


def test_polls_far_apart_leave_what_lies_between_them_unknown(server: Server) -> None:
    long_ago = int(now().timestamp()) - 3600
    batch = poll(source(server, filter='alertname="Nothing"'), Position(begun=long_ago, at=long_ago).cursor())
    before, between = batch.outages
    assert (before.started_at.isoformat(), before.ended_at) == ("2026-01-01T00:00:00+00:00", from_epoch(long_ago))
    assert (between.service, between.started_at, between.severity) == (None, from_epoch(long_ago), UNWATCHED)
    assert between.ended_at is not None
    assert batch.complete_through == between.ended_at - timedelta(seconds=60)


def test_check_tells_what_fires_and_what_nobody_would_see(server: Server) -> None:
    fire(server, {"alertname": "Odd"}, started=now(), ends=now() + timedelta(minutes=9))
    found = source(server).check()
    texts = [finding.text for finding in found.findings]
    assert any("have none of the labels service" in text for text in texts)
    assert any(text.startswith("without a watchdog") for text in texts)
    assert (found.usable, found.timezone, found.version is not None) == (True, "UTC", True)
    silent = [finding.text for finding in source(server, watchdog="Nobody").check().findings]
    assert "the watchdog Nobody does not fire: everything is unknown" in silent


def test_a_cursor_of_something_else_is_refused(server: Server) -> None:
    with pytest.raises(FatalSourceError, match="none of this source"):
        poll(source(server), '{"up": 1}')


OPTIONS = Options(url="https://a.example.org", by=("team", "app"))
ROW = {
    "fingerprint": "f00",
    "labels": {"alertname": "x", "team": "a", "app": "b", "severity": "page"},
    "startsAt": "2026-11-20T10:00:00.123456789+08:00",
    "endsAt": "2026-11-20T02:04:00Z",
}
TWO = int(datetime(2026, 11, 20, 2, tzinfo=UTC).timestamp())


def test_an_alert_is_read_with_its_offset() -> None:
    assert alert(ROW, OPTIONS) == (
        f"f00@{TWO}",
        Alert(service="a/b", severity="page", started_at=TWO, ends_at=TWO + 240),
    )
    assert alert({**ROW, "labels": {}}, OPTIONS) is None


@pytest.mark.parametrize("change", [{"startsAt": "soon"}, {"labels": None}, {"endsAt": "0001-01-01T00:00:00Z"}])
def test_an_alert_that_can_not_be_read_is_put_aside(change: dict[str, object]) -> None:
    with pytest.raises(SkippableRow):
        alert({**ROW, **change}, OPTIONS)


@pytest.mark.parametrize(
    ("ends_at", "expected"),
    [(600, 600), (601, 300), (300, 300), (200, 300)],
    ids=["it was to end by now", "it was to go on", "it ended when last seen", "it was overdue when last seen"],
)
def test_the_end_of_an_alert_is_when_it_was_to_end_or_when_it_was_last_seen(ends_at: int, expected: int) -> None:
    seen = Alert(service="s", severity=None, started_at=TWO, ends_at=TWO + ends_at)
    before = Position(begun=TWO, at=TWO + 300, alerts={"x": seen})
    (over,) = ended(before, {}, at=TWO + 600, gap=300)
    assert over.ended_at == from_epoch(TWO + expected)


def test_an_alert_that_ended_while_nobody_polled_is_known_until_it_was_last_seen() -> None:
    seen = Alert(service="s", severity=None, started_at=TWO, ends_at=TWO + 500)
    (over,) = ended(Position(begun=TWO, at=TWO + 300, alerts={"x": seen}), {}, at=TWO + 601, gap=300)
    assert over.ended_at == from_epoch(TWO + 300)


def test_the_watchdog_was_told_last_when_its_latest_alert_was() -> None:
    told = [{"updatedAt": "2026-11-20T10:00:00.5+08:00"}, {"updatedAt": "2026-11-20T02:01:00Z"}]
    assert heard_at(told, at=TWO + 90) == TWO + 60
    assert heard_at([{}], at=TWO + 90) == TWO + 90
    assert heard_at([], at=TWO) is None


def test_a_position_survives_as_text() -> None:
    seen = Alert(service="商店", severity=None, started_at=TWO, ends_at=TWO)
    position = Position(begun=1, at=2, alerts={"x": seen}, away_since=3)
    assert Position.read(position.cursor()) == position
