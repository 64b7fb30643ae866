"""A drill told as facts: what has happened of it, and what was told before and is no longer so.

Facts are never taken back from the store. An outage that is no longer in the file is told anew without a length, an
event of a ticket as a note that changes nothing, and a ticket as one that was deleted the moment it was created.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Final

from slawatch.ingest.source import Batch
from slawatch.model.event import Actor, Event, EventType
from slawatch.model.instant import epoch, from_epoch
from slawatch.model.outage import Outage
from slawatch.model.ticket import Ticket
from slawatch.sources.simulator.drill import Drill, DrillOutage, DrillTicket
from slawatch.sources.simulator.happened import seen
from slawatch.sources.simulator.life import PERSON, RETURN_TO_WORK

_PARTS: Final = ("created", "withdrawn", "assigned", "answered", "begun", "resolved", "reopened")
"""What happens to a ticket, each at most once, in the order in which it happens within a second."""
_CREATED, _WITHDRAWN, _ASSIGNED, _ANSWERED, _BEGUN, _RESOLVED, _REOPENED = _PARTS


@dataclass(frozen=True, slots=True, kw_only=True)
class Rehearsed:
    """What has been told of drills, as the cursor keeps it."""

    outages: Mapping[str, tuple[str, int]] = field(default_factory=dict)
    """By id: service and start."""
    tickets: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    """By id: instants by what happened."""


def rehearsed(batch: Batch, drill: Drill, before: Rehearsed, *, now: datetime) -> tuple[Batch, Rehearsed]:
    """Return a batch with what the drill has come to, and what has then been told of drills."""
    outages = {name: _outage(name, each, now) for name, each in drill.named_outages() if each.started_at <= now}
    stories = {name: _story(name, each, now) for name, each in drill.named_tickets() if each.created_at <= now}
    stories |= {name: _deletion(name, was) for name, was in before.tickets.items() if name not in stories}
    ended = (_withdrawn(name, *was) for name, was in before.outages.items() if name not in outages)
    told = replace(
        batch,
        tickets=(*batch.tickets, *(_ticket(name, story) for name, story in stories.items() if _CREATED in story)),
        events=(*batch.events, *_taken_back(before, stories), *_events(stories)),
        outages=(*batch.outages, *outages.values(), *ended),
    )
    return told, Rehearsed(
        outages={name: (each.service or "", epoch(each.started_at)) for name, each in outages.items()},
        tickets={name: _kept(before.tickets.get(name, {}), story) for name, story in stories.items()},
    )


def _outage(name: str, told: DrillOutage, now: datetime) -> Outage:
    return seen(
        Outage(
            id=name,
            service=told.service,
            started_at=told.started_at,
            ended_at=told.ended_at,
            severity=told.severity,
            detected_at=told.detected_at,
            acknowledged_at=told.acknowledged_at,
        ),
        now,
    )


def _withdrawn(name: str, service: str, started: int) -> Outage:
    return Outage(id=name, service=service, started_at=from_epoch(started), ended_at=from_epoch(started))


def _ticket(name: str, story: Mapping[str, Event]) -> Ticket:
    return Ticket(id=name, key=name, created_at=story[_CREATED].at)


def _story(name: str, told: DrillTicket, now: datetime) -> dict[str, Event]:
    """Return what has happened to a ticket by now."""
    return {part: event for part, event in _whole_story(name, told) if event.at <= now}


def _whole_story(name: str, told: DrillTicket) -> Iterator[tuple[str, Event]]:
    fields = told.model_dump(include={"kind", "service", "priority", "customer", "category", "team"})
    created = _event(name, _CREATED, EventType.CREATED, told.created_at)
    yield _CREATED, replace(created, actor=Actor.REQUESTER, fields=fields | {"status": "New"})
    if told.responded_at:
        answered = _event(name, _ANSWERED, EventType.PUBLIC_REPLY, told.responded_at)
        yield _ASSIGNED, replace(_event(name, _ASSIGNED, EventType.ASSIGNED, told.responded_at), new=PERSON(told.team))
        yield _ANSWERED, answered
        yield _BEGUN, _status(name, _BEGUN, RETURN_TO_WORK, told.responded_at)
    if told.resolved_at:
        yield _RESOLVED, _status(name, _RESOLVED, "Resolved", told.resolved_at)
    if told.reopened_at:
        yield _REOPENED, _status(name, _REOPENED, RETURN_TO_WORK, told.reopened_at)


def _deletion(name: str, was: Mapping[str, int]) -> dict[str, Event]:
    return {_WITHDRAWN: _event(name, _WITHDRAWN, EventType.DELETED, from_epoch(was[_CREATED]))}


def _taken_back(before: Rehearsed, stories: Mapping[str, Mapping[str, Event]]) -> Iterator[Event]:
    """Yield as a note each event that was told and is not so any more."""
    for name, was in before.tickets.items():
        for part in was.keys() - stories[name].keys() - {_CREATED}:
            yield _event(name, part, EventType.PRIVATE_NOTE, from_epoch(was[part]))


def _events(stories: Mapping[str, Mapping[str, Event]]) -> Iterator[Event]:
    return (event for story in stories.values() for event in story.values())


def _kept(was: Mapping[str, int], story: Mapping[str, Event]) -> dict[str, int]:
    created = {part: at for part, at in was.items() if part == _CREATED}
    return created | {part: epoch(event.at) for part, event in story.items()}


def _status(name: str, part: str, status: str, at: datetime) -> Event:
    return replace(_event(name, part, EventType.STATUS, at), field="status", new=status)


def _event(name: str, part: str, kind: EventType, at: datetime) -> Event:
    return Event(
        ticket_id=name, native_id=f"{name}-{part}", type=kind, actor=Actor.AGENT, at=at, order=_PARTS.index(part)
    )
