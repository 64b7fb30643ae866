from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from slawatch.ingest.audit_log import Change, by_ticket, history
from slawatch.model.event import EventType

NINE = datetime(2026, 11, 2, 9, tzinfo=UTC)


def change(minute: int, *, created: int | None = None, ticket: str = "T1", **fields: str | None) -> Change:
    created_at = None if created is None else NINE + timedelta(minutes=created)
    return Change(ticket_id=ticket, at=NINE + timedelta(minutes=minute), created_at=created_at, fields=fields)


def told(*changes: Change, initial_status: str | None = None) -> list[tuple[int, str, str | None, str | None]]:
    """(minute, type, old, new) of the events in their order."""
    _, events = history(changes, initial_status=initial_status)
    ordered = sorted(events, key=lambda event: (event.at, event.order))
    return [(int((e.at - NINE).total_seconds()) // 60, e.type.value, e.old, e.new) for e in ordered]


def test_without_a_creation_column_the_first_row_is_the_creation_with_its_status() -> None:
    ticket, events = history([change(5, status="New", priority="3"), change(9, status="Done", priority="3")])
    assert ticket.created_at == NINE + timedelta(minutes=5)
    assert ticket.updated_at == NINE + timedelta(minutes=9)
    assert events[0].type is EventType.CREATED
    assert events[0].fields == {"status": "New", "priority": "3"}
    assert [(e.type, e.field, e.old, e.new) for e in events[1:]] == [(EventType.STATUS, "status", "New", "Done")]


def test_between_creation_and_first_row_the_status_is_not_known() -> None:
    ticket, events = history([change(5, created=0, status="Active", priority="3")])
    assert ticket.created_at == NINE
    assert events[0].fields == {"priority": "3"}
    assert [(e.at, e.old, e.new) for e in events[1:]] == [(NINE + timedelta(minutes=5), None, "Active")]


def test_a_declared_initial_status_holds_until_another_one_comes() -> None:
    rows = (change(5, created=0, status="New"), change(8, created=0, status="Active"))
    assert told(*rows, initial_status="New") == [(5, "created", None, None), (8, "status", "New", "Active")]


def test_a_creation_is_told_when_the_first_row_was_written_and_not_before() -> None:
    ticket, events = history([change(5, created=0, status="New")])
    assert (ticket.created_at, events[0].at) == (NINE, NINE + timedelta(minutes=5))


def test_only_differences_are_events() -> None:
    rows = (
        change(0, status="New", impact="2"),
        change(1, status="New", impact="2"),
        change(2, status="New", impact="1"),
    )
    assert told(*rows) == [(0, "created", None, None), (2, "scope", "2", "1")]


def test_an_emptied_field_is_told_as_nothing() -> None:
    assert told(change(0, team="A"), change(1, team=None))[1:] == [(1, "scope", "A", None)]


def test_rows_before_the_creation_keep_their_own_time() -> None:
    assert told(change(-3, created=0, status="New"), change(4, created=0, status="Done")) == [
        (-3, "status", None, "New"),
        (0, "created", None, None),
        (4, "status", "New", "Done"),
    ]


def test_rows_of_one_minute_stay_in_the_order_of_the_log() -> None:
    rows = (change(0, status="New"), change(1, status="Wait"), change(1, status="New"), change(1, status="Wait"))
    assert [new for _, _, _, new in told(*rows)[1:]] == ["Wait", "New", "Wait"]


def test_a_row_that_stands_too_late_counts_at_its_time() -> None:
    assert told(change(0, status="New"), change(9, status="Done"), change(5, status="Wait"))[1:] == [
        (5, "status", "New", "Wait"),
        (9, "status", "Wait", "Done"),
    ]


def test_a_change_of_person_is_told_without_the_person() -> None:
    _, events = history([change(0, assignee="ann@example.org"), change(1, assignee="bob@example.org")])
    assert events[1].type is EventType.ASSIGNED
    assert (events[0].fields["assignee"], events[1].old, events[1].new) == ("somebody", "somebody", "somebody")
    assert "example.org" not in repr(events)


def test_people_are_told_apart_by_what_stands_for_each() -> None:
    rows = [change(0, assignee="ann"), change(1, assignee="bob"), change(2, assignee=None)]
    (created, handed_on, given_up) = history(rows, person=lambda name: f"<{len(name)}{name[0]}>")[1]
    assert created.fields["assignee"] == "<3a>"
    assert [(each.old, each.new) for each in (handed_on, given_up)] == [("<3a>", "<3b>"), ("<3b>", None)]


def test_rows_are_grouped_by_ticket_as_they_stand() -> None:
    rows = [change(0, ticket="A"), change(1, ticket="B"), change(0, ticket="B"), change(2, ticket="A")]
    assert by_ticket(rows) == {"A": [rows[0], rows[3]], "B": [rows[1], rows[2]]}


ROWS = st.lists(st.tuples(st.integers(0, 5), st.sampled_from(["New", "Wait", "Done", None])), min_size=1, max_size=12)


@given(rows=ROWS)
def test_a_replay_of_the_events_gives_the_status_of_every_row(rows: list[tuple[int, str | None]]) -> None:
    _, events = history([change(minute, status=status) for minute, status in rows])
    for minute in range(6):
        seen = [status for _, status in sorted(((m, i), s) for i, (m, s) in enumerate(rows) if m <= minute)]
        status = events[0].fields.get("status")
        for event in sorted(events[1:], key=lambda e: (e.at, e.order)):
            status = event.new if event.at <= NINE + timedelta(minutes=minute) else status
        assert not seen or status == seen[-1]


@given(rows=ROWS, cut=st.integers(0, 12))
def test_what_was_told_of_a_shorter_log_is_told_again_of_a_longer_one_in_order(
    rows: list[tuple[int, str | None]], cut: int
) -> None:
    ordered = [change(minute, status=status) for minute, status in sorted(rows, key=lambda row: row[0])]
    _, longer = history(ordered)
    _, shorter = history(ordered[: cut + 1])
    assert longer[: len(shorter)] == shorter
