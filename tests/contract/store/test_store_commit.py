"""What a commit promises: all of a batch or nothing of it, and nothing twice."""

import dataclasses
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy.exc import StatementError
from telling import START, after, batch, created, history, status, ticket

from slawatch.errors import StoreError
from slawatch.ingest.source import BadRow, Batch, Gone
from slawatch.model.event import Event, EventType
from slawatch.model.outage import Exclusion, Outage
from slawatch.store import intake
from slawatch.store.contract import Committed
from slawatch.store.sql import SqlStore

OUTAGE = Outage(id="o1", service="mail", started_at=START)
EXCLUSION = Exclusion(
    id="x1", service="mail", started_at=START, ended_at=after(60), reason="patch", author="ops", approved_at=None
)
BAD = BadRow(row_id="9", reason="the year is 51502", sha256="aa")


def told(store: SqlStore, batch: Batch, source: str = "desk") -> Committed:
    return store.commit(source, batch, at=START, config_hash="h")


def feed(store: SqlStore, source: str = "desk", **window: int) -> list[Event]:
    return [stored.event for stored in store.events(source, **window)]


def test_a_source_that_was_never_read_has_no_cursor(store: SqlStore) -> None:
    state = store.state("desk")
    assert (state.cursor, state.sequence, state.complete_through, state.committed_at) == (None, 0, None, None)
    assert list(store.facts("desk")) == []
    assert list(store.events("desk")) == []
    assert store.outages("desk") == []
    assert store.ticket("desk", "1") is None
    assert store.sources() == []


def test_a_commit_says_what_it_changed(store: SqlStore) -> None:
    everything = batch("1", "2", outages=(OUTAGE,), exclusions=(EXCLUSION,), bad=(BAD,))
    assert told(store, everything) == Committed(
        sequence=8, tickets_new=2, tickets_changed=0, events_new=6, outages_changed=2, quarantined=1
    )


def test_a_batch_told_twice_changes_nothing(store: SqlStore) -> None:
    everything = batch("1", "2", outages=(OUTAGE,), exclusions=(EXCLUSION,), bad=(BAD,))
    told(store, everything)
    assert told(store, everything) == Committed(
        sequence=8, tickets_new=0, tickets_changed=0, events_new=0, outages_changed=0, quarantined=0
    )
    assert feed(store) == list(everything.events)


def test_an_event_comes_back_as_it_was_told(store: SqlStore) -> None:
    event = Event(
        ticket_id="1",
        type=EventType.SCOPE,
        at=after(7),
        order=3,
        field="队列",
        old="邮件",
        new="",
        fields={"b": "2", "a": "é"},
        derived=True,
        grain=60,
    )
    told(store, batch(tickets=(ticket("1"),), events=(event,)))
    assert feed(store) == [event]


def test_the_cursor_and_the_watermark_follow_the_rows(store: SqlStore) -> None:
    store.commit("desk", batch("1", cursor="c1", complete_through=after(5)), at=after(9), config_hash="h1")
    store.commit("desk", batch("2", cursor="c2"), at=after(19), config_hash="h2")
    state = store.state("desk")
    assert (state.cursor, state.sequence, state.config_hash) == ("c2", 6, "h2")
    assert (state.complete_through, state.committed_at) == (after(5), after(19))


def test_a_failure_in_the_middle_rolls_rows_and_cursor_back(store: SqlStore, monkeypatch: pytest.MonkeyPatch) -> None:
    told(store, batch("1", cursor="c1"))

    def fail(*_: object) -> None:
        raise OSError("the disk is full")

    monkeypatch.setattr(intake, "save", fail)
    with pytest.raises(OSError, match="disk is full"):
        told(store, batch("2", cursor="c2"))
    assert store.state("desk").cursor == "c1"
    assert {event.ticket_id for event in feed(store)} == {"1"}
    assert store.ticket("desk", "2") is None


def test_an_edited_event_supersedes_and_keeps_its_place(store: SqlStore) -> None:
    first, second = status("1", "open", 60, native_id="a"), status("1", "resolved", 60, native_id="b")
    told(store, batch(tickets=(ticket("1"),), events=(first, second)))
    edited = dataclasses.replace(first, new="waiting")
    assert told(store, batch(events=(edited,))).events_new == 1
    assert feed(store) == [first, second, edited]
    (facts,) = store.facts("desk")
    assert [facts.terms[event["value"]] for event in facts.events] == ["waiting", "resolved"]


def test_equal_events_without_an_id_of_their_own_are_told_apart_by_their_number(store: SqlStore) -> None:
    reply = Event(ticket_id="1", type=EventType.PUBLIC_REPLY, at=after(30))
    twice = batch(tickets=(ticket("1"),), events=(reply, reply))
    assert told(store, twice).events_new == 2
    assert told(store, twice).events_new == 0


def test_a_ticket_seen_gone_again_and_again_ends_once(store: SqlStore) -> None:
    told(store, batch("1"))
    assert told(store, batch(gone=(Gone(ticket_id="1", why="deleted", at=after(500)),))).events_new == 1
    assert told(store, batch(gone=(Gone(ticket_id="1", why="deleted", at=after(800)),))).events_new == 0
    assert [(e.type, e.at) for e in feed(store)][-1] == (EventType.DELETED, after(500))


def test_a_ticket_that_came_back_can_end_again(store: SqlStore) -> None:
    told(store, batch("1", gone=(Gone(ticket_id="1", why="forbidden", at=after(500)),)))
    told(store, batch(events=(status("1", "open", 600),)))
    assert told(store, batch(gone=(Gone(ticket_id="1", why="forbidden", at=after(700)),))).events_new == 1


def test_a_ticket_that_was_never_told_does_not_end(store: SqlStore) -> None:
    assert told(store, batch(gone=(Gone(ticket_id="7", why="merged", at=after(5)),))).events_new == 0


def test_an_event_of_a_ticket_never_told_is_refused_and_nothing_stored(store: SqlStore) -> None:
    with pytest.raises(StoreError, match="event of ticket 5 was told, but never the ticket"):
        told(store, batch("1", events=(created("5"),)))
    assert store.sources() == []


def test_a_ticket_is_found_by_id_else_by_key_and_shows_its_latest_name(store: SqlStore) -> None:
    told(store, batch("1", "2"))
    told(store, batch(tickets=(ticket("2", key="NET-7", url="https://desk/2"),)))
    by_id, by_key = store.ticket("desk", "2"), store.ticket("desk", "NET-7")
    assert by_id is not None
    assert by_key is not None
    assert by_id[0] == by_key[0] == ticket("2", key="NET-7", url="https://desk/2")
    assert by_key[1].ids == ("2",)
    assert len(by_key[1].events) == 3


def test_only_another_instant_of_creation_moves_the_sequence_of_a_ticket_without_new_events(store: SqlStore) -> None:
    told(store, batch("1"))
    renamed = told(store, batch(tickets=(ticket("1", key="NET-1"),)))
    moved = told(store, batch(tickets=(ticket("1", created_at=after(-60)),)))
    assert (renamed.tickets_changed, renamed.sequence) == (1, 3)
    assert (moved.tickets_changed, moved.sequence) == (1, 4)
    assert [list(facts.ids) for facts in store.facts("desk", after=3)] == [["1"]]


def test_sources_have_sequences_of_their_own(store: SqlStore) -> None:
    told(store, batch("1"), source="a")
    told(store, batch("1", "2"), source="b")
    assert (store.state("a").sequence, store.state("b").sequence) == (3, 6)
    assert store.sources() == ["a", "b"]


def test_writers_of_several_sources_leave_no_gap_and_no_double(store: SqlStore) -> None:
    def write(source: str) -> None:
        for nth in range(10):
            told(store, batch(str(nth), cursor=str(nth)), source=source)

    sources = ["a", "b", "c", "d"]
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(write, sources))
    for source in sources:
        assert [stored.sequence for stored in store.events(source)] == list(range(1, 31))
    numbers = [number for source in sources for facts in store.facts(source) for number in facts.tickets.tolist()]
    assert len(set(numbers)) == 40


def test_two_writers_of_one_source_take_turns(store: SqlStore) -> None:
    def write(nth: int) -> int:
        return told(store, batch(str(nth))).sequence

    with ThreadPoolExecutor(4) as pool:
        sequences = list(pool.map(write, range(12)))
    assert sorted(sequences) == list(range(3, 39, 3))
    assert [stored.sequence for stored in store.events("desk")] == list(range(1, 37))


def test_a_row_leaves_quarantine_when_it_is_told_well(store: SqlStore) -> None:
    other = BadRow(row_id="8", reason="no date", sha256="bb")
    told(store, batch(bad=(BAD, other)))
    assert store.quarantine("desk") == [other, BAD]
    told(store, batch("9"))
    assert store.quarantine("desk") == [other]


def test_a_bad_row_that_changed_is_quarantined_as_it_is_now(store: SqlStore) -> None:
    told(store, batch(bad=(BAD,)))
    changed = dataclasses.replace(BAD, sha256="cc")
    assert told(store, batch(bad=(changed,))).quarantined == 1
    assert store.quarantine("desk") == [changed]


def test_an_outage_is_read_in_its_newest_version_only(store: SqlStore) -> None:
    other = dataclasses.replace(OUTAGE, id="o2", severity="major", ticket_id="7", detected_at=after(1))
    told(store, batch(outages=(OUTAGE, other)))
    ended = dataclasses.replace(OUTAGE, ended_at=after(300), acknowledged_at=after(20))
    told(store, batch(outages=(ended,)))
    assert store.outages("desk") == [(2, other), (3, ended)]
    assert store.outages("desk", after=2) == [(3, ended)]
    assert store.outages("desk", after=3) == []


def test_an_exclusion_is_read_in_its_newest_version_only(store: SqlStore) -> None:
    approved = dataclasses.replace(EXCLUSION, approved_at=after(-600))
    told(store, batch(exclusions=(EXCLUSION,)))
    told(store, batch(exclusions=(approved,)))
    assert store.exclusions("desk") == [(2, approved)]


def test_an_instant_without_a_zone_is_refused(store: SqlStore) -> None:
    with pytest.raises(StatementError, match="has no time zone"):
        store.register("hash", "{}", at=START.replace(tzinfo=None))
    assert store.definitions("hash") is None


def test_a_commit_without_a_zone_is_refused_whole(store: SqlStore) -> None:
    with pytest.raises(StatementError, match="has no time zone"):
        store.commit("desk", batch("1"), at=START.replace(tzinfo=None), config_hash="h")
    assert store.sources() == []


def test_a_long_history_of_one_ticket_is_stored_once(store: SqlStore) -> None:
    events = history("1", *(f"status {nth % 7}" for nth in range(500)))
    told(store, batch(tickets=(ticket("1"),), events=events[:300]))
    assert told(store, batch(tickets=(ticket("1"),), events=events[200:])).events_new == 201
    assert feed(store) == list(events)


def test_many_bad_rows_are_told_page_by_page_and_counted(store: SqlStore) -> None:
    rows = [BadRow(row_id=f"r{number}", reason="no date", sha256="aa") for number in range(7)]
    told(store, batch(bad=tuple(reversed(rows))))
    assert store.quarantine("desk", first=2, most=3) == rows[2:5]
    assert store.quarantine("desk", first=5, most=3) == rows[5:]
    assert (store.quarantine_size("desk"), store.quarantine_size("nobody")) == (7, 0)
