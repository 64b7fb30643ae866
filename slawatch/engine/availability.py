"""Availability of one service: where every second of its agreed time went.

Each second is one thing only; the first that matches wins: not service time, excluded, unknown, down, degraded, up.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import accumulate

import numpy as np

from slawatch.calendars.calendar import Calendar
from slawatch.engine.facts import Ints
from slawatch.engine.spans import Spans, clipped, difference, nowhere, union
from slawatch.model.agreement import ExclusionMode

Span = tuple[int, int]
"""[start, end) in epoch seconds."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Degradation:
    """Stretches in which a service worked badly, and the share of that time (0..1) that is lost."""

    stretches: Spans
    weight: Fraction = Fraction(0)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ServiceRecord:
    """What was told of a service, each kind canonical; the kinds may overlap each other."""

    down: Spans = field(default_factory=nowhere)
    degraded: tuple[Degradation, ...] = ()
    excluded: Spans = field(default_factory=nowhere)
    unknown: Spans = field(default_factory=nowhere)
    bridged: Spans = field(default_factory=nowhere)
    """Of what is down, gaps between outages that the agreement counts as outage."""
    dropped: Spans = field(default_factory=nowhere)
    """Outages that the agreement does not count, being too short; in full."""
    _layers: dict[ExclusionMode, "Layers"] = field(default_factory=dict, init=False, repr=False)

    def layers(self, mode: ExclusionMode) -> "Layers":
        """Return the same without overlaps: what lies under an earlier kind is cut away. Every period asks again."""
        found = self._layers.get(mode)
        if found is None:
            found = self._layers[mode] = self._laid(mode)
        return found

    def _laid(self, mode: ExclusionMode) -> "Layers":
        excluded = nowhere() if mode is ExclusionMode.RAW else self.excluded
        unknown = difference(self.unknown, excluded)
        taken = union((excluded, unknown))
        down = difference(self.down, taken)
        return Layers(
            mode=mode,
            excluded=excluded,
            unknown=unknown,
            down=down,
            degraded=_heaviest(self.degraded, under=union((taken, down))),
            outages=self.down,
            dropped=difference(self.dropped, taken),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Layers:
    """Stretches of a service's history that never overlap; time that no layer covers is up."""

    mode: ExclusionMode
    excluded: Spans
    unknown: Spans
    down: Spans
    degraded: tuple[Degradation, ...]
    outages: Spans
    """The merged outages in full, with nothing cut away."""
    dropped: Spans
    """Outages that are too short to count: this time is up, or degraded where it was that too."""
    _failed: dict[tuple[Calendar, Span], Ints] = field(default_factory=dict, init=False, repr=False)

    def failed_at(self, calendar: Calendar, span: Span) -> Ints:
        """Return the first lost second of agreed time in a span of each merged outage, in order.

        Every period asks again.
        """
        if not len(self.down):
            return np.empty(0, np.int64)  # also what stands for all services without outages, and outlives them
        found = self._failed.get((calendar, span))
        if found is None:
            found = self._failed[calendar, span] = _failed_at(self, calendar, span)
        return found


@dataclass(frozen=True, slots=True, kw_only=True)
class TimeAccount:
    """Whole seconds of service time in a window; scheduled = up + down + degraded + excluded + unknown."""

    scheduled: int
    down: int
    degraded: int
    excluded: int
    unknown: int
    agreed: int
    """The denominator (AST): what is scheduled and known, with the excluded time only where it is credited."""
    lost: Fraction | int
    """Time down, and time degraded by its weight."""

    @property
    def up(self) -> int:
        """Seconds in which the service was as promised."""
        return self.scheduled - self.down - self.degraded - self.excluded - self.unknown

    @property
    def availability(self) -> float | None:
        """Share of agreed time that was not lost; None when no time was agreed."""
        return share(self.agreed - self.lost, self.agreed)

    @property
    def coverage(self) -> float | None:
        """Share of agreed time that is known; None when no time was agreed."""
        return share(self.agreed, self.possible)

    @property
    def low(self) -> float | None:
        """Availability if every unknown second was down."""
        return share(self.agreed - self.lost, self.possible)

    @property
    def high(self) -> float | None:
        """Availability if every unknown second was up."""
        return share(self.possible - self.lost, self.possible)

    @property
    def possible(self) -> int:
        """The denominator if the unknown time becomes known."""
        return self.agreed + self.unknown


def time_account(layers: Layers, calendar: Calendar, window: Span) -> TimeAccount:
    """Return how the service time inside a window was spent."""
    kinds = [np.array([window]), layers.excluded, layers.unknown, layers.down]
    kinds.extend(part.stretches for part in layers.degraded)
    seconds = service_seconds(clipped(np.concatenate(kinds), *window), calendar)
    ends = accumulate(map(len, kinds))
    scheduled, excluded, unknown, down, *degraded = (
        int(seconds[end - len(kind) : end].sum()) if len(kind) else 0 for kind, end in zip(kinds, ends, strict=True)
    )
    uncounted = 0 if layers.mode is ExclusionMode.CREDIT else excluded
    weighted = (part.weight * lost for part, lost in zip(layers.degraded, degraded, strict=True) if part.weight)
    return TimeAccount(
        scheduled=scheduled,
        down=down,
        degraded=sum(degraded),
        excluded=excluded,
        unknown=unknown,
        agreed=scheduled - uncounted - unknown,
        lost=down + sum(weighted),
    )


def _failed_at(layers: Layers, calendar: Calendar, span: Span) -> Ints:
    lost = layers.down[service_seconds(layers.down, calendar) > 0]
    parts = clipped(lost, *span)
    counted = parts[service_seconds(parts, calendar) > 0]
    outage = np.searchsorted(layers.outages[:, 0], counted[:, 0], side="right") - 1
    _, first = np.unique(outage, return_index=True)
    lost_at: Ints = calendar.add(counted[first, 0], 1) - 1
    return lost_at


def exceeded_at(layers: Layers, calendar: Calendar, window: Span, allowed: Fraction) -> int | None:
    """Return the earliest instant before which more than `allowed` seconds were lost; None when that never happens."""
    lost: Fraction | int = 0
    for start, seconds, weight in _losses(layers, calendar, window):
        if lost + seconds * weight > allowed:
            return int(calendar.add(start, int((allowed - lost) / weight) + 1))
        lost += seconds * weight
    return None


def share(part: Fraction | int, whole: Fraction | int) -> float | None:
    """Return the share of a part; None of nothing."""
    return float(part / whole) if whole else None


def outage_start(record: ServiceRecord, at: int, *, away: int | None = None) -> int | None:
    """Return when the outage began in which a service stands at an instant; None when it is not down.

    Where nobody looks since `away`, it stands as it stood then: an outage is not over because it is no longer seen.
    """
    is_open = (record.down[:, 0] <= at) & (at < record.down[:, 1])
    is_unseen = record.down[:, 1] == away if away is not None else np.zeros(len(record.down), np.bool_)
    over = record.down[is_open | is_unseen, 0]
    return int(over[0]) if len(over) else None


def service_seconds(stretches: Spans, calendar: Calendar) -> Ints:
    """Return the service seconds of each stretch."""
    if not len(stretches):
        return np.empty(0, np.int64)
    edges = calendar.worked(stretches.ravel()).reshape(-1, 2)
    return edges[:, 1] - edges[:, 0]


def costs(layers: Layers) -> Sequence[Degradation]:
    """Return what costs agreed time, with the share of it that is lost."""
    every = (Degradation(stretches=layers.down, weight=Fraction(1)), *layers.degraded)
    return [part for part in every if part.weight and len(part.stretches)]


def seconds_before(instants: Ints, stretches: Spans, calendar: Calendar) -> Ints:
    """Return the service seconds of stretches, in order and apart, up to each instant."""
    begun = np.searchsorted(stretches[:, 0], instants, side="right")
    whole = np.concatenate(([0], np.cumsum(service_seconds(stretches, calendar))))[begun]
    ends = np.where(begun > 0, stretches[begun - 1, 1], instants) if len(stretches) else instants
    seconds: Ints = whole - np.maximum(calendar.worked(ends) - calendar.worked(instants), 0)
    return seconds


def _losses(layers: Layers, calendar: Calendar, window: Span) -> list[tuple[int, int, Fraction | int]]:
    """Return (start, service seconds, weight) of everything that costs time, in order."""
    degraded = [(part.stretches, part.weight) for part in layers.degraded]
    parts: list[tuple[Spans, Fraction | int]] = [(layers.down, 1), *degraded]
    found: list[tuple[int, int, Fraction | int]] = []
    for stretches, weight in parts:
        if weight:
            cut = clipped(stretches, *window)
            seconds = service_seconds(cut, calendar).tolist()
            found.extend((start, n, weight) for start, n in zip(cut[:, 0].tolist(), seconds, strict=True) if n)
    return sorted(found)


def _heaviest(degraded: tuple[Degradation, ...], *, under: Spans) -> tuple[Degradation, ...]:
    parts: list[Degradation] = []
    for part in sorted(degraded, key=lambda each: each.weight, reverse=True):
        parts.append(Degradation(stretches=difference(part.stretches, under), weight=part.weight))
        under = union((under, part.stretches))
    return tuple(parts)
