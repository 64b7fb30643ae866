"""What a ticket's transactions mean. The rows are as Request Tracker 5.0.3 sent them."""

from datetime import UTC, datetime
from typing import Any

import pytest

from slawatch.errors import SkippableRow
from slawatch.model.event import Actor, Event, EventType
from slawatch.sources.request_tracker.history import Glossary, Record, events, record, ticket

CUSTOMER, AGENT, SYSTEM = "customer@example.invalid", "writer", "RT_System"
GLOSSARY = Glossary(queues={"1": "General", "3": "Network"}, custom_fields={"2": "Service", "4": "Sites"}, nobody="6")

TICKET: dict[str, Any] = {
    "id": "1",
    "EffectiveId": "1",
    "Type": "ticket",
    "Status": "stalled",
    "Queue": {"type": "queue", "id": "3"},
    "Priority": "50",
    "Owner": {"type": "user", "id": "Nobody"},
    "Created": "2026-11-22T15:57:53Z",
    "LastUpdated": "2026-11-22T15:59:46Z",
    "Requestor": [{"type": "user", "id": CUSTOMER}],
    "CustomFields": [
        {"id": "2", "name": "Service", "values": [None]},
        {"id": "4", "name": "Sites", "values": ["b", "c"]},
    ],
}


def row(
    id_: int, type_: str, field: str = "", change: tuple[str, str] = ("", ""), *, by: str = AGENT
) -> dict[str, Any]:
    at = f"2026-11-22T15:58:{id_:02}Z"
    creator = {"type": "user", "id": by}
    old, new = change
    return {
        "id": str(id_),
        "Type": type_,
        "Field": field,
        "OldValue": old,
        "NewValue": new,
        "Created": at,
        "Creator": creator,
    }


def read(**differs: object) -> Record:
    return record({**TICKET, **differs}, asked="1", owner="6")


def told(*rows: dict[str, Any], of: Record | None = None, glossary: Glossary = GLOSSARY) -> tuple[Event, ...]:
    return events(of or read(), rows, glossary)


def test_the_first_values_are_what_the_first_changes_replaced() -> None:
    created, *_ = told(
        row(1, "Create"),
        row(2, "Status", "Status", ("new", "open")),
        row(3, "Set", "Priority", ("10", "50")),
        row(4, "Set", "Queue", ("1", "3")),
        row(5, "CustomField", "2", ("mail", "web")),
        row(6, "CustomField", "2", ("web", "")),
        row(7, "Status", "Status", ("open", "stalled")),
    )
    assert created.fields == {"status": "new", "priority": "10", "queue": "General", "Service": "mail", "Sites": "b, c"}


def test_values_that_never_changed_are_those_of_now() -> None:
    [created] = told(row(1, "Create"))
    assert created.fields == {"status": "stalled", "priority": "50", "queue": "Network", "Sites": "b, c"}


def test_a_field_with_several_values_is_told_whole_after_each_change() -> None:
    created, added, removed = told(
        row(1, "Create"), row(2, "CustomField", "4", ("", "c")), row(3, "CustomField", "4", ("a", "")), of=read()
    )
    assert created.fields["Sites"] == "b, a"
    assert (added.field, added.old, added.new) == ("Sites", "b, a", "b, a, c")
    assert removed.new == "b, c"


def test_custom_fields_that_nobody_asked_for_are_not_told() -> None:
    assert told(row(2, "CustomField", "9", ("a", "b"))) == ()


def test_a_reply_is_the_requesters_or_an_agents_by_who_wrote_it() -> None:
    replies = told(row(1, "Correspond", by=CUSTOMER), row(2, "Correspond"), row(3, "Correspond", by=SYSTEM))
    assert [(reply.type, reply.actor) for reply in replies] == [
        (EventType.REQUESTER_REPLY, Actor.REQUESTER),
        (EventType.PUBLIC_REPLY, Actor.AGENT),
        (EventType.PUBLIC_REPLY, Actor.SYSTEM),
    ]


def test_a_comment_is_private() -> None:
    [note] = told(row(1, "Comment"))
    assert note.type is EventType.PRIVATE_NOTE


def test_an_owner_is_stored_without_a_name() -> None:
    taken, given_up = told(row(1, "Set", "Owner", ("6", "39")), row(2, "Set", "Owner", ("39", "6")))
    assert (taken.type, taken.old, taken.new) == (EventType.ASSIGNED, None, "somebody")
    assert (given_up.old, given_up.new) == ("somebody", None)


def test_owners_are_told_apart_where_there_is_a_salt() -> None:
    salted = Glossary(queues={}, nobody="6", person=lambda number: f"hash of {number}")
    [handed_on] = told(row(1, "Set", "Owner", ("39", "41")), glossary=salted)
    assert (handed_on.old, handed_on.new) == ("hash of 39", "hash of 41")


def test_a_merge_is_told_of_the_ticket_that_ends() -> None:
    link = row(1, "AddLink", "MergedInto", ("", "fsck.com-rt://rt.example/ticket/7"))
    [merged] = told(link)
    assert (merged.type, merged.new) == (EventType.MERGED, "7")
    assert events(record({**TICKET, "EffectiveId": "7"}, asked="7", owner="6"), [link], GLOSSARY) == ()


def test_other_links_tell_nothing() -> None:
    assert told(row(1, "AddLink", "RefersTo", ("", "fsck.com-rt://rt.example/ticket/7"))) == ()


def test_the_creation_of_a_merged_ticket_is_not_told_with_the_fields_of_another() -> None:
    merged = read(EffectiveId={"type": "ticket", "id": "7"})
    kinds = [event.type for event in told(row(1, "Create"), row(2, "Status", "Status", ("new", "open")), of=merged)]
    assert kinds == [EventType.STATUS]


def test_a_ticket_begins_with_its_first_transaction() -> None:
    made = ticket(read(), [row(1, "Create")], url="https://rt.example/rt")
    assert made.created_at == datetime(2026, 11, 22, 15, 58, 1, tzinfo=UTC)
    assert made.updated_at == datetime(2026, 11, 22, 15, 59, 46, tzinfo=UTC)
    assert made.url == "https://rt.example/rt/Ticket/Display.html?id=1"


def test_a_date_of_1970_is_none() -> None:
    assert read(LastUpdated="1970-01-01T00:00:00Z").updated_at is None


@pytest.mark.parametrize(
    "fault",
    [
        {"LastUpdated": "51502-03-01T00:00:00Z"},
        {"LastUpdated": "2026-11-22T15:59:46"},
        {"LastUpdated": None},
        {"Queue": None},
        {"Requestor": [{}]},
    ],
    ids=["far-year", "no-zone", "no-date", "no-queue", "nameless"],
)
def test_a_ticket_with_a_fault_is_one_bad_row(fault: dict[str, object]) -> None:
    with pytest.raises(SkippableRow) as refused:
        read(**fault)
    assert refused.value.row_id == "1"


@pytest.mark.parametrize(
    "fault", [{"Created": "51502-03-01T00:00:00Z"}, {"Creator": None}, {"Created": "2026-11-22T15:59:46"}]
)
def test_a_transaction_with_a_fault_makes_its_ticket_a_bad_row(fault: dict[str, object]) -> None:
    with pytest.raises(SkippableRow) as refused:
        told({**row(1, "Create"), **fault})
    assert refused.value.row_id == "1"


def test_events_carry_the_transactions_identity_and_order() -> None:
    [event] = told(row(9, "Comment"))
    assert (event.native_id, event.order, event.ticket_id) == ("9", 9, "1")
