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
from slawatch.engine.plan import Plan, Promise
from slawatch.engine.reproduction import Case, Reading, Reproduced, Ways, reproduced
from slawatch.engine.windows import Window
from slawatch.model.event import EventType
from slawatch.model.instant import epoch, from_epoch
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
    order = np.argsort(facts.tickets)
    places = order[np.searchsorted(facts.tickets[order], found.timers.ticket[wanted])].tolist()
    opinions = [
        _opinion(facts, place, ways.judging, found, row) for place, row in zip(places, wanted.tolist(), strict=True)
    ]
    unlike = [n for n, each in enumerate(opinions) if each.accord is Accord.DISAGREE or each.counts_otherwise]
    proven = reproduced(facts, ways, [_case(places[n], opinions[n]) for n in unlike])
    of_unlike = dict(zip(unlike, proven, strict=True))
    for n, opinion in enumerate(opinions):
        yield replace(opinion, ways=of_unlike.get(n, ()))


def _case(place: int, opinion: SecondOpinion) -> Case:
    number, told_at = opinion.promise.number, epoch(opinion.told_at)
    return Case(row=place, promise=number, told_at=told_at, native=opinion.verdict)


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


def _opinion(facts: Facts, place: int, plan: Plan, found: Comparison, row: int) -> SecondOpinion:
    timers, words = found.timers, plan.words.words
    name, told_at, at = words[found.natives.name[row]], int(found.natives.told_at[row]), int(found.ours.at[row])
    return SecondOpinion(
        ticket=facts.ids[place],
        promise=plan.promises[timers.promise[row]],
        service=words[timers.service[row]],
        cycle=int(timers.cycle[row]),
        name=name,
        verdict=_told(chosen(facts, np.array([place])), name, told_at),
        told_at=from_epoch(told_at),
        ours=Reading(
            elapsed_seconds=int(timers.elapsed[row]),
            target_seconds=int(timers.target[row]),
            outcome=tuple(Outcome)[found.ours.outcome[row]],
        ),
        decided_at=None if at == NEVER else from_epoch(at),
        accord=Accord(found.accord[row]),
    )


def _told(own: Facts, name: str, told_at: int) -> NativeVerdict:
    """Return the newest verdict of a name by an instant, of one ticket that has one."""
    events = own.events
    is_native = (events["type"] == TYPE_CODE[EventType.SLA_NATIVE]) & (events["at"] <= told_at)
    texts = [own.terms[value] for value, field in events[is_native][["value", "field"]] if own.terms[field] == name]
    return NativeVerdict.read(texts[-1])
