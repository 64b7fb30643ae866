"""Working seconds of segments in one calendar: what ran, what was paused, and when so much had run."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum
from typing import Final, Self

import numpy as np
from numpy.typing import NDArray

from slawatch.calendars.calendar import Calendar
from slawatch.engine.columns import Flags
from slawatch.engine.cycles import ENDED, Cycles
from slawatch.engine.facts import Ints
from slawatch.engine.timeline import CLASSES, Segments
from slawatch.model.agreement import Objective, ReopenPolicy


class Kind(IntEnum):
    """What a segment is to a timer."""

    RUNNING = 0
    PAUSED = 1
    GAP = 2
    """Between an end and the reopening: neither running nor a pause."""


Kinds = tuple[Kind, ...]
"""Over CLASSES, then AWAY."""

AWAY: Final = len(CLASSES)
"""The status, for a meter only, of an open ticket that stands with another party than the timer's."""


def kinds(objective: Objective) -> Kinds:
    """Return what each status class, and another party, is to the timers of an objective."""
    gap = Kind.RUNNING if objective.reopen is ReopenPolicy.CONTINUE else Kind.GAP
    open_kinds = (Kind.PAUSED if name in objective.pause else Kind.RUNNING for name in CLASSES)
    return (*(gap if ended else kind for ended, kind in zip(ENDED, open_kinds, strict=True)), Kind.PAUSED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Edges:
    """Segments laid on a calendar."""

    segments: Segments
    calendar: Calendar
    worked: Ints
    """Working seconds at the start of each segment, from the calendar's origin."""
    length: Ints
    """Working seconds of each segment."""

    @classmethod
    def of(cls, segments: Segments, calendar: Calendar) -> Self:
        """Return the segments with their working seconds."""
        worked = calendar.worked(segments.start)
        ends = np.append(worked, 0)[1:]
        finals = segments.first[1:] - 1
        ends[finals] = calendar.worked(segments.end[finals])
        return cls(segments=segments, calendar=calendar, worked=worked, length=ends - worked)


class Meter:
    """Running totals over all segments, so that any timer is a difference of two."""

    def __init__(self, edges: Edges, kinds: Kinds) -> None:
        self.calendar = edges.calendar
        self._edges = edges
        self.kind: NDArray[np.int8] = np.array(kinds, np.int8)[edges.segments.status]
        self._running = self._totals(Kind.RUNNING, kinds)
        self._paused = self._totals(Kind.PAUSED, kinds)

    def elapsed_and_paused(self, cycles: Cycles) -> tuple[Ints, Ints]:
        """Return the working seconds that each cycle ran, and those for which it was paused."""
        begun = self.calendar.worked(cycles.ended_at) - self._edges.worked[cycles.last]
        before = self._before(cycles)
        kind, first_kind = self.kind[cycles.last], self.kind[cycles.first]
        running, paused = (
            totals[cycles.last] - totals[cycles.first] + begun * (kind == own) - before * (first_kind == own)
            for own, totals in ((Kind.RUNNING, self._running), (Kind.PAUSED, self._paused))
        )
        return running, paused

    def reached(self, cycles: Cycles, seconds: Ints) -> Ints:
        """Return the earliest instant at which cycles had run so many seconds: the start for none at all.

        They must have run so long by the end of the ticket's segments.
        """
        first = cycles.first
        goal = self._running[first] + self._before(cycles) * (self.kind[first] == Kind.RUNNING) + seconds
        place = np.maximum(np.searchsorted(self._running[1:], goal), first)
        at_once = place == first
        start = np.where(at_once, cycles.started_at, self._edges.segments.start[place])
        return self.calendar.add(start, np.where(at_once, np.maximum(seconds, 0), goal - self._running[place]))

    def since(self, cycles: Cycles) -> Ints:
        """Return the start of the stretch of one kind in which each cycle ends, told by its segments."""
        place = cycles.last.copy()
        while (back := self._goes_back(place, cycles.first)).any():
            place -= back
        return np.maximum(self._edges.segments.start[place], cycles.started_at)

    def _before(self, cycles: Cycles) -> Ints:
        """Return the working seconds from the start of each cycle's first segment to its own start.

        They are negative for a cycle that starts before its ticket: what lies between is of the first segment's kind.
        """
        before = np.zeros(len(cycles), np.int64)
        inside = np.flatnonzero(cycles.started_at != self._edges.segments.start[cycles.first])
        if len(inside):
            first = cycles.first[inside]
            before[inside] = self.calendar.worked(cycles.started_at[inside]) - self._edges.worked[first]
        return before

    def _goes_back(self, place: Ints, first: Ints) -> Flags:
        back: Flags = (place > first) & (self.kind[place] == self.kind[place - 1])
        return back

    def _totals(self, kind: Kind, kinds: Kinds) -> Ints:
        totals = np.zeros(len(self.kind) + 1, np.int64)
        if kind in kinds:
            np.cumsum(np.where(self.kind == kind, self._edges.length, 0), out=totals[1:])
        return totals


class Meters:
    """Meters of one chunk of tickets; each calendar and each set of kinds is worked out once."""

    def __init__(self, segments: Segments, calendars: Mapping[str, Calendar]) -> None:
        self._segments = segments
        self._calendars = calendars
        self._edges: dict[str, Edges] = {}
        self._meters: dict[tuple[str, Kinds], Meter] = {}

    def meter(self, calendar: str, kinds: Kinds) -> Meter:
        """Return the meter of a calendar's id and a set of kinds."""
        if calendar not in self._edges:
            self._edges[calendar] = Edges.of(self._segments, self._calendars[calendar])
        if (calendar, kinds) not in self._meters:
            self._meters[calendar, kinds] = Meter(self._edges[calendar], kinds)
        return self._meters[calendar, kinds]
