"""Facts in columns from plain tuples, as a store would pack them."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np

from slawatch.engine.facts import ACTOR_CODE, EVENT, TYPE_CODE, Facts
from slawatch.model.event import Actor, EventType


class Told(NamedTuple):
    """One event of a ticket: an instant in epoch seconds, what happened, and what a raw field was set to."""

    at: int
    type: EventType
    new: str | None = None
    field: str | None = None
    actor: Actor = Actor.UNKNOWN


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketStory:
    """A ticket as it is created and what happens to it; events of the same second stay in their order."""

    created_at: int
    fields: Mapping[str, str] = field(default_factory=dict)
    """Raw fields at creation."""
    events: Sequence[Told] = ()
    creator: Actor = Actor.REQUESTER
    id: str = ""
    """Empty: T1, T2, … by place."""


def facts(stories: Sequence[TicketStory], *, source: str = "desk") -> Facts:
    """Return the stories as Facts; tickets are numbered from 1."""
    terms = {"": 0}
    told = [_packed(story, terms) for story in stories]
    return Facts(
        source=source,
        tickets=np.arange(1, len(stories) + 1, dtype=np.int64),
        ids=[story.id or f"T{place}" for place, story in enumerate(stories, start=1)],
        created_at=np.array([story.created_at for story in stories], np.int64),
        offsets=np.cumsum([0, *map(len, told)]),
        events=np.array([event for events in told for event in events], EVENT),
        terms=list(terms),
    )


def _packed(story: TicketStory, terms: dict[str, int]) -> list[tuple[int, int, int, int, int]]:
    creation = Told(
        story.created_at, EventType.CREATED, json.dumps(dict(story.fields), sort_keys=True), None, story.creator
    )
    in_order = sorted([creation, *story.events], key=lambda event: event.at)
    return [
        (
            event.at,
            terms.setdefault(event.new or "", len(terms)),
            terms.setdefault(event.field or "", len(terms)),
            TYPE_CODE[event.type],
            ACTOR_CODE[event.actor],
        )
        for event in in_order
    ]
