"""Tickets judged one by one, counted by promise and service."""

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property
from typing import Final

import numpy as np
from numpy.typing import NDArray

from slawatch.engine.budget import bearable
from slawatch.engine.columns import NEVER, Codes, Columns, Flags, Phase, TimerRows
from slawatch.engine.facts import Ints
from slawatch.engine.groups import grouped
from slawatch.engine.target_use import NO_USE, uses
from slawatch.engine.timer import outcome, verdict_at
from slawatch.engine.windows import Window
from slawatch.model.instant import from_epoch
from slawatch.model.result import Band, Outcome, OutcomeCount, RunningTimers
from slawatch.model.target_use import TargetUse

OUTCOMES: Final = tuple(Outcome)
BANDS: Final = tuple(Band)
_MET: Final = OUTCOMES.index(Outcome.MET)
_MISSED: Final = OUTCOMES.index(Outcome.MISSED)

Group = tuple[int, int]
"""(number of the promise, of versions of one objective that of the newest; code of the service)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdicts(Columns):
    """What is decided of timers, a row a timer."""

    promise: Codes
    service: Codes
    priority: Codes
    outcome: NDArray[np.int8]
    """Positions in OUTCOMES."""
    at: Ints
    """When it was met or missed, was cancelled or, where its source can't tell, was started; else NEVER."""
    elapsed: Ints
    """What the stopwatch shows: of an open timer, so far."""
    target: Ints
    """In working seconds."""
    is_open: Flags

    def within(self, windows: Sequence[Window]) -> "Verdicts":
        """Return the timers that belong to the windows, one for each promise.

        A timer belongs to the window in which its verdict falls; one without a verdict to the window that
        contains as_of.
        """
        return self.take(self.belongs(windows))

    def belongs(self, windows: Sequence[Window]) -> Flags:
        """Tell of each timer whether it belongs to the windows (see within)."""
        if len({(window.span, window.running) for window in windows}) == 1:
            start, end = windows[0].span
            inside: Flags = (start <= self.at) & (self.at < end)
            return inside | (self.at == NEVER) if windows[0].running else inside
        spans = np.array([window.span for window in windows], np.int64).reshape(-1, 2)
        running = np.array([window.running for window in windows], np.bool_)
        decided = (spans[self.promise, 0] <= self.at) & (self.at < spans[self.promise, 1])
        return np.where(self.at == NEVER, running[self.promise], decided)


@dataclass(frozen=True, kw_only=True)
class Tally:
    """The timers of one promise and service in one window."""

    outcomes: tuple[OutcomeCount, ...] = ()
    misses: Ints = field(default_factory=lambda: np.empty(0, np.int64))
    """The instants of the misses, in order."""
    elapsed: Ints = field(default_factory=lambda: np.empty(0, np.int64))
    """What the stopwatches of all timers judged show, in ascending order."""
    open_misses: int = 0
    """Timers missed that still run or pause: what they show is the least that it will be."""
    used: TargetUse = NO_USE
    """The shares of their targets that all timers judged used."""

    @cached_property
    def timers(self) -> Counter[Outcome]:
        """Timers by outcome, of all priorities."""
        found: Counter[Outcome] = Counter()
        for count in self.outcomes:
            found[count.outcome] += count.timers
        return found

    @cached_property
    def met(self) -> int:
        """Timers that kept their target."""
        return self.timers[Outcome.MET]

    @cached_property
    def missed(self) -> int:
        """Timers that exceeded their target, stopped or still open."""
        return self.timers[Outcome.MISSED]

    @cached_property
    def judged(self) -> int:
        """The n behind the ratio."""
        return self.met + self.missed

    @cached_property
    def possible(self) -> int:
        """The n behind the ratio once every open timer has its verdict."""
        return self.judged + self.timers[Outcome.RUNNING] + self.timers[Outcome.PAUSED]

    @property
    def ratio(self) -> float | None:
        """Met / (met + missed); None where nothing is judged."""
        return self.met / self.judged if self.judged else None

    @property
    def best_possible(self) -> float | None:
        """The ratio if every open timer that is not overdue is met; None without timers."""
        return (self.possible - self.missed) / self.possible if self.possible else None

    def misses_left(self, target: Fraction) -> int:
        """Return how many more misses the target bears, if every open timer counts in the end; may be negative.

        Whole misses allowed among all timers known so far, open ones included, less the misses that there are.
        """
        return bearable(target, self.possible) - self.missed

    def breached_at(self, target: Fraction) -> int | None:
        """Return the instant of the miss that was one too many for all timers judged; None if the target holds."""
        borne = bearable(target, self.judged)
        return int(self.misses[borne]) if borne < len(self.misses) else None


NO_TIMERS: Final = Tally()


def verdicts(timers: TimerRows) -> Verdicts:
    """Return the timers with their outcomes and the instants that place them in a period."""
    placed = np.where(timers.phase == Phase.UNKNOWN, timers.started_at, timers.stopped_at)
    without = (timers.phase == Phase.UNKNOWN) | (timers.phase == Phase.CANCELLED)
    return Verdicts(
        promise=timers.promise,
        service=timers.service,
        priority=timers.priority,
        outcome=outcome(timers),
        at=np.where(without, placed, verdict_at(timers)),
        elapsed=timers.elapsed,
        target=timers.target,
        is_open=(timers.phase == Phase.RUNNING) | (timers.phase == Phase.PAUSED),
    )


def belonging(timers: TimerRows, windows: Sequence[Window], *, promises: Collection[int]) -> TimerRows:
    """Return the timers of some promises, by number, that belong to the windows; these are one for every promise."""
    own = timers.take(np.isin(timers.promise, list(promises)))
    return own.take(verdicts(own).belongs(windows))


def tallies(judged: Verdicts, words: Sequence[str]) -> Mapping[Group, Tally]:
    """Return the timers counted by promise and service, priorities in words."""
    groups = grouped(judged.promise, judged.service, judged.priority, judged.outcome)
    outcomes: dict[Group, list[OutcomeCount]] = defaultdict(list)
    for (promise, service, priority, code), timers in zip(groups.keys, groups.sizes, strict=True):
        told = OutcomeCount(priority=words[priority], outcome=OUTCOMES[code], timers=timers)
        outcomes[promise, service].append(told)
    missed, decided = judged.take(judged.outcome == _MISSED), judged.take(np.isin(judged.outcome, (_MET, _MISSED)))
    misses, elapsed, still_open = _parts(missed, missed.at), _parts(decided, decided.elapsed), _open(missed)
    used = uses(decided.promise, decided.service, elapsed=decided.elapsed, target=decided.target)
    nothing = np.empty(0, np.int64)
    return {
        group: Tally(
            outcomes=tuple(counted),
            misses=misses.get(group, nothing),
            elapsed=elapsed.get(group, nothing),
            open_misses=still_open.get(group, 0),
            used=used.get(group, NO_USE),
        )
        for group, counted in outcomes.items()
    }


def running(timers: TimerRows, words: Sequence[str], as_of: int) -> Mapping[Group, tuple[RunningTimers, ...]]:
    """Return the open timers by promise, service and priority: how near their targets they are."""
    is_open = (timers.phase == Phase.RUNNING) | (timers.phase == Phase.PAUSED)
    rows = timers.take(is_open & ~timers.excluded)
    groups = grouped(rows.promise, rows.service, rows.priority)
    counted = np.zeros((len(groups.keys), len(BANDS)), np.int64)
    np.add.at(counted, (groups.member, bands(rows)), 1)
    due = groups.least(np.where(rows.due_at >= as_of, rows.due_at, NEVER))
    over = -groups.least(np.minimum(rows.target - rows.elapsed, 0))
    found: dict[Group, list[RunningTimers]] = defaultdict(list)
    for k, (promise, service, priority) in enumerate(groups.keys):
        found[promise, service].append(_running(words[priority], counted[k].tolist(), int(due[k]), int(over[k])))
    return {each: tuple(rows_of) for each, rows_of in found.items()}


def _running(priority: str, bands: list[int], due: int, over: int) -> RunningTimers:
    return RunningTimers(
        priority=priority,
        bands=tuple(zip(BANDS, bands, strict=True)),
        next_due_at=None if due == NEVER else from_epoch(due),
        oldest_overdue_seconds=over or None,
    )


def bands(rows: TimerRows) -> Ints:
    """Return positions in BANDS; a target just reached is not yet exceeded."""
    used, target = rows.elapsed, rows.target
    reached = [used * 2 >= target, used * 4 >= target * 3, used * 10 >= target * 9, used > target]
    found: Ints = np.sum(reached, axis=0, dtype=np.int64)
    return found


def _parts(judged: Verdicts, values: Ints) -> Mapping[Group, Ints]:
    """Return the values of each promise and service in ascending order."""
    groups = grouped(judged.promise, judged.service)
    return {(promise, service): own for (promise, service), own in groups.ascending(values)}


def _open(missed: Verdicts) -> Mapping[Group, int]:
    still = missed.take(missed.is_open)
    groups = grouped(still.promise, still.service)
    return {(promise, service): n for (promise, service), n in zip(groups.keys, groups.sizes, strict=True)}
