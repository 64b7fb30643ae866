"""What the raw fields of tickets say at any instant, and what a mapping makes of them."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from slawatch.engine.columns import Codes
from slawatch.engine.facts import TYPE_CODE, Facts, Ints
from slawatch.engine.plan import Vocabulary
from slawatch.engine.visible import VisibleEvents, type_flags
from slawatch.model.event import EventType
from slawatch.model.mapping import SourceMapping

Meaning = Callable[[str | None], int]
"""Gives the number that stands for a raw text; it is asked once for each distinct text."""

_INSTANT_BITS: Final = 34
"""Enough for epoch seconds until the year 2514."""

_STATUS: Final = TYPE_CODE[EventType.STATUS]
_PRIORITY: Final = TYPE_CODE[EventType.PRIORITY]
_SETS_A_FIELD: Final = type_flags(EventType.STATUS, EventType.PRIORITY, EventType.SCOPE)


def ordered_key(rows: Ints, at: Ints | int) -> Ints:
    """Return one number for a ticket's row and an instant that sorts by row, then by instant."""
    return (rows << _INSTANT_BITS) | at


def parted_key(keys: Ints) -> tuple[Ints, Ints]:
    """Return the rows and the instants that ordered_key put together."""
    return keys >> _INSTANT_BITS, keys & ((1 << _INSTANT_BITS) - 1)


@dataclass(frozen=True, slots=True)
class History:
    """The value of one field of every ticket: as created, then as changed."""

    initial: Ints
    rows: Ints
    """Ticket of each change; changes are sorted by ticket, then by time."""
    keys: Ints
    values: Ints

    def at(self, rows: Ints, instants: Ints | int) -> Ints:
        """Return the values of tickets at instants: the last change that is not later."""
        if not len(self.keys):
            return self.initial[rows]
        last = np.searchsorted(self.keys, ordered_key(rows, instants), side="right") - 1
        changed = (last >= 0) & (self.rows[last] == rows)
        return np.where(changed, self.values[last], self.initial[rows])

    def between(self, rows: Ints, after: Ints, until: Ints) -> tuple[Ints, Ints]:
        """Return the instants of the changes in (after, until] of tickets, with the position of each in `rows`."""
        first = np.searchsorted(self.keys, ordered_key(rows, after), side="right")
        lengths = np.searchsorted(self.keys, ordered_key(rows, until), side="right") - first
        which = np.repeat(np.arange(len(rows)), lengths)
        places = np.arange(len(which)) + (first - (np.cumsum(lengths) - lengths))[which]
        return which, parted_key(self.keys[places])[1]


@dataclass(frozen=True, slots=True, kw_only=True)
class RawFields:
    """Who set which raw field to which text, and when."""

    events: VisibleEvents
    terms: Sequence[str]
    creations: Sequence[Mapping[str, str]]
    """Distinct sets of raw fields at creation."""
    creation: Ints
    """Which of them each ticket was created with."""
    positions: Ints
    """Events that change a field."""
    fields: Mapping[str, int]
    """Code of each field that changed."""
    field: Ints
    """Code of the field that each of `positions` changed."""

    def initial(self, name: str, meaning: Meaning) -> Ints:
        """Return the meaning of a field at creation, one for each ticket."""
        meanings = [meaning(fields.get(name)) for fields in self.creations]
        return np.array(meanings, np.int64)[self.creation]

    def setting(self, name: str) -> Ints:
        """Return the positions of the events that set a field."""
        if name not in self.fields:
            return np.empty(0, np.int64)
        positions: Ints = self.positions[self.field == self.fields[name]]
        return positions

    def changes(self, name: str, meaning: Meaning) -> tuple[Ints, Ints]:
        """Return the positions of the events that set a field, and the meaning of what they set it to."""
        positions = self.setting(name)
        return positions, self.meanings(positions, meaning)

    def meanings(self, positions: Ints, meaning: Meaning) -> Ints:
        """Return the meaning of the new text of events."""
        values = self.events.value[positions]
        meanings = np.zeros(values.max(initial=0) + 1, np.int64)
        for code in distinct(values).tolist():
            meanings[code] = meaning(self.terms[code] or None)
        return meanings[values]

    def history(self, name: str, meaning: Meaning) -> History:
        """Return the meaning of a field through time."""
        positions, values = self.changes(name, meaning)
        rows = self.events.rows[positions]
        keys = ordered_key(rows, self.events.at[positions])
        return History(self.initial(name, meaning), rows, keys, values)


def unchanged(initial: Ints) -> History:
    """Return the history of a field that nobody ever changed."""
    none = np.empty(0, np.int64)
    return History(initial, none, none, none)


def distinct(codes: Ints | Codes) -> Ints:
    """Return the codes that occur, in order; cheaper than sorting, since codes are small."""
    return np.flatnonzero(np.bincount(codes))


def raw_fields(facts: Facts, events: VisibleEvents, mapping: SourceMapping) -> RawFields:
    """Return the raw fields of visible tickets.

    An event that does not name its field changes the one that the mapping reads for its type.
    """
    positions = np.flatnonzero(_SETS_A_FIELD[events.type])
    field = events.field[positions].astype(np.int64)
    fields = {facts.terms[code]: code for code in distinct(field).tolist() if code}
    unnamed = field == 0
    if unnamed.any():
        kinds = events.type[positions]
        for kind, name in ((_STATUS, mapping.status.field), (_PRIORITY, mapping.attribute("priority").field)):
            field[unnamed & (kinds == kind)] = fields.setdefault(name, -kind)
    created_value = events.created_value
    used = distinct(created_value)
    place = np.zeros(used.max(initial=0) + 1, np.int64)
    place[used] = np.arange(len(used))
    return RawFields(
        events=events,
        terms=facts.terms,
        creations=[json.loads(facts.terms[code]) if code else {} for code in used.tolist()],
        creation=place[created_value],
        positions=positions,
        fields=fields,
        field=field,
    )


def lacking(is_lacking: Callable[[str | None], bool], words: Vocabulary) -> Meaning:
    """Return what gives the code of a raw text that nothing maps; 0 for one that is mapped, or empty."""
    return lambda text: words.code(text) if is_lacking(text) else 0
