"""Where the time of tickets went: by stage, and by team. The stages of a ticket add up to its life."""

from collections.abc import Iterator, Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from slawatch.engine.availability import Span
from slawatch.engine.columns import Codes
from slawatch.engine.cycles import ENDED
from slawatch.engine.desk.rows import StageRows
from slawatch.engine.desk.workload import places
from slawatch.engine.durations import durations
from slawatch.engine.facts import Ints
from slawatch.engine.groups import grouped
from slawatch.engine.timeline import CLASSES
from slawatch.model.desk_figures import Dimension, Handling, Stage
from slawatch.model.result import Durations
from slawatch.model.ticket import StatusClass

STAGES: Final = tuple(Stage)
_WAITING: Final = {
    StatusClass.NEW: Stage.NEW,
    StatusClass.PENDING_REQUESTER: Stage.REQUESTER,
    StatusClass.PENDING_SUPPLIER: Stage.SUPPLIER,
    StatusClass.PENDING_OTHER: Stage.OTHER,
}
STAGE_OF: Final = np.array(
    [STAGES.index(Stage.DONE if ENDED[code] else _WAITING.get(name, Stage.OPEN)) for code, name in enumerate(CLASSES)],
    np.int8,
)
"""Over CLASSES: a status that nothing maps is worked on, the safe side."""

Lengths = tuple[Durations, int]
"""What is typical of the tickets' sums, and the sum of all."""


def handled(stages: StageRows, window: Span) -> StageRows:
    """Return the lives of the tickets that were resolved or closed in a window, without what came after."""
    start, end = window
    done = (start <= stages.done_at) & (stages.done_at < end) & ~stages.void
    return stages.take(done & ~stages.settled)


def handling(stages: StageRows, window: Span, words: Sequence[str]) -> Iterator[Handling]:
    """Yield how long the tickets done in a window were in each stage, and with each team while they were open."""
    lives = handled(stages, window)
    stage = STAGE_OF[lives.status]
    for (service, kind, code), elapsed, working in _typical(lives, lives.service, lives.kind, stage):
        yield _told(Dimension.SERVICE, words[service], words[kind], STAGES[code], elapsed, working)
    for (kind, code), elapsed, working in _typical(lives, lives.kind, stage):
        yield _told(Dimension.KIND, words[kind], words[kind], STAGES[code], elapsed, working)
    yield from holding(stages, Dimension.TEAM, window, words)


def holding(stages: StageRows, dimension: Dimension, window: Span, words: Sequence[str]) -> Iterator[Handling]:
    """Yield how long each team, or each person, had the tickets done in a window while they were open."""
    lives = handled(stages, window)
    held = lives.take(~ENDED[lives.status])
    for (value,), elapsed, working in _typical(held, places(held, dimension)):
        yield _told(dimension, words[value], "", None, elapsed, working)


def _told(  # noqa: PLR0913, PLR0917  the parts of a figure
    dimension: Dimension, value: str, kind: str, stage: Stage | None, elapsed: Lengths, working: Lengths
) -> Handling:
    return Handling(
        dimension=dimension,
        value=value,
        kind=kind,
        stage=stage,
        elapsed=elapsed[0],
        elapsed_seconds=elapsed[1],
        working=working[0],
        working_seconds=working[1] if working[0].n else None,
    )


def _typical(rows: StageRows, *by: Codes | NDArray[np.int8]) -> Iterator[tuple[tuple[int, ...], Lengths, Lengths]]:
    """Yield the lengths of each group, each ticket's stretches added up: elapsed ones, and those of service hours."""
    groups = grouped(*by)
    ticket = np.cumsum(~rows.goes_on, dtype=np.int64)
    of_ticket, place = np.unique(groups.member * (len(rows) + 1) + ticket, return_inverse=True)
    elapsed, working = (_sums(place, lengths) for lengths in (rows.ended_at - rows.started_at, rows.working))
    borders = np.searchsorted(of_ticket // (len(rows) + 1), np.arange(1, len(groups.keys)))
    for key, spent, worked in zip(groups.keys, np.split(elapsed, borders), np.split(working, borders), strict=False):
        yield key, _lengths(spent), _lengths(worked[worked >= 0])


def _sums(place: Ints, values: Ints) -> Ints:
    sums = np.zeros(place.max(initial=-1) + 1, np.int64)
    np.add.at(sums, place, values)
    return sums


def _lengths(values: Ints) -> Lengths:
    return durations(np.sort(values)), int(values.sum())
