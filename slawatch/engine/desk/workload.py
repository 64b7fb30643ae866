"""What came to each team, queue and service, what left it, and what lay there before and after.

Moves are read from the borders between stretches, the backlog from the stretches that lie over an instant; that the
two agree (in = out + change of the backlog) is checked for every figure.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from slawatch.engine.availability import Span
from slawatch.engine.columns import Codes, Columns
from slawatch.engine.cycles import ENDED
from slawatch.engine.desk.rows import StageRows
from slawatch.engine.facts import Ints
from slawatch.engine.groups import grouped
from slawatch.engine.timeline import class_flags
from slawatch.model.desk_figures import Dimension, Workload
from slawatch.model.ticket import VOID

WAYS: Final = ("created", "handed_in", "reopened", "resolved", "cancelled", "handed_away")
"""How a ticket comes or goes; the names are those of Workload's fields."""
_CREATED, _HANDED_IN, _REOPENED, _RESOLVED, _CANCELLED, _HANDED_AWAY = range(len(WAYS))
_VOID: Final = class_flags(VOID)

Key = tuple[int, int]
"""Codes of the team, queue, service or person, and of the kind of ticket."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Moves(Columns):
    """One row a ticket that comes somewhere or goes from there."""

    value: Codes
    kind: Codes
    at: Ints
    way: NDArray[np.int8]
    """Position in WAYS."""


def workloads(
    stages: StageRows, dimension: Dimension, windows: Sequence[Span], words: Sequence[str]
) -> Iterator[tuple[Workload, ...]]:
    """Yield the workloads of each window; a team, queue or service and kind without tickets in it has none."""
    values = places(stages, dimension)
    told = moves(stages, values)
    for start, end in windows:
        came = _counted(told, start, end)
        before, after = _lying(stages, values, start), _lying(stages, values, end)
        keys = sorted({key for key, _ in came} | before.keys() | after.keys())
        yield tuple(
            Workload(
                dimension=dimension,
                value=words[value],
                kind=words[kind],
                backlog_start=before[value, kind],
                backlog_end=after[value, kind],
                **{name: came[(value, kind), way] for way, name in enumerate(WAYS)},
            )
            for value, kind in keys
        )


def moves(stages: StageRows, values: Codes) -> Moves:
    """Return every move into a place (a team, queue or service) and out of it.

    A ticket lies in a place while it is neither done nor void and the place has it. It comes by being created there,
    by being handed over, or by being reopened; it goes by being resolved, cancelled or handed on.
    """
    is_open = ~ENDED[stages.status]
    same = stages.goes_on
    was_open = np.append(False, is_open[:-1]) & same
    before = np.append(values[:1], values[:-1])
    stays = was_open & is_open & (before == values)
    came, went = np.flatnonzero(is_open & ~stays), np.flatnonzero(was_open & ~stays)
    way_in = np.where(was_open[came], _HANDED_IN, np.where(same[came], _REOPENED, _CREATED))
    way_out = np.where(is_open[went], _HANDED_AWAY, np.where(_VOID[stages.status[went]], _CANCELLED, _RESOLVED))
    return Moves(
        value=np.concatenate((values[came], before[went])),
        kind=np.concatenate((stages.kind[came], stages.kind[went])),
        at=np.concatenate((stages.started_at[came], stages.started_at[went])),
        way=np.concatenate((way_in, way_out)).astype(np.int8),
    )


def places(stages: StageRows, dimension: Dimension) -> Codes:
    """Return the code of the team, queue, service, kind or person of each stretch."""
    return {
        Dimension.TEAM: stages.team,
        Dimension.QUEUE: stages.queue,
        Dimension.SERVICE: stages.service,
        Dimension.KIND: stages.kind,
        Dimension.PERSON: stages.person,
    }[dimension]


def _counted(told: Moves, start: int, end: int) -> Mapping[tuple[Key, int], int]:
    rows = told.take((start <= told.at) & (told.at < end))
    found: Counter[tuple[Key, int]] = Counter()
    groups = grouped(rows.value, rows.kind, rows.way)
    for (value, kind, way), count in zip(groups.keys, groups.sizes, strict=True):
        found[(value, kind), way] = count
    return found


def _lying(stages: StageRows, values: Codes, at: int) -> Mapping[Key, int]:
    """Count the tickets that lay in each place just before an instant."""
    rows = np.flatnonzero((stages.started_at < at) & (at <= stages.ended_at) & ~ENDED[stages.status])
    groups = grouped(values[rows], stages.kind[rows])
    return Counter({(value, kind): count for (value, kind), count in zip(groups.keys, groups.sizes, strict=True)})
