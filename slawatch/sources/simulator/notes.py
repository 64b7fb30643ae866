"""What the desk writes down beside a ticket's way: links to problems and changes, outcomes of changes, surveys.

It is drawn apart from the ways of the tickets, which are the same with and without it.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from slawatch.model.event import Actor, Event, EventType
from slawatch.sources.simulator.draw import Draw, drawn
from slawatch.sources.simulator.life import Life

LOOKS_BACK: Final = 40
"""Days before an incident in which the problem or the change behind it began."""
BLAMED_FOR: Final = timedelta(hours=30)
"""An incident may be laid at the door of a change that was done so shortly before."""
_AFTER: Final = 1000
"""Order of notes within their second: after everything else."""


@dataclass(frozen=True, slots=True)
class Planned:
    """A problem or a change, as incidents may name it."""

    id: str
    kind: str
    service: str
    created_at: datetime
    done_at: datetime | None
    failed: bool


def planned(seed: int, lives: Sequence[Life]) -> tuple[Planned, ...]:
    """Return the problems and changes among tickets."""
    return tuple(_planned(seed, life) for life in lives if _kind(life) in ("Problem", "Change"))


def noted(seed: int, lives: Sequence[Life], known: Sequence[Planned]) -> tuple[Life, ...]:
    """Return the tickets with what is noted about them; `known` are the problems and changes of the days before."""
    return tuple(_with(life, tuple(_notes(seed, life, known))) for life in lives)


def _notes(seed: int, life: Life, known: Sequence[Planned]) -> Iterator[Event]:
    done = _resolved(life)
    if done is None:
        return
    draw, kind = drawn(seed, "notes", life.ticket.id), _kind(life)
    if kind == "Change":
        outcome = "Failed" if _fails(seed, life) else "Successful"
        yield _note(done, 1, EventType.SCOPE, field="outcome", new=outcome)
        return
    if kind == "Incident":
        yield from _links(draw, done, life, known)
    if kind != "Problem" and (_is_rated(life) or draw.happens(0.55)):
        yield _note(done, 3, EventType.SCOPE, field="survey", new="sent")


def _links(draw: Draw, done: Event, life: Life, known: Sequence[Planned]) -> Iterator[Event]:
    """Link an incident with the last problem of its service, and with a change that was done just before it."""
    own = [each for each in known if each.service == _service(life)]
    problems = [each for each in own if each.kind == "Problem" and each.created_at < done.at]
    if problems and draw.happens(0.22):
        yield _note(done, 1, EventType.LINKED, field="problem", new=problems[-1].id)
    began = life.ticket.created_at
    blamed = [each for each in own if each.done_at is not None and each.done_at < began <= each.done_at + BLAMED_FOR]
    changes = [each for each in blamed if each.kind == "Change"]
    if changes and draw.happens(0.3 if changes[-1].failed else 0.004):
        yield _note(done, 2, EventType.LINKED, field="caused_by", new=changes[-1].id)


def _note(beside: Event, place: int, kind: EventType, *, field: str, new: str) -> Event:
    """Return what is told right after another event."""
    return Event(
        ticket_id=beside.ticket_id,
        native_id=f"{beside.native_id}-{field}",
        type=kind,
        actor=Actor.AGENT,
        at=beside.at,
        order=_AFTER + place,
        field=field,
        new=new,
    )


def _with(life: Life, notes: tuple[Event, ...]) -> Life:
    return replace(life, events=tuple(sorted((*life.events, *notes), key=lambda event: (event.at, event.order))))


def _planned(seed: int, life: Life) -> Planned:
    done = _resolved(life)
    return Planned(
        id=life.ticket.id,
        kind=_kind(life),
        service=_service(life),
        created_at=life.ticket.created_at,
        done_at=None if done is None else done.at,
        failed=_fails(seed, life),
    )


def _fails(seed: int, life: Life) -> bool:
    return _kind(life) == "Change" and drawn(seed, "outcome", life.ticket.id).happens(0.12)


def _kind(life: Life) -> str:
    return life.events[0].fields["kind"]


def _service(life: Life) -> str:
    return life.events[0].fields["service"]


def _resolved(life: Life) -> Event | None:
    """Return the first resolution."""
    return next((event for event in life.events if event.type is EventType.STATUS and event.new == "Resolved"), None)


def _is_rated(life: Life) -> bool:
    return any(event.type is EventType.RATED for event in life.events)
