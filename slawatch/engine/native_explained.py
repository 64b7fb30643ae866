"""The verdicts that a source has on the timers of one ticket, each with ours and with what makes the two differ."""

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

import numpy as np

from slawatch.engine.columns import NEVER, Flags
from slawatch.engine.facts import TYPE_CODE, Facts
from slawatch.engine.judge import judged
from slawatch.engine.later import chosen
from slawatch.engine.native import Accord, Comparison, compared
from slawatch.engine.plan import Promise
from slawatch.engine.reproduction import Reading, Reproduced, Ways, reproduced
from slawatch.engine.windows import Window
from slawatch.model.event import EventType
from slawatch.model.instant import from_epoch
from slawatch.model.native_verdict import NativeVerdict
from slawatch.model.result import Outcome


@dataclass(frozen=True, slots=True, kw_only=True)
class SecondOpinion:
    """What a source concludes of a timer, beside what we conclude of it."""

    ticket: str
    promise: Promise
    service: str
    cycle: int
    name: str
    """What the source calls its service level."""
    verdict: NativeVerdict
    told_at: datetime
    ours: Reading
    decided_at: datetime | None
    """When our timer was met, missed or cancelled."""
    accord: Accord
    ways: tuple[Reproduced, ...] = ()
    """Ways of counting that give what the source concludes; empty where none does, and where both are the same."""

    @property
    def counts_otherwise(self) -> bool:
        """True where both agree and the source counts another elapsed time."""
        return self.accord is Accord.AGREE and self.verdict.elapsed_seconds not in (None, self.ours.elapsed_seconds)


def second_opinions(
    facts: Facts, ways: Ways, *, horizon: int, among: Callable[[Comparison], Flags] | None = None
) -> Iterator[SecondOpinion]:
    """Yield the source's verdicts on its tickets' timers as they stand at the horizon, those that `among` chooses."""
    said = judged(facts, ways.judging, horizon=horizon)
    if said.native is None:
        return
    found = compared(said.timers, said.native)
    wanted = np.arange(len(found.timers)) if among is None else np.flatnonzero(among(found))
    for row in wanted.tolist():
        yield _opinion(facts, ways, found, row)


def differing(windows: Sequence[Window] | None, promises: Collection[int] | None) -> Callable[[Comparison], Flags]:
    """Return what chooses the timers on which both sides differ, of some promises and, one for each, windows."""

    def among(found: Comparison) -> Flags:
        wanted: Flags = found.accord == Accord.DISAGREE
        if windows is not None:
            wanted &= found.ours.belongs(windows)
        if promises is not None:
            wanted &= np.isin(found.timers.promise, tuple(promises))
        return wanted

    return among


def _opinion(facts: Facts, ways: Ways, found: Comparison, row: int) -> SecondOpinion:
    timers, words = found.timers, ways.judging.words.words
    place = int(np.flatnonzero(facts.tickets == timers.ticket[row])[0])
    own, name, told_at = (
        chosen(facts, np.array([place])),
        words[found.natives.name[row]],
        int(found.natives.told_at[row]),
    )
    at, number = int(found.ours.at[row]), int(timers.promise[row])
    opinion = SecondOpinion(
        ticket=facts.ids[place],
        promise=ways.judging.promises[number],
        service=words[timers.service[row]],
        cycle=int(timers.cycle[row]),
        name=name,
        verdict=_told(own, name, told_at),
        told_at=from_epoch(told_at),
        ours=Reading(
            elapsed_seconds=int(timers.elapsed[row]),
            target_seconds=int(timers.target[row]),
            outcome=tuple(Outcome)[found.ours.outcome[row]],
        ),
        decided_at=None if at == NEVER else from_epoch(at),
        accord=Accord(found.accord[row]),
    )
    if opinion.accord is not Accord.DISAGREE and not opinion.counts_otherwise:
        return opinion
    return replace(opinion, ways=reproduced(own, ways, opinion.verdict, promise=number, told_at=told_at))


def _told(own: Facts, name: str, told_at: int) -> NativeVerdict:
    """Return the newest verdict of a name by an instant, of one ticket that has one."""
    events = own.events
    is_native = (events["type"] == TYPE_CODE[EventType.SLA_NATIVE]) & (events["at"] <= told_at)
    texts = [own.terms[value] for value, field in events[is_native][["value", "field"]] if own.terms[field] == name]
    return NativeVerdict.read(texts[-1])
