"""Corrections, and tickets as they were known, on both databases."""

from dataclasses import replace

import pytest
from telling import START, after, batch, created, status, ticket

from slawatch.ingest.source import Batch
from slawatch.model.correction import (
    Correction,
    FieldHeld,
    Happened,
    NoOutage,
    NotCounted,
    OutageWas,
    TimerExcluded,
    Told,
)
from slawatch.model.event import EventType
from slawatch.model.instant import from_epoch
from slawatch.model.outage import Outage
from slawatch.store.contract import OPERATOR, Mark
from slawatch.store.past import Past
from slawatch.store.sql import SqlStore

KINDS: tuple[Told, ...] = (
    FieldHeld(field="状态", value=None, starts_at=START, ends_at=after(60)),
    FieldHeld(field="status", value="open", starts_at=START),
    Happened(type=EventType.PUBLIC_REPLY, at=START),
    NotCounted(type=EventType.ASSIGNED, at=START),
    TimerExcluded(),
    TimerExcluded(agreement="gold", objective="p1", cycle=0),
    OutageWas(started_at=START, severity="slow"),
    NoOutage(),
)


def correction(told: Told, name: str = "1") -> Correction:
    return Correction(id=name, source="desk", subject="7", told=told, author="Ada", reason="Flood\0", stated_at=START)


@pytest.mark.parametrize("told", KINDS, ids=repr)
def test_a_correction_comes_back_as_it_was_stated(store: SqlStore, told: Told) -> None:
    assert store.correct(correction(told), at=START) == 1
    assert store.corrections() == [(1, replace(correction(told), reason="Flood\ufffd"))]


def test_the_newest_version_by_then_counts(store: SqlStore) -> None:
    stated = correction(NoOutage())
    approved = replace(stated, reason="r", approved_by="Bo", approved_at=after(60))
    withdrawn = replace(approved, withdrawn_by="Cy", withdrawn_at=after(90))
    for version in (approved, approved, withdrawn):
        store.correct(version, at=START)
    store.correct(correction(TimerExcluded(), "2"), at=START)
    assert [(sequence, each.id) for sequence, each in store.corrections()] == [(2, "1"), (3, "2")]
    assert store.corrections(through=1) == [(1, approved)]
    assert [each.counts for each in (stated, approved, withdrawn)] == [False, True, False]
    assert store.corrections(after=2, through=2) == []
    assert store.known_at(START)[OPERATOR] == Mark(sequence=3, complete_through=None)


def test_outages_are_those_of_the_newest_version_by_then(store: SqlStore) -> None:
    first = Outage(id="1", service="mail", started_at=START)
    second, other = replace(first, ended_at=after(60), users=7), replace(first, id="2")
    for told in (first, second, other):
        store.commit("desk", Batch(cursor="1", outages=(told,)), at=START, config_hash="")
    assert store.outages("desk") == [(2, second), (3, other)]
    assert store.outages("desk", through=1) == [(1, first)]
    assert store.outages("desk", through=2) == [(2, second)]
    assert store.outages("desk", after=1, through=2) == [(2, second)]
    assert store.outages("desk", after=2, through=2) == []


def test_a_ticket_is_told_as_it_was_known_with_the_creation_that_it_had(store: SqlStore) -> None:
    for seconds in (0, 30, 60):
        born = after(-seconds)
        told = Batch(cursor="1", tickets=(ticket("7", created_at=born),), events=(created("7", at=born),))
        store.commit("desk", told, at=after(seconds), config_hash="")
    store.commit("desk", Batch(cursor="2", events=(status("7", "open", 90),)), at=after(90), config_hash="")

    def known(through: int | None) -> tuple[int, int] | None:
        found = store.ticket("desk", "T-7", through=through)
        if found is None:
            return None
        told, facts = found
        assert told.created_at == from_epoch(facts.created_at[0])
        (chunk,) = store.facts("desk", through=through)
        assert (chunk.created_at.tolist(), len(chunk.events)) == (facts.created_at.tolist(), len(facts.events))
        return int((told.created_at - START).total_seconds()), len(facts.events)

    assert store.state("desk").sequence == 6
    assert [known(through) for through in (0, 1, 3, 5, 6, None)] == [
        None, (0, 1), (-30, 1), (-60, 1), (-60, 2), (-60, 2),
    ]  # fmt: skip


def test_the_facts_of_some_tickets_are_those_that_were_known(store: SqlStore) -> None:
    store.commit("desk", batch("1", "2", "3"), at=START, config_hash="")
    (some,) = store.facts_of("desk", ["3", "1", "unheard"])
    assert list(some.ids) == ["1", "3"]
    (known,) = store.facts_of("desk", ["3", "1"], through=2)
    assert (list(known.ids), len(known.events)) == (["1"], 2)
    assert list(store.facts_of("desk", ["3"], through=2)) == []
    assert list(store.facts_of("elsewhere", ["1"])) == []


def test_the_past_knows_nothing_of_a_source_without_a_mark(store: SqlStore) -> None:
    store.commit("desk", batch("1", complete_through=START), at=START, config_hash="")
    past = Past(store, {"desk": Mark(sequence=2, complete_through=None)})
    assert (past.state("desk").sequence, past.state("other").sequence) == (2, 0)
    assert [len(facts.events) for facts in past.facts("desk")] == [2]
    assert [len(facts.events) for facts in past.facts("desk", through=1)] == [1]
    assert [each.sequence for each in past.events("desk", after=1, through=99)] == [2]
    assert (list(past.sources()), list(Past(store, {}).sources())) == (["desk"], [])
    assert Past(store, {}).ticket("desk", "1") is None
