"""Which tickets name which others, and as what."""

from collections.abc import Iterator
from functools import partial
from typing import Final

import numpy as np

from slawatch.engine.desk.rows import LinkRows, name_code
from slawatch.engine.desk.stages import Tickets
from slawatch.engine.facts import Ints
from slawatch.engine.timeline import Timeline
from slawatch.model.desk import Relation
from slawatch.model.event import EventType

RELATIONS: Final = tuple(Relation)
RELATION_CODE: Final = {relation: code for code, relation in enumerate(RELATIONS)}

Named = tuple[int, Ints, Ints]
"""A relation's code, the tickets that name another one, and the codes of the names."""


def link_rows(line: Timeline, tickets: Tickets) -> LinkRows:
    """Return the links that have been told by the horizon, and those that raw fields hold at it, each once."""
    named = [*_told(line), *_held(line)]
    codes = [np.full(len(rows), code, np.int64) for code, rows, _ in named]
    columns = (
        np.concatenate([np.empty(0, np.int64), *parts])
        for parts in ([rows for _, rows, _ in named], codes, [others for _, _, others in named])
    )
    links = np.unique(np.stack(tuple(columns), axis=1), axis=0)
    rows = links[:, 0]
    own = {name: tickets[name][rows] for name in ("source", "ticket", "kind", "service", "created_at")}
    return LinkRows(**own, relation=links[:, 1].astype(np.int8), other=links[:, 2])


def _told(line: Timeline) -> Iterator[Named]:
    """Yield what link events tell; a relation that slawatch has no use for tells nothing."""
    events = line.events
    positions = np.flatnonzero(events.of(EventType.LINKED))
    for position in positions.tolist():
        code = RELATION_CODE.get(line.raw.terms[events.field[position]])
        other = line.raw.terms[events.value[position]]
        if code is not None and other:
            yield code, events.rows[[position]], np.array([name_code(line.source, other)])


def _held(line: Timeline) -> Iterator[Named]:
    """Yield what the raw fields of the mapping hold at the horizon."""
    every = np.arange(len(line))
    for relation, field in line.mapping.links.items():
        held = line.raw.history(field, partial(_code, line.source)).at(every, line.horizon)
        rows = np.flatnonzero(held)
        yield RELATION_CODE[relation], rows, held[rows]


def _code(source: str, text: str | None) -> int:
    return name_code(source, text) if text else 0
