"""A period of a service cut so fine that every second of a piece is of one class, for one reason."""

from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from fractions import Fraction
from itertools import groupby, pairwise
from typing import Final, NamedTuple, TypeVar

from slawatch.calendars import reasons
from slawatch.calendars.calendar import Calendar
from slawatch.calendars.zones import midnight, zone
from slawatch.engine.availability import Span
from slawatch.engine.service_time import ServiceTime
from slawatch.engine.spans import Spans
from slawatch.model.instant import from_epoch

Kind = TypeVar("Kind")

Told = Callable[[Calendar, int, int], Sequence[reasons.Segment]]
"""Returns why the stretches between two instants count or don't."""

_DAY: Final = timedelta(days=1)
_USUAL: Final = frozenset({reasons.OPEN, reasons.CLOSED})


class TimeClass(StrEnum):
    """What a second is to the availability of a service; all but CLOSED are service time."""

    UP = "up"
    DOWN = "down"
    DEGRADED = "degraded"
    EXCLUDED = "excluded"
    UNKNOWN = "unknown"
    CLOSED = "outside hours"


class Note(StrEnum):
    """What an agreement made of outages that lie near each other, or are short."""

    NONE = ""
    BRIDGED = "a gap between outages that counts as outage"
    DROPPED = "an outage too short to count"


@dataclass(frozen=True, slots=True, kw_only=True)
class Segment:
    """[starts_at, ends_at) of a period, all of one class for one reason."""

    starts_at: datetime
    ends_at: datetime
    time: TimeClass
    weight: Fraction
    """The share (0..1) of it that is lost."""
    reason: str
    """The calendar's: working hours, outside hours, a holiday by name."""
    note: Note

    @property
    def seconds(self) -> int:
        """Its length: service seconds, unless it lies outside hours."""
        return int((self.ends_at - self.starts_at).total_seconds())

    @property
    def scheduled_seconds(self) -> int:
        """Its service seconds, 0 outside hours."""
        return 0 if self.time is TimeClass.CLOSED else self.seconds


Seconds = Mapping[TimeClass, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class DayTotal:
    """One local day of a period."""

    day: date
    seconds: Seconds
    reasons: tuple[str, ...]
    """What made the day an unusual one, by name: a holiday, a make-up working day."""


def pieces(time: ServiceTime, *, segments: Told = reasons.segments) -> list[Segment]:
    """Return what lies before as_of, cut at every edge and at the midnights of the agreement's zone.

    Who asks for many services lends their calendars' `segments`: many keep the same hours.
    """
    start, end = time.window.seen
    if start == end:
        return []
    hours = segments(time.calendar, start, end)
    opens = [segment.start for segment in hours]
    classes, notes = _classes(time), _notes(time)
    found = []
    for begins, ends in pairwise(_edges(time, (start, end), opens)):
        own = hours[bisect_right(opens, begins) - 1]
        kind = _first(classes, begins, otherwise=_UP) if own.active else _CLOSED
        found.append(
            Segment(
                starts_at=from_epoch(begins),
                ends_at=from_epoch(ends),
                time=kind.time,
                weight=kind.weight,
                reason=own.reason,
                note=_first(notes, begins, otherwise=Note.NONE) if kind.time in _SEEN else Note.NONE,
            )
        )
    return found


def runs(parts: Iterable[Segment]) -> tuple[Segment, ...]:
    """Return the parts, which lie next to each other, with neighbours that are alike as one."""
    alike = groupby(parts, key=lambda part: (part.time, part.weight, part.reason, part.note))
    stretches = (list(group) for _, group in alike)
    return tuple(replace(group[0], ends_at=group[-1].ends_at) for group in stretches)


def within(parts: Sequence[Segment], start: datetime, end: datetime) -> Seconds:
    """Return the seconds by class of the parts between two of their edges."""
    first = bisect_right(parts, start, key=lambda part: part.ends_at)
    seconds: Counter[TimeClass] = Counter()
    for part in parts[first:]:
        if part.starts_at >= end:
            break
        seconds[part.time] += part.seconds
    return dict(seconds)


def days(parts: Iterable[Segment], timezone: str) -> Iterator[DayTotal]:
    """Yield the local days of pieces that no midnight of the zone cuts."""
    place = zone(timezone)
    for day, group in groupby(parts, key=lambda part: part.starts_at.astimezone(place).date()):
        own = list(group)
        seconds: Counter[TimeClass] = Counter()
        for part in own:
            seconds[part.time] += part.seconds
        unusual = dict.fromkeys(part.reason for part in own if part.reason not in _USUAL)
        yield DayTotal(day=day, seconds=dict(seconds), reasons=tuple(unusual))


class _Kind(NamedTuple):
    time: TimeClass
    weight: Fraction = Fraction(0)


_UP: Final = _Kind(TimeClass.UP)
_CLOSED: Final = _Kind(TimeClass.CLOSED)
_SEEN: Final = frozenset({TimeClass.UP, TimeClass.DEGRADED, TimeClass.DOWN})


def _classes(time: ServiceTime) -> list[tuple[_Kind, Spans]]:
    layers = time.layers
    return [
        (_Kind(TimeClass.EXCLUDED), layers.excluded),
        (_Kind(TimeClass.UNKNOWN), layers.unknown),
        (_Kind(TimeClass.DOWN, Fraction(1)), layers.down),
        *((_Kind(TimeClass.DEGRADED, part.weight), part.stretches) for part in layers.degraded),
    ]


def _notes(time: ServiceTime) -> list[tuple[Note, Spans]]:
    return [(Note.BRIDGED, time.record.bridged), (Note.DROPPED, time.layers.dropped)]


def _edges(time: ServiceTime, span: Span, opens: Iterable[int]) -> list[int]:
    start, end = span
    told = (time.record.down, time.record.dropped, *(part.stretches for part in time.record.degraded))
    spans = [*told, *(spans for _, spans in _classes(time)), *(spans for _, spans in _notes(time))]
    edges = {start, end, *opens, *_midnights(span, time.agreement.timezone)}
    edges.update(edge for each in spans for edge in each.ravel().tolist())
    return sorted(edge for edge in edges if start <= edge <= end)


def _midnights(span: Span, timezone: str) -> Iterator[int]:
    first, last = (from_epoch(edge).astimezone(zone(timezone)).date() for edge in span)
    for n in range((last - first).days + 1):
        yield int(midnight(first + n * _DAY, timezone).timestamp())


def _first(layers: Iterable[tuple[Kind, Spans]], at: int, *, otherwise: Kind) -> Kind:
    """Return the kind of the first layer that covers an instant."""
    return next((kind for kind, spans in layers if int(spans.ravel().searchsorted(at, side="right")) % 2), otherwise)
