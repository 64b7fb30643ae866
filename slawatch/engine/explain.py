"""Every timer of one ticket taken apart: the stretches that make up its elapsed time, and why each counts or not."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

import numpy as np

from slawatch.calendars import reasons
from slawatch.calendars.calendar import Calendar
from slawatch.engine.advance import due_if_resumed, reaches
from slawatch.engine.assignment import assignments
from slawatch.engine.columns import NEVER, Phase, TimerRows
from slawatch.engine.cycles import whole, work_cycles
from slawatch.engine.facts import Facts
from slawatch.engine.handover import handovers
from slawatch.engine.meter import Kind, Kinds, kinds
from slawatch.engine.plan import Plan, Promise
from slawatch.engine.timeline import CLASSES, Timeline, timeline
from slawatch.engine.timer import outcome, timers, verdict_at
from slawatch.engine.working_hours import by_calendar
from slawatch.model.instant import from_epoch
from slawatch.model.result import Outcome
from slawatch.model.ticket import StatusClass

THRESHOLDS: Final = (50, 75, 90)
"""Percentages of a target, as the bands of open timers have them."""


class StretchKind(StrEnum):
    """What a stretch is to a timer; only running ones add to what elapsed, only paused ones to what was paused."""

    RUNNING = "running"
    PAUSED = "paused"
    GAP = "gap"
    """Between being done and the reopening."""
    CLOSED = "closed"
    """Outside the calendar's hours."""


_OPEN_KIND = {Kind.RUNNING: StretchKind.RUNNING, Kind.PAUSED: StretchKind.PAUSED, Kind.GAP: StretchKind.GAP}


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """[starts_at, ends_at) of a timer, all of one status class and counting for one reason."""

    starts_at: datetime
    ends_at: datetime
    kind: StretchKind
    status: StatusClass
    reason: str
    """The calendar's: working hours, outside hours, a holiday by name."""
    working_seconds: int
    """0 where closed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ExplainedTimer:
    """A timer with the promise that judges it and its stretches; durations are working seconds of the calendar."""

    promise: Promise
    calendar: str
    service: str
    priority: str
    """Empty where not mapped."""
    cycle: int
    started_at: datetime
    stopped_at: datetime | None
    due_at: datetime | None
    due_if_resumed_at: datetime | None
    """While paused: when it would be due if it ran on at the horizon."""
    breach_at: datetime | None
    verdict_at: datetime | None
    elapsed_seconds: int
    """The sum of the running stretches, and what was carried."""
    carried_seconds: int
    """Taken over from earlier objectives, in proportion to the targets."""
    paused_seconds: int
    """The sum of the paused stretches."""
    target_seconds: int
    """Of business days: as frozen at the start."""
    reaches: tuple[tuple[int, datetime], ...]
    """Percentages of the target that a running timer has yet to reach, and when it will."""
    outcome: Outcome
    reopens: int
    stretches: tuple[Stretch, ...]
    """None for an unknown timer."""

    @property
    def pauses(self) -> Mapping[StatusClass, int]:
        """Working seconds paused, by the class of the status that paused them."""
        seconds: Counter[StatusClass] = Counter()
        for stretch in self.stretches:
            if stretch.kind is StretchKind.PAUSED:
                seconds[stretch.status] += stretch.working_seconds
        return dict(seconds)

    @property
    def closures(self) -> tuple[Stretch, ...]:
        """The stretches that a holiday or a dated closure of the calendar took away, each with its name."""
        closed = (each for each in self.stretches if each.kind is StretchKind.CLOSED)
        return tuple(each for each in closed if each.reason != reasons.CLOSED)


def explained(facts: Facts, plan: Plan, *, horizon: int) -> tuple[ExplainedTimer, ...]:
    """Return every timer of one ticket as it stands at the horizon; none where the ticket does not exist by then."""
    line = timeline(facts, plan.definitions.mappings[facts.source], plan.words, horizon=horizon)
    cycles = work_cycles(line)
    parts = [(line, assignments(line, cycles, plan)), *handovers(line, whole(line, cycles), plan)]
    return tuple(timer for own, assigned in parts for timer in _timers(line, own, timers(own, assigned, plan), plan))


def _timers(line: Timeline, own: Timeline, rows: TimerRows, plan: Plan) -> Iterator[ExplainedTimer]:
    calendars = {
        place: name for name, places in by_calendar(plan, rows.promise, rows.service) for place in places.tolist()
    }
    for place in range(len(rows)):
        row = rows.take(np.array([place]))
        of_classes = kinds(plan.promises[row.promise[0]].objective)
        stretches = tuple(_stretches(line, own, row, of_classes, plan.calendars[calendars[place]]))
        yield _timer(row, calendars[place], stretches, plan)


def _timer(row: TimerRows, calendar: str, stretches: tuple[Stretch, ...], plan: Plan) -> ExplainedTimer:
    promise = plan.promises[row.promise[0]]
    return ExplainedTimer(
        promise=promise,
        calendar=calendar,
        service=plan.words.words[row.service[0]],
        priority=plan.words.words[row.priority[0]],
        cycle=int(row.cycle[0]),
        started_at=from_epoch(row.started_at[0]),
        stopped_at=_instant(row.stopped_at[0]),
        due_at=_instant(row.due_at[0]),
        due_if_resumed_at=_instant(due_if_resumed(row, plan)[0]),
        breach_at=_instant(row.breach_at[0]),
        verdict_at=_instant(verdict_at(row)[0]),
        elapsed_seconds=int(row.elapsed[0]),
        carried_seconds=int(row.carried[0]),
        paused_seconds=int(row.paused[0]),
        target_seconds=int(row.target[0]),
        reaches=tuple(_reaches(row, plan)),
        outcome=tuple(Outcome)[outcome(row)[0]],
        reopens=int(row.reopens[0]),
        stretches=stretches,
    )


def _reaches(row: TimerRows, plan: Plan) -> Iterator[tuple[int, datetime]]:
    for percent in THRESHOLDS:
        at = reaches(row, plan, percent=percent)[0]
        if at != NEVER:
            yield percent, from_epoch(at)


def _stretches(
    line: Timeline, own: Timeline, row: TimerRows, of_classes: Kinds, calendar: Calendar
) -> Iterator[Stretch]:
    """Yield the stretches of a timer: of its own tickets the kinds, of the line the statuses."""
    if row.phase[0] == Phase.UNKNOWN:
        return
    segments = own.segments
    statuses = line.segments.status[line.segments.locate(segments.rows, segments.start)].tolist()
    starts = np.maximum(segments.start, row.started_at[0])
    # Downtime may begin before the creation; that time counts in the status in which the ticket stands at it.
    standing = int(np.searchsorted(segments.start, segments.start[0], side="right")) - 1
    starts[standing] = min(row.started_at[0], starts[standing])
    ends = np.minimum(segments.end, row.counted_to[0]).tolist()
    for start, end, code, status in zip(starts.tolist(), ends, segments.status.tolist(), statuses, strict=True):
        if start < end:
            for piece in reasons.segments(calendar, start, end):
                yield Stretch(
                    starts_at=from_epoch(piece.start),
                    ends_at=from_epoch(piece.end),
                    kind=_OPEN_KIND[of_classes[code]] if piece.active else StretchKind.CLOSED,
                    status=CLASSES[status],
                    reason=piece.reason,
                    working_seconds=piece.end - piece.start if piece.active else 0,
                )


def _instant(at: int) -> datetime | None:
    return None if at == NEVER else from_epoch(at)
