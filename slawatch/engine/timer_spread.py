"""The timers of a period by objective, service and priority: how many were in time, and how long they took."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from slawatch.engine.attainment import OUTCOMES, verdicts
from slawatch.engine.durations import durations
from slawatch.engine.facts import Ints
from slawatch.engine.groups import grouped
from slawatch.engine.plan import Plan
from slawatch.engine.rows import Rows
from slawatch.engine.scope import gathered
from slawatch.engine.windows import Window
from slawatch.model.result import Durations, Outcome

_JUDGED = (OUTCOMES.index(Outcome.MET), OUTCOMES.index(Outcome.MISSED))


@dataclass(frozen=True, slots=True, kw_only=True)
class TimerSpread:
    """The timers of one objective, service and priority that belong to a period."""

    sla: str
    objective: str
    service_id: str
    """The agreement's id where its services are judged together."""
    priority: str
    """Empty where it is not mapped."""
    outcomes: Mapping[Outcome, int]
    """Those that occur."""
    elapsed: Durations
    """Working seconds that the judged ones took; of one still open that missed its target, so far."""
    paused: Durations
    """Working seconds of pauses of the judged ones that paused at all."""
    paused_seconds: int
    """Of all of them together."""

    @property
    def met(self) -> int:
        """Those in time."""
        return self.outcomes.get(Outcome.MET, 0)

    @property
    def judged(self) -> int:
        """The n behind the share."""
        return self.met + self.outcomes.get(Outcome.MISSED, 0)


def timer_spreads(plan: Plan, rows: Rows, windows: Sequence[Window]) -> Iterator[TimerSpread]:
    """Yield the timers that belong to the windows, one for each promise, by objective, service and priority."""
    timers = gathered(rows.timers, plan)
    timers = timers.take(verdicts(timers).belongs(windows))
    codes, families = verdicts(timers).outcome, np.array(plan.families, np.int32)
    if not len(timers):
        return
    is_judged = np.isin(codes, _JUDGED)
    groups = grouped(families[timers.promise], timers.service, timers.priority)
    for (promise, service, priority), own in groups.parts():
        judged = own[is_judged[own]]
        paused = np.sort(timers.paused[judged])
        paused = paused[paused > 0]
        newest, word = plan.promises[promise], plan.words.words
        yield TimerSpread(
            sla=newest.agreement.id,
            objective=newest.objective.id,
            service_id=word[service],
            priority=word[priority],
            outcomes=_outcomes(codes[own].astype(np.int64)),
            elapsed=durations(np.sort(timers.elapsed[judged])),
            paused=durations(paused),
            paused_seconds=int(paused.sum()),
        )


def _outcomes(codes: Ints) -> Mapping[Outcome, int]:
    return {OUTCOMES[code]: n for code, n in enumerate(np.bincount(codes).tolist()) if n}
