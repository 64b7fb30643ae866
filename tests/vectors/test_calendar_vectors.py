"""Facts about working hours, most of them from the suites of other projects (see README.md here)."""

import json
from collections.abc import Callable
from datetime import UTC, date, datetime
from functools import cache

import numpy as np
import pytest
from vector_files import Vector, vectors

from slawatch.calendars.calendar import Calendar, compiled
from slawatch.model.business_days import DayMode
from slawatch.model.hours import Window, WorkingHours

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    found = vectors(metafunc.config, "calendars")
    for name in ("equivalent_until", "equivalent_from"):
        if name in metafunc.function.__name__:
            found = [v for v in found if name in v]
    metafunc.parametrize("vector", found, ids=[f"{v['op']}-{v['id']}" for v in found])


def second(text: str) -> int:
    hours, minutes = text.split(":")[:2]
    return int(hours) * 3600 + int(minutes) * 60


def window(edges: list[str]) -> Window:
    opens, closes = second(edges[0]), second(edges[1])
    return opens, closes if closes > opens else closes + 86400


def windows(listed: list[list[str]]) -> tuple[Window, ...]:
    return tuple(window(edges) for edges in listed)


def without(kept: tuple[Window, ...], cut: Window) -> tuple[Window, ...]:
    pieces = [((o, min(c, cut[0])), (max(o, cut[1]), c)) for o, c in kept]
    return tuple((o, c) for pair in pieces for o, c in pair if o < c)


def working_hours(calendar: Vector) -> WorkingHours:
    listed = calendar.get("holidays", [])
    closed = frozenset(date.fromisoformat(text) for text in listed if not text.startswith("--"))
    yearly = frozenset((int(text[2:4]), int(text[5:7])) for text in listed if text.startswith("--"))
    weekly = tuple(windows(calendar["hours"].get(day, [])) for day in DAYS)
    openings = {date.fromisoformat(day): windows(listed) for day, listed in calendar.get("shifts", {}).items()}
    for text, breaks in calendar.get("breaks", {}).items():
        day = date.fromisoformat(text)
        kept = openings.get(day, weekly[day.weekday()])
        for cut in windows(breaks):
            kept = without(kept, cut)
        openings[day] = kept
    # Here a closed date wins over a shift; in slawatch a dated opening wins.
    openings = {d: w for d, w in openings.items() if d not in closed and (d.month, d.day) not in yearly}
    return WorkingHours(
        id="vector",
        timezone=calendar["timezone"],
        weekly=weekly,
        closed=closed,
        closed_yearly=yearly,
        openings=openings,
    )


def epoch(text: str) -> int:
    return int(datetime.fromisoformat(text).timestamp())


def iso(seconds: int) -> str:
    return datetime.fromtimestamp(seconds, UTC).isoformat().replace("+00:00", "Z")


def mode(vector: Vector) -> DayMode:
    return DayMode.END_OF_DAY if vector.get("end_of_day") else DayMode(vector["day_mode"])


def later(vector: Vector) -> int:
    return int(vector.get("additional_working_seconds", 0))


ANSWERS: dict[str, Callable[[Calendar, Vector], object]] = {
    "between": lambda c, v: c.between(epoch(v["start"]), epoch(v["end"])),
    "add": lambda c, v: iso(c.add(epoch(v["start"]), v["working_seconds"])),
    "sub": lambda c, v: iso(c.sub(epoch(v["start"]), v["working_seconds"])),
    "active": lambda c, v: c.active(epoch(v["at"])),
    "add_working_days": lambda c, v: iso(
        c.add(c.add_days(epoch(v["start"]), v["days"], mode=mode(v)), later(v)),
    ),
}


def many(*numbers: int) -> list[np.ndarray]:
    return [np.array([number, number]) for number in numbers]


BULK: dict[str, Callable[[Calendar, Vector], np.ndarray]] = {
    "between": lambda c, v: c.between(*many(epoch(v["start"]), epoch(v["end"]))),
    "add": lambda c, v: c.add(*many(epoch(v["start"]), v["working_seconds"])),
    "sub": lambda c, v: c.sub(*many(epoch(v["start"]), v["working_seconds"])),
    "active": lambda c, v: c.active(*many(epoch(v["at"]))),
    "add_working_days": lambda c, v: c.add(
        c.add_days(*many(epoch(v["start"])), v["days"], mode=mode(v)), *many(later(v))
    ),
}


@cache
def _compiled(calendar: str) -> Calendar:
    return compiled(working_hours(json.loads(calendar)))


def calendar_of(vector: Vector) -> Calendar:
    return _compiled(json.dumps(vector["calendar"]))


def test_one_instant_gets_the_answer_of_the_vector(vector: Vector) -> None:
    assert ANSWERS[vector["op"]](calendar_of(vector), vector) == vector["answer"]


def test_many_instants_get_the_answer_of_the_vector(vector: Vector) -> None:
    answer = vector["answer"]
    expected = epoch(answer) if isinstance(answer, str) else answer
    assert BULK[vector["op"]](calendar_of(vector), vector).tolist() == [expected, expected]


def test_equivalent_until_is_the_next_opening(vector: Vector) -> None:
    assert iso(calendar_of(vector).next_opening(epoch(vector["answer"]))) == vector["equivalent_until"]


def test_equivalent_from_is_the_last_closing(vector: Vector) -> None:
    assert iso(calendar_of(vector).sub(epoch(vector["answer"]), 1) + 1) == vector["equivalent_from"]
