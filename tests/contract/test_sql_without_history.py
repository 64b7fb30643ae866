"""sql where the database keeps no history, ids are odd and rows are careless: SQLite has no types to stop them."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from slawatch.clock import SystemClock
from slawatch.ingest.source import CompleteSource, Limits
from slawatch.model.event import Event, EventType
from slawatch.runtime.poller import Poller
from slawatch.sources.sql import KIND
from slawatch.store.opening import open_for_writing
from slawatch.store.sql import SqlStore
from slawatch.testing.request_counts import RequestCounts

TICKETS = "SELECT id, created AS created_at, updated AS updated_at, status FROM ticket"
BARE = "SELECT id, created AS created_at, status FROM ticket"
COMMENTS = "SELECT ticket AS ticket_id, at, 'agent' AS actor, public FROM comment"


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(tmp_path / "desk.db", isolation_level=None)) as connection:
        connection.executescript(
            """CREATE TABLE ticket (id, created, updated, status);
            CREATE TABLE comment (ticket, at, public);
            CREATE TABLE change (ticket, at, field, old, new);
            INSERT INTO ticket VALUES (1, '2026-11-01 08:00:00', '2026-11-01 08:00:00', 'new');"""
        )
        yield connection


@pytest.fixture
def store(tmp_path: Path) -> Iterator[SqlStore]:
    with closing(open_for_writing(f"sqlite:///{tmp_path}/store.db")) as opened:
        yield opened


def source(folder: Path, **options: object) -> CompleteSource:
    told = KIND.options.model_validate({"url": f"sqlite:///{folder}/desk.db", "timezone": "UTC", **options})
    return KIND.factory(told, clock=SystemClock(), observer=RequestCounts())  # type: ignore[return-value]


def poller(of: CompleteSource, store: SqlStore, *, options: str = "options") -> Poller:
    return Poller(name="desk", source=of, store=store, clock=SystemClock(), config_hash=options)


def newest(store: SqlStore) -> list[Event]:
    return list({(each.event.ticket_id, each.event.identity()): each.event for each in store.events("desk")}.values())


def statuses(store: SqlStore) -> list[str | None]:
    return [e.fields["status"] if e.type is EventType.CREATED else e.new for e in newest(store)]


@pytest.mark.parametrize("options", [{"tickets": BARE, "compare": True}, {"tickets": TICKETS}], ids=["all", "stamps"])
def test_read_afresh_or_by_other_options_a_ticket_was_still_created_as_it_was(
    desk: sqlite3.Connection, store: SqlStore, tmp_path: Path, options: dict[str, object]
) -> None:
    of = source(tmp_path, **options)
    poller(of, store).poll()
    for nth, status in enumerate(("open", "solved"), 1):
        desk.execute("UPDATE ticket SET status = ?, updated = ?", (status, f"2026-11-01 09:0{nth}:00"))
        poller(of, store, options=f"others {nth}").poll(afresh=True)
    assert statuses(store) == ["new", "open", "solved"]


@pytest.mark.parametrize("options", [{"tickets": BARE, "compare": True}, {"tickets": TICKETS}], ids=["all", "stamps"])
def test_a_ticket_that_is_named_tells_its_change_once_and_not_as_its_creation(
    desk: sqlite3.Connection, store: SqlStore, tmp_path: Path, options: dict[str, object]
) -> None:
    of, limits = source(tmp_path, **options), Limits()
    poller(of, store).poll()
    desk.execute("UPDATE ticket SET status = 'solved'")  # by hand: its time stays
    (batch,) = of.hydrate(["1"], limits)
    assert ([ticket.id for ticket in batch.tickets], batch.events, batch.gone) == (["1"], (), ())
    poller(of, store).poll()
    poller(of, store).poll()
    assert statuses(store) == ["new", "solved"]


def test_another_query_is_read_from_the_beginning_beside_what_was_seen(
    desk: sqlite3.Connection, store: SqlStore, tmp_path: Path
) -> None:
    desk.execute("INSERT INTO ticket VALUES (2, '2026-10-01 08:00:00', '2026-10-01 08:00:00', 'new')")
    poller(source(tmp_path, tickets=f"{TICKETS} WHERE id = 1"), store).poll()
    poller(source(tmp_path, tickets=TICKETS), store, options="others").poll()
    assert {event.ticket_id for event in newest(store)} == {"1", "2"}


def test_a_comment_of_a_ticket_whose_fields_stay_is_told(
    desk: sqlite3.Connection, store: SqlStore, tmp_path: Path
) -> None:
    of = source(tmp_path, tickets=TICKETS, comments=COMMENTS)
    poller(of, store).poll()
    desk.execute("INSERT INTO comment VALUES (1, '2026-11-01 09:00:00', 1)")
    desk.execute("UPDATE ticket SET updated = '2026-11-01 09:00:00'")
    poller(of, store).poll()
    assert [event.type for event in newest(store)] == [EventType.CREATED, EventType.PUBLIC_REPLY]


def test_where_all_is_compared_a_comment_is_told_by_the_second_look(desk: sqlite3.Connection, tmp_path: Path) -> None:
    of = source(tmp_path, tickets=BARE, compare=True, comments=COMMENTS)
    list(of.poll(None, Limits()))
    desk.execute("INSERT INTO comment VALUES (1, '2026-11-01 09:00:00', 1)")
    (batch,) = of.rescan(SystemClock().now() - timedelta(days=1), Limits())
    assert [event.type for event in batch.events] == [EventType.PUBLIC_REPLY]


@pytest.mark.parametrize(
    ("public", "type_"),
    [
        (1, EventType.PUBLIC_REPLY),
        ("Y", EventType.PUBLIC_REPLY),
        ("TRUE", EventType.PUBLIC_REPLY),
        (b"\x01", EventType.PUBLIC_REPLY),
        (0, EventType.PRIVATE_NOTE),
        ("no", EventType.PRIVATE_NOTE),
        (b"\x00", EventType.PRIVATE_NOTE),
        (None, EventType.PRIVATE_NOTE),
    ],
)
def test_truth_is_written_in_many_ways(
    desk: sqlite3.Connection, tmp_path: Path, public: object, type_: EventType
) -> None:
    desk.execute("INSERT INTO comment VALUES (1, '2026-11-01 09:00:00', ?)", (public,))
    batch, _ = source(tmp_path, tickets=TICKETS, comments=COMMENTS).poll(None, Limits())
    assert [event.type for event in batch.events][1:] == [type_]


def test_an_id_that_the_database_writes_otherwise_is_not_taken_for_a_deleted_one(
    desk: sqlite3.Connection, tmp_path: Path
) -> None:
    desk.execute("UPDATE ticket SET id = ?", (b"\x00\xff",))
    of = source(tmp_path, tickets=TICKETS)
    (stamp,) = of.census(Limits(), open_only=False)
    (batch,) = of.hydrate([stamp.id], Limits())
    assert (batch.gone, [ticket.id for ticket in batch.tickets]) == ((), [stamp.id])


def test_a_row_of_history_without_a_time_puts_its_ticket_aside_and_no_other(
    desk: sqlite3.Connection, tmp_path: Path
) -> None:
    desk.execute("INSERT INTO ticket VALUES (2, '2026-11-01 08:00:00', '2026-11-01 08:00:00', 'new')")
    told = [(None, "new", "open"), ("2026-11-01 09:00:00", "open", "solved")]
    desk.executemany("INSERT INTO change VALUES (1, ?, 'status', ?, ?)", told)
    history = "SELECT ticket AS ticket_id, at, field, old, new FROM change"
    batch, _ = source(tmp_path, tickets=TICKETS, history=history).poll(None, Limits())
    assert ([bad.row_id for bad in batch.bad], [ticket.id for ticket in batch.tickets]) == (["1"], ["2"])


def test_times_of_two_types_and_none_at_all_stop_no_poll(desk: sqlite3.Connection, tmp_path: Path) -> None:
    desk.execute("INSERT INTO ticket VALUES (2, 1793520000, 1793520000, 'new'), (3, 1793520000, NULL, 'new')")
    batches = list(source(tmp_path, tickets=TICKETS, page_size=1).poll(None, Limits()))
    assert sorted(ticket.id for batch in batches for ticket in batch.tickets) == ["1", "2"]


def test_a_query_may_end_with_a_comment(desk: sqlite3.Connection, tmp_path: Path) -> None:
    del desk
    assert next(iter(source(tmp_path, tickets=f"{TICKETS} -- all of them").poll(None, Limits()))).tickets
