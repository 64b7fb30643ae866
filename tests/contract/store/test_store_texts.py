"""Texts that a database can't take are mended, so that no batch fails for ever."""

import dataclasses

import pytest
from telling import START, after, batch, created, status, ticket

from slawatch.errors import StoreError
from slawatch.ingest.source import BadRow, Batch, Gone
from slawatch.model.event import Event, EventType
from slawatch.model.outage import Exclusion, Outage
from slawatch.store.contract import Committed
from slawatch.store.sql import SqlStore

UNSTORABLE = ["\0", "\ud800", "\udfff", "\ud83d x \0"]
LONG = "长" * 1_000_000


def told(store: SqlStore, batch: Batch) -> Committed:
    return store.commit("desk", batch, at=START, config_hash="h")


def everything(mark: str) -> Batch:
    """Return a batch that has the mark in every text but the cursor."""
    id_ = f"1{mark}"
    moved = Event(
        ticket_id=id_,
        type=EventType.STATUS,
        at=after(60),
        native_id=f"n{mark}",
        field=f"status{mark}",
        old=f"new{mark}",
        new=f"open{mark}",
    )
    anonymous = dataclasses.replace(moved, at=after(70), native_id=None)
    return Batch(
        cursor="1",
        tickets=(ticket(id_, key=f"T{mark}", url=f"https://desk/{mark}"),),
        events=(created(id_, fields={f"name{mark}": f"value{mark}"}), moved, anonymous),
        outages=(
            Outage(
                id=f"o{mark}", service=f"mail{mark}", started_at=START, severity=f"down{mark}", ticket_id=f"1{mark}"
            ),
        ),
        exclusions=(
            Exclusion(
                id=f"x{mark}",
                service=f"mail{mark}",
                started_at=START,
                ended_at=after(60),
                reason=f"patch{mark}",
                author=f"ops{mark}",
            ),
        ),
        gone=(Gone(ticket_id=f"7{mark}", why="deleted", at=after(80)),),
        bad=(BadRow(row_id=f"9{mark}", reason=f"not a date: {mark}", sha256="aa"),),
    )


@pytest.mark.parametrize("mark", UNSTORABLE, ids=ascii)
def test_what_no_database_takes_becomes_the_replacement_character(store: SqlStore, mark: str) -> None:
    told(store, everything(mark))
    shown = "".join("\ufffd" if char == "\0" or "\ud800" <= char <= "\udfff" else char for char in mark)
    expected = everything(shown)
    assert [stored.event for stored in store.events("desk")] == list(expected.events)
    assert [outage for _, outage in store.outages("desk")] == list(expected.outages)
    assert [exclusion for _, exclusion in store.exclusions("desk")] == list(expected.exclusions)
    assert tuple(store.quarantine("desk")) == expected.bad
    for name in (f"1{mark}", f"T{mark}", f"1{shown}"):
        found = store.ticket("desk", name)
        assert found is not None
        assert found[0] == expected.tickets[0]


@pytest.mark.parametrize("mark", UNSTORABLE, ids=ascii)
def test_a_mended_batch_told_twice_changes_nothing(store: SqlStore, mark: str) -> None:
    first, second = told(store, everything(mark)), told(store, everything(mark))
    assert (first.tickets_new, first.events_new, first.outages_changed, first.quarantined) == (1, 3, 2, 1)
    assert second == Committed(
        sequence=first.sequence, tickets_new=0, tickets_changed=0, events_new=0, outages_changed=0, quarantined=0
    )


def test_a_ticket_with_a_mended_id_ends(store: SqlStore) -> None:
    told(store, everything("\0"))
    assert told(store, Batch(cursor="2", gone=(Gone(ticket_id="1\0", why="deleted", at=after(99)),))).events_new == 1


@pytest.mark.parametrize("mark", UNSTORABLE, ids=ascii)
def test_a_cursor_is_never_altered_but_refused_in_words(store: SqlStore, mark: str) -> None:
    with pytest.raises(StoreError, match="the cursor holds a NUL or a lone surrogate"):
        told(store, batch("1", cursor=f"c{mark}"))
    assert store.sources() == []


def test_a_very_long_text_is_stored_whole(store: SqlStore) -> None:
    events = (created("1", fields={"about": LONG}), status("1", LONG, 60, old=LONG))
    bad = BadRow(row_id="9", reason=LONG, sha256="aa")
    told(store, Batch(cursor=LONG, tickets=(ticket("1", url=LONG),), events=events, bad=(bad,)))
    assert [stored.event for stored in store.events("desk")] == list(events)
    (facts,) = store.facts("desk")
    assert facts.terms[facts.events["value"][1]] == LONG
    assert store.quarantine("desk") == [bad]
    assert store.state("desk").cursor == LONG


def test_a_very_long_name_is_known_by_its_beginning_and_a_digest(store: SqlStore) -> None:
    for told_twice in (1, 0):
        assert told(store, everything(LONG)).events_new == 3 * told_twice
    assert told(store, everything(LONG + "x")).tickets_new == 1
    for name in (f"1{LONG}", f"T{LONG}"):
        found = store.ticket("desk", name)
        assert found is not None
        assert found[0].key.startswith("T长长长")
        assert (len(found[0].id), len(found[0].key)) == (500, 500)
    assert len(store.quarantine("desk")) == 2


def test_long_labels_are_counted_and_added_up(store: SqlStore) -> None:
    for _ in range(2):
        store.add_counts("tickets", {("created", LONG): 2, ("created", "\ud800"): 1}, through={})
    assert sorted(store.counts("tickets").values()) == [2, 4]


def test_mending_touches_texts_only(store: SqlStore) -> None:
    derived = status("1", "open\0", 60, derived=True, grain=60, order=7)
    told(store, Batch(cursor="1", tickets=(ticket("1"),), events=(derived,), complete_through=after(90)))
    (stored,) = store.events("desk")
    assert stored.event == dataclasses.replace(derived, new="open\ufffd")
    assert store.state("desk").complete_through == after(90)
