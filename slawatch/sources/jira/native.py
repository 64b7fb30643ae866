"""Cycles of service levels and ratings of Jira Service Management, as events. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from slawatch.model.event import Actor, Event, EventType
from slawatch.model.native_verdict import NativeVerdict
from slawatch.model.result import Outcome
from slawatch.sources.jira.changelog import order
from slawatch.sources.jira.times import Moment, moment

Json = Mapping[str, Any]

_LAST: Final = 950


def verdicts(issue: str, levels: Sequence[Json]) -> Iterator[Event]:
    """Yield each cycle of each service level with what Jira concludes of it.

    A cycle is known by its start, so that the verdict on an open one gives way to that on the same one when it ends.
    """
    for level in levels:
        for cycle in filter(_is_dated, level.get("completedCycles") or ()):
            ended = "stopTime" if cycle.get("stopTime") else "startTime"
            yield _event(issue, level, cycle, _ended(cycle, issue), at=_time(cycle, ended, issue))
        ongoing = level.get("ongoingCycle")
        if ongoing and _is_dated(ongoing):
            yield _event(issue, level, ongoing, _open(ongoing, issue), at=_time(ongoing, "startTime", issue))


def _is_dated(cycle: Json) -> bool:
    """Tell whether it is known which cycle it is; one verdict less is no reason to lose an issue."""
    return bool(cycle.get("startTime"))


def rated(issue: str, rating: Any, at: Any, *, created: Moment) -> Iterator[Event]:  # noqa: ANN401  whatever was sent
    """Yield the requester's rating, 1 to 5; a system that does not tell when it was given tells it at creation."""
    answer = rating.get("rating") if isinstance(rating, Mapping) else rating
    if answer is None:
        return
    when = moment(at, issue) if at else created
    yield Event(
        ticket_id=issue,
        type=EventType.RATED,
        at=when.at,
        order=order(when, _LAST),
        native_id="rating",
        actor=Actor.REQUESTER,
        new=str(answer),
        derived=not at,
    )


def _ended(cycle: Json, issue: str) -> NativeVerdict:
    return NativeVerdict(
        outcome=Outcome.MISSED if cycle.get("breached") else Outcome.MET,
        due_at=_due(cycle, issue),
        elapsed_seconds=_seconds(cycle, "elapsedTime"),
        target_seconds=_seconds(cycle, "goalDuration"),
    )


def _open(cycle: Json, issue: str) -> NativeVerdict:
    """Return the verdict on a cycle that goes on; what has elapsed is other at each look, and is no fact."""
    running = Outcome.PAUSED if cycle.get("paused") else Outcome.RUNNING
    return NativeVerdict(
        outcome=Outcome.MISSED if cycle.get("breached") else running,
        due_at=_due(cycle, issue),
        target_seconds=_seconds(cycle, "goalDuration"),
    )


def _event(issue: str, level: Json, cycle: Json, verdict: NativeVerdict, *, at: Moment) -> Event:
    started = _time(cycle, "startTime", issue)
    return Event(
        ticket_id=issue,
        type=EventType.SLA_NATIVE,
        at=at.at,
        order=order(at, _LAST),
        native_id=f"sla:{level.get('id') or level['name']}:{int(started.at.timestamp())}",
        actor=Actor.SYSTEM,
        field=str(level["name"]),
        new=verdict.text,
    )


def _time(cycle: Json, name: str, issue: str) -> Moment:
    told = cycle.get(name) or {}
    return moment(told.get("epochMillis", told.get("iso8601")), issue)


def _due(cycle: Json, issue: str) -> datetime | None:
    return _time(cycle, "breachTime", issue).at if cycle.get("breachTime") else None


def _seconds(cycle: Json, name: str) -> int | None:
    told = (cycle.get(name) or {}).get("millis")
    return None if told is None else max(0, int(told) // 1000)
