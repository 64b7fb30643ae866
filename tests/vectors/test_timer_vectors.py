"""Facts about timers, most of them from the suites of other projects (see README.md here)."""

from datetime import date, datetime
from fractions import Fraction

import pytest
from vector_files import Vector, vectors

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

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
INDICATORS = {
    "stopwatch": Indicator.RESOLUTION,
    "resolution": Indicator.RESOLUTION,
    "ttr": Indicator.RESOLUTION,
    "tto": Indicator.ACKNOWLEDGEMENT,
    "first_response": Indicator.FIRST_RESPONSE,
    "next_reply": Indicator.NEXT_REPLY,
    "periodic_update": Indicator.PERIODIC_UPDATE,
}
STOPS = {
    Indicator.RESOLUTION: (EventType.STATUS, "stopped"),
    Indicator.ACKNOWLEDGEMENT: (EventType.ACKNOWLEDGED, None),
    Indicator.FIRST_RESPONSE: (EventType.PUBLIC_REPLY, None),
}
SPEAKERS = {
    "customer": (EventType.REQUESTER_REPLY, Actor.REQUESTER),
    "agent": (EventType.PUBLIC_REPLY, Actor.AGENT),
}
UNTIL_STOPPED = 10**9
"""Target where a vector names none."""


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    found = vectors(metafunc.config, "timers")
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


def told(event: Vector) -> Told:
    at = instant(event["at"])
    if "status" in event:
        return Told(at, EventType.STATUS, event["status"])
    kind, speaker = SPEAKERS[event["by"]]
    return Told(at, kind, actor=speaker)


def story(vector: Vector) -> TicketStory:
    """Return the ticket; what is told of the time before its start is left out: `initial_status` holds from there.

    Only the messages of a next_reply speak, so an agent creates its ticket; that is a start for all others.
    """
    start = instant(vector["start"])
    events = [event for event in map(told, vector["events"]) if event.at >= start]
    if "stop_at" in vector:
        kind, value = STOPS[INDICATORS[vector["timer"]]]
        events.append(Told(instant(vector["stop_at"]), kind, value, None, Actor.AGENT))
    creator = Actor.AGENT if vector["timer"] == "next_reply" else Actor.REQUESTER
    return TicketStory(created_at=start, fields={"status": vector["initial_status"]}, events=events, creator=creator)


def due(rows: TimerRows, plan: Plan) -> int:
    """Return when the last cycle is due, or would be if it ran on now."""
    resumed = int(due_if_resumed(rows, plan)[-1])
    return int(rows.due_at[-1]) if resumed == NEVER else resumed


def shown(rows: TimerRows, plan: Plan) -> Vector:
    elapsed, target = int(rows.elapsed[-1]), int(rows.target[-1])
    return {
        "due": due(rows, plan),
        "elapsed_seconds": elapsed,
        "remaining_seconds": target - elapsed,
        "paused_working_seconds": int(rows.paused[-1]),
        "breached": elapsed > target,
    }


def conversation(rows: TimerRows, plan: Plan) -> Vector:
    """Return what the open cycle shows, if there is one, and the cycles that a message or resolution has stopped."""
    stopped = rows.elapsed[rows.phase == Phase.STOPPED].tolist()
    is_open = (rows.phase == Phase.RUNNING) | (rows.phase == Phase.PAUSED)
    running = shown(rows.take(is_open), plan) if is_open.any() else {"due": None}
    return running | {
        "breached": bool((rows.elapsed > rows.target).any()),
        "cycles_seconds": stopped,
        "longest_cycle_seconds": max(stopped, default=0),
        "last_cycle_seconds": stopped[-1] if stopped else 0,
    }


def expected_of(vector: Vector) -> Vector:
    due = vector["answer"].get("due")
    return vector["answer"] | ({"due": instant(due)} if due else {})


def test_a_timer_shows_what_the_vector_answers(vector: Vector) -> None:
    plan, expected = judging(vector), expected_of(vector)
    rows = judged(facts([story(vector)]), plan, horizon=instant(vector["evaluate_at"])).timers
    talks = vector["timer"] in ("next_reply", "periodic_update")
    found = conversation(rows, plan) if talks else shown(rows, plan)
    assert {name: found[name] for name in expected} == expected
    assert talks or (rows.phase[0] == Phase.STOPPED) == ("stop_at" in vector)
