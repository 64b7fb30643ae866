"""Changes to be counted: creations and moves of status, each once, whatever happens to their telling."""

import dataclasses
from collections import Counter
from itertools import pairwise

from telling import START, batch, created, status, ticket

from slawatch.ingest.source import Batch
from slawatch.model.event import EventType
from slawatch.store.sql import SqlStore

Said = tuple[str, EventType, str | None, str | None]


def told(store: SqlStore, batch: Batch) -> int:
    return store.commit("desk", batch, at=START, config_hash="h").sequence


def said(store: SqlStore, **window: int) -> Counter[Said]:
    """Return the changes with the source's id of their ticket."""
    ids = {n: id_ for facts in store.facts("desk") for n, id_ in zip(facts.tickets.tolist(), facts.ids, strict=True)}
    return Counter((ids[change.ticket], *change[1:]) for change in store.changes("desk", **window))


def test_a_source_that_was_never_read_has_no_changes(store: SqlStore) -> None:
    assert list(store.changes("desk")) == []


def test_creations_and_moves_of_status_are_told_and_nothing_else(store: SqlStore) -> None:
    moved, emptied = status("1", "open", 60, old="new"), status("2", None, 90, old="open")
    queue = status("1", "network", 70, type=EventType.SCOPE, field="queue")
    told(store, Batch(cursor="1", tickets=(ticket("1"), ticket("2")), events=(created("1"), moved, queue, emptied)))
    assert said(store) == Counter(
        [
            ("1", EventType.CREATED, None, None),
            ("1", EventType.STATUS, "new", "open"),
            ("2", EventType.STATUS, "open", None),
        ]
    )


def test_an_event_that_was_edited_counts_once_as_it_was_first_told(store: SqlStore) -> None:
    first = status("1", "resolved", 60, old="open")
    seen = told(store, Batch(cursor="1", tickets=(ticket("1"),), events=(first,)))
    for new in ("closed", "resolved"):
        told(store, Batch(cursor="2", events=(dataclasses.replace(first, new=new),)))
    assert said(store) == Counter([("1", EventType.STATUS, "open", "resolved")])
    assert said(store, after=seen) == Counter()


def test_an_event_edited_within_its_batch_counts_once(store: SqlStore) -> None:
    first = status("1", "resolved", 60, old="open")
    edited = dataclasses.replace(first, new="closed")
    told(store, Batch(cursor="1", tickets=(ticket("1"),), events=(first, edited)))
    assert said(store) == Counter([("1", EventType.STATUS, "open", "resolved")])


def test_windows_that_meet_tell_each_change_once(store: SqlStore) -> None:
    ends = [0, told(store, batch("1", "2")), told(store, batch("3")), told(store, batch("2", "4"))]
    windows = [said(store, after=after, through=end) for after, end in pairwise(ends)]
    assert [window.total() for window in windows] == [6, 3, 3]
    assert sum(windows, Counter()) == said(store)
