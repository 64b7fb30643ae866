"""Which objective judges a ticket: within an agreement the first that matches, in file order."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby

import numpy as np

from slawatch.engine.columns import Codes, Flags
from slawatch.engine.cycles import Cycles
from slawatch.engine.facts import Ints
from slawatch.engine.history import History
from slawatch.engine.plan import Promise, Vocabulary
from slawatch.model.agreement import Indicator, ReopenPolicy
from slawatch.model.mapping import TAGS


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """Attributes of cycles at their ends, looked up when they are first asked for."""

    source: str
    words: Vocabulary
    histories: Mapping[str, History]
    cycles: Cycles
    created_at: Ints
    """Of each cycle's ticket."""
    _known: dict[str, Codes] = field(default_factory=dict)

    def attribute(self, name: str) -> Codes:
        """Return the code of an attribute's value, one for each cycle."""
        if name not in self._known:
            values = self.histories[name].at(self.cycles.row, self.cycles.ended_at)
            self._known[name] = values.astype(np.int32)
        return self._known[name]

    def has(self, name: str, values: frozenset[str], among: Ints) -> Flags:
        """Tell of each cycle named by its position whether an attribute has one of the values."""
        if name == "source":
            return np.full(len(among), self.source in values)
        codes = self.attribute(name)[among]
        allowed = list(self._allowed(name, values))
        table = np.zeros(len(self.words.words), np.bool_)
        table[allowed] = True
        return table[codes]

    def _allowed(self, name: str, values: frozenset[str]) -> Iterator[int]:
        if name != TAGS:
            yield from (self.words.code(value) for value in values if value)
            return
        for code, word in enumerate(self.words.words):
            if not values.isdisjoint(word.split("\n")):
                yield code


def rivalries(promises: Iterable[Promise]) -> Iterable[Sequence[Promise]]:
    """Return the promises of each agreement and contest; within an agreement the first that matches judges a ticket."""
    found: dict[object, list[Promise]] = {}
    for promise in promises:
        found.setdefault((promise.agreement.id, promise.objective.contest), []).append(promise)
    return found.values()


def matches(standing: Standing, promises: Sequence[Promise]) -> Iterator[tuple[Promise, Ints]]:
    """Yield each promise with the positions of the cycles that it judges.

    The promises are of one agreement and one contest, ordered by version, then by rank.
    """
    for _, rivals in groupby(promises, key=lambda promise: promise.agreement.version):
        yield from _first_matches(standing, list(rivals))


def _first_matches(standing: Standing, promises: Sequence[Promise]) -> Iterator[tuple[Promise, Ints]]:
    left = np.flatnonzero(_covered(standing, promises[0]))
    for promise in promises:
        chosen = _in_term(standing, promise, left)
        for name, values in promise.objective.when.items():
            chosen &= standing.has(name, values, left)
        yield promise, left[chosen]
        left = left[~chosen]


def _covered(standing: Standing, promise: Promise) -> Flags:
    """Tell of each cycle whether its ticket is of the agreement's services and was opened while it is in force."""
    covered = standing.has("service", frozenset(promise.agreement.services), np.arange(len(standing.cycles)))
    begins, ends = promise.term.created
    covered &= (begins <= standing.created_at) & (standing.created_at < ends)
    return covered


def _in_term(standing: Standing, promise: Promise, among: Ints) -> Flags:
    """Tell of each cycle named by its position whether its timer started in the term of the promise's version.

    Only under `new_cycle` does a reopening start a timer of resolution; else there is one since the creation.
    """
    if promise.term.started is None:
        return np.ones(len(among), np.bool_)
    objective = promise.objective
    since_creation = objective.indicator is Indicator.RESOLUTION and objective.reopen is not ReopenPolicy.NEW_CYCLE
    started_at = (standing.created_at if since_creation else standing.cycles.started_at)[among]
    begins, ends = promise.term.started
    inside: Flags = (begins <= started_at) & (started_at < ends)
    return inside
