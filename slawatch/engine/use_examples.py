"""Which timer was decided last in each bucket of the shares of their targets that timers used."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

import numpy as np

from slawatch.engine.attainment import OUTCOMES, verdicts
from slawatch.engine.columns import TimerRows
from slawatch.engine.facts import Ints
from slawatch.engine.groups import grouped
from slawatch.engine.plan import Plan
from slawatch.engine.scope import gathered
from slawatch.engine.target_use import buckets
from slawatch.engine.versions import whole
from slawatch.engine.windows import Window, current_and_previous
from slawatch.model.relative import Relative
from slawatch.model.result import Outcome

_DECIDED = [OUTCOMES.index(outcome) for outcome in (Outcome.MET, Outcome.MISSED)]


@dataclass(frozen=True, slots=True, kw_only=True)
class LastDecided:
    """A timer in words, but for its ticket, which the store knows by number."""

    service_id: str
    sla: str
    objective: str
    period: Relative
    bucket: int
    source: str
    number: int
    share: float
    at: int
    """Epoch second at which it was met or missed."""


def last_decided(plan: Plan, timers: TimerRows, *, as_of: datetime) -> Iterator[LastDecided]:
    """Yield the timers for each agreement's current and previous period."""
    windows = {name: current_and_previous(whole(versions), as_of) for name, versions in plan.versions.items()}
    judged = verdicts(timers)
    for place in range(2 if windows else 0):
        own = [windows[promise.agreement.id][place] for promise in plan.promises]
        belongs = judged.belongs(own) & np.isin(judged.outcome, _DECIDED)
        yield from _of_windows(plan, timers.take(belongs), judged.at[belongs], own)


def _of_windows(plan: Plan, timers: TimerRows, at: Ints, windows: Sequence[Window]) -> Iterator[LastDecided]:
    if not len(timers):
        return
    families = replace(timers, promise=np.array(plan.families, np.int32)[timers.promise])
    rows, word = gathered(families, plan), plan.words.words
    groups = grouped(rows.promise, rows.service, buckets(rows.elapsed, rows.target))
    order = np.lexsort((rows.ticket, at))
    last = np.empty(len(groups.keys), np.int64)
    last[groups.member[order]] = order  # of several the last is kept
    for (number, service, bucket), row in zip(groups.keys, last.tolist(), strict=True):
        promise = plan.promises[number]
        yield LastDecided(
            service_id=word[service],
            sla=promise.agreement.id,
            objective=promise.objective.id,
            period=windows[number].relative,
            bucket=bucket,
            source=word[rows.source[row]],
            number=int(rows.ticket[row]),
            share=int(rows.elapsed[row]) / max(int(rows.target[row]), 1),
            at=int(at[row]),
        )
