"""What tickets say of causes: their category, and the problems and changes that they name."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from slawatch.engine.desk.links import RELATION_CODE
from slawatch.engine.facts import Facts
from slawatch.engine.plan import Vocabulary
from slawatch.engine.timeline import Timeline, timeline
from slawatch.model.desk import Relation
from slawatch.model.event import EventType
from slawatch.model.mapping import SourceMapping

_RELATIONS = {str(relation): relation for relation in RELATION_CODE}

Named = tuple[Relation, str]
"""What another ticket of the same source is to the one that names it, and its id or key as it is written there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketCause:
    """What a ticket says of the cause of what it is about, at a horizon."""

    ticket: str
    """The source's id."""
    category: str
    """Empty where it is not mapped."""
    others: tuple[Named, ...]


def causes(facts: Facts, mapping: SourceMapping, *, horizon: int) -> Iterator[TicketCause]:
    """Yield what tickets of one source say; those that don't exist yet are left out."""
    words = Vocabulary()
    line = timeline(facts, mapping, words, horizon=horizon)
    every = np.arange(len(line))
    categories = line.attributes["category"].at(every, horizon).tolist()
    named: dict[int, dict[Named, None]] = {row: {} for row in every.tolist()}
    for row, other in (*_told(line), *_held(line)):
        named[row][other] = None
    for row, position in enumerate(line.events.tickets.tolist()):
        yield TicketCause(ticket=facts.ids[position], category=words.words[categories[row]], others=tuple(named[row]))


def _told(line: Timeline) -> Iterator[tuple[int, Named]]:
    events = line.events
    for position in np.flatnonzero(events.of(EventType.LINKED)).tolist():
        relation = _RELATIONS.get(line.raw.terms[events.field[position]])
        other = line.raw.terms[events.value[position]]
        if relation is not None and other:
            yield int(events.rows[position]), (relation, other)


def _held(line: Timeline) -> Iterator[tuple[int, Named]]:
    names, every = Vocabulary(), np.arange(len(line))
    for relation, field in line.mapping.links.items():
        held = line.raw.history(field, names.code).at(every, line.horizon)
        yield from ((row, (relation, names.words[code])) for row, code in enumerate(held.tolist()) if code)
