"""Which way of counting gives what a source concluded: each is tried with the kernel, none is guessed.

A ticketing system and an agreement can differ in pauses, hours, holidays, reopenings and targets. A verdict that one
of these changes, or a pair of them, gives to the second is explained by it.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import combinations
from typing import Final

import numpy as np

from slawatch.calendars.calendar import compiled
from slawatch.engine.columns import TimerRows
from slawatch.engine.facts import Facts
from slawatch.engine.judge import judged
from slawatch.engine.plan import Plan, plan
from slawatch.engine.timer import outcome
from slawatch.model.agreement import DEFAULT_PAUSES, ChangePolicy, Indicator, Objective, ReopenPolicy
from slawatch.model.definitions import Definitions
from slawatch.model.hours import WorkingHours
from slawatch.model.native_verdict import NativeVerdict
from slawatch.model.result import Outcome

_ALWAYS: Final = "24x7"
_EVER_OPEN: Final = WorkingHours(id=_ALWAYS, timezone="UTC", weekly=(((0, 86400),),) * 7)
_OPEN: Final = frozenset({Outcome.RUNNING, Outcome.PAUSED})
_GRAIN: Final = 59
"""Seconds by which a duration may differ that a system keeps in minutes."""

_ANSWER: Final = {True: Outcome.MISSED, False: Outcome.MET}

Change = Callable[[Definitions], Definitions]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What a timer shows, and what comes of it."""

    elapsed_seconds: int
    target_seconds: int
    outcome: Outcome


@dataclass(frozen=True, slots=True, kw_only=True)
class Reproduced:
    """A way of counting that gives what the source concluded."""

    way: str
    """In words: "if the pauses counted"."""
    reading: Reading
    by_elapsed: bool
    """True where the elapsed time is the source's too; False where only the verdict is, and others may give it."""
    to_the_second: bool = True
    """False where the elapsed times agree to the minute only."""


def _of_objectives(change: Callable[[Objective], Objective]) -> Change:
    def changed(definitions: Definitions) -> Definitions:
        agreements = tuple(
            replace(agreement, objectives=tuple(map(change, agreement.objectives)))
            for agreement in definitions.agreements
        )
        return replace(definitions, agreements=agreements)

    return changed


def _of_timers(**fields: object) -> Change:
    def changed(objective: Objective) -> Objective:
        return replace(objective, **fields) if objective.is_timer else objective  # type: ignore[arg-type]  # theirs

    return _of_objectives(changed)


def _of_resolutions(**fields: object) -> Change:
    def changed(objective: Objective) -> Objective:
        is_resolution = objective.indicator is Indicator.RESOLUTION
        return replace(objective, **fields) if is_resolution else objective  # type: ignore[arg-type]  # theirs

    return _of_objectives(changed)


def _around_the_clock(definitions: Definitions) -> Definitions:
    changed = _of_timers(hours=_ALWAYS)(definitions)
    return replace(changed, calendars={**definitions.calendars, _ALWAYS: _EVER_OPEN})


def _without_holidays(definitions: Definitions) -> Definitions:
    plain = {
        name: replace(hours, holidays=None, closed=frozenset(), closed_yearly=frozenset(), openings={})
        if any(hours.weekly)
        else hours
        for name, hours in definitions.calendars.items()
    }
    return replace(definitions, calendars=plain)


_PAUSES_COUNT: Final = "if the pauses counted"
_CHANGES: Final[Mapping[str, Change]] = {
    _PAUSES_COUNT: _of_timers(pause=frozenset()),
    "if every pending status paused": _of_timers(pause=frozenset(DEFAULT_PAUSES)),
    "on 24x7 hours": _around_the_clock,
    "if holidays and dated closures were working days": _without_holidays,
    "if the time between closing and reopening counted": _of_resolutions(reopen=ReopenPolicy.CONTINUE),
    "if the time between closing and reopening did not count": _of_resolutions(reopen=ReopenPolicy.RESUME),
    "if each reopening started a new timer": _of_resolutions(reopen=ReopenPolicy.NEW_CYCLE),
    "if a change of objective started the timer anew": _of_timers(on_change=ChangePolicy.FROM_CHANGE),
    "if a change of objective kept all time": _of_timers(on_change=ChangePolicy.RETROACTIVE),
}


class Ways:
    """Every way of counting that is tried under one plan; each is made ready when it is first asked for."""

    def __init__(self, judging: Plan) -> None:
        self.judging = judging
        self._ready: dict[tuple[str, ...], Plan] = {(): judging}

    @cached_property
    def names(self) -> list[tuple[str, ...]]:
        """The changes tried, the fewest first; those that change no definition are none."""
        single = [name for name in _CHANGES if self._changed((name,)) != self.judging.definitions]
        return [(name,) for name in single] + list(combinations(single, 2))

    def plan(self, names: tuple[str, ...]) -> Plan:
        """Return the plan with some changes, or as it is without; promises keep their numbers."""
        if names not in self._ready:
            definitions = self._changed(names)
            same = {hours.id: self.judging.calendars.get(hours.id) for hours in definitions.calendars.values()}
            self._ready[names] = plan(
                definitions,
                {
                    name: known if (known := same.get(name)) and known.hours == hours else compiled(hours)
                    for name, hours in definitions.calendars.items()
                },
            )
        return self._ready[names]

    def _changed(self, names: tuple[str, ...]) -> Definitions:
        definitions = self.judging.definitions
        for name in names:
            definitions = _CHANGES[name](definitions)
        return definitions


def reproduced(
    facts: Facts, ways: Ways, native: NativeVerdict, *, promise: int, told_at: int
) -> tuple[Reproduced, ...]:
    """Return the ways that give a source's verdict on a promise of one ticket, as it stood when that was told.

    The first that gives its elapsed time too stands alone. Without such a one, all that give its verdict by a single
    change stand side by side; nothing where none does.
    """
    same_verdict: list[Reproduced] = []
    for names in [(), *ways.names]:
        if len(names) > 1 and native.elapsed_seconds is None:
            break
        for reading in _readings(facts, ways.plan(names), promise, told_at):
            found = _matched(names, reading, native)
            if found is not None and found.by_elapsed:
                return (found,)
            if found is not None:
                same_verdict.append(found)
    return tuple(same_verdict)


def _matched(names: tuple[str, ...], reading: Reading, native: NativeVerdict) -> Reproduced | None:
    if native.elapsed_seconds is not None:
        return _by_elapsed(names, reading, native, native.elapsed_seconds)
    if _same(reading.outcome, native.outcome):
        return Reproduced(way=_way(names), reading=reading, by_elapsed=False)
    target = native.target_seconds
    if not names and target is not None and _ANSWER[reading.elapsed_seconds > target] is native.outcome:
        return Reproduced(way=f"against its target of {target} s", reading=reading, by_elapsed=False)
    return None


def _by_elapsed(names: tuple[str, ...], reading: Reading, native: NativeVerdict, elapsed: int) -> Reproduced | None:
    apart = abs(reading.elapsed_seconds - elapsed)
    if apart > (_GRAIN if elapsed % 60 == 0 else 0):
        return None
    way = _way(names)
    if not _same(reading.outcome, native.outcome):
        against = "another target" if native.target_seconds is None else f"its target of {native.target_seconds} s"
        way = f"{way}, against {against}" if names else f"in elapsed time, against {against}"
    return Reproduced(way=way, reading=reading, by_elapsed=True, to_the_second=apart == 0)


def _way(names: tuple[str, ...]) -> str:
    return " and ".join(names) or "as it stood when the source told it"


def _same(ours: Outcome, theirs: Outcome) -> bool:
    return ours is theirs or {ours, theirs} <= _OPEN


def _readings(facts: Facts, judging: Plan, promise: int, told_at: int) -> Iterator[Reading]:
    """Yield what the ticket's timers of a promise show, the last cycle first."""
    rows: TimerRows = judged(facts, judging, horizon=told_at).timers
    own = rows.take(rows.promise == promise)
    own = own.take(np.argsort(own.cycle)[::-1])
    codes = outcome(own).tolist()
    for elapsed, target, code in zip(own.elapsed.tolist(), own.target.tolist(), codes, strict=True):
        yield Reading(elapsed_seconds=elapsed, target_seconds=target, outcome=tuple(Outcome)[code])
