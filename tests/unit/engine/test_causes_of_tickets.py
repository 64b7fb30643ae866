"""What tickets say of causes, worked by hand."""

import pytest

from slawatch.engine.causes import TicketCause, causes
from slawatch.model.desk import Relation
from slawatch.model.event import EventType
from slawatch.model.mapping import FieldMap, SourceMapping
from slawatch.testing.facts import TicketStory, Told, facts

MAPPING = SourceMapping(
    attributes={"category": FieldMap(field="area", values={"net*": "network", "disk": "storage"})},
    links={Relation.PROBLEM: "problem_id", Relation.CHANGE: "rfc"},
)
STORIES = (
    TicketStory(
        created_at=100,
        fields={"area": "disk", "problem_id": "P-1"},
        events=(
            Told(200, EventType.SCOPE, "net-core", "area"),
            Told(300, EventType.LINKED, "C-7", "caused_by"),
            Told(300, EventType.LINKED, "C-7", "caused_by"),
            Told(310, EventType.LINKED, "X-1", "blocks"),
            Told(320, EventType.LINKED, "", "caused_by"),
            Told(400, EventType.SCOPE, "P-2", "problem_id"),
        ),
        id="T1",
    ),
    TicketStory(created_at=500, fields={"area": "printer", "rfc": "C-9"}, id="T2"),
)


def told(horizon: int) -> dict[str, TicketCause]:
    return {each.ticket: each for each in causes(facts(STORIES), MAPPING, horizon=horizon)}


@pytest.mark.parametrize(
    ("horizon", "category", "others"),
    [
        (150, "storage", {(Relation.PROBLEM, "P-1")}),
        (250, "network", {(Relation.PROBLEM, "P-1")}),
        (350, "network", {(Relation.PROBLEM, "P-1"), (Relation.CAUSED_BY, "C-7")}),
        (450, "network", {(Relation.PROBLEM, "P-2"), (Relation.CAUSED_BY, "C-7")}),
    ],
)
def test_at_each_instant_the_last_word_counts(horizon: int, category: str, others: set[tuple[Relation, str]]) -> None:
    cause = told(horizon)["T1"]
    assert cause.category == category
    assert set(cause.others) == others
    assert len(cause.others) == len(others)


def test_what_does_not_exist_yet_says_nothing() -> None:
    assert list(told(450)) == ["T1"]


def test_a_category_that_nothing_maps_is_none() -> None:
    cause = told(600)["T2"]
    assert cause.category == ""
    assert cause.others == ((Relation.CHANGE, "C-9"),)
