"""The Request Tracker source against a server that does to it what real ones do."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from itertools import count
from random import Random
from typing import Any

import pytest
import requests
from rt_reading import NAME, VARIABLE, held, poll, reader, statuses, whole

from slawatch.errors import FatalSourceError
from slawatch.ingest.source import Limits
from slawatch.model.event import Actor, EventType
from slawatch.model.person import PSEUDONYM
from slawatch.sources.request_tracker.source import RequestTracker
from slawatch.store.sql import SqlStore
from slawatch.testing.clock import ManualClock
from slawatch.testing.conformance.premises import premises
from slawatch.testing.fake_rt import AGENT, CUSTOMER, FakeRequestTracker, Reserved
from slawatch.testing.fake_rt_rest import TOKEN, FakeRest2
from slawatch.testing.http_faults import FaultyServer
from slawatch.testing.wire import short_cut

FROM_THE_FIRST_TRANSACTION = '{"highest":0,"seen":[],"filled":null}'


@pytest.fixture
def rt() -> FakeRequestTracker:
    return FakeRequestTracker()


@pytest.fixture
def rest(rt: FakeRequestTracker) -> FakeRest2:
    return FakeRest2(rt)


@pytest.fixture
def server(rest: FakeRest2) -> Iterator[FaultyServer]:
    with FaultyServer(rest.answer) as running:
        yield running


@pytest.fixture
def direct(rest: FakeRest2, server: FaultyServer) -> Iterator[FakeRest2]:
    """Return what answers, asked without sockets: where a desk works on, hundreds of times."""
    with short_cut(server.url, rest.answer):
        yield rest


@pytest.fixture
def source(server: FaultyServer, monkeypatch: pytest.MonkeyPatch) -> Iterator[RequestTracker]:
    monkeypatch.setenv(VARIABLE, TOKEN)
    made = reader(server.url, clock=ManualClock())
    yield made
    made.close()


@pytest.fixture
def store() -> Iterator[SqlStore]:
    with premises() as taken:
        yield taken.store("polled")


class Desk:
    """People at work on thirty tickets, a few strokes between any two requests of the reader; a function of its seed.

    Transactions get their ids before they can be seen, many changes share a second, tickets are merged and deleted.
    """

    def __init__(self, rt: FakeRequestTracker, *, seed: int, strokes: int) -> None:
        self._rt = rt
        self._draw = Random(seed)
        self._left = strokes
        self._open = [rt.create(service="mail") for _ in range(30)]
        self._pending: list[tuple[int, Reserved]] = []

    @property
    def done(self) -> bool:
        return self._left == 0 and not self._pending

    def work(self) -> None:
        """Do what is done between two requests."""
        for _ in range(min(self._left, self._draw.choice([0, 0, 0, 0, 0, 0, 1, 1, 2, 9]))):
            self._left -= 1
            self._stroke()
        while self._pending and (self._left == 0 or self._draw.random() < 0.2):
            ticket, reserved = self._pending.pop(0)
            self._rt.change(ticket, "Status", self._other_status(ticket), under=reserved)
            self._open.append(ticket)
        self._rt.advance(self._draw.choice([0, 0, 0, 1]))

    def _stroke(self) -> None:
        ticket = self._draw.choice(self._open)
        strokes: list[Callable[[], object]] = [
            *[lambda: self._rt.change(ticket, "Status", self._other_status(ticket))] * 6,
            *[lambda: self._reserve(ticket)] * 3,
            lambda: self._rt.change(ticket, "Priority", str(self._draw.randrange(100))),
            lambda: self._rt.change(ticket, "Queue", self._draw.choice(["1", "3"])),
            lambda: self._rt.reply(ticket, by=self._draw.choice([AGENT, CUSTOMER])),
            lambda: self._rt.comment(ticket),
            lambda: self._rt.set_service(ticket, self._draw.choice(["mail", "web", None])),
            lambda: self._open.append(self._rt.create()),
            lambda: self._end(ticket),
        ]
        self._draw.choice(strokes)()

    def _reserve(self, ticket: int) -> None:
        """Begin a change that is seen later; the ticket's row is locked until then."""
        self._open.remove(ticket)
        self._pending.append((ticket, self._rt.reserve()))

    def _end(self, ticket: int) -> None:
        if len(self._open) < 20:
            return
        self._open.remove(ticket)
        if self._draw.random() < 0.5:
            self._rt.delete(ticket)
        else:
            self._rt.merge(ticket, self._draw.choice(self._open))

    def _other_status(self, ticket: int) -> str:
        now = self._rt.tickets[ticket].values["Status"]
        return self._draw.choice([each for each in ("open", "stalled", "resolved") if each != now])


def told_by_the_log(rt: FakeRequestTracker) -> dict[str, list[tuple[str, str]]]:
    """Return every change of status, read off the server's own log."""
    moves: dict[str, list[tuple[str, str]]] = {}
    for row in sorted(rt.log.values(), key=lambda row: (row.at, row.id)):
        if row.type == "Status":
            moves.setdefault(str(row.ticket), []).append((row.old, row.new))
    return moves


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_writers_between_any_two_requests_make_it_miss_nothing(
    rt: FakeRequestTracker, direct: FakeRest2, source: RequestTracker, store: SqlStore, seed: int
) -> None:
    desk = Desk(rt, seed=seed, strokes=150)
    direct.before_answer = desk.work
    while not desk.done:
        poll(source, store)
    direct.before_answer = lambda: None
    poll(source, store)
    assert statuses(held(store)) == told_by_the_log(rt)
    assert sum(map(len, told_by_the_log(rt).values())) > 60
    kept, full = held(store), whole(source.poll(FROM_THE_FIRST_TRANSACTION, Limits()))
    merged = {str(row.id) for row in rt.tickets.values() if row.effective_id != row.id}
    assert kept.keys() == full.keys()
    assert {id_: kept[id_] for id_ in kept.keys() - merged} == {id_: full[id_] for id_ in full.keys() - merged}
    # RT no longer shows what a merged ticket was like; what was stored before the merge stays.
    assert all(event in kept[id_] for id_ in merged for event in full[id_])


class NaiveByStamp:
    """Reads what was updated since the newest stamp and one grain, in offset pages."""

    def __init__(self) -> None:
        self.known: dict[str, str] = {}
        self._since = datetime(2026, 1, 1, tzinfo=UTC)

    def poll(self, url: str) -> None:
        newest = self._since - timedelta(seconds=1)
        for page in count(1):
            asked = {"query": f"LastUpdated >= '{self._since:%Y-%m-%d %H:%M:%S}'", "orderby": "LastUpdated"}
            rows = _asked(f"{url}/REST/2.0/tickets", {**asked, "per_page": 5, "page": page})
            for row in rows:
                self.known[str(row["id"])] = row["Status"]
                newest = max(newest, datetime.fromisoformat(row["LastUpdated"]))
            if len(rows) < 5:
                break
        self._since = newest + timedelta(seconds=1)


class NaiveById:
    """Reads transactions after the highest id that was seen, until a page isn't full."""

    def __init__(self) -> None:
        self.known: dict[str, str] = {}
        self._highest = 0

    def poll(self, url: str) -> None:
        rows = [{}] * 5
        while len(rows) == 5:
            asked = {"query": f"ObjectType = 'RT::Ticket' AND id > {self._highest}", "orderby": "id", "per_page": 5}
            rows = _asked(f"{url}/REST/2.0/transactions", asked)
            for row in rows:
                self._highest = int(row["id"])
                status = row["NewValue"] if row["Type"] == "Status" else self.known.get(row["ObjectId"], "new")
                self.known[row["ObjectId"]] = status


def _asked(url: str, params: dict[str, Any]) -> list[dict[str, Any]]:
    headers = {"Authorization": f"token {TOKEN}"}
    return requests.get(url, params=params, headers=headers, timeout=10, allow_redirects=False).json()["items"]


@pytest.mark.parametrize("seed", [1, 2, 3])
@pytest.mark.parametrize("naive", [NaiveByStamp, NaiveById])
def test_the_same_writers_make_a_naive_cursor_lose_changes_for_ever(
    rt: FakeRequestTracker, direct: FakeRest2, server: FaultyServer, seed: int, naive: type[NaiveByStamp | NaiveById]
) -> None:
    desk = Desk(rt, seed=seed, strokes=150)
    direct.before_answer = desk.work
    reading = naive()
    while not desk.done:
        reading.poll(server.url)
    direct.before_answer = lambda: None
    for _ in range(3):
        reading.poll(server.url)
    true = {str(row.id): row.values["Status"] for row in rt.tickets.values() if row.found}
    assert {id_ for id_, status in true.items() if reading.known.get(id_) != status}


def test_a_change_that_becomes_visible_late_is_told(
    rt: FakeRequestTracker, source: RequestTracker, store: SqlStore
) -> None:
    early, late = rt.create(), rt.create()
    poll(source, store)
    reserved = rt.reserve()
    rt.change(early, "Status", "open")
    poll(source, store)
    rt.change(late, "Status", "resolved", under=reserved)
    poll(source, store)
    assert statuses(held(store)) == {str(early): [("new", "open")], str(late): [("new", "resolved")]}


def test_the_overlap_is_what_finds_late_changes(
    rt: FakeRequestTracker, server: FaultyServer, source: RequestTracker, store: SqlStore
) -> None:
    without = reader(server.url, clock=ManualClock(), overlap=0)
    ticket, other = rt.create(), rt.create()
    poll(without, store)
    reserved = rt.reserve()
    rt.change(other, "Status", "open")
    poll(without, store)
    rt.change(ticket, "Status", "resolved", under=reserved)
    poll(without, store)
    without.close()
    assert str(ticket) not in statuses(held(store))


def test_pages_of_rows_that_may_not_be_seen_are_not_the_end(
    rt: FakeRequestTracker, source: RequestTracker, store: SqlStore
) -> None:
    rt.hidden = lambda row: row.type in {"EmailRecord", "Comment"}
    ticket = rt.create()
    poll(source, store)
    for _ in range(40):
        rt.comment(ticket)
    rt.change(ticket, "Status", "open")
    for _ in range(120):
        rt.comment(ticket)
    poll(source, store)
    assert statuses(held(store)) == {str(ticket): [("new", "open")]}


def test_a_second_with_more_changes_than_a_page_is_told_whole(
    rt: FakeRequestTracker, source: RequestTracker, store: SqlStore
) -> None:
    poll(source, store)
    tickets = [rt.create() for _ in range(23)]
    for ticket in tickets:
        rt.change(ticket, "Status", "open")
    poll(source, store)
    assert statuses(held(store)) == {str(ticket): [("new", "open")] for ticket in tickets}


def test_an_idle_poll_reads_no_ticket_again(
    rt: FakeRequestTracker, server: FaultyServer, source: RequestTracker, store: SqlStore
) -> None:
    for _ in range(12):
        rt.create()
    poll(source, store)
    before = len(server.asked)
    batches = poll(source, store)
    paths = [asked.path.split("?")[0] for asked in server.asked[before:]]
    assert set(paths) == {"/REST/2.0/rt", "/REST/2.0/transactions"}
    assert [(batch.tickets, batch.more) for batch in batches] == [((), False)]


def test_a_first_reading_that_was_broken_off_goes_on_where_it_stood(
    rt: FakeRequestTracker, source: RequestTracker, store: SqlStore
) -> None:
    tickets = [str(rt.create()) for _ in range(12)]
    first = next(iter(source.poll(None, Limits())))
    store.commit(NAME, first, at=rt.now, config_hash="options")
    assert (first.expected, first.complete_through) == (12, None)
    rt.change(1, "Status", "open")
    second = next(iter(source.poll(store.state(NAME).cursor, Limits())))
    assert [ticket.id for ticket in second.tickets] == tickets[5:10]
    poll(source, store)
    assert sorted(held(store), key=int) == tickets
    assert statuses(held(store)) == {"1": [("new", "open")]}


def test_everything_is_told_up_to_the_servers_time_when_the_poll_began(
    rt: FakeRequestTracker, rest: FakeRest2, source: RequestTracker, store: SqlStore
) -> None:
    rt.create()
    began = rt.now
    rest.before_answer = lambda: rt.advance(1)
    *others, last = poll(source, store)
    assert last.complete_through == began.replace(second=1)
    assert {batch.complete_through for batch in others} == {None}


def test_an_empty_system_is_read_from_its_first_ticket_on(
    rt: FakeRequestTracker, source: RequestTracker, store: SqlStore
) -> None:
    [nothing] = poll(source, store)
    assert (nothing.tickets, nothing.complete_through) == ((), rt.now)
    rt.create()
    poll(source, store)
    assert list(held(store)) == ["1"]


def test_a_merged_ticket_ends_and_its_history_stays_its_own(
    rt: FakeRequestTracker, source: RequestTracker, store: SqlStore
) -> None:
    kept = rt.create()
    rt.advance(60)
    gone = rt.create(service="mail")
    rt.reply(gone)
    poll(source, store)
    before = store.ticket(NAME, str(gone))
    rt.merge(gone, kept)
    rt.change(kept, "Status", "resolved")
    poll(source, store)
    events = held(store)
    assert [event.type for event in events[str(gone)]] == ["created", "public_reply", "status", "merged"]
    assert events[str(gone)][0].fields["Service"] == "mail"
    assert events[str(gone)][-1].new == str(kept)
    assert [event.type for event in events[str(kept)]] == ["created", "status"]
    after = store.ticket(NAME, str(gone))
    assert before is not None
    assert after is not None
    assert after[0].created_at == before[0].created_at


def test_a_deleted_ticket_is_told_though_no_search_finds_it(
    rt: FakeRequestTracker, source: RequestTracker, store: SqlStore
) -> None:
    ticket = rt.create()
    poll(source, store)
    rt.delete(ticket)
    poll(source, store)
    assert statuses(held(store)) == {str(ticket): [("new", "deleted")]}


def test_a_reply_stands_before_the_status_that_it_changed_in_the_same_second(
    rt: FakeRequestTracker, source: RequestTracker, store: SqlStore
) -> None:
    ticket = rt.create(creator=CUSTOMER)
    rt.reply(ticket)
    poll(source, store)
    told = [(event.type, event.actor) for event in held(store)[str(ticket)]]
    assert told == [
        (EventType.CREATED, Actor.REQUESTER),
        (EventType.PUBLIC_REPLY, Actor.AGENT),
        (EventType.STATUS, Actor.SYSTEM),
    ]


def test_a_reminder_is_no_ticket(rt: FakeRequestTracker, source: RequestTracker, store: SqlStore) -> None:
    rt.create()
    poll(source, store)
    rt.create(type_="reminder")
    poll(source, store)
    assert list(held(store)) == ["1"]


def test_a_ticket_that_was_ever_in_a_queue_is_read_with_it(
    rt: FakeRequestTracker, server: FaultyServer, source: RequestTracker
) -> None:
    elsewhere, moved, inside = rt.create(queue="1"), rt.create(queue="3"), rt.create(queue="3")
    rt.change(moved, "Queue", "1")
    network = reader(server.url, clock=ManualClock(), queues=["Network"])
    told = whole(network.poll(None, Limits()))
    network.close()
    assert sorted(told) == [str(moved), str(inside)]
    assert str(elsewhere) in whole(source.poll(None, Limits()))


def test_one_ticket_that_cannot_be_read_does_not_stop_the_others(
    rt: FakeRequestTracker, source: RequestTracker, store: SqlStore
) -> None:
    broken, sound = rt.create(), rt.create()
    rt.tickets[broken].updated_at = rt.now.replace(year=9999)
    batches = poll(source, store)
    assert {row.row_id for batch in batches for row in batch.bad} == {str(broken)}
    assert list(held(store)) == [str(sound)]


def test_a_server_that_ignores_filters_is_refused_and_the_cursor_stays(
    rt: FakeRequestTracker, rest: FakeRest2, source: RequestTracker, store: SqlStore
) -> None:
    for _ in range(12):
        rt.create()
    poll(source, store)
    cursor = store.state(NAME).cursor
    rt.create()
    rest.ignores_filters = True
    with pytest.raises(FatalSourceError, match="filter is ignored"):
        poll(source, store)
    assert store.state(NAME).cursor == cursor


def test_rights_that_were_taken_away_are_an_error_and_no_empty_list(
    rt: FakeRequestTracker, source: RequestTracker, store: SqlStore
) -> None:
    rt.create()
    poll(source, store)
    rt.hidden = lambda _row: True
    with pytest.raises(FatalSourceError, match="rights taken away"):
        poll(source, store)


def test_a_cursor_of_another_source_is_refused(source: RequestTracker) -> None:
    with pytest.raises(FatalSourceError, match="sync --full"):
        list(source.poll("2026-03-02", Limits()))


def test_a_poll_whose_time_runs_out_claims_nothing_and_the_next_goes_on(
    rt: FakeRequestTracker, rest: FakeRest2, server: FaultyServer, source: RequestTracker, store: SqlStore
) -> None:
    clock = ManualClock()
    hurried = reader(server.url, clock=clock)
    for _ in range(40):
        rt.create()
    rest.before_answer = lambda: clock.advance(7)
    batches = poll(hurried, store)
    hurried.close()
    assert {batch.complete_through for batch in batches} == {None}
    assert 0 < len(held(store)) < 40
    rest.before_answer = lambda: None
    poll(source, store)
    assert len(held(store)) == 40
    assert store.state(NAME).complete_through == rt.now


def test_owners_get_the_same_pseudonym_from_the_ticket_and_from_its_history(
    rt: FakeRequestTracker, server: FaultyServer, source: RequestTracker, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SLAWATCH_TEST_SALT", "a salt that is long enough")
    always, handed_on = rt.create(), rt.create()
    rt.tickets[always].values["Owner"] = AGENT
    rt.change(handed_on, "Owner", AGENT)
    salted = reader(server.url, clock=ManualClock(), people_salt="env:SLAWATCH_TEST_SALT")
    told = whole(salted.poll(None, Limits()))
    salted.close()
    owner = told[str(always)][0].fields["owner"]
    assert owner == told[str(handed_on)][-1].new
    assert PSEUDONYM.fullmatch(owner)
    assert whole(source.poll(None, Limits()))[str(always)][0].fields["owner"] == "somebody"
