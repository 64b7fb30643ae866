"""Which way of counting gives what a source concluded: each is tried with the kernel, none is guessed.

A ticketing system and an agreement can differ in pauses, hours, holidays, reopenings and targets. A verdict that one
of these changes, or a pair of them, gives to the second is explained by it.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import combinations
from typing import Final

import numpy as np

from slawatch.calendars.calendar import compiled
from slawatch.engine.advance import rewound
from slawatch.engine.facts import Facts, Ints
from slawatch.engine.judge import judged
from slawatch.engine.later import chosen
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A source's verdict on a promise of one ticket."""

    row: int
    """The ticket's place in the facts."""
    promise: int
    told_at: int
    native: NativeVerdict


def reproduced(facts: Facts, ways: Ways, cases: Sequence[Case]) -> list[tuple[Reproduced, ...]]:
    """Return for each case the ways that give the source's verdict, on the ticket as it stood when that was told.

    The first that gives its elapsed time too stands alone. Where the source tells no elapsed time, all that give its
    verdict by a single change stand side by side; nothing where none does.
    """
    found: list[tuple[Reproduced, ...]] = [()] * len(cases)
    for names in [(), *ways.names]:
        left = [n for n, case in enumerate(cases) if _is_open(case, found[n], names)]
        readings = _readings(facts, ways.plan(names), [cases[n] for n in left]) if left else []
        for n, own in zip(left, readings, strict=True):
            found[n] = (*found[n], *_matches(names, own, cases[n].native))
    return found


def _is_open(case: Case, found: Sequence[Reproduced], names: tuple[str, ...]) -> bool:
    """Tell whether a way is to be tried: until the elapsed time is reproduced, without one every single change."""
    return len(names) <= 1 if case.native.elapsed_seconds is None else not found


def _matches(names: tuple[str, ...], readings: Iterable[Reading], native: NativeVerdict) -> list[Reproduced]:
    """Return the first reading that gives the source's verdict, the last cycle first."""
    return [found for reading in readings if (found := _matched(names, reading, native)) is not None][:1]


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


def _readings(facts: Facts, judging: Plan, cases: Sequence[Case]) -> list[list[Reading]]:
    """Return what the timers of each case's promise showed when its verdict was told, the last cycle first."""
    told_at = np.array([case.told_at for case in cases], np.int64)
    known = _known(facts, np.array([case.row for case in cases], np.int64), told_at)
    rows = judged(known, judging, horizon=int(told_at.max())).timers
    own = rows.take(np.array([case.promise for case in cases], np.int64)[rows.ticket] == rows.promise)
    own = own.take(np.argsort(-own.cycle, kind="stable"))
    own = rewound(own, judging, to=told_at[own.ticket])
    found: list[list[Reading]] = [[] for _ in cases]
    columns = (own.ticket, own.elapsed, own.target, outcome(own))
    for ticket, elapsed, target, code in zip(*(column.tolist() for column in columns), strict=True):
        shown = Reading(elapsed_seconds=elapsed, target_seconds=target, outcome=tuple(Outcome)[code])
        found[ticket].append(shown)
    return found


def _known(facts: Facts, rows: Ints, told_at: Ints) -> Facts:
    """Return the tickets at some rows (one may come twice), numbered anew, with what was known of each by then."""
    own = chosen(facts, rows)
    known = own.events["at"] <= np.repeat(told_at, np.diff(own.offsets))
    before = np.concatenate(([0], np.cumsum(known)))[own.offsets]
    return replace(own, tickets=np.arange(len(rows)), offsets=before, events=own.events[known])
