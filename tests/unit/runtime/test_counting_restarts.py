"""Counters of the desk outlive the daemon: whatever is told again, each change counts once."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from telling import START, batch, history, status, ticket

from slawatch.ingest.source import Batch
from slawatch.runtime.counting import count, totals
from slawatch.store.opening import open_for_writing
from slawatch.store.sql import SqlStore
from slawatch.testing.plans import definitions, planned


@contextmanager
def run(folder: Path) -> Iterator[SqlStore]:
    """Open the store as one run of the daemon does."""
    store = open_for_writing(f"sqlite:///{folder}/slawatch.db")
    yield store
    store.close()


def counted(store: SqlStore) -> dict[str, int]:
    """Count what is new with a plan of this run, and return the totals."""
    count(store, planned(definitions()), "desk", through=store.state("desk").sequence)
    return {family: sum(by_labels.values()) for family, by_labels in totals(store).items()}


def commit(store: SqlStore, told: Batch) -> None:
    store.commit("desk", told, at=START, config_hash="h")


def test_each_change_counts_once_over_restarts_and_repeated_facts(tmp_path: Path) -> None:
    with run(tmp_path) as store:
        commit(store, batch("1", "2"))
        assert counted(store) == {"tickets_created": 2, "tickets_resolved": 2}
        commit(store, batch("1", "2", "3"))
    with run(tmp_path) as store:
        assert counted(store) == {"tickets_created": 3, "tickets_resolved": 3}
        assert counted(store) == {"tickets_created": 3, "tickets_resolved": 3}
        commit(store, Batch(cursor="3", tickets=(ticket("1"),), events=(status("1", "open", 500, old="resolved"),)))
        assert counted(store) == {"tickets_created": 3, "tickets_resolved": 3, "tickets_reopened": 1}
    with run(tmp_path) as store:
        assert counted(store) == {"tickets_created": 3, "tickets_resolved": 3, "tickets_reopened": 1}


def test_what_is_counted_keeps_the_labels_that_it_was_counted_under(tmp_path: Path) -> None:
    with run(tmp_path) as store:
        begun, *rest = history("1", "open", "resolved")
        begun = replace(begun, fields={"status": "new", "service": "mail", "kind": "incident", "priority": "P1"})
        commit(store, Batch(cursor="1", tickets=(ticket("1"),), events=(begun, *rest)))
        counted(store)
        assert totals(store) == {
            "tickets_created": {("mail", "incident", "P1"): 1},
            "tickets_resolved": {("mail", "incident", "P1"): 1},
        }
