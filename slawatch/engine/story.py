"""What happened to one ticket, in the words of its source as far as its mapping reads them, and no person's."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from slawatch.engine.facts import ACTORS, EXCUSED, TYPES, Facts
from slawatch.model.event import Actor, EventType
from slawatch.model.instant import from_epoch
from slawatch.model.mapping import ATTRIBUTES, SourceMapping
from slawatch.model.person import FIELDS

_TOLD: Final = frozenset({EventType.STATUS, EventType.PRIORITY, EventType.SCOPE})
"""Types whose field and value may be shown."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """Something that happened; of a creation `values` holds what the ticket began with, else what changed."""

    at: datetime
    type: EventType
    actor: Actor
    values: Mapping[str, str] = field(default_factory=dict)
    """Raw values by raw field; empty text where it was emptied."""


def story(facts: Facts, mapping: SourceMapping, *, until: datetime) -> tuple[Told, ...]:
    """Return the events of the one ticket up to an instant, in order.

    Values are those of the fields that the mapping reads, so neither a title nor a text is among them.
    """
    return tuple(event for event in _events(facts, _shown(mapping)) if event.at <= until)


def _shown(mapping: SourceMapping) -> frozenset[str]:
    fields = {mapping.status.field, *(mapping.attribute(name).field for name in ATTRIBUTES)}
    return frozenset(fields - set(FIELDS))


def _events(facts: Facts, shown: frozenset[str]) -> Iterator[Told]:
    for at, value, name, kind, actor in facts.events.tolist():
        if kind != EXCUSED:
            happened, text = TYPES[kind], facts.terms[value]
            yield Told(
                at=from_epoch(at),
                type=happened,
                actor=ACTORS[actor],
                values=dict(_values(happened, facts.terms[name], text, shown)),
            )


def _values(happened: EventType, name: str, text: str, shown: frozenset[str]) -> Iterator[tuple[str, str]]:
    if happened is EventType.CREATED and text:
        yield from ((key, told) for key, told in json.loads(text).items() if key in shown)
    elif happened in _TOLD and name in shown:
        yield name, text
