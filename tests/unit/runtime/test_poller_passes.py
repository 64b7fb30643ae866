"""What a poller asks beside the tail, and what follows from the answers."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from telling import START, after, batch, created, history, ticket

from slawatch.errors import DeferredSourceError, RetriableSourceError
from slawatch.ingest.source import BadRow, Batch, Caps, Gone, Stamp
from slawatch.model.event import EventType
from slawatch.runtime.passes import Rhythm
from slawatch.runtime.poller import Poll, Poller
from slawatch.store.opening import open_for_writing
from slawatch.store.sql import SqlStore
from slawatch.testing.clock import ManualClock
from slawatch.testing.memory_source import MemoryDesk

HOUR, DAY = 3_600, 86_400
CAPS = Caps(
    history="full", delta="token", grain=1, public_replies=True, passes=frozenset({"rescan", "hydrate", "census"})
)


def one(id_: str, *statuses: str) -> Batch:
    return Batch(cursor=None, tickets=(ticket(id_),), events=history(id_, *statuses))


def gone(id_: str) -> Batch:
    return Batch(cursor=None, gone=(Gone(ticket_id=id_, why="deleted", at=after(500)),))


class Bench:
    """A poller of a desk with the tickets 1, 2 and 3, all of them read and open."""

    def __init__(self, store: SqlStore, *, caps: Caps = CAPS) -> None:
        self.store, self.clock = store, ManualClock(START)
        self.desk = MemoryDesk({id_: one(id_, "open") for id_ in "123"}, caps=caps)
        self.poller = Poller(name="desk", source=self.desk, store=store, clock=self.clock, config_hash="h")
        events = tuple(event for id_ in "123" for event in history(id_, "open"))
        first = Batch(cursor="1", tickets=tuple(map(ticket, "123")), events=events, complete_through=START)
        self.desk.tail = [first]
        self.poll()

    def poll(self, *, later: int = 0) -> Poll:
        self.clock.advance(later)
        self.desk.asked.clear()
        return self.poller.poll()

    def ended(self) -> set[str]:
        return {each.id for each in self.store.standings("desk") if each.gone}


@pytest.fixture
def store(tmp_path: Path) -> Iterator[SqlStore]:
    opened = open_for_writing(f"sqlite:///{tmp_path}/slawatch.db")
    yield opened
    opened.close()


@pytest.fixture
def bench(store: SqlStore) -> Bench:
    return Bench(store)


def test_passes_take_place_at_their_intervals_and_not_at_once(bench: Bench) -> None:
    assert bench.poll(later=HOUR - 1).passes == {}
    assert bench.poll(later=1).passes == {"rescan": "success"}
    assert bench.desk.asked == ["poll 1", "rescan 09:00"]
    assert bench.poll(later=60).passes == {}
    assert bench.poll(later=DAY).passes == {"rescan": "success", "census": "success"}
    assert "check" in bench.desk.asked, "canaries sing every day"


def test_a_restart_remembers_when_passes_took_place(bench: Bench) -> None:
    bench.poll(later=HOUR)
    other = Poller(name="desk", source=bench.desk, store=bench.store, clock=bench.clock, config_hash="h")
    bench.clock.advance(HOUR - 1)
    assert other.poll().passes == {}
    bench.clock.advance(1)
    assert other.poll().passes == {"rescan": "success"}


@pytest.mark.parametrize("left", [set(), {"hydrate"}, {"census"}, {"rescan"}])
def test_a_source_is_asked_for_what_it_can_only(store: SqlStore, left: set[str]) -> None:
    bench = Bench(store, caps=replace(CAPS, passes=frozenset(left)))
    assert set(bench.poll(later=DAY).passes) == left & {"rescan"}


def test_passes_that_are_switched_off_do_not_take_place(bench: Bench) -> None:
    bench.poller.rhythm = Rhythm(rescan=None, census=None)
    assert bench.poll(later=2 * DAY).passes == {}


def test_no_pass_takes_place_before_all_was_read_once(store: SqlStore) -> None:
    desk = MemoryDesk({}, caps=CAPS)
    desk.tail = [batch("1")]
    poller = Poller(name="desk", source=desk, store=store, clock=ManualClock(START), config_hash="h")
    poller.poll()
    poller.clock.advance(DAY)
    assert poller.poll().passes == {}


def test_a_rescan_adds_what_the_tail_missed_and_leaves_the_cursor(bench: Bench) -> None:
    bench.desk.tickets["2"] = replace(one("2", "open", "solved"), cursor="elsewhere", complete_through=after(9))
    poll = bench.poll(later=HOUR)
    assert poll.changed
    assert [each.status for each in bench.store.standings("desk")] == ["open", "solved", "open"]
    assert (bench.store.state("desk").cursor, poll.watermark) == ("1", START)


def test_a_census_reads_what_is_unknown_or_other_than_stored(bench: Bench) -> None:
    bench.poller.rhythm = Rhythm(rescan=None)
    bench.desk.tickets |= {"2": one("2", "open", "solved"), "4": one("4")}
    bench.desk.listed |= {"2": Stamp(id="2", status="solved"), "4": Stamp(id="4"), "1": Stamp(id="1", status="open")}
    bench.poll(later=DAY)
    assert "hydrate 2 4" in bench.desk.asked
    assert [(each.id, each.status) for each in bench.store.standings("desk")] == [
        ("1", "open"),
        ("2", "solved"),
        ("3", "open"),
        ("4", "new"),
    ]


def test_a_missing_ticket_is_gone_when_a_second_pass_confirms_it(bench: Bench) -> None:
    del bench.desk.listed["3"]
    bench.desk.tickets["3"] = gone("3")
    bench.poller.rhythm = Rhythm(rescan=None)
    bench.poll(later=DAY)
    assert (bench.ended(), set(bench.store.suspects("desk"))) == (set(), {"3"})
    bench.desk.tickets["3"] = replace(gone("3"), gone=(Gone(ticket_id="3", why="deleted", at=after(9 * DAY)),))
    bench.poll(later=DAY)
    assert (bench.ended(), bench.store.suspects("desk")) == ({"3"}, {})
    (end,) = [each.event for each in bench.store.events("desk") if each.event.type is EventType.DELETED]
    assert end.at == after(500), "its timers stop when it was first told to be gone"
    bench.poll(later=DAY)
    assert not [each for each in bench.desk.asked if each.startswith("hydrate")], "who is gone is asked for no more"


def test_a_rescan_may_be_the_second_pass(bench: Bench) -> None:
    del bench.desk.listed["3"]
    bench.desk.tickets["3"] = gone("3")
    bench.poll(later=DAY)
    assert bench.ended() == set()
    bench.poll(later=HOUR)
    assert bench.ended() == {"3"}


def test_a_ticket_that_one_census_missed_and_the_next_finds_lives_on(bench: Bench) -> None:
    there, listed = bench.desk.tickets["3"], bench.desk.listed["3"]
    bench.poller.rhythm = Rhythm(rescan=None)
    for _ in range(2):
        bench.desk.tickets["3"] = gone("3")
        del bench.desk.listed["3"]
        bench.poll(later=DAY)
        bench.desk.tickets["3"], bench.desk.listed["3"] = there, listed
        bench.poll(later=DAY)
        assert bench.store.suspects("desk") == {}
    assert bench.ended() == set()


def test_a_ticket_that_comes_back_goes_on(bench: Bench) -> None:
    there = bench.desk.tickets["3"]
    bench.desk.tickets["3"] = gone("3")
    del bench.desk.listed["3"]
    bench.poll(later=DAY)
    bench.poll(later=HOUR)
    assert bench.ended() == {"3"}
    bench.desk.tickets["3"], bench.desk.listed["3"] = there, Stamp(id="3", status="open")
    bench.poll(later=DAY)
    assert bench.ended() == set()
    (last,) = [each for each in bench.store.standings("desk") if each.id == "3"]
    assert last.status == "open"


def test_closed_tickets_need_not_be_listed(bench: Bench) -> None:
    bench.poller.is_open = lambda status: status != "open"
    bench.desk.listed.clear()
    bench.poll(later=DAY)
    assert "census of open ones" in bench.desk.asked
    assert not [each for each in bench.desk.asked if each.startswith("hydrate")]


def test_a_census_that_misses_half_of_all_is_not_believed(store: SqlStore) -> None:
    bench = Bench(store)
    ids = [str(number) for number in range(100, 140)]
    events = tuple(created(id_) for id_ in ids)
    bench.desk.tail = [Batch(cursor="2", tickets=tuple(map(ticket, ids)), events=events, complete_through=START)]
    bench.desk.tickets = {id_: gone(id_) for id_ in ids}
    bench.poller.rhythm = Rhythm(rescan=None)
    assert bench.poll(later=DAY).passes == {"census": "fatal"}
    assert bench.store.suspects("desk") == {}


def test_what_a_pass_meets_leaves_the_poll_a_success_and_the_pass_due(bench: Bench) -> None:
    bench.desk.tickets["2"] = RetriableSourceError("cut")
    poll = bench.poll(later=HOUR)
    assert (poll.result, poll.passes) == ("success", {"rescan": "retriable"})
    assert bench.poll(later=60).passes == {}, "it rests a while"
    bench.desk.tickets["2"] = one("2")
    assert bench.poll(later=600).passes == {"rescan": "success"}


def test_a_pass_that_is_put_off_puts_the_source_off(bench: Bench) -> None:
    bench.desk.tickets["2"] = DeferredSourceError("busy", until=after(DAY))
    poll = bench.poll(later=2 * HOUR)
    assert (poll.passes, poll.not_before) == ({"rescan": "deferred"}, after(DAY))


def bad(digest: str = "aa") -> Batch:
    return Batch(cursor=None, bad=(BadRow(row_id="7", reason="no date", sha256=digest),))


def test_bad_rows_are_tried_again_more_and_more_seldom_until_they_can_be_read(bench: Bench) -> None:
    bench.poller.rhythm = Rhythm(rescan=None, census=None)
    bench.desk.tail = [replace(bad(), cursor="2")]
    bench.desk.tickets["7"] = bad()
    tries = [minute for minute in range(80) if bench.poll(later=60).passes]
    assert tries == [0, 10, 30, 70]
    bench.desk.tickets["7"] = one("7")
    assert bench.poll(later=DAY).passes == {"retry": "success"}
    assert bench.store.quarantine("desk") == []
    assert bench.poll(later=DAY).passes == {}


def test_a_batch_of_bad_rows_is_not_committed(bench: Bench) -> None:
    rows = tuple(BadRow(row_id=str(number), reason="odd", sha256="aa") for number in range(20))
    bench.desk.tail = [Batch(cursor="2", bad=rows)]
    poll = bench.poll()
    assert poll.result == "fatal"
    assert "20 of 20 rows" in poll.error
    assert (bench.store.state("desk").cursor, bench.store.quarantine("desk")) == ("1", [])
    few = tuple(created(str(number)) for number in range(400, 800))
    tickets = tuple(ticket(event.ticket_id) for event in few)
    bench.desk.tail = [Batch(cursor="3", bad=rows, tickets=tickets, events=few)]
    assert bench.poll().result == "success"


def test_unknown_fields_are_counted_and_change_nothing(bench: Bench) -> None:
    bench.desk.tail = [Batch(cursor="2", unknown_fields={"mood": 3, "shoe": 2})]
    poll = bench.poll()
    assert (poll.records["unknown_field"], poll.changed) == (5, False)


@pytest.mark.parametrize(("version", "cursor"), [(1, "1"), (2, "None")])
def test_a_cursor_of_another_version_is_not_used(bench: Bench, version: int, cursor: str) -> None:
    bench.desk.caps = replace(CAPS, cursor_version=version)
    bench.desk.tail = [replace(one("1", "open"), cursor="new")]
    assert not bench.poll().changed
    assert f"poll {cursor}" in bench.desk.asked
    bench.poll()
    assert "poll new" in bench.desk.asked


def test_a_pass_ends_with_the_daemon_and_is_due_again(bench: Bench) -> None:
    looks = iter([False, False, True])
    bench.poller.stopping = lambda: next(looks, True)
    assert bench.poll(later=HOUR).passes == {"rescan": "stopped"}
    bench.poller.stopping = lambda: False
    assert bench.poll(later=1).passes == {"rescan": "success"}
