"""The sources' own verdicts beside ours: which timer each is about, and whether the two agree."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum
from typing import Final

import numpy as np
from numpy.typing import NDArray

from slawatch.engine.attainment import Verdicts, verdicts
from slawatch.engine.columns import Flags, NativeRows, TimerRows
from slawatch.engine.facts import Ints
from slawatch.engine.groups import grouped
from slawatch.engine.history import distinct
from slawatch.engine.plan import Plan
from slawatch.engine.timeline import Timeline
from slawatch.engine.timer import OUTCOME_CODE
from slawatch.model.event import EventType
from slawatch.model.mapping import SourceMapping
from slawatch.model.native_verdict import NativeVerdict, indicator_named
from slawatch.model.result import Outcome

_UNREADABLE: Final = -1


class Accord(IntEnum):
    """How a source's verdict stands to ours."""

    AGREE = 0
    DISAGREE = 1
    OPEN = 2
    """The source had not decided when it told it, and nothing speaks against that."""
    INCOMPARABLE = 3
    """Ours is unknown, or excluded by a correction."""


class _Stand(IntEnum):
    MET = 0
    MISSED = 1
    OPEN = 2
    CANCELLED = 3
    NONE = 4


_STANDS: Final = {
    Outcome.MET: _Stand.MET,
    Outcome.MISSED: _Stand.MISSED,
    Outcome.RUNNING: _Stand.OPEN,
    Outcome.PAUSED: _Stand.OPEN,
    Outcome.CANCELLED: _Stand.CANCELLED,
}
_STAND: Final = np.array([_STANDS.get(outcome, _Stand.NONE) for outcome in Outcome])
"""Over outcome codes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Meaning:
    """Which promises a source's own service level may be about."""

    promises: tuple[int, ...]
    stated: bool
    """True where the mapping names them; else they are guessed by the indicator, and one alone must judge a ticket."""


def meaning(name: str, mapping: SourceMapping, plan: Plan) -> Meaning:
    """Return what the mapping says that a source's name means, else what the name itself says."""
    stated = mapping.native.get(name)
    if stated is not None:
        of_name = tuple(each.number for each in plan.promises if each.objective.id in stated)
        return Meaning(promises=of_name, stated=True)
    indicator = indicator_named(name)
    measured = tuple(each.number for each in plan.promises if each.objective.indicator is indicator)
    return Meaning(promises=measured, stated=False)


def native_rows(line: Timeline, timers: TimerRows, plan: Plan) -> NativeRows | None:
    """Return the newest verdict of the source on every timer that it is about; None where the source tells none."""
    told = np.flatnonzero(line.events.of(EventType.SLA_NATIVE))
    if not len(told):
        return None
    return NativeRows.joined([_nothing(), *_of_names(line, told, timers, plan)])


def _of_names(line: Timeline, told: Ints, timers: TimerRows, plan: Plan) -> Iterator[NativeRows]:
    events, names = line.events, line.events.field[told].astype(np.int64)
    rows = _rows_of(line, timers)
    for code in distinct(names).tolist():
        own = told[names == code]
        newest = own[np.diff(events.rows[own], append=-1) != 0]
        outcomes = _outcomes(line, newest)
        newest, outcomes = newest[outcomes != _UNREADABLE], outcomes[outcomes != _UNREADABLE]
        tickets, promises = _about(rows, timers, meaning(line.raw.terms[code], line.mapping, plan))
        place = np.searchsorted(events.rows[newest], tickets)
        found = place < len(newest)
        found[found] = events.rows[newest[place[found]]] == tickets[found]
        place, tickets, promises = place[found], tickets[found], promises[found]
        yield NativeRows(
            source=np.full(len(place), plan.words.code(line.source), np.int32),
            ticket=line.tickets[tickets],
            promise=promises.astype(np.int32),
            name=np.full(len(place), plan.words.code(line.raw.terms[code]), np.int32),
            outcome=outcomes[place].astype(np.int8),
            told_at=events.at[newest[place]],
        )


def _outcomes(line: Timeline, events: Ints) -> Ints:
    """Return the outcome that each event tells, _UNREADABLE where it takes one back or can't be read."""
    values = line.events.value[events]
    codes = np.full(int(values.max(initial=0)) + 1, _UNREADABLE, np.int64)
    for value in distinct(values).tolist():
        codes[value] = _outcome(line.raw.terms[value])
    return codes[values]


def _outcome(text: str) -> int:
    try:
        return OUTCOME_CODE[NativeVerdict.read(text).outcome]
    except ValueError:
        return _UNREADABLE


def _rows_of(line: Timeline, timers: TimerRows) -> Ints:
    order = np.argsort(line.tickets)
    return order[np.searchsorted(line.tickets[order], timers.ticket)]


def _about(rows: Ints, timers: TimerRows, meant: Meaning) -> tuple[Ints, Ints]:
    """Return the tickets (rows of the timeline) and promises that a name is about, each pair once."""
    own = np.isin(timers.promise, meant.promises)
    pairs = np.unique(np.stack((rows[own], timers.promise[own].astype(np.int64)), axis=1), axis=0)
    if not meant.stated and len(pairs):
        alone = np.bincount(pairs[:, 0])[pairs[:, 0]] == 1
        pairs = pairs[alone]
    return pairs[:, 0], pairs[:, 1]


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """The timers that sources have concluded something of, and how the verdicts stand to each other."""

    timers: TimerRows
    """A row a verdict of a source; of several cycles the last."""
    natives: NativeRows
    ours: Verdicts
    accord: NDArray[np.int8]
    """See Accord."""


def compared(timers: TimerRows, natives: NativeRows) -> Comparison:
    """Return every verdict of a source with the timer that it is about; those without a timer are left out."""
    keys, wanted = _keys(timers, natives)
    order = np.lexsort((timers.cycle, keys))
    last = order[np.diff(keys[order], append=-1) != 0]
    place = np.searchsorted(keys[last], wanted)
    found = place < len(last)
    found[found] = keys[last[place[found]]] == wanted[found]
    own, natives = timers.take(last[place[found]]), natives.take(found)
    ours = verdicts(own)
    return Comparison(timers=own, natives=natives, ours=ours, accord=_accord(ours, natives))


def _accord(ours: Verdicts, natives: NativeRows) -> NDArray[np.int8]:
    mine, theirs = _STAND[ours.outcome], _STAND[natives.outcome]
    found = np.where(mine == theirs, Accord.AGREE, Accord.DISAGREE)
    # What was still open when the source told it may have been decided since.
    decided_since = (theirs == _Stand.OPEN) & (mine != _Stand.OPEN) & (natives.told_at < ours.at)
    found = np.where(decided_since | ((mine == theirs) & (mine == _Stand.OPEN)), Accord.OPEN, found)
    return np.where(mine == _Stand.NONE, Accord.INCOMPARABLE, found).astype(np.int8)


def _keys(timers: TimerRows, natives: NativeRows) -> tuple[Ints, Ints]:
    """Return one number for each (source, ticket, promise), the same for timers and natives."""
    columns = [
        np.concatenate((getattr(timers, name), getattr(natives, name))).astype(np.int64)
        for name in ("source", "ticket", "promise")
    ]
    member = np.zeros(len(columns[0]), np.int64)
    for column in columns:
        _, place = np.unique(column, return_inverse=True)
        _, member = np.unique(member * (place.max(initial=0) + 1) + place, return_inverse=True)
    return member[: len(timers)], member[len(timers) :]


Counts = Mapping[tuple[int, int, int], tuple[int, int]]
"""(promise, service, source) -> (verdicts compared, disagreements)."""


def disagreements(found: Comparison, within: Flags) -> Counts:
    """Return how many verdicts of both sides were compared, and how many differ, among some rows."""
    chosen = np.flatnonzero(within & (found.accord <= Accord.DISAGREE))
    timers = found.timers.take(chosen)
    groups = grouped(timers.promise, timers.service, timers.source)
    differ = np.bincount(groups.member, found.accord[chosen] == Accord.DISAGREE, len(groups.keys))
    return {
        (promise, service, source): (size, int(wrong))
        for (promise, service, source), size, wrong in zip(groups.keys, groups.sizes, differ.tolist(), strict=True)
    }


def kept(natives: NativeRows, timers: TimerRows) -> NativeRows:
    """Return the verdicts whose tickets still have timers."""
    source, ticket = np.isin(natives.source, timers.source), np.isin(natives.ticket, timers.ticket)
    return natives.take(source & ticket)


def _nothing() -> NativeRows:
    nothing: Sequence[Ints] = (np.empty(0, np.int64),) * 2
    codes, outcome = np.empty(0, np.int32), np.empty(0, np.int8)
    return NativeRows(source=codes, ticket=nothing[0], promise=codes, name=codes, outcome=outcome, told_at=nothing[1])
