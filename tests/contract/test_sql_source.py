"""sql, with Trac's schema as the example: what rows mean, and that no row is lost among concurrent writers."""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from threading import Event as Signal
from threading import Thread
from typing import Final

import postgresql
import pytest
from pydantic import ValidationError
from seeds import SEEDS
from sqlalchemy import Engine, text
from trac import MICROSECONDS, OPTIONS, changed, database, deleted, late, opened, some_change

from slawatch.clock import SystemClock
from slawatch.errors import FatalSourceError, RetriableSourceError
from slawatch.ingest.source import Batch, CompleteSource, Limits
from slawatch.model.event import Actor, Event, EventType
from slawatch.sources.sql import KIND
from slawatch.testing.clock import ManualClock
from slawatch.testing.request_counts import RequestCounts

Told = dict[tuple[str, str], Event]
ENOUGH_EVENTS: Final = 50
"""Four writers make as many in half a second, or in several on a busy machine."""


@pytest.fixture(scope="module")
def server() -> Iterator[postgresql.Server]:
    with postgresql.running() as running:
        yield running


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/trac.db"
    return str(request.getfixturevalue("server").database())


def source(url: str, **changes: object) -> CompleteSource:
    options = KIND.options.model_validate({"url": url, **OPTIONS, **changes})
    return KIND.factory(options, clock=SystemClock(), observer=RequestCounts())  # type: ignore[return-value]


def now() -> int:
    return int(SystemClock().now().timestamp()) * MICROSECONDS


def take(told: Told, batch: Batch) -> None:
    """Keep events as a store does: by ticket and identity, the n-th of equal ones by its number."""
    met: set[tuple[str, str]] = set()
    for event in batch.events:
        nth = 0
        while (key := (event.ticket_id, event.identity(nth))) in met:
            nth += 1
        met.add(key)
        told[key] = event


def whole(of: CompleteSource) -> Told:
    told: Told = {}
    for batch in of.poll(None, Limits()):
        take(told, batch)
    return told


def poll(of: CompleteSource, cursor: str | None = None) -> list[Batch]:
    return list(of.poll(cursor, Limits()))


def test_rows_of_trac_become_the_history_of_a_ticket(url: str) -> None:
    engine, at = database(url), now() - 3600 * MICROSECONDS
    with engine.begin() as connection:
        opened(connection, 7, at=at + 999_999)
        changed(connection, 7, at=at + 60 * MICROSECONDS, status="accepted", owner="ann")
        changed(connection, 7, at=at + 61 * MICROSECONDS + 1, comment="Look at this")
        changed(connection, 7, at=at + 62 * MICROSECONDS, author="rita", comment="Thanks")
        changed(connection, 7, at=at + 63 * MICROSECONDS, status="closed", component="mail")
    (batch, end) = poll(source(url))
    began = datetime.fromtimestamp(at // MICROSECONDS, UTC)
    (ticket,) = batch.tickets
    assert (ticket.id, ticket.created_at, ticket.updated_at) == ("7", began, began + timedelta(seconds=63))
    created, *rest = batch.events
    assert (created.at, created.fields) == (
        began,
        {"type": "defect", "component": "shop", "priority": "major", "status": "new"},
    )
    found = [(event.type, (event.at - began).seconds, event.field, event.old, event.new, event.actor) for event in rest]
    assert sorted(found, key=lambda each: (each[1], str(each[2]))) == [
        (EventType.ASSIGNED, 60, "owner", None, "somebody", Actor.AGENT),
        (EventType.STATUS, 60, "status", "new", "accepted", Actor.AGENT),
        (EventType.PUBLIC_REPLY, 61, None, None, None, Actor.AGENT),
        (EventType.REQUESTER_REPLY, 62, None, None, None, Actor.REQUESTER),
        (EventType.SCOPE, 63, "component", "shop", "mail", Actor.AGENT),
        (EventType.STATUS, 63, "status", "accepted", "closed", Actor.AGENT),
    ]
    assert not any(word in repr((batch, end)) for word in ("secret", "Look", "Thanks", "rita", "ann"))
    assert end.complete_through is not None
    assert 60 <= SystemClock().now().timestamp() - end.complete_through.timestamp() < 120


def test_a_row_that_is_committed_late_is_told_within_the_lag_and_lost_without(server: postgresql.Server) -> None:
    url = server.database()
    engine, at = database(url), now() - 100 * MICROSECONDS
    patient, hasty = source(url, lag="30s"), source(url, lag="1s")
    with late(engine) as slow:
        opened(slow, 1, at=at)
        with engine.begin() as quick:
            opened(quick, 2, at=at + 20 * MICROSECONDS)
        first = {each: poll(each) for each in (patient, hasty)}
    second = {each: poll(each, first[each][-1].cursor) for each in (patient, hasty)}
    assert [ticket.id for ticket in first[patient][0].tickets] == ["2"]
    assert {ticket.id for batch in second[patient] for ticket in batch.tickets} == {"1", "2"}
    assert {ticket.id for batch in second[hasty] for ticket in batch.tickets} == {"2"}


def test_a_poll_sees_one_instant_of_the_database(server: postgresql.Server) -> None:
    url = server.database()  # writers of SQLite wait for its readers
    engine, at = database(url), now() - 100 * MICROSECONDS
    with engine.begin() as connection:
        for number in range(6):
            opened(connection, number, at=at + number)
    batches = source(url, page_size=2).poll(None, Limits())
    seen = [ticket.id for ticket in next(batches).tickets]
    with engine.begin() as connection:
        changed(connection, 3, at=at + 10 * MICROSECONDS, status="closed")
        deleted(connection, 4)
    seen += [ticket.id for batch in batches for ticket in batch.tickets]
    assert seen == ["0", "1", "2", "3", "4", "5"]


def test_nothing_can_be_written(server: postgresql.Server) -> None:
    url = server.database()
    with database(url).begin() as connection:
        connection.execute(text("CREATE SEQUENCE written"))
    writing = source(url, tickets="SELECT nextval('written') AS id, 1 AS created_at, 1 AS updated_at")
    with pytest.raises(FatalSourceError, match="in a read-only transaction"):
        poll(writing)


def test_a_reading_that_runs_out_of_time_goes_on_where_it_stood(url: str) -> None:
    engine, at = database(url), now() - 100 * MICROSECONDS
    with engine.begin() as connection:
        for number in range(10):
            opened(connection, number, at=at)  # one block of one stamp, larger than a page and than a poll
    clock = ManualClock()
    options = KIND.options.model_validate({"url": url, **OPTIONS, "page_size": 3})
    slow = KIND.factory(options, clock=clock, observer=RequestCounts())
    cursor, seen, polls = None, list[str](), 0
    while polls < 9:
        polls += 1
        ended = False
        for batch in slow.poll(cursor, Limits(seconds=100)):
            clock.advance(90)
            cursor, ended = batch.cursor, batch.complete_through is not None
            seen += [ticket.id for ticket in batch.tickets]
        if ended:
            break
    assert (seen, polls) == ([str(number) for number in range(10)], 5)


@pytest.mark.parametrize("seed", SEEDS)
def test_random_writers_late_rows_and_stops_lose_and_double_nothing(seed: int, tmp_path: Path) -> None:
    interleave(f"sqlite:///{tmp_path}/trac.db", Random(seed))


@dataclass
class World:
    """Writers whose transactions are over at random instants."""

    engine: Engine
    rng: Random
    at: int
    number: int = 0
    waiting: list[tuple[int, int]] = field(default_factory=list)
    """Tickets that have their time already, but that nobody sees yet."""

    def turn(self) -> None:
        """Let something be written."""
        self.at += self.rng.choice((0, 0, 1, 500_000, 3 * MICROSECONDS))
        with self.engine.begin() as connection:
            there = [row[0] for row in connection.execute(text("SELECT id FROM ticket ORDER BY id"))]
            action = self.rng.random() if there else 0
            if action < 0.4:
                self.number += 1
                self.waiting.append((self.number, self.at))
            elif action < 0.45:
                deleted(connection, self.rng.choice(there))
            else:
                self.at += 1
                comment = self.rng.choice(("", "x"))
                changed(connection, self.rng.choice(there), at=self.at, comment=comment, **some_change(self.rng))
        self.commit(lambda stamp: self.rng.random() < 0.7 or stamp < self.at - 15 * MICROSECONDS)

    def commit(self, is_over: Callable[[int], bool]) -> None:
        """Let others see tickets that waited."""
        with self.engine.begin() as connection:
            for each in [each for each in self.waiting if is_over(each[1])]:
                self.waiting.remove(each)
                opened(connection, each[0], at=each[1])


def stopped_poll(of: CompleteSource, cursor: str | None, told: Told, rng: Random) -> str | None:
    """Poll, and stop at random before or after a batch was committed; return the cursor that was."""
    for batch in of.poll(cursor, Limits()):
        if rng.random() < 0.2:
            return cursor
        cursor = batch.cursor
        take(told, batch)
        if rng.random() < 0.2:
            return cursor
    return cursor


def interleave(url: str, rng: Random) -> None:
    """Write at random while polls are stopped at random; in the end all is told as a whole reading tells it."""
    of = source(url, page_size=rng.choice((1, 2, 5)), lag="20s")
    world, told, cursor = World(database(url), rng, now() - 3600 * MICROSECONDS), Told(), None
    for _ in range(40):
        world.turn()
        if rng.random() < 0.5:
            cursor = stopped_poll(of, cursor, told, rng)
    world.commit(lambda _: True)
    for _ in range(2):  # the first ends a reading that was broken off
        for batch in of.poll(cursor, Limits()):
            cursor = batch.cursor
            take(told, batch)
    there = {stamp.id for stamp in of.census(Limits(), open_only=False)}
    assert {key: event for key, event in told.items() if key[0] in there} == whole(source(url))
    lost = {ticket for ticket, _ in told} - there
    gone = [each for batch in of.hydrate(lost, Limits()) for each in batch.gone]
    assert {(each.ticket_id, each.why) for each in gone} == {(ticket, "deleted") for ticket in lost}


def test_concurrent_writers_lose_nothing(server: postgresql.Server) -> None:
    url = server.database()
    engine, of = database(url), source(url, page_size=3, lag="2s")
    stop = Signal()
    writers = [Thread(target=write, args=(engine, writer, stop)) for writer in range(4)]
    for writer in writers:
        writer.start()
    told, cursor, end = Told(), None, time.monotonic() + 3
    while time.monotonic() < end or len(told) < ENOUGH_EVENTS:
        for batch in of.poll(cursor, Limits()):
            take(told, batch)
            cursor = batch.cursor
    stop.set()
    for writer in writers:
        writer.join()
    for batch in of.poll(cursor, Limits()):
        take(told, batch)
    assert told == whole(source(url))


def write(engine: Engine, writer: int, stop: Signal) -> None:
    rng, own = Random(writer), list[int]()
    while not stop.is_set():
        with engine.begin() as connection:
            at = int(SystemClock().now().timestamp() * MICROSECONDS) + rng.randrange(MICROSECONDS)
            if len(own) < 3 or rng.random() < 0.3:
                own.append(writer * 1_000_000 + len(own))
                opened(connection, own[-1], at=at)
            else:
                number = rng.choice(own)
                before = connection.execute(text("SELECT changetime FROM ticket WHERE id = :id"), {"id": number})
                changed(connection, number, at=max(at, before.scalar_one() + 1), **some_change(rng))
            stop.wait(rng.random() * 0.2)  # the time is taken, the transaction is not over


def test_without_history_changes_are_seen_by_comparing(url: str) -> None:
    engine, at = database(url), now() - 3600 * MICROSECONDS
    of = source(
        url, history=None, comments=None, compare=True, tickets="SELECT id, time AS created_at, status FROM ticket"
    )
    with engine.begin() as connection:
        opened(connection, 1, at=at)
        opened(connection, 2, at=at)
    first = poll(of)
    with engine.begin() as connection:
        changed(connection, 2, at=at + 1, status="closed")
    second = poll(of, first[-1].cursor)
    assert [(e.ticket_id, e.fields) for batch in first for e in batch.events] == [
        ("1", {"status": "new"}),
        ("2", {"status": "new"}),
    ]
    (event,) = [event for batch in second for event in batch.events]
    assert (event.ticket_id, event.old, event.new, event.derived) == ("2", "new", "closed", True)
    assert poll(of, second[-1].cursor)[0].events == ()


def test_a_row_that_can_not_be_read_is_put_aside_and_moves_no_cursor(url: str) -> None:
    engine, at = database(url), now() - 3600 * MICROSECONDS
    with engine.begin() as connection:
        opened(connection, 1, at=at)
        opened(connection, 2, at=253_402_300_800 * 10 * MICROSECONDS)  # beyond the calendar
    of = source(url)
    first = poll(of)
    assert [(row.row_id, row.reason.partition(":")[0]) for batch in first for row in batch.bad] == [("2", "created_at")]
    with engine.begin() as connection:
        opened(connection, 3, at=at + MICROSECONDS)
    assert "3" in {ticket.id for batch in poll(of, first[-1].cursor) for ticket in batch.tickets}


def test_a_rescan_tells_what_changed_since(url: str) -> None:
    engine, at = database(url), now() - 7200 * MICROSECONDS
    with engine.begin() as connection:
        opened(connection, 1, at=at)
        opened(connection, 2, at=at + 3600 * MICROSECONDS)
    since = datetime.fromtimestamp(at // MICROSECONDS, UTC) + timedelta(minutes=1)
    assert [ticket.id for batch in source(url).rescan(since, Limits()) for ticket in batch.tickets] == ["2"]


def test_links_are_told(url: str) -> None:
    engine, at = database(url), now() - 7200 * MICROSECONDS
    with engine.begin() as connection:
        opened(connection, 1, at=at)
        connection.execute(text("UPDATE ticket SET keywords = '9'"))
    query = """SELECT id AS "Ticket_Id", time AS "AT", 'duplicate' AS relation, keywords AS other FROM ticket"""
    (*_, link) = poll(source(url, links=query))[0].events
    assert (link.type, link.field, link.new) == (EventType.LINKED, "duplicate", "9")


def test_check_tells_what_the_queries_give(url: str) -> None:
    engine = database(url)
    with engine.begin() as connection:
        opened(connection, 1, at=now() - 7200 * MICROSECONDS)
    found = source(url).check()
    assert found.usable
    assert {(word.field, word.raw) for word in found.words} == {
        ("status", "new"),
        ("priority", "major"),
        ("type", "defect"),
        ("component", "shop"),
    }
    assert (found.version or "").startswith(url[:6])
    wrong = source(url, history="SELECT ticket, time AS at, field FROM ticket_change").check()
    assert [finding.text for finding in wrong.findings if finding.level == "error"] == [
        "the query history gives no new, ticket_id, but ticket, at, field"
    ]
    with engine.begin() as connection:
        connection.execute(text("UPDATE ticket SET changetime = NULL"))
    assert not source(url).check().usable


def test_a_missing_file_is_not_made(tmp_path: Path) -> None:
    with pytest.raises(FatalSourceError, match="does not exist"):
        poll(source(f"sqlite:///{tmp_path}/none.db"))
    assert list(tmp_path.iterdir()) == []


def test_a_password_is_never_shown(server: postgresql.Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TRAC_PASSWORD", "hunter2hunter2")
    refused = source("postgresql+psycopg://nobody@127.0.0.1:1/none", password="env:TRAC_PASSWORD")  # noqa: S106
    with pytest.raises(RetriableSourceError) as told:
        poll(refused)
    assert "hunter2" not in str(told.value) + repr(told.value.__cause__) + repr(refused.__dict__)
    with pytest.raises(ValidationError, match="does not stand in the file") as seen:
        source("postgresql://me:hunter2@db/x")
    del seen


def test_an_unknown_driver_is_told() -> None:
    with pytest.raises(FatalSourceError, match="is its driver installed"):
        poll(source("nosuchdb://me@db/x"))


@pytest.mark.parametrize("kind", ["timestamp", "timestamptz", "text"])
def test_times_of_other_types_are_read_and_asked_for(server: postgresql.Server, kind: str) -> None:
    url = server.database()
    engine, hours = database(url), "SELECT id, at AS created_at, at AS updated_at, status FROM other"
    with engine.begin() as connection:
        connection.execute(text("SET TIME ZONE 'Asia/Shanghai'"))
        connection.execute(text(f"CREATE TABLE other (id text, at {kind}, status text)"))
        connection.execute(text("INSERT INTO other VALUES ('a', '2026-11-20 10:00:00.5', 'new')"))
    of = source(url, tickets=hours, history=None, comments=None, timezone="Asia/Shanghai", lag="5s")
    first = poll(of)
    assert first[0].tickets[0].created_at == datetime(2026, 11, 20, 2, tzinfo=UTC)
    with engine.begin() as connection:
        connection.execute(text("SET TIME ZONE 'Asia/Shanghai'"))
        connection.execute(text("INSERT INTO other VALUES ('b', '2026-11-20 09:59:56', 'new')"))
        connection.execute(text("INSERT INTO other VALUES ('c', '2026-11-20 09:59:54', 'new')"))
    assert [ticket.id for batch in poll(of, first[-1].cursor) for ticket in batch.tickets] == ["b"]


def test_what_a_database_says_of_a_value_is_not_repeated(server: postgresql.Server) -> None:
    url = server.database()
    engine, told = (
        database(url),
        "SELECT id, time AS created_at, changetime AS updated_at, status::int AS n FROM ticket",
    )
    with engine.begin() as connection:
        opened(connection, 1, at=now())
        connection.execute(text("UPDATE ticket SET status = 'Jane Doe'"))
    with pytest.raises(FatalSourceError, match="InvalidTextRepresentation") as raised:
        poll(source(url, tickets=told, history=None, comments=None))
    assert "Jane" not in str(raised.value)
