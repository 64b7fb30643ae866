"""Facts about maintenance windows that come back (see README.md here)."""

from datetime import date, datetime

import pytest
from vector_files import Vector, vectors

from slawatch.calendars.maintenance import occurrences
from slawatch.model.maintenance import Maintenance
from slawatch.model.service import ServiceId

DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    found = vectors(metafunc.config, "maintenance_windows")
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
