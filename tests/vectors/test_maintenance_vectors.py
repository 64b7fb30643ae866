"""Facts about maintenance windows that come back (see README.md here)."""

import json
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

from slawatch.calendars.maintenance import occurrences
from slawatch.model.maintenance import Maintenance
from slawatch.model.service import ServiceId

HERE = Path(__file__).parent
DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")

Vector = dict[str, Any]


def vectors(folder: Path) -> Iterator[Vector]:
    for path in sorted(folder.glob("maintenance_windows*.jsonl")):
        yield from (json.loads(line) for line in path.read_text().splitlines() if line.strip())


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    given = metafunc.config.getoption("--vectors")
    folders = [HERE] if given is None or given.resolve() == HERE else [HERE, given]
    found = [vector for folder in folders for vector in vectors(folder)]
    metafunc.parametrize("vector", found, ids=[vector["id"] for vector in found])


def test_an_instant_lies_inside_of_a_window_or_not(vector: Vector) -> None:
    hour, minute = map(int, vector["daily_start"].split(":"))
    named = [DAYS.index(day) for day in vector["weekdays"]]
    at = datetime.fromisoformat(vector["at"])
    window = Maintenance(
        id="vector",
        services=(ServiceId("any"),),
        days=frozenset(named or range(7)),
        opens=hour * 3600 + minute * 60,
        duration=int(vector["duration_hours"] * 3600),
        timezone=vector["timezone"],
        since=date(at.year - 1, 1, 1),
        reason="vector",
        approved_by="vector",
    )
    second = at.timestamp()
    inside = any(start <= second < end for start, end in occurrences(window, date(at.year + 1, 12, 31)))
    assert inside is vector["answer"]
