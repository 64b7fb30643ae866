"""jsonl against real files that grow, are rotated, cut, and torn in the middle of a line."""

import json
import os
import re
from datetime import UTC, datetime
from pathlib import Path
from random import Random

import pytest
from seeds import SEEDS

from slawatch.errors import FatalSourceError, RetriableSourceError
from slawatch.ingest.source import Batch, Limits, Source
from slawatch.model.event import Actor, EventType
from slawatch.sources.jsonl import KIND
from slawatch.testing.clock import ManualClock
from slawatch.testing.request_counts import RequestCounts

NOW = datetime(2199, 1, 1, tzinfo=UTC)
CREATED = {"ticket": "T-1", "created_at": "2026-11-20T07:00:00Z", "at": "2026-11-20T07:00:00Z", "type": "created"}
CHANGED = {"ticket": "T-1", "created_at": "2026-11-20T07:00:00Z", "at": "2026-11-20T07:05:00Z"}
OUTAGE = {"outage": "O-1", "started_at": "2026-11-20T07:00:00Z", "service": "shop"}


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "log.jsonl"


def source(path: Path, **changes: object) -> Source:
    options = KIND.options.model_validate({"path": str(path), **changes})
    return KIND.factory(options, clock=ManualClock(NOW), observer=RequestCounts())


def line(told: object, **more: object) -> bytes:
    return json.dumps({**told, **more} if isinstance(told, dict) else told, ensure_ascii=False).encode() + b"\n"


def append(path: Path, *lines: bytes) -> None:
    with path.open("ab") as file:
        file.write(b"".join(lines))


def poll(of: Source, cursor: str | None = None, *, rows: int = 5000) -> list[Batch]:
    return list(of.poll(cursor, Limits(rows=rows)))


def news(batches: list[Batch]) -> list[str | None]:
    return [event.new for batch in batches for event in batch.events]


def test_lines_become_tickets_events_and_outages(path: Path) -> None:
    append(
        path,
        line(CREATED, fields={"status": "New", "impact": 2, "vip": True, "assignee": "Ann"}, key="INC1", id="a"),
        line(CHANGED, fields={"status": "Open", "impact": None}, id="b"),
        line(CHANGED, type="public_reply", actor="agent", id=7),
        line(CHANGED, type="rated", new="good"),
        line(OUTAGE, severity="major", users=3),
        line(OUTAGE, ended_at="2026-11-20T08:00:00Z"),
    )
    _, batch, end = poll(source(path))
    assert (batch.tickets[0].id, batch.tickets[0].key) == ("T-1", "T-1")
    created, status, impact, reply, rated = batch.events
    assert created.fields == {"status": "New", "impact": "2", "vip": "true", "assignee": "somebody"}
    assert (status.type, status.new, status.native_id) == (EventType.STATUS, "Open", "b:status")
    assert (impact.type, impact.field, impact.new, impact.order) == (EventType.SCOPE, "impact", None, 1)
    assert (reply.type, reply.actor, reply.native_id) == (EventType.PUBLIC_REPLY, Actor.AGENT, "7")
    assert (rated.type, rated.new) == (EventType.RATED, "good")
    assert [(outage.id, outage.severity, outage.ended_at is None) for outage in batch.outages] == [("O-1", None, False)]
    assert end.complete_through is not None


def test_only_new_lines_are_told(path: Path) -> None:
    append(path, line(CREATED))
    lines = source(path)
    first = poll(lines)
    append(path, line(CHANGED, fields={"status": "Open"}))
    assert news(second := poll(lines, first[-1].cursor)) == ["Open"]
    assert news(poll(lines, second[-1].cursor)) == []


@pytest.mark.parametrize("cut", [1, 5, -20, -3])
def test_half_a_line_is_left_until_it_is_whole_and_holds_the_watermark_back(path: Path, cut: int) -> None:
    whole = line(CHANGED, fields={"status": "完成"})
    append(path, line(CREATED), whole[:cut])
    lines = source(path)
    first = poll(lines)
    assert (news(first), first[-1].complete_through) == ([None], None)
    append(path, whole[cut:])
    second = poll(lines, first[-1].cursor)
    assert news(second) == ["完成"]
    assert second[-1].complete_through is not None


def test_a_whole_object_without_a_line_break_is_a_line(path: Path) -> None:
    append(path, line(CREATED), line(CHANGED, fields={"status": "Open"})[:-1])
    lines = source(path)
    first = poll(lines)
    append(path, b"\n", line(CHANGED, fields={"status": "Done"}))
    assert (news(first), news(poll(lines, first[-1].cursor))) == ([None, "Open"], ["Done"])


def test_lines_that_were_written_before_a_rotation_are_not_lost(path: Path) -> None:
    append(path, line(CREATED))
    lines = source(path)
    first = poll(lines)
    append(path, line(CHANGED, fields={"status": "Open"}))
    path.rename(path.with_suffix(".jsonl.1"))
    with pytest.raises(RetriableSourceError, match="rotated away"):
        poll(lines, first[-1].cursor)
    append(path, line(CHANGED, fields={"status": "Done"}))
    second = poll(lines, first[-1].cursor)
    assert news(second) == ["Open", "Done"]
    assert not any(batch.bad for batch in second)
    assert news(poll(lines, second[-1].cursor)) == []


def test_a_line_that_is_written_to_a_file_that_was_just_rotated_away_is_not_lost(path: Path) -> None:
    append(path, line(CREATED))
    lines = source(path)
    first = poll(lines)
    path.rename(path.with_suffix(".jsonl.1"))
    path.touch()  # logrotate's create: the writer has not been told yet
    second = poll(lines, first[-1].cursor)
    assert second[-1].complete_through is not None
    append(path.with_suffix(".jsonl.1"), line(CHANGED, fields={"status": "Open"}))
    append(path, line(CHANGED, fields={"status": "Done"}))
    third = poll(lines, second[-1].cursor)
    assert news(third) == ["Open", "Done"]
    assert not any(batch.bad for batch in (*second, *third))


def test_a_line_that_is_never_finished_is_told_once_its_file_is_rotated_away(path: Path) -> None:
    append(path, line(CREATED))
    lines = source(path)
    first = poll(lines)
    append(path, b'{"ticket": "T-1", "crea')
    path.rename(path.with_suffix(".jsonl.1"))
    append(path, line(CHANGED, fields={"status": "Done"}))
    second = poll(lines, first[-1].cursor)
    assert news(second) == ["Done"]
    assert [row.reason for batch in second for row in batch.bad] == [
        "line 2 is cut: the file was rotated away before it was finished"
    ]


def test_a_file_that_was_cut_is_begun_anew_and_the_loss_is_told(path: Path) -> None:
    append(path, line(CREATED), line(CHANGED, fields={"status": "Open"}))
    lines = source(path)
    first = poll(lines)
    path.write_bytes(line(CHANGED, fields={"status": "Done"}))
    second = poll(lines, first[-1].cursor)
    assert news(second) == ["Done"]
    assert [row.reason.startswith("the file that was read up to line 2 is gone") for row in second[0].bad] == [True]
    path.write_bytes(b"")
    assert sum(len(batch.bad) for batch in poll(lines, second[-1].cursor)) == 1


def test_a_file_that_was_put_in_place_with_the_same_beginning_goes_on(path: Path) -> None:
    append(path, line(CREATED))
    lines = source(path)
    first = poll(lines)
    other = path.with_suffix(".new")
    other.write_bytes(path.read_bytes() + line(CHANGED, fields={"status": "Open"}))
    other.replace(path)
    assert news(poll(lines, first[-1].cursor)) == ["Open"]


@pytest.mark.parametrize(
    ("written", "reason"),
    [
        (b"{oops\n", "line 2: it is no JSON: Expecting property name enclosed in double quotes at character 2"),
        (b"[1]\n", "line 2: it is no object but list"),
        (line({"ticket": "T-2", "at": "x"}), "line 2: created_at: Field required"),
        (line(CHANGED, at="soon"), "line 2: 'soon' is no time of the format iso8601"),
        (line(CHANGED, type="closed"), "line 2: type: Input should be 'created'"),
        (line(OUTAGE, ended_at="2026-11-20T06:00:00Z"), "line 2: outage O-1 ends"),
        ('{"编号": 1}\n'.encode("gb18030"), "line 2 is not utf-8-sig: .*gb18030"),
    ],
)
def test_a_line_that_can_not_be_read_is_put_aside_with_its_number(path: Path, written: bytes, reason: str) -> None:
    append(path, line(CREATED), written, line(CHANGED, fields={"status": "Open"}))
    _, batch, _ = poll(source(path))
    assert news([batch]) == [None, "Open"]
    (row,) = batch.bad

    assert re.match(reason, row.reason)


@pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030", "utf-16", "utf-16-be"])
def test_lines_in_other_encodings_are_read_as_they_grow(path: Path, encoding: str) -> None:
    text = [line(CREATED, fields={"status": "待办"}).decode(), line(CHANGED, fields={"status": "完成"}).decode()]
    path.write_bytes(text[0].encode(encoding))
    lines = source(path, encoding=encoding)
    first = poll(lines)
    path.write_bytes("".join(text).encode(encoding))
    assert first[1].events[0].fields == {"status": "待办"}
    assert news(poll(lines, first[-1].cursor)) == ["完成"]


@pytest.mark.parametrize("seed", SEEDS)
def test_whatever_a_writer_does_between_polls_every_line_is_told_once(path: Path, seed: int) -> None:
    rng, lines, cursor = Random(seed), source(path), None
    written = [line(CHANGED, fields={"status": f"状态{number}"}) for number in range(60)]
    stream, told, rotations = b"".join(written), list[str | None](), 0
    path.touch()
    place = 0
    while place < len(stream) or len(told) < len(written):
        step = rng.choice((1, 40, 1000, stream.index(b"\n", place) + 1 - place if place < len(stream) else 0))
        append(path, stream[place : place + step])
        place += step
        if cursor and stream[:place].endswith(b"\n") and rng.random() < 0.4:  # a rotation happens between two lines
            away = path.with_name(f"log.jsonl.{rotations}")
            rotations += 1
            if rng.random() < 0.5 or not json.loads(cursor)["offset"]:
                # What was copied and cut before it was read the first time can't be told from what was never there.
                path.rename(away)
                path.touch()
            else:
                away.write_bytes(path.read_bytes())
                path.write_bytes(b"")
            os.utime(away, (rotations, rotations))  # rotations lie further apart than a test can wait
        for batch in lines.poll(cursor, Limits(rows=rng.choice((1, 3, 50)))):
            assert not batch.bad
            cursor = batch.cursor
            told += news([batch])
            if rng.random() < 0.2:
                break  # the daemon was stopped after a commit
    assert told == [f"状态{number}" for number in range(60)]


def test_check_shows_what_the_first_lines_say(path: Path) -> None:
    append(path, line(CREATED, colour="red"), b"nonsense\n", b'{"ticket')
    found = source(path).check()
    texts = [f"{finding.level}: {finding.text}" for finding in found.findings]
    assert texts[0] == "ok: the first 2 lines tell 1 tickets, 1 events, 0 outages"
    assert texts[1].startswith("warning: 1 of 2 lines can't be read: line 2: line 2: it is no JSON")
    assert texts[2:] == [
        "warning: keys that mean nothing: colour",
        "warning: the last line is cut: it is not read, and holds the watermark back",
    ]


def test_a_missing_file_is_an_error(path: Path) -> None:
    assert not source(path).check().usable
    with pytest.raises(FatalSourceError, match="does not exist"):
        poll(source(path))
    with pytest.raises(FatalSourceError, match="none of this source"):
        poll(source(path), "[1]")
