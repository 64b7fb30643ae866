"""Facts judged: what is the same of every report that is made of them, whatever it is about."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import TypeVar

from slawatch.clock import Clock, StoppedClock
from slawatch.engine.first_told import first_by_source
from slawatch.engine.ground import Ground, ground
from slawatch.engine.period_figures import PeriodFigures, figures_on
from slawatch.engine.plan import Plan
from slawatch.engine.rows import Rows
from slawatch.engine.versions import whole
from slawatch.model.agreement import Agreement
from slawatch.model.correction import Correction
from slawatch.model.instant import from_epoch
from slawatch.reports.asked import ReportAsked
from slawatch.reports.cuts import Cut
from slawatch.reports.stored_facts import StoredFacts
from slawatch.runtime.corrected import Corrected
from slawatch.runtime.evaluator import Evaluator, Reached
from slawatch.runtime.told_facts import ToldFacts
from slawatch.runtime.unanswered import untold
from slawatch.store.contract import OPERATOR, Mark, Reader, Store
from slawatch.store.past import Past
from slawatch.store.uncollected import uncollected

T = TypeVar("T")


@dataclass(frozen=True, kw_only=True, eq=False)
class Judged:
    """Facts as they were known, judged up to an instant. What is asked for twice is computed once."""

    plan: Plan
    rows: Rows
    reached: Reached
    """What the figures stand on: as_of, the watermarks, what was known."""
    known_at: datetime
    """The instant up to which facts were known."""
    reader: Reader
    """The facts as they were known."""

    @classmethod
    def of(cls, store: Store, plan: Plan, clock: Clock, asked: ReportAsked) -> "Judged":
        """Judge all facts that were known; StoreError where it was not recorded what was known then."""
        known_at = asked.known_at or clock.now()
        reader = _now(store) if asked.known_at is None else Past.at(store, asked.known_at)
        evaluator = Evaluator(plan, reader, StoppedClock(known_at), forgets=False)
        with uncollected():  # rows hold no cycles
            reached = evaluator.judge(asked.as_of)
        return cls(plan=plan, rows=evaluator.rows, reached=reached, known_at=known_at, reader=reader)

    @property
    def as_of(self) -> datetime:
        """The instant up to which events count."""
        return self.reached.as_of

    @property
    def watermarks(self) -> Mapping[str, datetime | None]:
        """Per source the instant up to which it has told."""
        return dict(self.reached.watermarks)

    @cached_property
    def agreements(self) -> Mapping[str, Agreement]:
        """By id the newest version of each agreement, as if it had been in force since the first began."""
        return {name: whole(versions) for name, versions in self.plan.versions.items()}

    @cached_property
    def base(self) -> Ground:
        """The rows made ready for figures of any period."""
        return ground(self.plan, self.rows, as_of=self.as_of, watermarks=self.watermarks)

    @cached_property
    def corrected(self) -> Corrected:
        """The facts as corrections state them."""
        return Corrected.known(self.reader, self.plan.definitions)

    @cached_property
    def corrections(self) -> tuple[Correction, ...]:
        """Every correction that was known, also those that don't count, in the order in which they were stated."""
        told = [each for _, each in self.reader.corrections()]
        return tuple(sorted(told, key=lambda each: (each.stated_at, each.id)))

    @cached_property
    def told(self) -> ToldFacts:
        """What was told of services."""
        return ToldFacts(self.corrected, self.plan, self.rows, self.base)

    @cached_property
    def stored(self) -> StoredFacts:
        """Since when facts are stored: creations of tickets, and starts of outages."""
        tickets, outages = self.rows.tickets, self.rows.outages
        found = {**first_by_source(outages.source, outages.started_at)}
        told = first_by_source(tickets.source, tickets.created_at)
        for source, at in told.items():
            found[source] = min(at, found.get(source, at))
        words = self.plan.words.words
        return StoredFacts(
            first=from_epoch(min(found.values())) if found else None,
            by_source={words[source]: from_epoch(found[source]) for source in told},
        )

    @cached_property
    def unseen(self) -> frozenset[str]:
        """The services of which no source tells outages."""
        return frozenset(untold(self.reader, self.plan.definitions, self.plan.definitions.services))

    def figures(self, cut: Cut) -> PeriodFigures:
        """Return the figures of any stretch."""
        found: PeriodFigures = self._once(figures_on, cut, figures_on)
        return found

    def listed(self, listing: Callable[[Ground, Cut], Iterable[T]], cut: Cut) -> tuple[T, ...]:
        """Return what a list of the engine holds of a stretch."""
        found: tuple[T, ...] = self._once(listing, cut, lambda base, own: tuple(listing(base, own)))
        return found

    def _once(self, what: object, cut: Cut, judge: Callable[[Ground, Cut], T]) -> T:
        key = what, *map(cut, self.agreements.values())
        if key not in self._kept:
            self._kept[key] = judge(self.base, cut)
        return self._kept[key]  # type: ignore[return-value]  # it is what is kept under its key

    @cached_property
    def _kept(self) -> dict[tuple[object, ...], object]:
        return {}


def _now(store: Store) -> Past:
    """Return the store as it is, whatever is committed while a report is made."""
    states = {source: store.state(source) for source in (*store.sources(), OPERATOR)}
    return Past(
        store,
        {
            source: Mark(sequence=state.sequence, complete_through=state.complete_through)
            for source, state in states.items()
        },
    )
