"""What limits the series of a family: a sum of counts of what an installation has, in words and as a number."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from math import prod


class Count(StrEnum):
    """What an installation has so many of; the value is what people call it."""

    SERVICES = "services"
    AGREED_SERVICES = "agreed services"
    CREDITED_SERVICES = "services with credits"
    OBJECTIVES = "objectives"
    SHARES = "objectives of a share"
    AVAILABILITIES = "availability objectives"
    TIMERS = "timer objectives"
    TIMES = "objectives of a time"
    TYPICAL = "objectives of a typical time, a length or an age"
    NUMBERS = "objectives of a number"
    AGREEMENTS = "agreements"
    SOURCES = "sources"
    FEEDS = "feeds"
    REPORTS = "subjects of reports"
    KINDS = "kinds"
    PRIORITIES = "priorities"
    TEAMS = "teams"


@dataclass(frozen=True, slots=True, kw_only=True)
class Installation:
    """How many there are: under lean agreements, and under those with `metrics: full`."""

    lean: Mapping[Count, int] = field(default_factory=dict)
    full: Mapping[Count, int] = field(default_factory=dict)

    def all(self, count: Count) -> int:
        """Return how many there are of something, lean and full."""
        return self.lean.get(count, 0) + self.full.get(count, 0)


@dataclass(frozen=True, slots=True)
class _Term:
    of: tuple[Count, ...]
    lean: int
    full: int
    crossed: tuple[Count, ...]

    def most(self, installation: Installation) -> int:
        each, *others = self.of or (None,)
        if each is None:
            return self.lean
        crossed = prod(installation.all(count) for count in self.crossed)
        owned = installation.lean.get(each, 0) * self.lean + installation.full.get(each, 0) * self.full * crossed
        return owned * prod(installation.all(count) for count in others)

    def __str__(self) -> str:
        if not self.of:
            return str(self.lean)
        named = " x ".join(self.of)
        full = " x ".join([str(self.full), *self.crossed])
        if not self.lean:
            return f"{named} x {full} in full"
        told = named if self.lean == 1 else f"{named} x {self.lean}"
        return told if full == str(self.lean) else f"{told} (x {full} in full)"


@dataclass(frozen=True, slots=True)
class Bound:
    """The most series that a family can have."""

    terms: tuple[_Term, ...]

    def most(self, installation: Installation) -> int:
        """Return the number for an installation."""
        return sum(term.most(installation) for term in self.terms)

    def __add__(self, other: "Bound") -> "Bound":
        """Return both together."""
        return Bound((*self.terms, *other.terms))

    def __str__(self) -> str:
        """Return it in words, for the manual."""
        return " + ".join(map(str, self.terms))


def each(*of: Count, lean: int = 1, full: int | None = None, crossed: tuple[Count, ...] = ()) -> Bound:
    """Return so many series for each of something (of several: for each of their combinations).

    `full` counts for what an agreement with `metrics: full` promises, once for each of `crossed`.
    """
    return Bound((_Term(of, lean, lean if full is None else full, crossed),))


def series(number: int) -> Bound:
    """Return a number of series that nothing changes."""
    return Bound((_Term((), number, number, ()),))
