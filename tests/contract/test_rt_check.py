"""What the Request Tracker source says of a server and an account before it relies on them."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from rt_reading import VARIABLE, reader

from slawatch.ingest.source import Check
from slawatch.testing.clock import ManualClock
from slawatch.testing.fake_rt import FakeRequestTracker
from slawatch.testing.fake_rt_rest import TOKEN, FakeRest2
from slawatch.testing.http_faults import FaultyServer, json_reply


@pytest.fixture
def rt() -> FakeRequestTracker:
    rt = FakeRequestTracker()
    rt.create()
    return rt


@pytest.fixture
def rest(rt: FakeRequestTracker) -> FakeRest2:
    return FakeRest2(rt)


@pytest.fixture
def server(rest: FakeRest2, monkeypatch: pytest.MonkeyPatch) -> Iterator[FaultyServer]:
    monkeypatch.setenv(VARIABLE, TOKEN)
    with FaultyServer(rest.answer) as running:
        yield running


def checked(server: FaultyServer, clock: ManualClock | None = None, *, below: str = "", **options: object) -> Check:
    source = reader(server.url + below, clock=clock or ManualClock(FakeRequestTracker().now), **options)
    found = source.check()
    source.close()
    return found


def faults(found: Check, level: str = "error") -> list[str]:
    return [finding.text for finding in found.findings if finding.level == level]


def test_an_account_in_utc_that_sees_its_queues_is_usable(rt: FakeRequestTracker, server: FaultyServer) -> None:
    found = checked(server, queues=["Network"])
    assert (found.identity, found.timezone, found.server_time) == ("slawatch", "UTC", rt.now)
    assert found.usable
    assert faults(found, "warning") == []


@pytest.mark.parametrize("zone", ["America/New_York", "Asia/Shanghai", "Europe/London"])
def test_an_account_in_another_zone_is_refused_with_the_way_out(
    rt: FakeRequestTracker, server: FaultyServer, zone: str
) -> None:
    rt.zone = zone
    [error] = [finding for finding in checked(server).findings if finding.level == "error"]
    assert f"time zone is {zone}" in error.text
    assert "Timezone to UTC" in error.hint


def test_an_account_without_a_zone_is_refused_because_the_servers_is_not_told(
    rt: FakeRequestTracker, server: FaultyServer
) -> None:
    rt.zone = None
    [fault] = faults(checked(server))
    assert "no time zone of its own" in fault


def test_an_account_without_rights_is_refused_though_rt_answers_200(
    rt: FakeRequestTracker, server: FaultyServer
) -> None:
    rt.queues = {}
    assert faults(checked(server)) == ["the account sees no queue"]


def test_a_queue_or_custom_field_that_is_not_seen_is_named(server: FaultyServer) -> None:
    found = checked(server, queues=["Netwrok"], custom_fields=["Servcie"])
    assert faults(found) == ['the account sees no queue "Netwrok"', 'the account sees no custom field "Servcie"']


def test_a_filter_that_is_ignored_is_an_error(rt: FakeRequestTracker, rest: FakeRest2, server: FaultyServer) -> None:
    rest.ignores_filters = True
    assert any("filter on ids is ignored" in fault for fault in faults(checked(server)))


def test_histories_that_are_not_seen_are_a_warning(rt: FakeRequestTracker, server: FaultyServer) -> None:
    rt.hidden = lambda _row: True
    assert faults(checked(server), "warning") == ["the account sees no ticket's history"]


def test_a_clock_that_is_wrong_is_a_warning_with_its_error(rt: FakeRequestTracker, server: FaultyServer) -> None:
    found = checked(server, ManualClock(rt.now + timedelta(seconds=90)))
    assert faults(found, "warning") == ["RT's clock is -90 s from ours"]
    assert found.usable


def test_a_refused_token_is_an_error_and_is_not_shown(server: FaultyServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(VARIABLE, "1-31-wrong")
    [fault] = faults(checked(server))
    assert "refuses the token" in fault
    assert "wrong" not in fault


def test_the_url_of_another_page_is_an_error_with_a_hint(server: FaultyServer) -> None:
    found = checked(server, below="/elsewhere")
    assert [finding.hint for finding in found.findings] == ["url is the address of RT's start page, without /REST/2.0"]


def test_another_program_at_the_url_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(VARIABLE, TOKEN)
    with FaultyServer(json_reply([])) as server:
        assert faults(checked(server)) == ["what answers is no Request Tracker 5"]
