"""The state of a service that is made of others, instant by instant.

The product of availabilities would be right only for parts that fail independently, and they don't.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import IntEnum
from fractions import Fraction
from typing import Final, NamedTuple

import numpy as np

from slawatch.engine.availability import Degradation, ServiceRecord
from slawatch.engine.facts import Ints
from slawatch.engine.spans import Spans, covered, nowhere
from slawatch.model.agreement import ExclusionMode
from slawatch.model.service import Capacity, Composition, Quorum, Service


class Level(IntEnum):
    """How a service works, the better first."""

    UP = 0
    DEGRADED = 1
    DOWN = 2


class Condition(NamedTuple):
    """How a service stands at an instant: the better is the smaller."""

    level: Level
    loss: Fraction
    """The share (0..1) of the time that is lost."""


UP: Final = Condition(Level.UP, Fraction(0))
DOWN: Final = Condition(Level.DOWN, Fraction(1))

Rule = Callable[[Sequence[Condition]], Condition]


@dataclass(frozen=True, slots=True)
class Records:
    """What became of every service, by its own facts and by those of its parts."""

    services: Mapping[str, Service]
    own: Mapping[str, ServiceRecord]
    """By service id, each told of itself alone."""
    _made: dict[tuple[str, Fraction], ServiceRecord] = field(default_factory=dict, init=False, repr=False)

    def of(self, service: str, *, degraded: Fraction = Fraction(0)) -> ServiceRecord:
        """Return the record of a service where degraded time counts by a weight."""
        key = service, degraded
        found = self._made.get(key)
        if found is None:
            found = self._made[key] = self._of(service, degraded)
        return found

    def _of(self, service: str, weight: Fraction) -> ServiceRecord:
        own = self.own[service]
        own = replace(own, degraded=tuple(replace(part, weight=weight) for part in own.degraded))
        state = self.services[service].state
        if state is None:
            return own
        parts = [self.of(part, degraded=weight) for part in state.parts]
        told = _whole(_as_told(own), [_as_told(part) for part in parts], composed(state))
        # What was told past a watermark counts for nothing yet, but it tells that an outage goes on, or a degradation.
        return replace(told, unknown=_whole(own, parts, composed(state)).unknown)


def _whole(own: ServiceRecord, parts: Sequence[ServiceRecord], rule: Rule) -> ServiceRecord:
    return rolled_up([own, rolled_up(parts, rule)], max)


def _as_told(record: ServiceRecord) -> ServiceRecord:
    return replace(record, unknown=nowhere())


def composed(state: Composition) -> Rule:
    """Return how a whole stands when its parts stand as given, in the order of `state.parts`."""
    return _capacity(state) if isinstance(state, Capacity) else _quorum(state)


def rolled_up(parts: Sequence[ServiceRecord], rule: Rule) -> ServiceRecord:
    """Return the record of a whole, without exclusions.

    It is unknown wherever the parts that are unknown would decide how it stands.
    """
    layers = [_layers(part) for part in parts]
    # Not by differences: from the first instant there is to the last they overflow.
    edges = np.unique(np.concatenate([spans.ravel() for each in layers for _, spans in each]))
    if not len(edges):
        return ServiceRecord()
    patterns, member = _patterns([_codes(each, edges) for each in layers])
    whole = [_known(rule, [_condition(each, code) for each, code in zip(layers, p, strict=True)]) for p in patterns]
    stands = {each: np.isin(member, [n for n, met in enumerate(whole) if met == each]) for each in set(whole)}
    stretches = {
        each: covered(np.stack((edges[:-1][where[:-1]], edges[1:][where[:-1]]), axis=1), times=1)
        for each, where in stands.items()
    }
    return ServiceRecord(
        down=stretches.get(DOWN, nowhere()),
        degraded=tuple(
            Degradation(stretches=spans, weight=each.loss)
            for each, spans in stretches.items()
            if each is not None and each.level is Level.DEGRADED
        ),
        unknown=stretches.get(None, nowhere()),
    )


def _quorum(state: Quorum) -> Rule:
    return lambda parts: sorted(parts)[state.needed - 1]


def _capacity(state: Capacity) -> Rule:
    shares = tuple(state.shares.values())

    def whole(parts: Sequence[Condition]) -> Condition:
        if len(set(parts)) == 1:
            return parts[0]
        lost = sum((share * part.loss for share, part in zip(shares, parts, strict=True)), Fraction(0))
        return Condition(Level.DEGRADED, lost)

    return whole


def _known(rule: Rule, parts: Sequence[Condition | None]) -> Condition | None:
    best = rule([UP if part is None else part for part in parts])
    worst = rule([DOWN if part is None else part for part in parts])
    return best if best == worst else None


Layer = tuple[Condition | None, Spans]


def _layers(record: ServiceRecord) -> list[Layer]:
    told = record.layers(ExclusionMode.RAW)
    degraded = [(Condition(Level.DEGRADED, part.weight), part.stretches) for part in told.degraded]
    return [(None, told.unknown), (DOWN, told.down), *degraded]


def _codes(layers: Sequence[Layer], edges: Ints) -> Ints:
    """Return which layer lies at each edge and after it, counted from 1; 0 where none does."""
    found = np.zeros(len(edges), np.int64)
    for code, (_, spans) in enumerate(layers, 1):
        inside = np.searchsorted(spans.ravel(), edges, side="right") % 2
        found[inside == 1] = code
    return found


def _patterns(codes: Sequence[Ints]) -> tuple[list[list[int]], Ints]:
    """Return the different columns of codes, and which of them each column is.

    Part by part, for numbers of all parts together would soon be too large.
    """
    member = np.zeros(len(codes[0]), np.int64)
    for each in codes:
        _, first, member = np.unique(member * (each.max() + 1) + each, return_index=True, return_inverse=True)
    return np.stack(codes, axis=1)[first].tolist(), member


def _condition(layers: Sequence[Layer], code: int) -> Condition | None:
    return layers[code - 1][0] if code else UP
