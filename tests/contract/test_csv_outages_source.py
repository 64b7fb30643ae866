"""csv_outages against real files."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from slawatch.ingest.source import Batch, Limits, Source
from slawatch.model.outage import Outage
from slawatch.sources.csv_outages import KIND, Options
from slawatch.testing.clock import ManualClock
from slawatch.testing.request_counts import RequestCounts

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
HEADER = "id,from,to,what,how,seen,taken\n"
COLUMNS = {
    "id": "id",
    "started_at": "from",
    "ended_at": "to",
    "service": "what",
    "severity": "how",
    "detected_at": "seen",
    "acknowledged_at": "taken",
}


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "outages.csv"


def source(path: Path, **changes: object) -> Source:
    options = Options.model_validate({"path": str(path), "columns": COLUMNS, **changes})
    return KIND.factory(options, clock=ManualClock(NOW), observer=RequestCounts())


def poll(of: Source, cursor: str | None = None) -> list[Batch]:
    return list(of.poll(cursor, Limits()))


def utc(hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 11, 20, hour, minute, tzinfo=UTC)


def test_a_row_is_an_outage(file: Path) -> None:
    file.write_text(HEADER + "7,2026-11-20T01:00Z,2026-11-20T03:00Z,mail,major,2026-11-20T01:10Z,2026-11-20T01:20Z\n")
    (batch,) = poll(source(file))
    assert batch.outages == (
        Outage(
            id="7",
            service="mail",
            started_at=utc(1),
            ended_at=utc(3),
            severity="major",
            detected_at=utc(1, 10),
            acknowledged_at=utc(1, 20),
        ),
    )


def test_an_outage_without_an_end_lasts(file: Path) -> None:
    file.write_text(HEADER + "7,2026-11-20 09:00,-,mail,-,-,-\n")
    (batch,) = poll(source(file, null=["-"], timezone="Asia/Shanghai"))
    assert batch.outages == (Outage(id="7", service="mail", started_at=utc(1)),)


def test_an_outage_of_no_length_stays_a_fact(file: Path) -> None:
    file.write_text(HEADER + "7,2026-11-20T01:00Z,2026-11-20T01:00Z,,,,\n")
    assert poll(source(file))[0].outages[0].ended_at == utc(1)


def test_an_outage_that_ends_before_it_starts_goes_to_quarantine(file: Path) -> None:
    file.write_text(HEADER + "7,2026-11-20T03:00Z,2026-11-20T01:00Z,,,,\n8,,2026-11-20T01:00Z,,,,\n")
    (batch,) = poll(source(file))
    assert batch.outages == ()
    assert [(row.row_id, row.reason.split(" (")[0]) for row in batch.bad] == [
        ("7", "line 2: outage 7 ends"),
        ("8", "line 3: it has no started_at"),
    ]


def test_of_rows_with_one_id_the_last_counts(file: Path) -> None:
    file.write_text(HEADER + "7,2026-11-20T01:00Z,,,,,\n7,2026-11-20T01:00Z,2026-11-20T03:00Z,,,,\n")
    (batch,) = poll(source(file))
    assert [outage.ended_at for outage in batch.outages] == [utc(3)]


def test_an_end_that_is_filled_in_later_is_told(file: Path) -> None:
    file.write_text(HEADER + "6,2026-11-20T00:00Z,2026-11-20T00:30Z,,,,\n7,2026-11-20T01:00Z,,,,,\n")
    outages = source(file)
    (first,) = poll(outages)
    file.write_text(HEADER + "6,2026-11-20T00:00Z,2026-11-20T00:30Z,,,,\n7,2026-11-20T01:00Z,2026-11-20T03:00Z,,,,\n")
    (second,) = poll(outages, first.cursor)
    assert first.outages[1].ended_at is None
    assert second.outages[1].ended_at == utc(3)


def test_an_appended_outage_is_told_alone(file: Path) -> None:
    file.write_text(HEADER + "6,2026-11-20T00:00Z,2026-11-20T00:30Z,,,,\n")
    outages = source(file)
    (first,) = poll(outages)
    with file.open("a") as log:
        log.write("7,2026-11-20T01:00Z,,,,,\n")
    (second,) = poll(outages, first.cursor)
    assert [outage.id for outage in second.outages] == ["7"]


def test_check_shows_the_first_outages(file: Path) -> None:
    file.write_text(HEADER + "7,2026-11-20T01:00Z,,mail,major,,\n")
    texts = [finding.text for finding in source(file).check().findings]
    assert "line 2: outage 7 2026-11-20T01:00:00Z to now mail, major" in texts


def test_a_column_tells_how_many_users_an_outage_touched(file: Path) -> None:
    file.write_text("id,from,to,who\n7,2026-11-20T01:00Z,2026-11-20T03:00Z,120\n8,2026-11-20T01:00Z,,\n")
    columns = {"id": "id", "started_at": "from", "ended_at": "to", "users": "who"}
    (batch,) = poll(source(file, columns=columns))
    assert [outage.users for outage in batch.outages] == [120, None]


def test_a_number_of_users_that_is_none_goes_to_quarantine(file: Path) -> None:
    file.write_text("id,from,to,who\n7,2026-11-20T01:00Z,2026-11-20T03:00Z,all\n")
    columns = {"id": "id", "started_at": "from", "ended_at": "to", "users": "who"}
    (batch,) = poll(source(file, columns=columns))
    assert (batch.outages, batch.bad[0].reason) == ((), "line 2: 'all' is no number of users")
