"""Definitions made ready for columns: objectives numbered, words interned, calendars compiled."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from slawatch.calendars.calendar import Calendar
from slawatch.engine.versions import Term, by_id, term
from slawatch.model.agreement import Agreement, Indicator, Objective, Statistic
from slawatch.model.definitions import Definitions


class Vocabulary:
    """Words by code and back; code 0 is "" (not mapped). Codes are never given twice."""

    def __init__(self, words: Iterable[str] = ()) -> None:
        self.words: list[str] = [""]
        self._codes: dict[str, int] = {"": 0}
        for word in words:
            self.code(word)

    def code(self, word: str | None) -> int:
        """Return the code of a word, a new one for a new word, 0 for None."""
        found = self._codes.get(word or "")
        if found is None:
            found = self._codes[word or ""] = len(self.words)
            self.words.append(word or "")
        return found


@dataclass(frozen=True, slots=True, kw_only=True)
class Promise:
    """An objective as numbered in a plan: one objective of one agreement, for all of the agreement's services."""

    number: int
    agreement: Agreement
    objective: Objective
    rank: int
    """Place among the agreement's objectives of the same contest: the lowest that matches wins."""
    term: Term
    """Which timers the version of the agreement judges."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Plan:
    """Everything that judges, ready for use; equal to itself alone."""

    definitions: Definitions
    calendars: Mapping[str, Calendar]
    promises: tuple[Promise, ...]
    words: Vocabulary = field(default_factory=Vocabulary)
    """Values of attributes and ids of services, shared by every column of attribute codes."""

    @cached_property
    def versions(self) -> Mapping[str, tuple[Agreement, ...]]:
        """The versions of each agreement in order, by its id."""
        return by_id(self.definitions.agreements)

    @cached_property
    def families(self) -> tuple[int, ...]:
        """Of each promise the number of the newest one with its agreement and objective: they are counted as one."""
        newest = {(each.agreement.id, each.objective.id): each.number for each in self.promises}
        return tuple(newest[each.agreement.id, each.objective.id] for each in self.promises)

    def family(self, promise: Promise) -> tuple[int, ...]:
        """Return the numbers of the promises that are counted as one with a promise, its own among them."""
        return tuple(number for number, newest in enumerate(self.families) if newest == self.families[promise.number])


def plan(definitions: Definitions, calendars: Mapping[str, Calendar]) -> Plan:
    """Return the definitions numbered for columns."""
    promises: list[Promise] = []
    versions = by_id(definitions.agreements)
    for agreement in definitions.agreements:
        ranks: dict[tuple[Indicator, Statistic], int] = {}
        own = term(agreement, versions[agreement.id])
        for objective in agreement.objectives:
            rank = ranks.get(objective.contest, 0)
            ranks[objective.contest] = rank + 1
            promises.append(
                Promise(number=len(promises), agreement=agreement, objective=objective, rank=rank, term=own)
            )
    words = Vocabulary(definitions.services)
    return Plan(definitions=definitions, calendars=calendars, promises=tuple(promises), words=words)
