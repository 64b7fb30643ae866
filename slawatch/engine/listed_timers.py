"""Timers in lists: the open ones, the most urgent first, and the missed ones, chosen by what they are about."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from functools import cached_property
from typing import Final

import numpy as np

from slawatch.engine.advance import due_if_resumed
from slawatch.engine.attainment import BANDS, OUTCOMES, bands, verdicts
from slawatch.engine.columns import NEVER, Codes, Flags, Phase, TicketRows, TimerRows
from slawatch.engine.facts import Ints
from slawatch.engine.plan import Plan, Promise
from slawatch.engine.rows import Rows
from slawatch.engine.scope import gathered
from slawatch.engine.timer_order import Order, sorting
from slawatch.engine.windows import Window
from slawatch.model.instant import epoch, from_epoch
from slawatch.model.result import Band, Outcome


class TimerState(StrEnum):
    """What an open timer does. One that is breached also runs or pauses."""

    BREACHED = "breached"
    RUNNING = "running"
    PAUSED = "paused"
    UNMAPPED = "unmapped"
    """Its ticket has a status, a priority or a service that nothing maps."""


FACETS: Final = ("service_id", "sla", "objective", "priority", "source", "band", "state")
"""By what open timers are told apart; a word each, of states one or several."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which open timers are asked for; what is empty or None asks for all."""

    facets: Mapping[str, AbstractSet[str]] = field(default_factory=dict)
    """By facet (see FACETS) the words of which one must apply."""
    due_by: datetime | None = None
    """Not overdue yet, and due by this instant if it runs on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedTimer:
    """A timer; durations are working seconds of its calendar."""

    source: str
    number: int
    """The store's number of its ticket."""
    promise: Promise
    service_id: str
    priority: str
    """Empty where not mapped."""
    cycle: int
    started_at: datetime
    due_at: datetime | None
    """None while paused before it."""
    due_if_resumed_at: datetime | None
    """While paused: when it would be due if it ran on now."""
    elapsed_seconds: int
    target_seconds: int
    counted_to: datetime
    """Up to where its source has told, and so up to where it is counted."""
    paused: bool
    stopped_at: datetime | None
    breach_at: datetime | None
    """When it was, or while running would be, missed."""
    band: Band

    @property
    def left_seconds(self) -> int:
        """Working seconds until its target; negative when it is overdue."""
        return self.target_seconds - self.elapsed_seconds

    @property
    def overdue(self) -> bool:
        """Whether it exceeds its target."""
        return self.left_seconds < 0

    @property
    def used_ratio(self) -> float | None:
        """The share of its target that is used, more than 1 when it is overdue; None for a target of no time."""
        return self.elapsed_seconds / self.target_seconds if self.target_seconds else None


class TimerList:
    """Timers in an order of their own, without those that a correction takes out of the count."""

    def __init__(self, timers: TimerRows, tickets: TicketRows, plan: Plan) -> None:
        self._rows = timers
        self._plan = plan
        self._tickets = tickets
        self._counts: dict[str, Mapping[str, int]] = {}
        self._gathered = gathered(self._rows, plan).service

    def __len__(self) -> int:
        return len(self._rows)

    def counts(self, facet: str, wanted: Wanted | None = None) -> Mapping[str, int]:
        """Return how many there are by each word of a facet, of those that all other filters let through.

        Words of which there is none are left out.
        """
        others = [flags for name, flags in self.filters(wanted).items() if name != facet] if wanted else []
        if others:
            return dict(self._counted(facet, np.all(others, axis=0)))
        if facet not in self._counts:
            self._counts[facet] = dict(self._counted(facet, np.ones(len(self), np.bool_)))
        return self._counts[facet]

    def chosen(self, wanted: Wanted) -> Flags:
        """Tell of each whether it is asked for."""
        found = np.ones(len(self), np.bool_)
        for flags in self.filters(wanted).values():
            found &= flags
        return found

    def filters(self, wanted: Wanted) -> Mapping[str, Flags]:
        """Tell of each, by filter, whether that filter alone lets it through; filters that ask for all are missing."""
        told = {facet: self._any_of(facet, words) for facet, words in wanted.facets.items() if words}
        if wanted.due_by is not None:
            told["due_within"] = (self._rows.due_at <= epoch(wanted.due_by)) & ~self._overdue
        return told

    def told(self, chosen: Flags, *, first: int, most: int, order: Order | None = None) -> Sequence[ListedTimer]:
        """Return at most so many of the chosen, from the `first` on; None leaves them in the order of the list."""
        places = np.flatnonzero(chosen)
        if order is not None:
            words = self._columns(order.by)[0] if order.by in FACETS else None
            places = places[sorting(self._rows, order, words)[places].argsort(kind="stable")]
        return tuple(self._told(self._rows.take(places[first : first + most])))

    def bands(self, chosen: Flags) -> Mapping[Band, int]:
        """Return how many of the chosen there are in each band, also 0."""
        return {band: int((self._bands[chosen] == code).sum()) for code, band in enumerate(BANDS)}

    def _any_of(self, facet: str, words: AbstractSet[str]) -> Flags:
        if facet == "state":
            parts = [flags for state, flags in self._states.items() if state in words]
        else:
            parts = [
                np.isin(column, [code for code, name in enumerate(names) if name in words])
                for column, names in self._columns(facet)
            ]
        found: Flags = np.any([np.zeros(len(self), np.bool_), *parts], axis=0)
        return found

    def _counted(self, facet: str, among: Flags) -> Iterator[tuple[str, int]]:
        if facet == "state":
            told = Counter({str(state): int((flags & among).sum()) for state, flags in self._states.items()})
        else:
            told = Counter()
            for column, names in self._columns(facet):
                for code, number in enumerate(np.bincount(column[among], minlength=1).tolist()):
                    told[names[code]] += number
        return ((word, number) for word, number in told.items() if number)

    def _columns(self, facet: str) -> Sequence[tuple[Codes | Ints, Sequence[str]]]:
        """Return columns of codes with the words that they stand for; a timer has the words of all columns."""
        rows, promises, words = self._rows, self._plan.promises, self._plan.words.words
        if facet == "sla":
            return [(rows.promise, [each.agreement.id for each in promises])]
        if facet == "objective":
            return [(rows.promise, [each.objective.id for each in promises])]
        if facet == "band":
            return [(self._bands, BANDS)]
        if facet == "service_id":
            together = self._gathered != rows.service
            return [(rows.service, words), (np.where(together, self._gathered, 0), ["", *words[1:]])]
        return [(getattr(rows, facet), words)]

    @property
    def _states(self) -> Mapping[TimerState, Flags]:
        return {
            TimerState.BREACHED: self._overdue,
            TimerState.RUNNING: self._rows.phase == Phase.RUNNING,
            TimerState.PAUSED: self._rows.phase == Phase.PAUSED,
            TimerState.UNMAPPED: self._unmapped,
        }

    @cached_property
    def _overdue(self) -> Flags:
        return self._rows.elapsed > self._rows.target

    @cached_property
    def _bands(self) -> Ints:
        return bands(self._rows)

    @cached_property
    def _unmapped(self) -> Flags:
        """Tickets are numbered across all sources, so a number is enough."""
        return np.isin(self._rows.ticket, self._tickets.ticket[self._tickets.unmapped > 0])

    def _told(self, rows: TimerRows) -> Iterator[ListedTimer]:
        words = self._plan.words.words
        columns = (
            rows.source, rows.ticket, rows.promise, rows.service, rows.priority, rows.cycle, rows.started_at,
            rows.due_at, due_if_resumed(rows, self._plan), rows.elapsed, rows.target, rows.counted_to,
            rows.phase == Phase.PAUSED, rows.stopped_at, rows.breach_at, bands(rows),
        )  # fmt: skip
        for (
            source, ticket, promise, service, priority, cycle, started, due, resumed, elapsed, target, counted_to,
            paused, stopped, breach, band,
        ) in zip(*(column.tolist() for column in columns), strict=True):  # fmt: skip
            yield ListedTimer(
                source=words[source],
                number=ticket,
                promise=self._plan.promises[promise],
                service_id=words[service],
                priority=words[priority],
                cycle=cycle,
                started_at=from_epoch(started),
                due_at=_instant(due),
                due_if_resumed_at=_instant(resumed),
                elapsed_seconds=elapsed,
                target_seconds=target,
                counted_to=from_epoch(counted_to),
                paused=paused,
                stopped_at=_instant(stopped),
                breach_at=_instant(breach),
                band=BANDS[band],
            )


class OpenTimers(TimerList):
    """The open timers behind a snapshot: those overdue first, then those due next, paused ones last."""

    def __init__(self, rows: Rows, plan: Plan) -> None:
        is_open = (rows.timers.phase == Phase.RUNNING) | (rows.timers.phase == Phase.PAUSED)
        timers = rows.timers.take(is_open & ~rows.timers.excluded)
        left = timers.target - timers.elapsed
        ordered = timers.take(np.lexsort((timers.ticket, left, timers.due_at, left >= 0)))
        super().__init__(ordered, rows.tickets, plan)


class MissedTimers(TimerList):
    """The timers that count as missed in some windows, one for each promise of the plan; the latest miss first."""

    def __init__(self, rows: Rows, plan: Plan, windows: Sequence[Window]) -> None:
        judged = verdicts(rows.timers)
        missed = judged.belongs(windows) & (judged.outcome == OUTCOMES.index(Outcome.MISSED))
        timers = rows.timers.take(missed & ~rows.timers.excluded)
        super().__init__(timers.take(np.lexsort((timers.ticket, -timers.breach_at))), rows.tickets, plan)


def _instant(at: int) -> datetime | None:
    return None if at == NEVER else from_epoch(at)
