"""What the open tickets wait for now, and with whom."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime

import numpy as np

from slawatch.engine.columns import NEVER
from slawatch.engine.cycles import ENDED
from slawatch.engine.desk.figures import dimensions
from slawatch.engine.desk.handling import STAGE_OF, STAGES
from slawatch.engine.desk.rows import DeskRows, StageRows
from slawatch.engine.desk.workload import places
from slawatch.engine.durations import durations
from slawatch.engine.groups import grouped
from slawatch.engine.plan import Plan
from slawatch.model.desk_figures import DeskFigures, Dimension, Waiting
from slawatch.model.instant import epoch
from slawatch.model.relative import Relative


def with_waiting(told: DeskFigures, plan: Plan, rows: DeskRows, *, as_of: datetime) -> DeskFigures:
    """Return the figures of a period with what waits at an instant in it; by person where that is switched on."""
    if told.period is not Relative.CURRENT:
        return told
    by = [*dimensions(plan), *([Dimension.PERSON] if plan.definitions.desk.by_person else [])]
    now, words = epoch(as_of), plan.words.words
    return replace(told, waiting=tuple(each for own in by for each in waiting(rows.stages, own, words, as_of=now)))


def waiting(stages: StageRows, dimension: Dimension, words: Sequence[str], *, as_of: int) -> Iterator[Waiting]:
    """Yield how many tickets lie in each place and stage, and their ages in elapsed seconds since their creation."""
    lying = stages.take((stages.ended_at == NEVER) & ~ENDED[stages.status])
    for (value, stage), own in grouped(places(lying, dimension), STAGE_OF[lying.status]).parts():
        ages = np.sort(np.maximum(as_of - lying.created_at[own], 0))
        yield Waiting(dimension=dimension, value=words[value], stage=STAGES[stage], age=durations(ages))
