"""csv_events against real files: every way in which a log may grow or be broken."""

import gzip
import os
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from pydantic import ValidationError

from slawatch.clock import Clock
from slawatch.errors import FatalSourceError, RetriableSourceError
from slawatch.ingest.source import Batch, Limits, Source
from slawatch.model.event import EventType
from slawatch.sources.csv_events import KIND, Options
from slawatch.store.opening import open_for_writing
from slawatch.testing.clock import ManualClock
from slawatch.testing.request_counts import RequestCounts

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
WRITTEN = datetime(2026, 11, 20, 8, tzinfo=UTC)
HEADER = "number,when,state\n"
BASIC = {"columns": {"id": "number", "at": "when", "status": "state"}, "timezone": "UTC"}


@pytest.fixture
def log(tmp_path: Path) -> Path:
    return tmp_path / "log.csv"


Write = Callable[..., None]


@pytest.fixture
def write(log: Path) -> Write:
    """Write the whole log, or append to it; each time a minute later than the last."""
    minutes = iter(range(1000))

    def writing(text: str, *, append: bool = False, encoding: str = "utf-8", at: datetime | None = None) -> None:
        with log.open("ab" if append else "wb") as file:
            file.write(text.encode(encoding))
        written = (at or WRITTEN + timedelta(minutes=next(minutes))).timestamp()
        os.utime(log, (written, written))

    return writing


def source(path: Path, *, clock: Clock | None = None, **changes: object) -> Source:
    options = Options.model_validate({"path": str(path), **BASIC, **changes})
    return KIND.factory(options, clock=clock or ManualClock(NOW), observer=RequestCounts())


def told(batches: list[Batch]) -> list[tuple[str, str, str | None]]:
    """(ticket, time, new status) of every event."""
    return [(e.ticket_id, f"{e.at:%H:%M}", e.new or e.fields.get("status")) for b in batches for e in b.events]


def poll(of: Source, cursor: str | None = None, *, rows: int = 5000) -> list[Batch]:
    return list(of.poll(cursor, Limits(rows=rows)))


def test_rows_become_tickets_and_events(log: Path, write: Write) -> None:
    write(HEADER + "A,2026-11-20 07:00,New\nB,2026-11-20 07:01,New\nA,2026-11-20 07:05,Done\n")
    (batch,) = poll(source(log))
    assert [ticket.id for ticket in batch.tickets] == ["A", "B"]
    assert told([batch]) == [("A", "07:00", "New"), ("A", "07:05", "Done"), ("B", "07:01", "New")]
    assert (batch.complete_through, batch.more, batch.expected) == (WRITTEN, False, 2)


def test_an_unchanged_file_tells_nothing_new(log: Path, write: Write) -> None:
    write(HEADER + "A,2026-11-20 07:00,New\n")
    log_source = source(log)
    (batch,) = poll(log_source)
    assert poll(log_source, batch.cursor) == []


def test_a_log_whose_silence_means_nothing_happened_is_complete_through_each_reading(log: Path, write: Write) -> None:
    write(HEADER + "A,2026-11-20 07:00,New\n")
    log_source = source(log, complete_through="read")
    (batch,) = poll(log_source)
    (later,) = poll(log_source, batch.cursor)
    assert batch.complete_through == later.complete_through == NOW
    assert later == Batch(cursor=batch.cursor, complete_through=NOW)


def test_a_log_that_grows_tells_the_tickets_of_new_rows_whole(log: Path, write: Write) -> None:
    write(HEADER + "A,2026-11-20 07:00,New\nB,2026-11-20 07:01,New\n")
    log_source = source(log)
    (first,) = poll(log_source)
    write("A,2026-11-20 07:09,Done\n", append=True)
    (second,) = poll(log_source, first.cursor)
    assert told([second]) == [("A", "07:00", "New"), ("A", "07:09", "Done")]
    assert second.complete_through == WRITTEN + timedelta(minutes=1)
    old, again = first.events[0], second.events[0]
    assert old == again


def test_a_log_told_in_pieces_gives_the_same_events_as_a_log_told_at_once(log: Path, write: Write) -> None:
    rows = [f"{'ABC'[n % 3]},2026-11-20 07:{n // 7:02},{'xyz'[n * n % 3]}\n" for n in range(60)]
    log_source = source(log)
    write(HEADER)
    known: dict[str, object] = {}
    cursor = None
    for start in range(0, 60, 4):
        write("".join(rows[start : start + 4]), append=True)
        for batch in poll(log_source, cursor):
            cursor = batch.cursor
            known |= identities(batch)
    at_once: dict[str, object] = {}
    for batch in poll(log_source):
        at_once |= identities(batch)
    assert known == at_once


def identities(batch: Batch) -> dict[str, object]:
    """Events by identity, the n-th of equal ones by its number, as a store keeps them."""
    found: dict[str, object] = {}
    for event in batch.events:
        nth = 0
        while event.identity(nth) in found:
            nth += 1
        found[event.identity(nth)] = event
    return found


@pytest.mark.parametrize("ending", ["\n", ""])
def test_a_static_file_is_told_whole_whether_or_not_its_last_line_has_a_line_break(
    ending: str, log: Path, write: Write
) -> None:
    write(HEADER + "A,2026-11-20 07:00,New\nA,2026-11-20 07:04,Done" + ending)
    clock = ManualClock(NOW)
    (batch,) = poll(source(log, clock=clock))
    assert told([batch]) == [("A", "07:00", "New"), ("A", "07:04", "Done")]
    assert (batch.complete_through, clock.slept) == (WRITTEN, [])
    assert poll(source(log), batch.cursor) == []


@pytest.mark.parametrize("seconds", [0, 4, -90])
def test_a_poll_right_after_the_last_write_waits_until_the_last_line_counts(
    seconds: int, log: Path, write: Write
) -> None:
    clock = ManualClock(NOW)
    write(HEADER + "A,2026-11-20 07:00,New", at=NOW - timedelta(seconds=seconds))
    (batch,) = poll(source(log, clock=clock))
    assert told([batch]) == [("A", "07:00", "New")]
    assert (batch.complete_through, clock.slept) == (NOW - timedelta(seconds=max(seconds, 0)), [5])


class Meanwhile(ManualClock):
    """A clock during whose waits something happens."""

    def __init__(self, happens: Callable[[], None]) -> None:
        super().__init__(NOW)
        self._happens = happens

    def sleep(self, seconds: float) -> None:
        """Let it happen."""
        super().sleep(seconds)
        self._happens()


def test_a_last_line_that_grows_while_it_is_waited_for_is_left_for_the_next_poll(log: Path, write: Write) -> None:
    write(HEADER + "A,2026-11-20 07:00,New\nA,2026-11-20 07:04,Do", at=NOW)
    clock = Meanwhile(lambda: write("n", append=True, at=NOW + timedelta(seconds=4)))
    log_source = source(log, clock=clock)
    (first,) = poll(log_source)
    assert (told([first]), first.bad, first.complete_through) == ([("A", "07:00", "New")], (), None)
    write("e\n", append=True, at=NOW + timedelta(seconds=6))
    (second,) = poll(log_source, first.cursor)
    assert told([second]) == [("A", "07:00", "New"), ("A", "07:04", "Done")]
    assert second.complete_through == NOW + timedelta(seconds=5)


def test_the_end_of_the_program_ends_the_wait_for_a_last_line(log: Path, write: Write) -> None:
    class Ended(ManualClock):
        def sleep(self, seconds: float) -> None:
            del seconds

    write(HEADER + "A,2026-11-20 07:00,New\nB,2026-11-20 07:01,N", at=NOW)
    (batch,) = poll(source(log, clock=Ended(NOW)))
    assert (told([batch]), batch.complete_through) == ([("A", "07:00", "New")], None)


@pytest.mark.parametrize(
    ("half", "rest", "becomes"),
    [
        ("A,2026-11-20 07:0", "4,Done\n", "Done"),
        ("A,2026-11-20 07:04,", "Done\n", "Done"),
        ('A,2026-11-20 07:04,"Do\n', 'ne"\n', "Do\nne"),
        ('A,2026-11-20 07:04,"Do', 'ne"', "Done"),
    ],
)
def test_a_cut_line_of_a_quiet_file_is_read_again_when_it_has_grown(
    half: str, rest: str, becomes: str, log: Path, write: Write
) -> None:
    write(HEADER + "A,2026-11-20 07:00,New\n" + half, at=NOW - timedelta(minutes=2))
    log_source = source(log)
    (first,) = poll(log_source)
    assert (told([first])[0], first.bad) == (("A", "07:00", "New"), ())
    write(rest, append=True, at=NOW - timedelta(minutes=1))
    (second,) = poll(log_source, first.cursor)
    assert told([second]) == [("A", "07:00", "New"), ("A", "07:04", becomes)]
    assert second.complete_through == NOW - timedelta(minutes=1)


@pytest.mark.parametrize("half", [b"A,2026-11-20", b'A,2026-11-20 07:04,"Do', b"A,2026-11-20 07:04,\xe5\xbe"])
def test_a_cut_line_holds_the_watermark_back_for_an_hour(half: bytes, log: Path, write: Write) -> None:
    write(HEADER + "A,2026-11-20 07:00,New\n")
    log.write_bytes(log.read_bytes() + half)
    write("", append=True, at=NOW - timedelta(minutes=59))
    log_source = source(log)
    (first,) = poll(log_source)
    assert (told([first]), first.bad, first.complete_through) == ([("A", "07:00", "New")], (), None)
    (again,) = poll(log_source, first.cursor)
    assert (again.events, again.bad, again.complete_through) == ((), (), None)


@pytest.mark.parametrize("half", ["A,2026-11-20", 'A,2026-11-20 07:04,"Do', 'A,2026-11-20 07:04,"Do\nne,'])
def test_a_cut_line_of_an_abandoned_file_is_a_bad_row_and_the_file_complete(half: str, log: Path, write: Write) -> None:
    write(HEADER + "A,2026-11-20 07:00,New\n" + half, at=NOW - timedelta(hours=1))
    (batch,) = poll(source(log))
    assert told([batch]) == [("A", "07:00", "New")]
    assert batch.bad[0].row_id == "line 3"
    assert batch.complete_through == NOW - timedelta(hours=1)


def test_a_row_after_a_last_line_of_blanks_is_read(log: Path, write: Write) -> None:
    write(HEADER + "A,2026-11-20 07:00,New\n  ")
    log_source = source(log)
    (first,) = poll(log_source)
    write("B,2026-11-20 07:01,New\n", append=True)
    (second,) = poll(log_source, first.cursor)
    assert told([second]) == [("B", "07:01", "New")]


def test_a_log_that_was_rewritten_is_told_again(log: Path, write: Write) -> None:
    write(HEADER + "A,2026-11-20 07:00,New\nB,2026-11-20 07:01,New\n")
    log_source = source(log)
    (first,) = poll(log_source)
    write(HEADER + "B,2026-11-20 07:01,New\nC,2026-11-20 07:02,New\nD,2026-11-20 07:03,New\n")
    (second,) = poll(log_source, first.cursor)
    assert [ticket.id for ticket in second.tickets] == ["B", "C", "D"]
    assert second.events[0] in first.events


def test_a_log_that_was_touched_only_tells_no_row_again(log: Path, write: Write) -> None:
    write(HEADER + "A,2026-11-20 07:00,New\n")
    log_source = source(log)
    (first,) = poll(log_source)
    write("", append=True)
    (second,) = poll(log_source, first.cursor)
    assert (second.tickets, second.events) == ((), ())
    assert second.complete_through == WRITTEN + timedelta(minutes=1)


def test_no_cursor_runs_ahead_of_the_batches(log: Path, write: Write) -> None:
    write(HEADER + "".join(f"T{n},2026-11-20 07:00,New\n" for n in range(7)))
    log_source = source(log)
    batches = poll(log_source, rows=3)
    assert [(len(b.tickets), b.more, b.expected) for b in batches] == [(3, True, 7), (3, True, 7), (1, False, 7)]
    assert [b.complete_through for b in batches] == [None, None, WRITTEN]
    restarted = poll(log_source, batches[1].cursor, rows=10)
    assert len(restarted[0].tickets) == 7


def test_a_bad_row_goes_to_quarantine_and_the_others_are_told(log: Path, write: Write) -> None:
    write(
        HEADER
        + "A,2026-11-20 07:00,New\n"
        + "B,51502-01-01 07:00,New\n"
        + ",2026-11-20 07:00,New\n"
        + "C,2026-11-20 07:00\n"
        + "D,,New\n"
        + 'E,2026-11-20 07:00,"New" or old\n'
        + "F,2026-11-20 07:00,New\n"
    )
    (batch,) = poll(source(log))
    assert [ticket.id for ticket in batch.tickets] == ["A", "F"]
    assert [(row.row_id, row.reason) for row in batch.bad][:4] == [
        ("B", "line 3: '51502-01-01 07:00' is no time of the format iso8601"),
        ("line 4", "it has no id"),
        ("line 5", "it has 2 cells, the header 3"),
        ("D", "line 6: it has no at"),
    ]
    assert [row.row_id for row in batch.bad][4:] == ["line 7"]


def test_a_bad_row_stays_in_quarantine_until_its_ticket_can_be_told_whole(
    log: Path, write: Write, tmp_path: Path
) -> None:
    store = open_for_writing(f"sqlite:///{tmp_path}/slawatch.db")
    log_source = source(log)

    def quarantine() -> list[str]:
        for batch in poll(log_source, store.state("log").cursor):
            store.commit("log", batch, at=NOW, config_hash="")
        return [row.row_id for row in store.quarantine("log")]

    write(HEADER + "A,2026-11-20 07:00,New\nA,never,Done\n")
    broken = quarantine()
    write("A,2026-11-20 07:02,Done\n", append=True)
    grown = quarantine()
    write(HEADER + "A,2026-11-20 07:00,New\nA,2026-11-20 07:01,Done\n")
    mended = quarantine()
    store.close()
    assert (broken, grown, mended) == (["A"], ["A"], [])


def test_too_many_bad_rows_and_nothing_is_told(log: Path, write: Write) -> None:
    write(HEADER + "A,2026-11-20 07:00,New\n" * 379 + "A,20/11/2026,New\n" * 20)
    with pytest.raises(FatalSourceError, match=r"20 of 399 rows can't be read.*'20/11/2026' is no time"):
        poll(source(log))


def test_a_compressed_log_in_chinese_encoding_and_zone_is_read(tmp_path: Path) -> None:
    path = tmp_path / "日志.csv.gz"
    path.write_bytes(gzip.compress("编号;时间;状态\n工单-1;2026/11/20 08:00:05;待办\n".encode("gb18030")))
    log_source = source(
        path,
        encoding="gb18030",
        delimiter=";",
        columns={"id": "编号", "at": "时间", "status": "状态"},
        time_format="%Y/%m/%d %H:%M:%S",
        timezone="Asia/Shanghai",
    )
    (batch,) = poll(log_source)
    assert batch.tickets[0].id == "工单-1"
    assert batch.events[0].at == datetime(2026, 11, 20, 0, 0, 5, tzinfo=UTC)
    assert batch.events[0].fields == {"status": "待办"}


def test_a_compressed_log_that_is_still_being_written_is_tried_again_later(tmp_path: Path) -> None:
    path = tmp_path / "log.csv.gz"
    path.write_bytes(gzip.compress(HEADER.encode() * 100)[:-9])
    with pytest.raises(RetriableSourceError, match="is not whole"):
        poll(source(path))


def test_declared_nulls_are_nothing(log: Path, write: Write) -> None:
    columns = {**BASIC["columns"], "fields": {"impact": "effect"}}
    write("number,when,state,effect\nA,2026-11-20 07:00,New,?\nA,2026-11-20 07:01,New,2\nA,2026-11-20 07:02,New,\n")
    (batch,) = poll(source(log, columns=columns, null=["?"]))
    assert [(e.type, e.field, e.old, e.new) for e in batch.events[1:]] == [
        (EventType.SCOPE, "impact", None, "2"),
        (EventType.SCOPE, "impact", "2", None),
    ]


def test_space_around_cells_and_blank_lines_say_nothing(log: Path, write: Write) -> None:
    write("number, when ,state\n\n A ,2026-11-20 07:00, New \n  \n,,\n")
    (batch,) = poll(source(log))
    assert (told([batch]), batch.bad) == ([("A", "07:00", "New")], ())


def test_a_byte_order_mark_does_no_harm(log: Path, write: Write) -> None:
    write(HEADER + "A,2026-11-20 07:00,New\n", encoding="utf-8-sig")
    assert len(poll(source(log))[0].tickets) == 1


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "has no header line that can be read"),
        ("\n\n", "has no header line that can be read"),
        ("number,when\nA,2026-11-20 07:00\n", r"has no column 'state' \(for status\); there are: number, when"),
        ("number,when,state,state\n", r"has 2 columns 'state'"),
        (
            HEADER + "A,2026-11-20 07:00,New\nB,2026-11-20 07:00,\udcff\n",
            "line 3 of .* is not utf-8-sig: invalid start byte",
        ),
    ],
)
def test_a_file_that_is_not_as_declared_is_refused_with_what_was_found(text: str, reason: str, log: Path) -> None:
    log.write_bytes(text.encode(errors="surrogateescape"))
    with pytest.raises(FatalSourceError, match=reason):
        poll(source(log))
    assert not source(log).check().usable


def test_a_missing_file_is_named_with_its_neighbours(log: Path, write: Write) -> None:
    write(HEADER)
    with pytest.raises(FatalSourceError, match=r"lag.csv does not exist; in its folder there is log.csv"):
        poll(source(log.with_name("lag.csv")))
    with pytest.raises(FatalSourceError, match=r"nor does the folder"):
        poll(source(log.parent / "no" / "log.csv"))
    with pytest.raises(FatalSourceError, match="can't be read: Is a directory"):
        poll(source(log.parent))


def test_check_shows_how_the_file_is_understood(log: Path, write: Write) -> None:
    text = HEADER + "A,2026-10-25 02:30,New\nB,2026-11-20 07:00,New\nC,soon,New\nD,2026"
    write(text, at=NOW - timedelta(minutes=1))
    found = source(log, timezone="Europe/Berlin").check()
    texts = [f"{finding.level}: {finding.text}" for finding in found.findings]
    assert found.usable
    assert found.timezone == "Europe/Berlin"
    assert "ok: columns in the file: number, when, state" in texts
    assert "ok: line 2: ticket A at 2026-10-25T00:30:00Z: status 'New'" in texts
    assert "warning: 1 of 3 rows can't be read: C: line 4: 'soon' is no time of the format iso8601" in texts
    assert any(text.startswith("warning: 1 times stand for two instants") for text in texts)
    assert any(
        text.startswith("warning: the last 6 bytes are no whole row, or were written just now") for text in texts
    )


def test_a_field_may_not_take_the_name_of_a_column() -> None:
    with pytest.raises(ValidationError, match="status under fields"):
        source(Path("log.csv"), columns={"id": "a", "at": "b", "fields": {"status": "c"}})


def test_a_log_never_knows_public_replies() -> None:
    caps = source(Path("log.csv"), time_format="%d/%m/%Y %H:%M").caps
    assert (caps.public_replies, caps.grain, caps.history) == (False, 60, "full")


def test_people_are_told_by_pseudonyms_under_a_salt_and_not_at_all_without(
    log: Path, write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    write("number,when,state,who\n1,2026-11-20 08:00,New,Ann Lee\n1,2026-11-20 09:00,New,Bob Wu\n")
    monkeypatch.setenv("SLAWATCH_TEST_SALT", "a salt that is long enough")
    columns = {**BASIC["columns"], "assignee": "who"}
    plain, salted = (
        [event for batch in poll(source(log, columns=columns, **options)) for event in batch.events]
        for options in ({}, {"people_salt": "env:SLAWATCH_TEST_SALT"})
    )
    assert (plain[0].fields["assignee"], plain[1].new) == ("somebody", "somebody")
    assert len({salted[0].fields["assignee"], salted[1].new}) == 2
    assert salted[0].fields["assignee"] == salted[1].old
    assert not any(name in repr((plain, salted)) for name in ("Ann", "Bob"))


def test_a_salt_that_is_not_there_stops_the_poll(log: Path, write: Write) -> None:
    write(HEADER + "1,2026-11-20 08:00,New\n")
    with pytest.raises(FatalSourceError, match="SLAWATCH_NO_SALT is empty or not set"):
        poll(source(log, people_salt="env:SLAWATCH_NO_SALT"))
