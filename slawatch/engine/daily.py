"""How a service spent its days, and when it was not simply up, as one agreement counts it."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from slawatch.engine.availability import seconds_before
from slawatch.engine.facts import Ints
from slawatch.engine.service_time import ServiceTime
from slawatch.engine.spans import Spans, clipped


@dataclass(frozen=True, slots=True, kw_only=True)
class DayAccount:
    """Whole seconds of service time of a day, up to as_of; scheduled = up + down + degraded + excluded + unknown."""

    scheduled: int
    down: int
    degraded: int
    excluded: int
    unknown: int
    lost: Fraction
    """Time down, and time degraded by its weight."""


def days_of(time: ServiceTime, edges: Sequence[int]) -> tuple[DayAccount, ...]:
    """Return the account of each stretch between two neighbouring instants; what is not seen of it counts nothing."""
    at = np.clip(np.array(edges, np.int64), *time.window.seen)
    layers = time.layers
    scheduled: list[int] = np.diff(time.calendar.worked(at)).tolist()
    excluded, unknown, down = (_spent(at, each, time) for each in (layers.excluded, layers.unknown, layers.down))
    degraded = [(part.weight, _spent(at, part.stretches, time)) for part in layers.degraded]
    return tuple(
        DayAccount(
            scheduled=scheduled[n],
            down=down[n],
            degraded=sum(each[n] for _, each in degraded),
            excluded=excluded[n],
            unknown=unknown[n],
            lost=sum((weight * each[n] for weight, each in degraded), Fraction(down[n])),
        )
        for n in range(len(scheduled))
    )


def stretches_of(time: ServiceTime) -> tuple[tuple[str, int, int], ...]:
    """Return (kind, start, end) of what lies in the window and is seen, by start; all else was up, or closed.

    The kinds are excluded, unknown, down and degraded.
    """
    layers = time.layers
    kinds = [("excluded", layers.excluded), ("unknown", layers.unknown), ("down", layers.down)]
    kinds.extend(("degraded", part.stretches) for part in layers.degraded)
    inside = ((kind, clipped(each, *time.window.seen)) for kind, each in kinds)
    found = [(start, end, kind) for kind, each in inside for start, end in each.tolist() if start < end]
    return tuple((kind, start, end) for start, end, kind in sorted(found))


def _spent(at: Ints, stretches: Spans, time: ServiceTime) -> list[int]:
    if not len(stretches):
        return [0] * (len(at) - 1)
    spent: list[int] = np.diff(seconds_before(at, clipped(stretches, int(at[0]), int(at[-1])), time.calendar)).tolist()
    return spent
