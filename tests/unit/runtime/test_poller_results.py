"""How a poll ends, and what the next one begins with."""

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from telling import START, batch, status

from slawatch.cli.sync import read_whole
from slawatch.errors import DeferredSourceError, FatalSourceError, RetriableSourceError
from slawatch.ingest.source import Batch, Check, Finding
from slawatch.runtime.poller import Poller
from slawatch.store.opening import open_for_writing
from slawatch.store.sql import SqlStore
from slawatch.testing.clock import ManualClock
from slawatch.testing.memory_source import MemorySource

Making = Callable[..., Poller]


@pytest.fixture
def store(tmp_path: Path) -> Iterator[SqlStore]:
    opened = open_for_writing(f"sqlite:///{tmp_path}/slawatch.db")
    yield opened
    opened.close()


@pytest.fixture
def poller(store: SqlStore) -> Making:
    def made(*polls: Iterable[Batch | Exception], check: Check | None = None, config_hash: str = "h") -> Poller:
        source = MemorySource(*polls, check=check)
        return Poller(name="desk", source=source, store=store, clock=ManualClock(START), config_hash=config_hash)

    return made


def in_minutes(minutes: int) -> datetime:
    return START + timedelta(minutes=minutes)


@pytest.mark.parametrize(
    ("error", "result"),
    [
        (RetriableSourceError("it rests"), "retriable"),
        (FatalSourceError("it rests"), "fatal"),
        (DeferredSourceError("it rests", until=in_minutes(7)), "deferred"),
        (KeyError("it rests"), "fatal"),
    ],
)
def test_a_poll_ends_by_the_class_of_its_error(poller: Making, error: Exception, result: str) -> None:
    poll = poller([error]).poll()
    assert (poll.result, poll.changed, poll.watermark) == (result, False, None)
    assert "it rests" in poll.error
    assert poll.not_before == (in_minutes(7) if result == "deferred" else None)


def test_what_the_store_refuses_is_fatal(poller: Making) -> None:
    poll = poller([Batch(cursor="1", events=(status("9", "open", 60),))]).poll()
    assert poll.result == "fatal"
    assert "ticket 9" in poll.error


def test_a_good_poll_tells_what_it_stored(poller: Making) -> None:
    poll = poller([batch("1", "2", more=True), batch("2", "3", cursor="2", complete_through=START)]).poll()
    assert (poll.result, poll.error, poll.changed, poll.watermark) == ("success", "", True, START)
    assert {name: count for name, count in poll.records.items() if count} == {"ticket_new": 3, "event_new": 9}


def test_what_was_told_before_an_error_is_kept_and_the_next_poll_goes_on_from_there(poller: Making) -> None:
    made = poller([batch("1", cursor="first"), RetriableSourceError("cut")], [batch("2", cursor="second")])
    assert (made.poll().result, made.poll().result) == ("retriable", "success")
    assert made.source.cursors == [None, "first"]
    assert made.store.state("desk").cursor == "second"


def test_a_cursor_of_other_options_is_not_used(poller: Making) -> None:
    assert poller([batch("1", cursor="old")], config_hash="before").poll().result == "success"
    made = poller([batch("1", cursor="new")], config_hash="after")
    poll = made.poll()
    assert made.source.cursors == [None]
    assert not poll.changed, "the same facts told again change nothing"


def test_a_poll_afresh_uses_no_cursor(poller: Making) -> None:
    made = poller([batch("1")], [batch("1")])
    made.poll()
    assert not made.poll(afresh=True).changed
    assert made.source.cursors == [None, None]


def test_a_poll_that_is_told_to_stop_ends_after_its_batch(poller: Making) -> None:
    made = poller([batch("1", cursor="first"), batch("2", cursor="second")])
    made.stopping = lambda: True
    assert made.poll().result == "stopped"
    assert made.store.state("desk").cursor == "first"


def test_a_source_that_fails_five_times_is_left_alone_for_longer_and_longer(poller: Making) -> None:
    made = poller(*[[RetriableSourceError("down")]] * 11, [batch("1")], [RetriableSourceError("down")])
    breaks = [made.poll().not_before for _ in range(11)]
    minutes = (1, 2, 4, 8, 15, 15, 15)
    assert breaks == [None, None, None, None, *map(in_minutes, minutes)]
    assert made.poll().result == "success"
    assert made.poll().not_before is None, "a success forgives"


def test_a_source_that_is_down_for_days_is_still_told_as_down(poller: Making) -> None:
    made = poller(*[[RetriableSourceError("down")]] * 60)
    assert [made.poll().result for _ in range(60)][-1] == "retriable"
    made._failures = 5_000
    made.source._polls.append((RetriableSourceError("down"),))
    assert made.poll().not_before == in_minutes(15)


def test_an_instant_that_the_server_named_stands_before_the_break(poller: Making) -> None:
    made = poller(*[[RetriableSourceError("down")]] * 5, [DeferredSourceError("busy", until=in_minutes(99))])
    assert [made.poll().not_before for _ in range(6)][-1] == in_minutes(99)


def test_a_source_whose_check_finds_an_error_is_not_read_until_it_finds_none(poller: Making) -> None:
    refused = Check(findings=(Finding(level="error", text="the zone is not UTC", hint="set it to UTC"),))
    made = poller([batch("1")], check=refused)
    poll = made.poll()
    assert (poll.result, poll.error) == ("fatal", "the zone is not UTC (set it to UTC)")
    assert made.source.cursors == []
    made.source._check = Check(findings=(Finding(level="warning", text="its clock is late"),))
    assert made.poll().result == "success"


def test_a_poll_whose_time_is_used_up_says_that_there_is_more(poller: Making) -> None:
    part, rest = batch("1", more=True), batch("2", cursor="2", complete_through=START)
    one = poller([part], [rest])
    assert [one.poll().more, one.poll().more] == [True, False]


def test_a_sync_reads_on_until_everything_is_told(poller: Making) -> None:
    parts = [[batch(str(n), cursor=str(n), more=True)] for n in range(1, 4)]
    poll = read_whole(poller(*parts, [batch("4", cursor="4", complete_through=START)]), afresh=False)
    assert (poll.watermark, poll.more, poll.records["ticket_new"]) == (START, False, 4)


def test_a_sync_gives_up_on_a_source_that_says_there_is_more_and_tells_nothing(poller: Making) -> None:
    empty = [Batch(cursor="1", more=True)]
    assert read_whole(poller(empty, empty, empty), afresh=False).more
