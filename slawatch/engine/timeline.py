"""The way of each ticket through the status classes, and its attributes at any instant."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from slawatch.engine.columns import Flags
from slawatch.engine.facts import TYPE_CODE, Facts, Ints
from slawatch.engine.history import History, Meaning, RawFields, ordered_key, raw_fields
from slawatch.engine.plan import Vocabulary
from slawatch.engine.visible import VisibleEvents, visible_events
from slawatch.model.event import EventType
from slawatch.model.mapping import ATTRIBUTES, FieldMap, SourceMapping
from slawatch.model.ticket import StatusClass

CLASSES: Final = tuple(StatusClass)
CLASS_CODE: Final = {name: code for code, name in enumerate(CLASSES)}

_NO_END: Final = -1
_ENDS: Final = {
    TYPE_CODE[EventType.DELETED]: CLASS_CODE[StatusClass.DELETED],
    TYPE_CODE[EventType.MERGED]: CLASS_CODE[StatusClass.MERGED],
    TYPE_CODE[EventType.MOVED]: CLASS_CODE[StatusClass.CANCELLED],
}
_END: Final = np.array([_ENDS.get(kind, _NO_END) for kind in range(256)])
"""Over type codes: the class into which an event puts a ticket without a change of its status."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Segments:
    """Stretches [start, end) in which a ticket stays in one status class, ordered by ticket, then by time.

    The last one of a ticket ends at the horizon. A stretch may be empty: a ticket that is closed and
    reopened within a second was closed.
    """

    first: Ints
    """Shape (n + 1,): ticket i has the segments first[i] to first[i + 1] - 1."""
    rows: Ints
    start: Ints
    end: Ints
    status: NDArray[np.int8]
    """Position in CLASSES."""
    position: Ints
    """The event that begins each stretch; -1 for the first of a ticket, which its creation begins."""

    def locate(self, rows: Ints, instants: Ints) -> Ints:
        """Return the position of the segment in which each ticket stands at an instant not before its creation."""
        keys = ordered_key(self.rows, self.start)
        return np.searchsorted(keys, ordered_key(rows, instants), side="right") - 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Timeline:
    """Everything about n tickets that exist at the horizon."""

    source: str
    mapping: SourceMapping
    horizon: int
    tickets: Ints
    """The store's number of each ticket."""
    events: VisibleEvents
    segments: Segments
    raw: RawFields
    attributes: Mapping[str, History]
    """Codes of words by attribute (see mapping.ATTRIBUTES)."""

    def __len__(self) -> int:
        return len(self.tickets)


def timeline(facts: Facts, mapping: SourceMapping, words: Vocabulary, *, horizon: int) -> Timeline:
    """Return the tickets as the mapping reads them, with nothing in it that happened after the horizon."""
    events = visible_events(facts, horizon=horizon)
    raw = raw_fields(facts, events, mapping)
    return Timeline(
        source=facts.source,
        mapping=mapping,
        horizon=horizon,
        tickets=facts.tickets[events.tickets],
        events=events,
        segments=_segments(raw, mapping, horizon),
        raw=raw,
        attributes={name: attribute_history(raw, mapping.attribute(name), words) for name in ATTRIBUTES},
    )


def attribute_history(raw: RawFields, field: FieldMap, words: Vocabulary) -> History:
    """Return the codes of an attribute's values through time; 0 where the raw text is not mapped."""
    return raw.history(field.field, lambda text: words.code(field.value(text)))


def _segments(raw: RawFields, mapping: SourceMapping, horizon: int) -> Segments:
    events = raw.events
    positions, classes = _status_changes(raw, mapping)
    owners = events.rows[positions]
    lengths = np.bincount(owners, minlength=len(events.tickets)) + 1
    first, later = np.cumsum(lengths) - lengths, np.arange(len(positions)) + owners + 1
    start, status = np.empty(len(first) + len(later), np.int64), np.empty(len(first) + len(later), np.int8)
    start[first], start[later] = events.created_at, events.at[positions]
    status[first], status[later] = raw.initial(mapping.status.field, _class_code(mapping)), classes
    position = np.full(len(status), -1, np.int64)
    position[later] = positions
    kept = np.ones(len(status), np.bool_)
    kept[1:] = status[1:] != status[:-1]
    kept[first] = True
    rows = np.repeat(np.arange(len(first)), lengths)[kept]
    first, end = bounds(rows, start[kept], horizon)
    return Segments(first=first, rows=rows, start=start[kept], end=end, status=status[kept], position=position[kept])


def bounds(rows: Ints, start: Ints, horizon: int) -> tuple[Ints, Ints]:
    """Return where each ticket's stretches begin in a list of all, and the end of each stretch."""
    first = np.flatnonzero(np.diff(rows, prepend=-1))
    end = np.append(start, horizon)[1:]
    end[first[1:] - 1] = horizon
    return np.append(first, len(rows)), end


def _status_changes(raw: RawFields, mapping: SourceMapping) -> tuple[Ints, Ints]:
    positions, classes = raw.changes(mapping.status.field, _class_code(mapping))
    ends = _END[raw.events.type]
    gone = np.flatnonzero(ends != _NO_END)
    if not len(gone):
        return positions, classes
    positions, classes = np.concatenate((positions, gone)), np.concatenate((classes, ends[gone]))
    order = np.argsort(positions)
    return positions[order], classes[order]


def _class_code(mapping: SourceMapping) -> Meaning:
    return lambda text: CLASS_CODE[mapping.status_class(text)]


def class_flags(classes: frozenset[StatusClass]) -> Flags:
    """Return a table over CLASSES: True for the classes named."""
    return np.array([name in classes for name in CLASSES])
