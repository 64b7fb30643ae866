"""Files as Chinese Excel, Windows programs and others save them, read by every kind that reads delimited files."""

import os
from datetime import UTC, datetime
from pathlib import Path
from types import ModuleType

import pytest

from slawatch.errors import FatalSourceError
from slawatch.ingest.source import Batch, Limits, Source
from slawatch.sources import csv_events, csv_outages
from slawatch.testing.clock import ManualClock
from slawatch.testing.request_counts import RequestCounts

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
ENCODINGS = ["utf-8", "utf-8-sig", "gb18030", "gbk", "utf-16", "utf-16-le", "utf-16-be", "utf-32"]
EVENTS = {"columns": {"id": "编号", "at": "时间", "status": "状态"}, "timezone": "Asia/Shanghai"}
OUTAGES = {
    "columns": {"id": "编号", "started_at": "开始", "ended_at": "结束", "service": "服务"},
    "timezone": "Asia/Shanghai",
}


def source(kind: ModuleType, path: Path, encoding: str, options: dict[str, object]) -> Source:
    given = kind.Options.model_validate({"path": str(path), "encoding": encoding, **options})
    return kind.KIND.factory(given, clock=ManualClock(NOW), observer=RequestCounts())


def write(path: Path, data: bytes) -> None:
    path.write_bytes(data)
    written = datetime(2026, 11, 20, 8, tzinfo=UTC).timestamp()
    os.utime(path, (written, written))


def poll(of: Source, cursor: str | None = None) -> Batch:
    (batch,) = of.poll(cursor, Limits())
    return batch


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_an_audit_log_is_read_and_grows(encoding: str, tmp_path: Path) -> None:
    path, declared = tmp_path / "日志.csv", "utf-8-sig" if encoding == "utf-8" else encoding
    text = "编号,时间,状态\n工单-1,2026-11-20 08:00:05,待办\n"
    write(path, text.encode(encoding))
    log = source(csv_events, path, declared, EVENTS)
    first = poll(log)
    assert (first.tickets[0].id, first.events[0].fields) == ("工单-1", {"status": "待办"})
    assert first.events[0].at == datetime(2026, 11, 20, 0, 0, 5, tzinfo=UTC)
    write(path, (text + "工单-1,2026-11-20 09:00:00,完成\n").encode(encoding))
    os.utime(path)
    second = poll(source(csv_events, path, declared, {**EVENTS, "complete_through": "read"}), first.cursor)
    assert [event.new for event in second.events[1:]] == ["完成"]


@pytest.mark.parametrize("encoding", ["gb18030", "utf-16"])
def test_outages_are_read(encoding: str, tmp_path: Path) -> None:
    path = tmp_path / "中断.csv"
    write(path, "编号,开始,结束,服务\n1,2026-11-20 08:00,2026-11-20 09:00,网上商店\n".encode(encoding))
    (outage,) = poll(source(csv_outages, path, encoding, OUTAGES)).outages
    assert (outage.service, outage.started_at) == ("网上商店", datetime(2026, 11, 20, tzinfo=UTC))


def test_a_character_that_is_half_written_is_waited_for(tmp_path: Path) -> None:
    path = tmp_path / "log.csv"
    write(path, "编号,时间,状态\nA,2026-11-20 08:00,新\nB,2026-11-20 08:01,旧\n".encode("utf-16")[:-5])
    assert [ticket.id for ticket in poll(source(csv_events, path, "utf-16", EVENTS)).tickets] == ["A"]


@pytest.mark.parametrize(
    ("written", "declared", "reason"),
    [
        ("gb18030", "utf-8-sig", r"line 1 of .*log.csv is not utf-8-sig: .*e.g. encoding: gb18030"),
        ("utf-16", "utf-8-sig", r"line 1 of .*log.csv is not utf-8-sig: .*write encoding: utf-16"),
        ("utf-8", "utf-32", r"line 1 of .*log.csv is not utf-32: "),
    ],
)
def test_another_encoding_than_the_declared_one_is_told_with_its_line(
    written: str, declared: str, reason: str, tmp_path: Path
) -> None:
    path = tmp_path / "log.csv"
    write(path, "编号,时间,状态\nA,2026-11-20 08:00,待办\n".encode(written))
    with pytest.raises(FatalSourceError, match=reason):
        poll(source(csv_events, path, declared, EVENTS))


def test_the_line_of_what_is_no_utf_16_is_counted(tmp_path: Path) -> None:
    path = tmp_path / "log.csv"
    lone = "编号,时间,状态\nA,2026-11-20 08:00,".encode("utf-16-le") + b"\x00\xd8" + "x\n".encode("utf-16-le")
    write(path, lone)
    with pytest.raises(FatalSourceError, match=r"line 2 of .*log.csv is not utf-16-le: illegal"):
        poll(source(csv_events, path, "utf-16-le", EVENTS))
