"""Facts as corrections state them, for everybody who judges or shows."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from operator import attrgetter
from typing import Self

from slawatch.engine.corrected_outages import corrected_outages
from slawatch.engine.correction import corrected
from slawatch.engine.facts import Facts
from slawatch.model.action import Acceptance, Action
from slawatch.model.correction import Correction
from slawatch.model.definitions import Definitions
from slawatch.model.mapping import SourceMapping
from slawatch.model.outage import Exclusion, Outage
from slawatch.model.ticket import Ticket
from slawatch.store.contract import Reader, SourceState, StoredEvent

BySubject = Mapping[str, Sequence[Correction]]
"""Corrections of a source's tickets and outages, by their ids, in the order in which they were stated."""


@dataclass(frozen=True, slots=True)
class Corrected:
    """A Reader whose facts are as the corrections that count state them; events are as their sources told them."""

    store: Reader
    mappings: Mapping[str, SourceMapping]
    counting: Mapping[str, BySubject]

    @classmethod
    def known(cls, store: Reader, definitions: Definitions, *, through: int | None = None) -> Self:
        """Return what the store knows, with every correction up to a change of OPERATOR's."""
        counting = [correction for _, correction in store.corrections(through=through) if correction.counts]
        counting.sort(key=attrgetter("source", "subject", "stated_at", "id"))
        by_source = {source: _by_subject(own) for source, own in groupby(counting, attrgetter("source"))}
        return cls(store, definitions.mappings, by_source)

    def of(self, source: str) -> BySubject:
        """Return the corrections that count of a source's facts."""
        return self.counting.get(source, {})

    def facts(self, source: str, *, after: int = 0, through: int | None = None, chunk: int = 50_000) -> Iterator[Facts]:
        """Yield the facts of tickets that changed at their source, corrected."""
        for facts in self.store.facts(source, after=after, through=through, chunk=chunk):
            yield from self._corrected(facts)

    def facts_of(self, source: str, ids: Collection[str], *, through: int | None = None) -> Iterator[Facts]:
        """Yield the facts of some tickets by id, corrected."""
        for facts in self.store.facts_of(source, ids, through=through):
            yield from self._corrected(facts)

    def ticket(self, source: str, id_or_key: str, *, through: int | None = None) -> tuple[Ticket, Facts] | None:
        """Return one ticket by id, else by key, with its facts, corrected."""
        found = self.store.ticket(source, id_or_key, through=through)
        return found and (found[0], next(self._corrected(found[1])))

    def tickets(self, source: str, numbers: Collection[int]) -> Mapping[int, Ticket]:
        """Return tickets by number; no correction changes what they are called."""
        return self.store.tickets(source, numbers)

    def outages(self, source: str, *, after: int = 0, through: int | None = None) -> Sequence[tuple[int, Outage]]:
        """Return outages as corrected, with the sequence of what their source told."""
        told = self.store.outages(source, after=after, through=through)
        own = self.of(source)
        return [(sequence, outage) for sequence, each in told for outage in corrected_outages([each], own)]

    def state(self, source: str) -> SourceState:
        """Return where the source stands."""
        return self.store.state(source)

    def sources(self) -> Sequence[str]:
        """Return every source that has facts."""
        return self.store.sources()

    def events(self, source: str, *, after: int = 0, through: int | None = None) -> Iterator[StoredEvent]:
        """Yield events as the source told them."""
        return self.store.events(source, after=after, through=through)

    def exclusions(self, source: str, *, after: int = 0, through: int | None = None) -> Sequence[tuple[int, Exclusion]]:
        """Return exclusions; they are changed by being stated anew."""
        return self.store.exclusions(source, after=after, through=through)

    def corrections(self, *, after: int = 0, through: int | None = None) -> Sequence[tuple[int, Correction]]:
        """Return every correction, also those that don't count."""
        return self.store.corrections(after=after, through=through)

    def actions(self, *, after: int = 0, through: int | None = None) -> Sequence[tuple[int, Action]]:
        """Return the actions; no correction is about them."""
        return self.store.actions(after=after, through=through)

    def action_versions(self, name: str, *, through: int | None = None) -> Sequence[tuple[int, Action]]:
        """Return every version of an action."""
        return self.store.action_versions(name, through=through)

    def acceptances(self, *, after: int = 0, through: int | None = None) -> Sequence[tuple[int, Acceptance]]:
        """Return the acceptances."""
        return self.store.acceptances(after=after, through=through)

    def _corrected(self, facts: Facts) -> Iterator[Facts]:
        return corrected(facts, self.of(facts.source), self.mappings.get(facts.source, SourceMapping()))


def _by_subject(corrections: Iterator[Correction]) -> BySubject:
    return {subject: tuple(own) for subject, own in groupby(corrections, attrgetter("subject"))}
