"""Facts about timers, most of them from the suites of other projects (see README.md here).

next_reply and periodic_update are not read: no objective can promise them yet.
"""

import json
from collections.abc import Iterator
from datetime import date, datetime
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from slawatch.engine.advance import due_if_resumed
from slawatch.engine.columns import NEVER, Phase, TimerRows
from slawatch.engine.judge import judged
from slawatch.engine.plan import Plan
from slawatch.model.agreement import Indicator, Objective
from slawatch.model.event import Actor, EventType
from slawatch.model.hours import Window, WorkingHours
from slawatch.model.mapping import FieldMap, SourceMapping
from slawatch.model.ticket import StatusClass
from slawatch.testing.facts import TicketStory, Told, facts
from slawatch.testing.plans import agreement, definitions, planned

HERE = Path(__file__).parent
DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
INDICATORS = {
    "stopwatch": Indicator.RESOLUTION,
    "resolution": Indicator.RESOLUTION,
    "ttr": Indicator.RESOLUTION,
    "tto": Indicator.ACKNOWLEDGEMENT,
    "first_response": Indicator.FIRST_RESPONSE,
}
STOPS = {
    Indicator.RESOLUTION: (EventType.STATUS, "stopped"),
    Indicator.ACKNOWLEDGEMENT: (EventType.ACKNOWLEDGED, None),
    Indicator.FIRST_RESPONSE: (EventType.PUBLIC_REPLY, None),
}
LATER = ("next_reply", "periodic_update")
UNTIL_STOPPED = 10**9
"""Target where a vector names none."""

Vector = dict[str, Any]


def vectors(folder: Path) -> Iterator[Vector]:
    for path in sorted(folder.glob("timers*.jsonl")):
        yield from (json.loads(line) for line in path.read_text().splitlines() if line.strip())


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    given = metafunc.config.getoption("--vectors")
    folders = [HERE] if given is None or given.resolve() == HERE else [HERE, given]
    found = [v for folder in folders for v in vectors(folder) if v["timer"] not in LATER]
    metafunc.parametrize("vector", found, ids=[v["id"] for v in found])


def instant(text: str) -> int:
    return int(datetime.fromisoformat(text).timestamp())


def window(edges: list[str]) -> Window:
    opens, closes = (int(edge[:2]) * 3600 + int(edge[3:5]) * 60 for edge in edges)
    return opens, closes


def working_hours(calendar: Vector) -> WorkingHours:
    holidays = calendar.get("holidays", [])
    yearly = [day for day in holidays if day.startswith("--")]
    return WorkingHours(
        id="own",
        timezone=calendar["timezone"],
        weekly=tuple(tuple(window(edges) for edges in calendar["hours"].get(day, [])) for day in DAYS),
        closed=frozenset(date.fromisoformat(day) for day in holidays if day not in yearly),
        closed_yearly=frozenset((int(day[2:4]), int(day[5:7])) for day in yearly),
    )


def judging(vector: Vector) -> Plan:
    waiting = dict.fromkeys(vector["not_running_statuses"], StatusClass.PENDING_OTHER.value)
    mapping = SourceMapping(
        status=FieldMap(field="status", values={"stopped": "resolved", **waiting, "*": "open"}),
        attributes={"service": FieldMap(field="service", default="mail")},
    )
    promised = Objective(
        id="own",
        indicator=INDICATORS[vector["timer"]],
        target=Fraction(1),
        within=vector.get("target_seconds", UNTIL_STOPPED),
        pause=frozenset({StatusClass.PENDING_OTHER}),
    )
    return planned(definitions(agreement(promised), hours=(working_hours(vector["calendar"]),), mapping=mapping))


def story(vector: Vector) -> TicketStory:
    """Return the ticket; what is told of the time before its start is left out: `initial_status` holds from there."""
    start = instant(vector["start"])
    told = [Told(instant(e["at"]), EventType.STATUS, e["status"]) for e in vector["events"] if "status" in e]
    events = [event for event in told if event.at >= start]
    if "stop_at" in vector:
        kind, value = STOPS[INDICATORS[vector["timer"]]]
        events.append(Told(instant(vector["stop_at"]), kind, value, None, Actor.AGENT))
    return TicketStory(created_at=start, fields={"status": vector["initial_status"]}, events=events)


def due(row: TimerRows, plan: Plan) -> int:
    resumed = int(due_if_resumed(row, plan)[0])
    return int(row.due_at[0]) if resumed == NEVER else resumed


def shown(row: TimerRows, plan: Plan) -> Vector:
    elapsed, target = int(row.elapsed[0]), int(row.target[0])
    return {
        "due": due(row, plan),
        "elapsed_seconds": elapsed,
        "remaining_seconds": target - elapsed,
        "paused_working_seconds": int(row.paused[0]),
        "breached": elapsed > target,
    }


def test_a_timer_shows_what_the_vector_answers(vector: Vector) -> None:
    plan = judging(vector)
    row = judged(facts([story(vector)]), plan, horizon=instant(vector["evaluate_at"])).timers
    expected = vector["answer"]
    if "due" in expected:
        expected = expected | {"due": instant(expected["due"])}
    found = shown(row, plan)
    assert {name: found[name] for name in expected} == expected
    assert (row.phase[0] == Phase.STOPPED) == ("stop_at" in vector)
