"""Facts in columns: as they are known now, and as they were known at a sequence."""

import json
from collections.abc import Iterable
from itertools import count, pairwise

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from telling import START, after, batch, created, status, ticket

from slawatch.engine.facts import ACTORS, TYPES, Facts
from slawatch.ingest.source import Batch
from slawatch.model.event import Actor, Event, EventType
from slawatch.model.instant import epoch, from_epoch
from slawatch.store.connecting import reading
from slawatch.store.sql import SqlStore
from slawatch.store.tables import terms, tickets

Spoken = dict[str, list[tuple[object, ...]]]


def told(store: SqlStore, batch: Batch, source: str = "desk") -> int:
    return store.commit(source, batch, at=START, config_hash="h").sequence


def spoken(parts: Iterable[Facts]) -> Spoken:
    """Say facts in words: per ticket (type, at, field, word, actor)."""
    said: Spoken = {}
    for facts in parts:
        assert facts.terms[0] == ""
        assert len(facts.tickets) == len(facts.ids) == len(facts.created_at) == len(facts.offsets) - 1
        for id_, (first, end) in zip(facts.ids, pairwise(facts.offsets), strict=True):
            said[id_] = [
                (
                    TYPES[e["type"]],
                    from_epoch(e["at"]),
                    facts.terms[e["field"]],
                    facts.terms[e["value"]],
                    ACTORS[e["actor"]],
                )
                for e in facts.events[first:end]
            ]
    return said


def expected(events: Iterable[Event]) -> list[tuple[object, ...]]:
    """Say events in words, as the kernel's contract wants them: stable by (at, order)."""
    return [
        (event.type, event.at, event.field or "", _word(event), event.actor)
        for event in sorted(events, key=lambda event: (event.at, event.order))
    ]


def _word(event: Event) -> str:
    if event.type is EventType.CREATED:
        return json.dumps(dict(sorted(event.fields.items())), ensure_ascii=False, separators=(",", ":"))
    return "" if event.type is EventType.MERGED else event.new or ""


def test_events_come_by_time_then_order_whatever_order_they_were_told_in(store: SqlStore) -> None:
    events = (
        status("1", "resolved", 90, actor=Actor.AGENT),
        status("1", "open", 30, order=2, native_id="b"),
        Event(ticket_id="1", type=EventType.PUBLIC_REPLY, at=after(30), order=1, native_id="a"),
        created("1"),
    )
    told(store, batch(tickets=(ticket("1"),), events=events))
    assert spoken(store.facts("desk"))["1"] == [
        (EventType.CREATED, START, "", '{"priority":"P2","status":"new"}', Actor.UNKNOWN),
        (EventType.PUBLIC_REPLY, after(30), "", "", Actor.UNKNOWN),
        (EventType.STATUS, after(30), "status", "open", Actor.UNKNOWN),
        (EventType.STATUS, after(90), "status", "resolved", Actor.AGENT),
    ]


def test_a_merge_carries_no_word_and_a_creation_without_fields_an_empty_object(store: SqlStore) -> None:
    merge = Event(ticket_id="1", type=EventType.MERGED, at=after(5), new="2")
    emptied = status("1", None, 9)
    told(store, batch(tickets=(ticket("1"),), events=(created("1", fields={}), merge, emptied)))
    assert [word for _, _, _, word, _ in spoken(store.facts("desk"))["1"]] == ["{}", "", ""]


def test_a_link_carries_its_relation_and_the_other_ticket(store: SqlStore) -> None:
    links = [
        Event(ticket_id="1", type=EventType.LINKED, at=after(second), field=relation, new=other)
        for second, relation, other in ((5, "problem", "2"), (6, "caused_by", "3"))
    ]
    told(store, batch(tickets=(ticket("1"),), events=(created("1"), *links)))
    told(store, batch(events=(status("1", "open", 9),)))
    said = [(field, word) for kind, _, field, word, _ in spoken(store.facts("desk"))["1"] if kind is EventType.LINKED]
    assert said == [("problem", "2"), ("caused_by", "3")]


def test_facts_name_their_source_and_when_tickets_were_created(store: SqlStore) -> None:
    told(store, batch("1", tickets=(ticket("1", created_at=after(-60)),)))
    (facts,) = store.facts("desk")
    assert (facts.source, facts.created_at.tolist()) == ("desk", [epoch(after(-60))])


def test_a_ticket_without_an_event_does_not_exist_yet(store: SqlStore) -> None:
    told(store, batch(tickets=(ticket("1"),)))
    assert list(store.facts("desk")) == []
    assert store.ticket("desk", "1") is not None


def test_a_chunk_holds_so_many_tickets_and_all_of_their_events(store: SqlStore) -> None:
    told(store, batch("1", "2", "3", "4", "5"))
    chunks = list(store.facts("desk", chunk=2))
    assert [len(facts.ids) for facts in chunks] == [2, 2, 1]
    assert [len(facts.events) for facts in chunks] == [6, 6, 3]


def test_only_tickets_that_changed_after_a_sequence_are_told_but_whole(store: SqlStore) -> None:
    seen = told(store, batch("1", "2", "3"))
    told(store, batch(events=(status("2", "open", 600),)))
    changed = spoken(store.facts("desk", after=seen))
    assert list(changed) == ["2"]
    assert len(changed["2"]) == 4
    assert list(store.facts("desk", after=seen + 1)) == []


def test_what_was_not_known_then_is_not_seen_then(store: SqlStore) -> None:
    told(store, batch("1", "2"))
    then = store.state("desk").sequence
    before = spoken(store.facts("desk"))
    told(store, batch("3", events=(*batch("3").events, status("1", "open", 600), status("2", "edited", 60))))
    assert spoken(store.facts("desk", through=then)) == before
    assert set(spoken(store.facts("desk"))) == {"1", "2", "3"}


def test_a_window_tells_tickets_whose_last_change_by_its_end_lies_in_it(store: SqlStore) -> None:
    first = told(store, batch("1", "2", "3"))
    second = told(store, batch(events=(status("2", "open", 600),)))
    told(store, batch(events=(status("2", "resolved", 700), status("1", "open", 700))))
    window = spoken(store.facts("desk", after=first, through=second))
    assert {id_: events[-1][3] for id_, events in window.items()} == {"2": "open"}


def test_a_reader_sees_one_state_while_a_writer_goes_on(store: SqlStore) -> None:
    told(store, batch(*"abcdef"))
    chunks = store.facts("desk", chunk=2)
    seen = spoken([next(chunks)])
    told(store, batch("new", events=(*batch("new").events, *(status(id_, "late", 900) for id_ in "abcdef"))))
    seen |= spoken(chunks)
    assert {len(events) for events in seen.values()} == {3}
    assert set(seen) == set("abcdef")


def test_names_of_fields_keep_low_codes_in_a_large_vocabulary(store: SqlStore) -> None:
    many = tuple(status("1", f"word {n}", n) for n in range(300))
    told(store, batch(tickets=(ticket("1"),), events=many))
    late = status("1", "vip", 40_000, type=EventType.SCOPE, field="late_field")
    told(store, batch(events=(late,)))
    with reading(store._engine) as connection:
        codes = dict(connection.execute(select(terms.c.text, terms.c.code)).all())
    assert {text for text, code in codes.items() if code < 2**15} == {"status", "late_field"}
    (facts,) = store.facts("desk")
    assert len(facts.terms) == len({"", "status", "late_field", "vip"}) + 300
    assert spoken([facts])["1"][-1] == (EventType.SCOPE, after(40_000), "late_field", "vip", Actor.UNKNOWN)


EVENTS = st.builds(
    Event,
    ticket_id=st.sampled_from("abc"),
    type=st.sampled_from(EventType),
    at=st.integers(0, 4).map(after),
    order=st.integers(0, 2),
    native_id=st.none() | st.sampled_from("uvwxyz"),
    actor=st.sampled_from(Actor),
    field=st.none() | st.sampled_from(["status", "priority", "open"]),
    new=st.none() | st.sampled_from(["", "open", "待处理", "status"]),
    fields=st.dictionaries(st.sampled_from("kl"), st.sampled_from(["", "é"])),
)
NUMBERS = count()
FEW = settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def known(batches: Iterable[Iterable[Event]]) -> dict[str, dict[str, Event]]:
    """Merge batches by hand: the newest version of an identity stands where its first one was told."""
    merged: dict[str, dict[str, Event]] = {}
    for events in batches:
        alike: dict[tuple[object, ...], int] = {}
        for event in events:
            same = (event.ticket_id, event.type, event.at, event.field, event.new, event.native_id)
            nth = alike.get(same, 0)
            alike[same] = nth + (event.native_id is None)
            merged.setdefault(event.ticket_id, {})[event.identity(nth)] = event
    return merged


@FEW
@given(batches=st.lists(st.lists(EVENTS, max_size=6), min_size=1, max_size=4))
def test_every_state_is_read_as_it_was_and_the_cache_equals_its_rebuilding(
    store: SqlStore, batches: list[list[Event]]
) -> None:
    source = f"desk {next(NUMBERS)}"
    sequences = [
        told(store, batch(tickets=tuple(map(ticket, "abc")), events=tuple(events)), source=source) for events in batches
    ]
    for nth, sequence in enumerate(sequences, 1):
        merged = {id_: expected(events.values()) for id_, events in known(batches[:nth]).items()}
        assert spoken(store.facts(source, through=sequence)) == merged
    packed = columns(store)
    store.rebuild(source)
    assert columns(store) == packed
    assert spoken(store.facts(source)) == merged


def columns(store: SqlStore) -> list[tuple[int, bytes]]:
    with reading(store._engine) as connection:
        question = select(tickets.c.number, tickets.c.packed).order_by(tickets.c.number)
        return [(number, bytes(packed)) for number, packed in connection.execute(question)]


def test_a_lost_cache_is_made_again_from_the_rows(store: SqlStore) -> None:
    told(store, batch("1", "2"))
    whole = columns(store)
    with store._writing() as connection:
        connection.execute(tickets.update().values(packed=b"\x01"))
    assert columns(store) != whole
    assert store.rebuild("desk") == 2
    assert columns(store) == whole
