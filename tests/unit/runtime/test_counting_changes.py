"""What a desk does is counted once, under the labels that its tickets have."""

from collections import Counter
from collections.abc import Iterator, Mapping

import pytest

from slawatch.engine.facts import Facts
from slawatch.model.event import EventType
from slawatch.runtime.counting import COUNTER, count, counted, meaning, totals
from slawatch.store.contract import Change
from slawatch.testing.facts import TicketStory, facts
from slawatch.testing.plans import PLAIN, definitions, planned

LABELS = {1: ("mail", "incident", "p1"), 2: ("mail", "request", "p2")}


def moved(ticket: int, old: str | None, new: str | None) -> Change:
    return Change(ticket, EventType.STATUS, old, new)


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("open", "resolved", "resolved"),
        ("open", "closed", "resolved"),
        ("resolved", "closed", None),
        ("resolved", "open", "reopened"),
        ("closed", None, "reopened"),
        ("resolved", "cancelled", None),
        ("closed", "merged", None),
        ("open", "pending_requester", None),
        (None, "resolved", "resolved"),
    ],
)
def test_a_move_between_classes_of_status_counts_as(old: str | None, new: str | None, expected: str | None) -> None:
    assert meaning(moved(1, old, new), PLAIN) == expected


def test_changes_add_up_by_the_labels_of_their_tickets() -> None:
    changes = [
        Change(1, EventType.CREATED, None, None),
        Change(2, EventType.CREATED, None, None),
        moved(1, "open", "resolved"),
        moved(1, "resolved", "open"),
        moved(1, "open", "resolved"),
        moved(9, "open", "resolved"),
    ]
    assert counted(changes, LABELS, PLAIN) == {
        ("created", "mail", "incident", "p1"): 1,
        ("created", "mail", "request", "p2"): 1,
        ("resolved", "mail", "incident", "p1"): 2,
        ("reopened", "mail", "incident", "p1"): 1,
    }


class Desk:
    """A store with two tickets, created at 1 and 2 of the sequence, the first resolved at 3."""

    changes_by_sequence: Mapping[int, Change] = {
        1: Change(1, EventType.CREATED, None, None),
        2: Change(2, EventType.CREATED, None, None),
        3: moved(1, "new", "resolved"),
    }

    def __init__(self) -> None:
        self.added: Counter[tuple[str, ...]] = Counter()
        self.through: dict[str, int] = {}

    def facts(self, source: str, *, after: int, through: int) -> Iterator[Facts]:
        assert (source, after) == ("desk", self.through.get("desk", 0))
        assert after < through
        yield facts([TicketStory(created_at=0, fields={"service": "mail", "kind": "incident", "priority": "p1"})] * 2)

    def changes(self, _source: str, *, after: int, through: int) -> Iterator[Change]:
        return (change for sequence, change in self.changes_by_sequence.items() if after < sequence <= through)

    def counted_through(self, _name: str) -> Mapping[str, int]:
        return self.through

    def add_counts(self, _name: str, counts: Mapping[tuple[str, ...], int], *, through: Mapping[str, int]) -> None:
        self.added.update(counts)
        self.through.update(through)

    def counts(self, name: str) -> Mapping[tuple[str, ...], int]:
        return self.added if name == COUNTER else {}


def test_each_change_is_counted_once_however_often_one_counts() -> None:
    store, plan = Desk(), planned(definitions())
    for through in (1, 1, 3, 3):
        count(store, plan, "desk", through=through)
    labels = ("mail", "incident", "p1")
    assert totals(store) == {"tickets_created": {labels: 2}, "tickets_resolved": {labels: 1}}
