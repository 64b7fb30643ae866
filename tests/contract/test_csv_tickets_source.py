"""csv_tickets: what two readings of a table of tickets tell, worked by hand."""

import os
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from slawatch.errors import FatalSourceError
from slawatch.ingest.source import Batch, Limits, Source
from slawatch.model.event import Actor, Event, EventType
from slawatch.sources.csv_tickets import KIND
from slawatch.testing.clock import ManualClock
from slawatch.testing.request_counts import RequestCounts

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
HEADER = "number,opened,state,replied,solved,changed,owner,city\n"
COLUMNS = {
    "id": "number",
    "created_at": "opened",
    "status": "state",
    "responded_at": "replied",
    "resolved_at": "solved",
    "updated_at": "changed",
    "assignee": "owner",
    "fields": {"place": "city"},
}
Write = Callable[..., None]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    def writing(*rows: str, at: str, path: Path = tmp_path / "tickets.csv") -> None:
        path.write_text(HEADER + "".join(f"{row}\n" for row in rows), encoding="utf-8")
        written = moment(at).timestamp()
        os.utime(path, (written, written))

    return writing


def moment(at: str) -> datetime:
    return datetime.fromisoformat(f"2026-11-{at}").replace(tzinfo=UTC)


def source(tmp_path: Path, **changes: object) -> Source:
    basic = {"path": str(tmp_path / "tickets.csv"), "columns": COLUMNS, "timezone": "UTC"}
    return KIND.factory(
        KIND.options.model_validate({**basic, **changes}), clock=ManualClock(NOW), observer=RequestCounts()
    )


def poll(of: Source, cursor: str | None = None) -> Batch:
    (batch,) = of.poll(cursor, Limits())
    return batch


def told(events: tuple[Event, ...]) -> list[tuple[str, str, str | None, str | None, bool]]:
    return [(e.type, f"{e.at:%dT%H:%M}", e.field, e.new, e.derived) for e in events]


def test_a_ticket_that_is_met_is_told_as_it_stands(tmp_path: Path, write: Write) -> None:
    write("1,2026-11-20 07:00,Open,2026-11-20 07:05,,2026-11-20 07:30,,Kiel", at="20T08:00")
    batch = poll(source(tmp_path))
    created, reply = batch.events
    assert (created.type, created.fields, created.derived) == (
        EventType.CREATED,
        {"status": "Open", "place": "Kiel"},
        True,
    )
    assert (reply.type, reply.at, reply.actor, reply.derived) == (
        EventType.PUBLIC_REPLY,
        moment("20T07:05"),
        Actor.AGENT,
        False,
    )
    assert batch.complete_through == moment("20T08:00")


def test_a_ticket_that_is_met_when_it_is_resolved_was_new_until_then(tmp_path: Path, write: Write) -> None:
    write("1,2026-11-20 07:00,Done,,2026-11-20 07:40,2026-11-20 07:50,,", at="20T08:00")
    created, resolved = poll(source(tmp_path, initial_status="New")).events
    assert created.fields == {"status": "New"}
    assert told((resolved,)) == [("status", "20T07:40", "status", "Done", False)]
    assert resolved.old == "New"


def test_what_changed_between_two_readings_is_told_at_the_instant_that_the_row_names(
    tmp_path: Path, write: Write
) -> None:
    table = source(tmp_path)
    write("1,2026-11-20 07:00,Open,,,2026-11-20 07:30,,Kiel", "2,2026-11-20 07:00,Open,,,,,", at="20T08:00")
    first = poll(table)
    write("1,2026-11-20 07:00,Waiting,,,2026-11-20 08:30,,Bonn", "2,2026-11-20 07:00,Open,,,,,", at="20T09:00")
    second = poll(table, first.cursor)
    assert [ticket.id for ticket in second.tickets] == ["1"]
    assert told(second.events) == [
        ("scope", "20T08:30", "place", "Bonn", True),
        ("status", "20T08:30", "status", "Waiting", True),
    ]
    write("1,2026-11-20 07:00,Done,,2026-11-20 09:15,2026-11-20 09:20,,Bonn", at="20T10:00")
    third = poll(table, second.cursor)
    assert told(third.events) == [("status", "20T09:15", "status", "Done", False)]
    assert third.gone == ()  # a row that is no longer there says nothing


def test_a_column_of_resolution_that_went_stale_does_not_resolve_again(tmp_path: Path, write: Write) -> None:
    table = source(tmp_path)
    write("1,2026-11-20 07:00,Done,,2026-11-20 07:40,2026-11-20 07:40,,", at="20T08:00")
    first = poll(table)
    write("1,2026-11-20 07:00,Open,,2026-11-20 07:40,2026-11-20 08:30,,", at="20T09:00")
    second = poll(table, first.cursor)
    assert told(second.events) == [("status", "20T08:30", "status", "Open", True)]
    write("1,2026-11-20 07:00,Done,,2026-11-20 09:30,2026-11-20 09:31,,", at="20T10:00")
    assert told(poll(table, second.cursor).events) == [("status", "20T09:30", "status", "Done", False)]


def test_without_a_time_of_change_the_reading_tells_it_with_its_grain(tmp_path: Path, write: Write) -> None:
    table = source(tmp_path, columns={"id": "number", "created_at": "opened", "status": "state"})
    write("1,2026-11-20 07:00,Open,,,,,", at="20T08:00")
    first = poll(table)
    write("1,2026-11-20 07:00,Done,,,,,", at="20T09:00")
    (event,) = poll(table, first.cursor).events
    assert (event.at, event.grain, event.derived) == (moment("20T09:00"), 3600, True)


def test_a_batch_that_was_not_committed_is_told_again(tmp_path: Path, write: Write) -> None:
    table = source(tmp_path)
    write("1,2026-11-20 07:00,Open,,,,,", "2,2026-11-20 07:00,Open,,,,,", at="20T08:00")
    one, two = table.poll(None, Limits(rows=1))
    again = list(table.poll(one.cursor, Limits(rows=1)))
    assert [batch.events for batch in again] == [one.events, two.events]
    assert list(table.poll(two.cursor, Limits())) == []


def test_of_two_rows_of_a_ticket_the_one_that_changed_last_counts(tmp_path: Path, write: Write) -> None:
    rows = ["1,2026-11-20 07:00,Done,,,2026-11-20 07:40,,", "1,2026-11-20 07:00,Open,,,2026-11-20 07:30,,"]
    write(*rows, at="20T08:00")
    assert poll(source(tmp_path)).events[0].fields == {"status": "Done"}


def test_first_responses_are_known_only_where_a_column_tells_them(tmp_path: Path) -> None:
    options = KIND.options.model_validate({"path": "x", "columns": COLUMNS, "timezone": "UTC"})
    without = KIND.options.model_validate({"path": "x", "columns": {"id": "a", "created_at": "b"}})
    assert (options.tells_replies, without.tells_replies) == (True, False)


def test_nobodys_name_is_kept(tmp_path: Path, write: Write) -> None:
    write("1,2026-11-20 07:00,Open,,,,Ann Lee,", at="20T08:00")
    batch = poll(source(tmp_path))
    assert "Ann" not in repr(batch)
    assert batch.events[0].fields["assignee"] == "somebody"


def test_a_row_that_can_not_be_read_is_put_aside_with_its_line(tmp_path: Path, write: Write) -> None:
    write("1,2026-11-20 07:00,Open,,,,,", "2,gestern,Open,,,,,", at="20T08:00")
    batch = poll(source(tmp_path))
    assert [(row.row_id, row.reason) for row in batch.bad] == [
        ("2", "line 3: 'gestern' is no time of the format iso8601")
    ]


def test_check_shows_the_first_rows(tmp_path: Path, write: Write) -> None:
    write("1,2026-11-20 07:00,Done,,2026-11-20 07:40,,Ann,", at="20T08:00")
    texts = [finding.text for finding in source(tmp_path).check().findings]
    assert "line 2: ticket 1 created 2026-11-20T07:00:00Z, resolved 2026-11-20T07:40:00Z: status 'Done'" in texts


def test_a_cursor_of_something_else_is_refused(tmp_path: Path, write: Write) -> None:
    write(at="20T08:00")
    with pytest.raises(FatalSourceError, match="none of this source"):
        poll(source(tmp_path), "{}")


def test_other_options_do_not_make_tickets_that_were_always_as_they_are_now(tmp_path: Path, write: Write) -> None:
    first, path = source(tmp_path), tmp_path / "tickets.csv"
    assert first.caps.forgets, "so the cursor is handed over under other options and for `sync --full`, too"
    write("1,2026-11-20 10:00:00,New,,,,,", at="20T11:00", path=path)
    cursor = poll(first).cursor
    write("1,2026-11-20 10:00:00,Open,,,,,Bonn", at="20T12:00", path=path)
    cursor = poll(first, cursor).cursor
    others = source(tmp_path, columns={**COLUMNS, "fields": {"town": "city"}})
    assert told(poll(others, cursor).events) == [
        ("scope", "20T12:00", "place", None, True),
        ("scope", "20T12:00", "town", "Bonn", True),
    ]
