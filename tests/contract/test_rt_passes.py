"""What a Request Tracker is asked beside its feed."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from rt_reading import NAME, VARIABLE, reader

from slawatch.ingest.source import Limits, Stamp
from slawatch.runtime.poller import Poller
from slawatch.sources.request_tracker.source import RequestTracker
from slawatch.store.opening import open_for_writing
from slawatch.store.sql import SqlStore
from slawatch.testing.clock import ManualClock
from slawatch.testing.fake_rt import FakeRequestTracker, Transaction
from slawatch.testing.fake_rt_rest import TOKEN, FakeRest2
from slawatch.testing.http_faults import FaultyServer

DAY = 86_400


@pytest.fixture
def rt() -> FakeRequestTracker:
    return FakeRequestTracker()


@pytest.fixture
def server(rt: FakeRequestTracker) -> Iterator[FaultyServer]:
    with FaultyServer(FakeRest2(rt).answer) as running:
        yield running


@pytest.fixture
def source(server: FaultyServer, monkeypatch: pytest.MonkeyPatch) -> Iterator[RequestTracker]:
    monkeypatch.setenv(VARIABLE, TOKEN)
    made = reader(server.url, clock=ManualClock())
    yield made
    made.close()


@pytest.fixture
def store(tmp_path: Path) -> Iterator[SqlStore]:
    opened = open_for_writing(f"sqlite:///{tmp_path}/slawatch.db")
    yield opened
    opened.close()


def test_a_rescan_tells_the_tickets_with_a_transaction_since_then(
    rt: FakeRequestTracker, source: RequestTracker
) -> None:
    quiet, busy = rt.create(), rt.create()
    rt.advance(3600)
    since = rt.now
    for _ in range(230):
        rt.comment(busy)
    deleted = rt.create()
    rt.delete(deleted)
    told = [ticket.id for batch in source.rescan(since, Limits()) for ticket in batch.tickets]
    assert sorted(told) == [str(busy), str(deleted)]
    assert str(quiet) not in told
    assert {batch.cursor for batch in source.rescan(since - timedelta(hours=2), Limits())} == {None}


def test_a_rescan_looks_behind_pages_that_may_not_be_seen(rt: FakeRequestTracker, source: RequestTracker) -> None:
    before = rt.hidden
    seen, secret = rt.create(), rt.create()
    for _ in range(250):
        rt.comment(secret)

    def hidden(row: Transaction) -> bool:
        return row.ticket == secret or before(row)

    rt.hidden = hidden
    (batch,) = source.rescan(rt.now, Limits())
    assert [ticket.id for ticket in batch.tickets] == [str(seen)]


def test_a_census_lists_what_a_search_finds(
    rt: FakeRequestTracker, server: FaultyServer, source: RequestTracker
) -> None:
    one, merged, deleted, done, other = (rt.create() for _ in range(5))
    rt.merge(merged, one)
    rt.delete(deleted)
    rt.change(done, "Status", "resolved")
    rt.change(other, "Queue", "3")
    all_of_them = {stamp.id for stamp in source.census(Limits(), open_only=False)}
    assert all_of_them == {str(one), str(done), str(other)}
    assert {stamp.id for stamp in source.census(Limits(), open_only=True)} == {str(one), str(other)}
    of_queue = reader(server.url, clock=ManualClock(), queues=["Network"])
    assert list(of_queue.census(Limits(), open_only=True)) == [Stamp(id=str(other), updated_at=rt.now, status="new")]
    of_queue.close()


def test_named_tickets_are_told_whole_and_those_that_are_wiped_out_are_gone(
    rt: FakeRequestTracker, source: RequestTracker
) -> None:
    kept, wiped = rt.create(), rt.create()
    rt.change(kept, "Status", "open")
    rt.shred(wiped)
    (batch,) = source.hydrate([str(kept), str(wiped), "line 7"], Limits())
    assert ([ticket.id for ticket in batch.tickets], len(batch.events)) == ([str(kept)], 2)
    assert [(gone.ticket_id, gone.why, gone.at) for gone in batch.gone] == [(str(wiped), "deleted", rt.now)]


def test_a_ticket_that_was_shredded_ends_when_two_passes_miss_it(
    rt: FakeRequestTracker, source: RequestTracker, store: SqlStore
) -> None:
    ids = [rt.create() for _ in range(3)]
    clock = ManualClock(rt.now)
    poller = Poller(name=NAME, source=source, store=store, clock=clock, config_hash="h")
    poller.poll()
    rt.shred(ids[1])
    ended = []
    for _ in range(2):
        clock.advance(DAY)
        rt.advance(DAY)
        assert set(poller.poll().passes.values()) <= {"success"}
        ended.append({each.id for each in store.standings(NAME) if each.gone})
    assert ended == [set(), {str(ids[1])}], "missed by the census, then by the re-scan a day later"
