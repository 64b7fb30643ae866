"""A figure of timers taken apart: every timer of the period, and as what it counts."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

import numpy as np

from slawatch.engine.advance import due_if_resumed
from slawatch.engine.attainment import OUTCOMES, Group, verdicts
from slawatch.engine.columns import NEVER, TimerRows
from slawatch.engine.evidence import Numbered
from slawatch.engine.groups import grouped
from slawatch.engine.plan import Plan, Promise
from slawatch.engine.rows import Rows
from slawatch.engine.scope import gathered
from slawatch.engine.windows import Window
from slawatch.model.instant import from_epoch
from slawatch.model.result import ObjectiveFigure, Outcome
from slawatch.model.ticket import Ticket

_SETTLED: Final = (OUTCOMES.index(Outcome.MET), OUTCOMES.index(Outcome.CANCELLED))


@dataclass(frozen=True, slots=True, kw_only=True)
class CountedTimer:
    """A timer of a period; durations are working seconds of its calendar."""

    source: str
    ticket: str
    key: str
    """What people see of it."""
    service_id: str
    priority: str
    """Empty where not mapped."""
    cycle: int
    outcome: Outcome
    started_at: datetime
    stopped_at: datetime | None
    due_at: datetime | None
    due_if_resumed_at: datetime | None
    counted_at: datetime | None
    """The instant that puts it into the period; None for an open timer, which the current period has."""
    elapsed_seconds: int | None
    """None where the source can't tell, as paused_seconds."""
    paused_seconds: int | None
    target_seconds: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ExplainedShare:
    """The figure of one objective of one service in one period, with every timer that it counts."""

    figure: ObjectiveFigure
    timers: tuple[CountedTimer, ...]
    """By outcome as the figure tells them, then by the instant that counts."""


def by_figure(timers: TimerRows, plan: Plan) -> Mapping[Group, TimerRows]:
    """Return timers by the figure that counts them: its promise's family, and the code of its name (see timers_of)."""
    families = np.array(plan.families, np.int32)[timers.promise]
    parts = grouped(families, gathered(timers, plan).service).parts()
    return {(family, service): timers.take(own) for (family, service), own in parts}


def timers_of(rows: Rows, windows: Sequence[Window], plan: Plan, *, promise: Promise, name: str) -> TimerRows:
    """Return the timers behind a figure that belong to the windows, one for each promise of the plan.

    `name` is that of a service, or of an agreement that judges its services together.
    """
    of_name = gathered(rows.timers, plan).service == plan.words.code(name)
    own = rows.timers.take(np.isin(rows.timers.promise, plan.family(promise)) & of_name)
    return own.take(verdicts(own).belongs(windows))


def explained_share(
    figure: ObjectiveFigure, timers: TimerRows, plan: Plan, names: Mapping[Numbered, Ticket]
) -> ExplainedShare:
    """Return a published figure with its timers; `names` are their tickets."""
    judged, word = verdicts(timers), plan.words.words
    columns = (
        timers.source, timers.ticket, timers.service, timers.priority, timers.cycle, judged.outcome, timers.started_at,
        timers.stopped_at, timers.due_at, due_if_resumed(timers, plan), judged.at, timers.elapsed, timers.paused,
        timers.target,
    )  # fmt: skip
    rows = zip(*(column.tolist() for column in columns), strict=True)
    counted = []
    for (
        source,
        ticket,
        service,
        priority,
        cycle,
        code,
        started,
        stopped,
        due,
        resumed,
        at,
        elapsed,
        paused,
        target,
    ) in rows:
        known = OUTCOMES[code] is not Outcome.UNKNOWN
        counted.append(
            CountedTimer(
                source=word[source],
                ticket=names[word[source], ticket].id,
                key=names[word[source], ticket].key,
                service_id=word[service],
                priority=word[priority],
                cycle=cycle,
                outcome=OUTCOMES[code],
                started_at=from_epoch(started),
                stopped_at=_instant(stopped),
                due_at=_instant(due),
                due_if_resumed_at=_instant(resumed),
                counted_at=_instant(at),
                elapsed_seconds=elapsed if known else None,
                paused_seconds=paused if known else None,
                target_seconds=target,
            )
        )
    return ExplainedShare(figure=figure, timers=tuple(sorted(counted, key=_order)))


def tickets_of(timers: TimerRows, plan: Plan) -> frozenset[Numbered]:
    """Return the tickets of timers."""
    told = zip(timers.source.tolist(), timers.ticket.tolist(), strict=True)
    return frozenset((plan.words.words[source], ticket) for source, ticket in told)


def foremost(timers: TimerRows, most: int) -> TimerRows:
    """Return at most so many timers: those missed first, then the undecided, those met last; of alike ones the latest.

    A figure of a hundred thousand tickets is questioned for its misses.
    """
    if len(timers) <= most:
        return timers
    judged = verdicts(timers)
    settled = np.isin(judged.outcome, _SETTLED)
    order = np.lexsort((-timers.started_at, settled, judged.outcome != OUTCOMES.index(Outcome.MISSED)))
    return timers.take(order[:most])


def _order(timer: CountedTimer) -> tuple[int, datetime, str, int]:
    return OUTCOMES.index(timer.outcome), timer.counted_at or timer.started_at, timer.ticket, timer.cycle


def _instant(at: int) -> datetime | None:
    return None if at == NEVER else from_epoch(at)
