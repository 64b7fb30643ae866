"""The store as it was: nothing that was committed later is in it."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Self

from slawatch.engine.facts import Facts
from slawatch.model.action import Acceptance, Action
from slawatch.model.correction import Correction
from slawatch.model.outage import Exclusion, Outage
from slawatch.model.result import Snapshot
from slawatch.model.ticket import Ticket
from slawatch.store.contract import OPERATOR, Mark, Reader, SourceState, Store, StoredEvent

_NOTHING: Final = Mark(sequence=0, complete_through=None)


@dataclass(frozen=True, slots=True)
class Past:
    """A Reader that knows of each source as far as its mark; of a source without a mark, nothing."""

    store: Reader
    marks: Mapping[str, Mark]

    @classmethod
    def at(cls, store: Store, at: datetime) -> Self:
        """Return the store as it was at an instant; StoreError where that was not recorded."""
        return cls(store, store.known_at(at))

    @classmethod
    def behind(cls, store: Reader, snapshot: Snapshot) -> Self:
        """Return the store as it was when a snapshot was made of it."""
        watermarks = dict(snapshot.watermarks)
        marks = {
            source: Mark(sequence=sequence, complete_through=watermarks.get(source))
            for source, sequence in snapshot.known_through
        }
        return cls(store, marks)

    def state(self, source: str) -> SourceState:
        """Return where the source stood; its cursor and the hash of its options are not told."""
        mark = self._mark(source)
        return SourceState(
            source=source,
            cursor=None,
            sequence=mark.sequence,
            complete_through=mark.complete_through,
            committed_at=None,
            config_hash=None,
        )

    def sources(self) -> Sequence[str]:
        """Return every source that was known."""
        return [source for source in self.store.sources() if source in self.marks]

    def facts(self, source: str, *, after: int = 0, through: int | None = None, chunk: int = 50_000) -> Iterator[Facts]:
        """Yield the facts of tickets as they were known."""
        return self.store.facts(source, after=after, through=self._through(source, through), chunk=chunk)

    def facts_of(self, source: str, ids: Collection[str], *, through: int | None = None) -> Iterator[Facts]:
        """Yield the facts of some tickets by id as they were known."""
        return self.store.facts_of(source, ids, through=self._through(source, through))

    def ticket(self, source: str, id_or_key: str, *, through: int | None = None) -> tuple[Ticket, Facts] | None:
        """Return one ticket by id, else by key, as it was known."""
        return self.store.ticket(source, id_or_key, through=self._through(source, through))

    def tickets(self, source: str, numbers: Collection[int]) -> Mapping[int, Ticket]:
        """Return tickets by number; what a ticket is called does not depend on when."""
        return self.store.tickets(source, numbers)

    def events(self, source: str, *, after: int = 0, through: int | None = None) -> Iterator[StoredEvent]:
        """Yield the events that were known."""
        return self.store.events(source, after=after, through=self._through(source, through))

    def outages(self, source: str, *, after: int = 0, through: int | None = None) -> Sequence[tuple[int, Outage]]:
        """Return the outages as they were known."""
        return self.store.outages(source, after=after, through=self._through(source, through))

    def exclusions(self, source: str, *, after: int = 0, through: int | None = None) -> Sequence[tuple[int, Exclusion]]:
        """Return the exclusions as they were known."""
        return self.store.exclusions(source, after=after, through=self._through(source, through))

    def corrections(self, *, after: int = 0, through: int | None = None) -> Sequence[tuple[int, Correction]]:
        """Return the corrections as they were known."""
        return self.store.corrections(after=after, through=self._through(OPERATOR, through))

    def actions(self, *, after: int = 0, through: int | None = None) -> Sequence[tuple[int, Action]]:
        """Return the actions as they were known."""
        return self.store.actions(after=after, through=self._through(OPERATOR, through))

    def action_versions(self, name: str, *, through: int | None = None) -> Sequence[tuple[int, Action]]:
        """Return the versions of an action that were known."""
        return self.store.action_versions(name, through=self._through(OPERATOR, through))

    def acceptances(self, *, after: int = 0, through: int | None = None) -> Sequence[tuple[int, Acceptance]]:
        """Return the acceptances as they were known."""
        return self.store.acceptances(after=after, through=self._through(OPERATOR, through))

    def _mark(self, source: str) -> Mark:
        return self.marks.get(source, _NOTHING)

    def _through(self, source: str, through: int | None) -> int:
        known = self._mark(source).sequence
        return known if through is None else min(known, through)
